import { attentionGroups } from '#database/attention'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, createClient } from '#api/client'
import type { Role } from '#api/permissions'
import { insertApiKey } from '#database/api-keys'
import { pauseConnection } from '#database/connections'
import { insertNote, listNotes } from '#database/notes'
import { newId } from '#lib/ids'
import { ADDRESS, apiHere, type ApiHere } from '#testing/api-here'
import { type Seeded, seedIntegration } from '#testing/migrated-database'

let api: ApiHere
let seeded: Seeded
let params: { organization: string }

/** The client over the server in this process. */
const inject: typeof fetch = async (url, init) => {
  const response = await api.app.inject({
    method: (init?.method ?? 'GET') as 'GET',
    url: String(url).slice(ADDRESS.length),
    headers: { host: 'localhost', ...(init?.headers as Record<string, string>) },
    ...(typeof init?.body === 'string' ? { payload: init.body } : {}),
  })
  return new Response(response.statusCode === 204 ? null : response.body, { status: response.statusCode })
}

async function clientAs(role: Role): Promise<Client> {
  const key = { name: role, role, createdBy: 'ada', expiresAt: null, now: new Date() }
  const { secret } = await insertApiKey(api.bridge.pool, seeded.organizationId, key)
  const headers = { authorization: `Bearer ${secret}` }
  return createClient({ origin: ADDRESS, organization: params.organization, headers, fetch: inject })
}

interface Row {
  readonly state?: string
  readonly flow?: string
  readonly code?: string | null
  readonly subject?: string | null
  readonly summary?: object
}

async function transfer({ state = 'attention', flow = 'orders', code = null, subject = null, summary = {} }: Row) {
  const transferId = newId()
  await api.bridge.pool.query(
    `insert into tillbridge.transfers (organization_id, transfer_id, integration_id, flow, record_key, record_name, connection_id, state,
       cause_code, cause_subject, cause_message, summary, found_by, source_created_at)
     values ($1, $2, $3, $4, $5, '#' || $5, $6, $7, $8, $9, 'It waits.', $10, 'sweep', '2026-11-20T10:00:00Z')`,
    [
      seeded.organizationId,
      transferId,
      seeded.integrationId,
      flow,
      transferId.slice(-6),
      seeded.targetConnectionId,
      state,
      code,
      subject,
      JSON.stringify(summary),
    ],
  )
  return transferId
}

beforeAll(async () => {
  api = await apiHere()
  seeded = await seedIntegration(api.bridge.pool)
  params = { organization: `organization-${seeded.organizationId}` }
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
})

test('causes are told apart by their subject, with the money of each currency; a refused connection stands first', async () => {
  const owner = await clientAs('owner')
  for (const total of ['10.10', '0.20']) {
    const of = { code: 'TAX_NOT_MAPPED', subject: 'tax:FI:25.5', summary: { total, currency: 'EUR' } }
    await transfer(of)
    await transfer({ ...of, subject: 'tax:SE:25', summary: { total, currency: 'SEK' } })
  }
  await transfer({ code: 'TAX_NOT_MAPPED', subject: 'tax:FI:25.5', summary: { total: '5', currency: 'SEK' } })
  await transfer({ code: 'PERIOD_CLOSED', summary: { total: 'unknown', currency: 'EUR' } })
  await transfer({ state: 'pending' })
  await pauseConnection(api.bridge.pool, seeded.organizationId, seeded.targetConnectionId, {
    code: 'UNAUTHORIZED',
    message: 'The ERP refuses the key.',
  })
  const { items } = await owner.call('attention.list', { params, query: {} })
  expect(items.map(({ code, subject, transfers, kind }) => [code, subject, transfers, kind])).toEqual([
    ['UNAUTHORIZED', 'connection:erp', 1, 'credential'],
    ['TAX_NOT_MAPPED', 'tax:FI:25.5', 3, 'map'],
    ['TAX_NOT_MAPPED', 'tax:SE:25', 2, 'map'],
    ['PERIOD_CLOSED', null, 1, 'period'],
  ])
  expect(items[1]?.money.toSorted((a, b) => a.currency.localeCompare(b.currency))).toEqual([
    { amount: '10.3', currency: 'EUR' },
    { amount: '5', currency: 'SEK' },
  ])
  expect(items[1]).toMatchObject({ connection: 'erp', oldestAt: '2026-11-20T10:00:00.000Z' })
  expect(items[3]?.money).toEqual([])
  expect((await owner.call('attention.list', { params, query: { flow: 'payouts' } })).items).toEqual([])
  const largest = await attentionGroups(api.bridge.pool, seeded.organizationId, { limit: 1 })
  expect([largest.causes, largest.groups.map(({ subject }) => subject)]).toEqual([3, ['tax:FI:25.5']])
})

test('a note is taken away by who wrote it, and goes when the organisation of the transfer is another', async () => {
  const [operator, admin] = [await clientAs('operator'), await clientAs('admin')]
  const about = `transfer:${await transfer({ code: 'ORDER_UNBALANCED' })}`
  const { noteId } = await operator.call('notes.add', { params, body: { about, text: 'Asked the shop.' } })
  expect((await admin.call('notes.list', { params, query: { about } })).items).toMatchObject([{ mine: false }])
  await expect(admin.call('notes.remove', { params: { ...params, noteId } })).rejects.toThrow('no such note')
  await operator.call('notes.remove', { params: { ...params, noteId } })
  const other = {
    organizationId: seeded.organizationId,
    about,
    text: 'x',
    authorId: 'a',
    authorName: 'A',
    now: new Date(),
  }
  await insertNote(api.bridge.pool, other)
  expect(await listNotes(api.bridge.pool, newId(), about)).toEqual([])
})

test('what cannot be done says so: a preview of a shipment, an undo of nothing, a record held back; a retry counts each once', async () => {
  const bookkeeper = await clientAs('bookkeeper')
  const shipment = { ...params, transferId: await transfer({ flow: 'fulfillments', code: 'X' }) }
  await expect(bookkeeper.call('transfers.preview', { params: shipment })).rejects.toThrow('Only orders and payouts')
  const held = { ...params, transferId: await transfer({ state: 'held' }) }
  await expect(bookkeeper.call('transfers.reread', { params: held })).rejects.toThrow('held back')
  expect(await bookkeeper.call('transfers.reread', { params: shipment })).toEqual({ rereading: true })
  expect((await bookkeeper.call('adoptions.list', { params: shipment })).items).toEqual([])
  const operator = await clientAs('operator')
  await expect(operator.call('transfers.undo', { params: shipment })).rejects.toThrow('does not allow')
  // One that is named twice is one; who names none means none.
  const [one, two] = [await transfer({}), await transfer({})]
  const retry = (transferIds: string[]) => operator.call('transfers.retry', { params, body: { transferIds } })
  expect(await retry([one, two, one])).toEqual({ transfers: 2 })
  expect(await retry([])).toEqual({ transfers: 0 })
})
