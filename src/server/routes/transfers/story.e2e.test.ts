import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, createClient } from '#api/client'
import { insertApiKey } from '#database/api-keys'
import { insertMembership } from '#database/members'
import { insertUser } from '#database/users'
import { ACME_MAPPINGS, type Story, startStory } from '#testing/story'

const LIMIT = { timeout: 120_000 }
const organization = 'main'
const params = { organization }

let story: Story
let client: Client

const untaxed = (ACME_MAPPINGS.taxes ?? []).filter(({ rate }) => rate !== '25')
const aMug = (quantity = 1) => ({
  lines: [{ sku: 'MUG', title: 'Mug', quantity, price: '20.00', taxRates: [{ title: 'VAT', rate: '0.25' }] }],
  payments: [{ gateway: 'shopify_payments' }],
})

beforeAll(async () => {
  story = await startStory({ mappings: { ...ACME_MAPPINGS, taxes: untaxed } })
  const { pool } = story.running.bridge
  const key = { name: 'ada', role: 'owner', createdBy: 'ada', expiresAt: null, now: new Date() } as const
  const { secret } = await insertApiKey(pool, story.organizationId, key)
  client = createClient({
    origin: story.running.url ?? '',
    organization,
    headers: { authorization: `Bearer ${secret}` },
  })
}, 120_000)
afterAll(async () => {
  await story[Symbol.asyncDispose]()
})

/** What came of a job. */
async function ended(jobId: string) {
  for (;;) {
    const job = await client.call('jobs.show', { params: { ...params, jobId } })
    if (job.finishedAt !== null) return job
    await story.running.bridge.clock.sleep(20)
  }
}
const idOf = async (name: string) => ({ ...params, transferId: (await story.transfer(name)).transferId })

test(
  'what waits is grouped by its cause, belongs to somebody, and all of it goes on once the cause is mended',
  LIMIT,
  async () => {
    story.shop.place(aMug())
    story.shop.place(aMug(2))
    await story.settled()
    const { items } = await client.call('attention.list', { params, query: {} })
    const [group] = items
    expect(items).toHaveLength(1)
    expect(group).toMatchObject({
      integration: 'acme',
      code: 'TAX_NOT_MAPPED',
      transfers: 2,
      money: [{ currency: 'EUR', amount: expect.stringMatching(/^60(\.0+)?$/) }],
      kind: 'map',
      entry: { table: 'taxes', values: { rate: '25' } },
      connection: 'erp',
      flows: ['orders'],
      assignee: null,
      notes: 0,
    })
    const about = group?.about ?? ''

    const { pool } = story.running.bridge
    const user = await insertUser(pool, { name: 'Kim', email: 'kim@example.com', passwordHash: 'x' })
    const userId = user?.userId ?? ''
    const assign = () => client.call('attention.assign', { params, body: { about, userId } })
    await expect(assign()).rejects.toThrow('no such member')
    await insertMembership(pool, story.organizationId, userId, 'operator')
    expect(await assign()).toEqual({ assignee: { userId, name: 'Kim' } })
    expect((await client.call('attention.people', { params })).items).toEqual([{ userId, name: 'Kim' }])
    const written = await client.call('notes.add', { params, body: { about, text: ' The accountant is asked. ' } })
    expect(written).toMatchObject({ text: 'The accountant is asked.', author: 'ada', mine: true })
    expect(await client.call('attention.list', { params, query: {} })).toMatchObject({
      items: [{ assignee: { name: 'Kim' }, notes: 1 }],
    })
    expect((await client.call('attention.list', { params, query: { mine: 'true' } })).items).toEqual([])
    await client.call('notes.remove', { params: { ...params, noteId: written.noteId } })
    expect((await client.call('notes.list', { params, query: { about } })).items).toEqual([])
    await expect(
      client.call('notes.add', {
        params,
        body: { about: 'transfer:01890000-0000-7000-8000-000000000000', text: 'Not ours.' },
      }),
    ).rejects.toThrow('no such transfer')

    const tables = await client.call('mappings.show', { params: { ...params, integration: 'acme' } })
    const entry = { ...group?.entry?.values, account: 'VAT 25% - AC' }
    const { released } = await client.call('mappings.replace', {
      params: { ...params, integration: 'acme' },
      body: { revision: tables.revision, mappings: { taxes: [...tables.mappings.taxes, entry] } },
    })
    expect(released).toBe(2)
    const body = { integration: 'acme', cause: 'TAX_NOT_MAPPED', subject: group?.subject ?? null, expected: 2 }
    const { jobId } = await client.call('attention.resolve', { params, body })
    expect(await ended(jobId)).toMatchObject({
      state: 'done',
      done: 2,
      total: 2,
      result: { transfers: 2, stillWaiting: 0, underWay: 0 },
    })
    expect((await client.call('attention.list', { params, query: {} })).items).toEqual([])
    expect(await story.states()).toMatchObject({ synced: 2, attention: 0 })
  },
)

