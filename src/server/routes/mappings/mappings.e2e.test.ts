import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiFailure, type Client, createClient } from '#api/client'
import { insertApiKey } from '#database/api-keys'
import { ACME_MAPPINGS, type Story, startStory } from '#testing/story'

const LIMIT = { timeout: 120_000 }
const organization = 'main'
const params = { organization, integration: 'acme' }

let story: Story
let client: Client

beforeAll(async () => {
  const payments = [{ gateway: 'shopify_payments', mode: 'Credit Card', account: 'Stripe Clearing - AC' }]
  story = await startStory({ mappings: { ...ACME_MAPPINGS, payments } })
  const key = { name: 'ada', role: 'owner', createdBy: 'ada', expiresAt: null, now: new Date() } as const
  const { secret } = await insertApiKey(story.running.bridge.pool, story.organizationId, key)
  const headers = { authorization: `Bearer ${secret}` }
  client = createClient({ origin: story.running.url ?? '', organization, headers })
}, 120_000)
afterAll(async () => {
  await story[Symbol.asyncDispose]()
})

const refusalOf = async (asked: Promise<unknown>) => {
  const error: unknown = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ApiFailure)) throw new Error('it was not refused')
  return { status: error.status, ...error.failure }
}
const tryField = (body: { field: string; expression: string; on?: 'rows' }) =>
  client.call('mappings.try', { params, body: { document: 'invoice', on: 'document', ...body } })

test('without an order there is nothing to try a field on, and nothing is covered', LIMIT, async () => {
  expect(await refusalOf(tryField({ field: 'project', expression: 'record.note' }))).toMatchObject({
    code: 'NO_ORDER_YET',
    remedy: expect.stringContaining('Name an order'),
  })
  expect(await client.call('mappings.coverage', { params })).toEqual({ orders: 0, payloads: 0, fields: [] })
  expect(await client.call('mappings.suggestions', { params })).toEqual({ at: null, values: [] })
})

test('a field is tried on a real order, and what decides the books is refused, tried or saved', LIMIT, async () => {
  story.shop.place({
    lines: [{ sku: 'MUG-1', title: 'Mug', quantity: 2, price: '20.00', taxRates: [{ title: 'VAT', rate: '0.25' }] }],
    payments: [{ gateway: 'shopify_payments' }],
    note: 'For Ann',
  })
  await story.settled()
  // The latest order waits for a mapping: the one before it was booked and is tried on.
  story.shop.place({
    lines: [{ sku: 'MUG-1', title: 'Mug', quantity: 1, price: '5.00', taxRates: [{ title: 'VAT', rate: '0.25' }] }],
    payments: [{ gateway: 'cash' }],
  })
  await story.settled()
  expect(await tryField({ field: 'project', expression: 'record.note & "!"' })).toMatchObject({
    problem: null,
    refusal: null,
    values: [{ document: 'invoice', on: null, value: 'For Ann!', reads: ['record.note'] }],
  })
  expect(await tryField({ field: 'project', on: 'rows', expression: 'line.sku' })).toMatchObject({
    values: [{ on: 'Mug', value: 'MUG-1' }],
  })
  expect(await tryField({ field: 'project', expression: 'record.note &' })).toMatchObject({
    problem: { character: 13 },
    values: [],
  })
  expect(await tryField({ field: 'grand_total', expression: '1' })).toMatchObject({
    refusal: expect.stringContaining('judged'),
  })

  const { revision, mappings: before } = await client.call('mappings.show', { params })
  const save = (field: string, expression: string) =>
    client.call('mappings.replace', {
      params,
      body: { revision, mappings: { fields: [{ document: 'invoice', on: 'document', field, expression }] } },
    })
  expect(await refusalOf(save('grand_total', '1'))).toMatchObject({
    fields: [
      { path: 'body.mappings.fields[0].field', message: expect.stringContaining('"grand_total" of ERPNext cannot be') },
    ],
  })
  expect(await refusalOf(save('project', 'record.note &'))).toMatchObject({
    fields: [{ path: 'body.mappings.fields[0].expression' }],
  })
  expect(await client.call('mappings.show', { params })).toEqual({ revision, mappings: before })
  const saved = await save('project', 'record.note')
  expect(saved.mappings.fields).toMatchObject([{ field: 'project', expression: 'record.note' }])
  expect(await refusalOf(save('project', 'record.name'))).toMatchObject({ code: 'CHANGED_MEANWHILE' })

  const { orders, payloads, fields } = await client.call('mappings.coverage', { params })
  expect([orders, payloads]).toEqual([1, 2])
  const of = (name: string) => fields.find(({ side, field }) => side === 'record' && field === name)
  expect(of('note')).toMatchObject({ goesTo: expect.arrayContaining(['invoice project']), rules: ['project'] })
  expect(of('lines[].sku')).toMatchObject({ use: 'written', records: 1 })
  expect(fields.some(({ use }) => use === 'dropped')).toBe(true)
})

test('what past orders have and the tables lack is suggested once they were read', LIMIT, async () => {
  const { jobId } = await client.call('jobs.preflight', { params: { organization }, body: { integration: 'acme' } })
  for (;;) {
    const { finishedAt } = await client.call('jobs.show', { params: { organization, jobId } })
    if (finishedAt !== null) break
    await story.running.bridge.clock.sleep(20)
  }
  const { at, values } = await client.call('mappings.suggestions', { params })
  expect(at).not.toBeNull()
  expect(values).toMatchObject([{ subject: 'payment:cash', certain: true, suggestions: [{ value: 'Cash' }] }])
})
