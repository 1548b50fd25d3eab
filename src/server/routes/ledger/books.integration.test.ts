import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, createClient } from '#api/client'
import { insertApiKey } from '#database/api-keys'
import { keepReport } from '#database/drift'
import { newId } from '#lib/ids'
import { ADDRESS, apiHere, type ApiHere } from '#testing/api-here'
import { type Seeded, seedIntegration } from '#testing/migrated-database'

let api: ApiHere
let seeded: Seeded
let client: Client
let organization: string

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

beforeAll(async () => {
  api = await apiHere()
  const { pool } = api.bridge
  seeded = await seedIntegration(pool)
  organization = `organization-${seeded.organizationId}`
  const key = { name: 'books', role: 'owner', createdBy: 'ada', expiresAt: null, now: new Date() } as const
  const { secret } = await insertApiKey(pool, seeded.organizationId, key)
  client = createClient({
    origin: ADDRESS,
    organization,
    headers: { authorization: `Bearer ${secret}` },
    fetch: inject,
  })
  await pool.query(
    `insert into tillbridge.flows (organization_id, integration_id, flow, record, runs_on, enabled, schedule, time_zone)
     values ($1, $2, 'inventory', 'stock', 'store', true, '* * * * *', 'UTC')`,
    [seeded.organizationId, seeded.integrationId],
  )
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
})

const params = () => ({ organization })
const keys = () => [seeded.organizationId, seeded.integrationId]

/** Levels `SKU-1` … with their states; the ERP holds ten of the first. */
async function stock(): Promise<void> {
  const { pool } = api.bridge
  const held = JSON.stringify({
    code: 'STOCK_STOP_LOSS',
    subject: null,
    message: 'It would fall to zero.',
    remedy: null,
  })
  for (const [at, state, wanted, known, cause] of [
    [1, 'in-step', 7, 7, null],
    [2, 'pending', 3, 5, null],
    [3, 'attention', 0, 9, held],
  ] as const) {
    const item = [...keys(), `item-${at}`]
    await pool.query(
      `insert into tillbridge.stock_items (organization_id, integration_id, stock_item, sku, counted, seen_at)
       values ($1, $2, $3, $4, true, now())`,
      [...item, `SKU-${at}`],
    )
    await pool.query(
      `insert into tillbridge.stock_levels (organization_id, integration_id, stock_item, location, state, wanted, known, cause)
       values ($1, $2, $3, 'main', $4, $5, $6, $7)`,
      [...item, state, wanted, known, cause],
    )
  }
  await pool.query(
    `insert into tillbridge.stock_parts (organization_id, integration_id, item, stock_item, quantity) values ($1, $2, 'ITEM', 'item-1', 1)`,
    keys(),
  )
  await pool.query(
    `insert into tillbridge.stock_facts (organization_id, connection_id, item, place, on_hand, reserved, set_aside, incoming, read_at)
     values ($1, $2, 'ITEM', 'a', 6, 1, 0, 0, now()), ($1, $2, 'ITEM', 'b', 4.5, 0, 0, 0, now())`,
    [seeded.organizationId, seeded.targetConnectionId],
  )
}

test('stock: what the store offers beside what it may, page by page, narrowed, as a file, and decided', async () => {
  await stock()
  const first = await client.call('stock.list', { params: params(), query: { limit: 2 } })
  expect(first.items.map(({ sku, wanted, known, onHand, reserved }) => [sku, wanted, known, onHand, reserved])).toEqual(
    [
      ['SKU-1', 7, 7, '10.5', '1'],
      ['SKU-2', 3, 5, null, null],
    ],
  )
  const rest = await client.call('stock.list', { params: params(), query: { limit: 2, after: first.next ?? '' } })
  expect([rest.items.map(({ sku }) => sku), rest.next]).toEqual([['SKU-3'], null])
  const skus = async (query: { view?: 'differing' | 'held'; search?: string }) =>
    (await client.call('stock.list', { params: params(), query })).items.map(({ sku }) => sku)
  expect(await skus({ view: 'differing' })).toEqual(['SKU-2', 'SKU-3'])
  expect(await skus({ view: 'held' })).toEqual(['SKU-3'])
  expect(await skus({ search: 'ku-2' })).toEqual(['SKU-2'])
  await expect(client.call('stock.list', { params: params(), query: { after: 'made up' } })).rejects.toThrow('No page')

  const file = (await client.call('stock.export', { params: params(), query: {} })) as unknown as Response
  expect((await file.text()).split('\r\n').slice(0, 2)).toEqual([
    'SKU,location,in the ERP,reserved in the ERP,may sell,store offers,promised to orders,state,because,remedy,last told',
    'SKU-1,main,10.5,1,7,7,,in-step,,,',
  ])
  const { integration, counts } = await client.call('stock.status', { params: params(), query: {} })
  expect(counts).toEqual({ inStep: 1, pending: 1, waiting: 0, attention: 1, differing: 2 })
  expect(await client.call('stock.confirm', { params: params(), body: { integration } })).toEqual({ levels: 1 })
  await client.call('stock.sync', { params: params(), body: { integration } })
  const { comparison } = await client.call('stock.status', { params: params(), query: {} })
  expect(comparison.wantedAt).not.toBeNull()
})