test(
  'a transfer tells what told of it, explains its numbers, is read anew, previewed, undone and booked again',
  LIMIT,
  async () => {
    const transfer = await idOf('#1001')
    const told = await client.call('transfers.story', { params: transfer })
    expect(told).toMatchObject({ foundBy: 'webhook', store: 'shop', target: 'erp', undone: false })
    expect(told.recordUrl).toMatch(/\/orders\/\d+$/)
    // Which of the letters of one order comes last is a matter of luck.
    expect(told.events[0]).toMatchObject({ connection: 'shop', topic: expect.stringMatching(/^orders?[/_]/) })
    const invoice = told.documents.find(({ reference }) => reference.includes(':invoice:'))
    expect(invoice?.figures.map(({ figure }) => figure)).toContain('total')

    const reference = invoice?.reference ?? ''
    const why = await client.call('transfers.why', { params: transfer, query: { reference } })
    expect(why).toMatchObject({ reference, kind: 'invoice', recordName: '#1001', differing: [] })
    const explained = new Map(why.figures.map((figure) => [figure.figure, figure]))
    expect(invoice?.figures.filter(({ figure }) => !explained.has(figure))).toEqual([])
    const tax = why.figures.find(({ row, name }) => row !== null && name === 'tax')
    expect(tax?.parts.some(({ source }) => source.startsWith('order.lines['))).toBe(true)
    expect(tax?.mapping).toMatchObject([{ field: 'account', value: 'VAT 25% - AC', entry: { table: 'taxes' } }])
    expect(tax?.mapping[0]?.life?.since.by).toBe('ada')
    await expect(client.call('transfers.why', { params: transfer, query: { reference: 'made:up' } })).rejects.toThrow(
      'no such document',
    )

    const preview = await client.call('transfers.preview', { params: transfer })
    expect(preview).toMatchObject({ outcome: 'unchanged', written: [], cancelled: [], proof: { balanced: true } })
    expect(preview.booked.map(({ kind }) => kind)).toEqual(['sales-order', 'invoice', 'payment'])

    const before = (await story.story('#1001')).attempts.length
    expect(await client.call('transfers.reread', { params: transfer })).toEqual({ rereading: true })
    await story.settled()
    const { attempts } = await story.story('#1001')
    expect(attempts).toHaveLength(before + 1)
    // It was asked for in the store, not taken from what the webhook brought.
    expect(JSON.stringify(attempts.at(-1)?.exchanges)).toContain('graphql')

    const undo = await client.call('transfers.undo-preview', { params: transfer })
    expect(undo).toMatchObject({ possible: true, unsettled: false })
    expect(undo.steps.length).toBeGreaterThan(0)
    const { jobId } = await client.call('transfers.undo', { params: transfer })
    expect(await ended(jobId)).toMatchObject({ state: 'done', result: { undone: 1, open: [], left: 0 } })
    expect(await client.call('transfers.story', { params: transfer })).toMatchObject({ undone: true })
    await expect(client.call('transfers.undo', { params: transfer })).rejects.toThrow('left to undo')
    expect(await client.call('transfers.preview', { params: transfer })).toMatchObject({ outcome: 'write', booked: [] })
    await client.call('transfers.retry', { params, body: { transferIds: [transfer.transferId], lift: true } })
    await story.settled()
    expect((await story.transfer('#1001')).state).toBe('synced')

    const { items } = await client.call('audit.list', {
      params,
      query: { subject: `transfer:${transfer.transferId}` },
    })
    expect(items.map(({ event, outcome }) => [event, outcome])).toEqual([
      ['transfers.retried', 'done'],
      ['transfer.undo-asked', 'failed'],
      ['transfer.undo-asked', 'done'],
      ['transfer.reread', 'done'],
    ])
  },
)