test('payouts: the newest first, each with its journal that sums to zero', async () => {
  const { pool } = api.bridge
  const ids = [newId(), newId(), newId()]
  for (const [index, transferId] of ids.entries()) {
    await pool.query(
      `insert into tillbridge.transfers (organization_id, transfer_id, integration_id, flow, record_key, record_name, connection_id, state, found_by, source_created_at, summary)
       values ($1, $3, $2, 'payouts', $4, $5, $6, 'synced', 'sweep', '2026-11-20T10:00:00.123456Z', $7)`,
      [
        ...keys(),
        transferId,
        `po_${index}`,
        `Payout ${index}`,
        seeded.targetConnectionId,
        { total: '97.10', currency: 'EUR', channel: 'Stripe', financialStatus: 'paid' },
      ],
    )
  }
  const line = (id: string, category: string, amount: string) => ({
    id,
    ledger: { kind: 'category', category },
    amount,
    party: null,
    settles: null,
    memo: null,
  })
  const lines = [line('bank', 'bank', '97.10'), line('fee', 'fee', '2.90'), line('rest', 'other', '-100')]
  await pool.query(
    `insert into tillbridge.links (organization_id, connection_id, reference, transfer_id, kind, external_id, state, document, row_ids, position)
     values ($1, $2, 'acme:journal:1', $3, 'journal', 'JE-1', 'issued', $4, '{}', 0)`,
    [
      seeded.organizationId,
      seeded.targetConnectionId,
      ids[0],
      JSON.stringify({ kind: 'journal', reference: 'acme:journal:1', date: '2026-11-20', currency: 'EUR', lines }),
    ],
  )
  const names: (string | null)[] = []
  let after: string | undefined
  // All of them were made in the same microsecond: none is left out between two pages.
  for (;;) {
    const query = { limit: 1, ...(after === undefined ? {} : { after }) }
    const page = await client.call('payouts.list', { params: params(), query })
    names.push(...page.items.map(({ name }) => name))
    if (page.next === null) break
    after = page.next
  }
  expect(names.toSorted()).toEqual(['Payout 0', 'Payout 1', 'Payout 2'])
  const found = await client.call('payouts.list', { params: params(), query: { search: 'PO_0', state: 'synced' } })
  expect(found.items).toMatchObject([
    { amount: '97.10', currency: 'EUR', provider: 'Stripe', bookedOn: '2026-11-20', journals: ['JE-1'] },
  ])
  const shown = await client.call('payouts.show', { params: { organization, transferId: ids[0] ?? '' } })
  expect(shown.journals).toMatchObject([{ externalId: 'JE-1', sum: '0', lines: [{ ledger: 'bank' }, {}, {}] }])
})

test('reconciliation: comparisons with their differences, the worst first, and as files', async () => {
  const { pool } = api.bridge
  const one = {
    area: 'orders',
    what: 'total',
    day: '2026-11-20',
    currency: 'EUR',
    account: null,
    sku: null,
    location: null,
    store: '10',
    target: '12',
    wrong: 'target',
    because: 'Somebody changed it.',
    remedy: 'Change it back.',
    externalId: 'SINV-1',
  } as const
  const report = {
    days: { from: '2026-11-20', to: '2026-11-20', timeZone: 'UTC' },
    compared: { orders: 2 },
    differences: [
      { ...one, subject: '#1', state: 'held' },
      { ...one, subject: '#2', state: 'drifted' },
    ],
    figures: [],
  }
  const kept = { madeBy: 'person', differences: 2, drifted: 1, report: JSON.stringify(report) } as const
  await keepReport(pool, seeded, { ...kept, madeAt: '2026-11-20T03:00:00.000Z' })
  await keepReport(pool, seeded, { ...kept, madeAt: '2026-11-21T03:00:00.000Z' })
  const first = await client.call('drift.list', { params: params(), query: { limit: 1 } })
  const rest = await client.call('drift.list', { params: params(), query: { after: first.next ?? '' } })
  expect([...first.items, ...rest.items].map(({ madeAt }) => madeAt.slice(0, 10))).toEqual(['2026-11-21', '2026-11-20'])
  const reportId = first.items[0]?.reportId ?? ''
  const ofReport = { organization, reportId }
  const shown = await client.call('drift.show', { params: ofReport })
  expect(shown.areas).toEqual([{ area: 'orders', compared: 2, differences: 2, drifted: 1 }])
  const page = await client.call('drift.differences', { params: ofReport, query: { limit: 1 } })
  expect([page.items.map(({ subject }) => subject), page.next]).toEqual([['#2'], '1'])
  const held = await client.call('drift.differences', { params: ofReport, query: { state: 'held' } })
  expect(held.items.map(({ subject, wrong }) => [subject, wrong])).toEqual([['#1', 'target']])
  const csv = (await client.call('drift.export', { params: ofReport, query: {} })) as unknown as Response
  expect(await csv.text()).toContain('orders,#1,total,2026-11-20,EUR,,,,,10,12,ERP,held')
  const json = (await client.call('drift.export', {
    params: ofReport,
    query: { format: 'json' },
  })) as unknown as Response
  expect(await json.json()).toMatchObject({ reportId, differences: [{ subject: '#1' }, { subject: '#2' }] })
  const { items } = await client.call('ledger.integrations', { params: params() })
  expect(items).toMatchObject([{ live: true, lastReport: { reportId } }])
})
