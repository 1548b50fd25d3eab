import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids'
import { migratedDatabase, type MigratedDatabase, type Seeded, seedIntegration } from '#testing/migrated-database'
import { foldCounts } from './transfer-counts.ts'
import { queriesOf } from './tables.ts'
import { keepWords } from './transfer-words.ts'
import { countStates, type ListFilter, listTransfers } from './transfers.ts'

let database: MigratedDatabase
let ours: Seeded
let theirs: Seeded

beforeAll(async () => {
  database = await migratedDatabase()
  ;[ours, theirs] = [await seedIntegration(database.pool), await seedIntegration(database.pool)]
})
afterAll(async () => database[Symbol.asyncDispose]())

interface Given {
  readonly of?: Seeded
  readonly name?: string
  readonly flow?: string
  readonly state?: string
  readonly placedAt?: string
  readonly texts?: readonly string[]
  readonly amount?: string
}

let made = 0

/** A transfer as the queue leaves it, with what it is known by. */
async function given({
  of = ours,
  name,
  flow = 'orders',
  state = 'synced',
  placedAt,
  amount,
  texts = amount === undefined ? undefined : [amount],
}: Given = {}): Promise<string> {
  made += 1
  const transferId = newId(new Date(Date.UTC(2026, 10, 1) + made * 1000))
  await database.pool.query(
    `insert into tillbridge.transfers (organization_id, transfer_id, integration_id, flow, record_key, record_name, connection_id, state, found_by, source_created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'webhook', $9)`,
    [
      of.organizationId,
      transferId,
      of.integrationId,
      flow,
      `key${made}`,
      name ?? null,
      of.targetConnectionId,
      state,
      placedAt,
    ],
  )
  if (texts !== undefined)
    await keepWords(database.pool, [
      { organizationId: of.organizationId, transferId, texts: [name, ...texts], amount: amount ?? null, isPart: false },
    ])
  return transferId
}

const list = (filter: ListFilter, page?: { limit: number; after?: string }) =>
  listTransfers(queriesOf(database.pool), ours.organizationId, filter, page)
const find = async (search: string, filter: ListFilter = {}) =>
  (await list({ ...filter, search })).map(({ recordName }) => recordName)

describe('a search', () => {
  beforeAll(async () => {
    const asa = ['Åsa', 'Lindström', 'asa.lindstrom@example.se', 'MUG-RED-1', 'ACC-SINV-2026-00017', '1299.00']
    await given({ name: '#7001', texts: asa })
    await given({
      name: '#7002',
      texts: ['Müller', 'Jürgen', 'j@müller.de', 'MUG-BLUE-1', '50.00'],
      state: 'attention',
    })
    await given({ name: '#7003', texts: ['100%', 'under_score', 'Åsa'] })
    await given({ name: '#7004', state: 'pending' })
    await given({ of: theirs, name: '#7001', texts: asa })
  })

  test.each([
    ['7001', ['#7001']],
    ['#7001', ['#7001']],
    ['700', ['#7004', '#7003', '#7002', '#7001']],
    ['key', []],
    ['åsa', ['#7003', '#7001']],
    ['ASA lind', ['#7001']],
    ['lindström mug', ['#7001']],
    ['lindström müller', []],
    ['jurgen', ['#7002']],
    ['MÜLLER', ['#7002']],
    ['j@müller.de', ['#7002']],
    ['asa.lindstrom@example.se', ['#7001']],
    ['mug-red', ['#7001']],
    ['mug', ['#7002', '#7001']],
    ['acc-sinv-2026-00017', ['#7001']],
    ['2026-00017', ['#7001']],
    ['1 299,00', ['#7001']],
    ['1299.00', ['#7001']],
    ['%', []],
    ['_', []],
    ['1%9', []],
    ["' or true --", []],
    ["':* | !\\", []],
    ['under_', ['#7003']],
    ['7004', ['#7004']],
  ])('for %j finds %j', async (words, names) => {
    expect(await find(words)).toEqual(names)
  })

  test('is narrowed by everything that a list is', async () => {
    expect(await find('mug', { state: 'attention' })).toEqual(['#7002'])
    expect(await find('mug', { flow: 'payouts' })).toEqual([])
  })

  test('of another organisation finds nothing of ours', async () => {
    const found = await listTransfers(queriesOf(database.pool), theirs.organizationId, { search: '7001 åsa' })
    expect(found).toHaveLength(1)
    expect(await listTransfers(queriesOf(database.pool), theirs.organizationId, { search: '7002' })).toEqual([])
  })

  test('goes beyond the newest: by the index for what few have, through everything for what many have', async () => {
    const of = await seedIntegration(database.pool)
    const { organizationId } = of
    await given({ of, name: '#old', texts: ['Zebulon', 'gmail', 'rare'] })
    await given({ of, name: '#elder', texts: ['Zebulon', 'gmail'], state: 'held' })
    await database.pool.query(
      `insert into tillbridge.transfers (organization_id, transfer_id, integration_id, flow, record_key, connection_id, state, found_by)
       select $1, tillbridge.new_id(), $2, 'orders', 'many' || n, $3, 'synced', 'webhook' from generate_series(1, 2500) n`,
      [organizationId, of.integrationId, of.targetConnectionId],
    )
    await database.pool.query(
      `insert into tillbridge.transfer_search select organization_id, transfer_id, array_to_tsvector(array[right(organization_id::text, 6) || 'gmail'])
       from tillbridge.transfers where organization_id = $1 and record_key like 'many%'`,
      [organizationId],
    )
    const names = async (search: string, filter: ListFilter = {}) =>
      (await listTransfers(queriesOf(database.pool), organizationId, { ...filter, search })).map(
        (each) => each.recordName,
      )
    expect(await names('zebulon gmail')).toEqual(['#elder', '#old'])
    expect(await names('gmail rare')).toEqual(['#old'])
    expect(await names('zebu', { state: 'held' })).toEqual(['#elder'])
    expect(await names('old')).toEqual(['#old'])
    expect(await names('gmail')).toHaveLength(50)
  })
})

describe('amounts', () => {
  const names = async (filter: ListFilter, of: Seeded = ours) =>
    (await listTransfers(queriesOf(database.pool), of.organizationId, filter)).map(({ recordName }) => recordName)

  test('are numbers, both ends are within, and what has none is not found', async () => {
    const flow = 'refunds'
    for (const amount of ['9.5', '100', '100.01', '1299', '-4']) await given({ name: `a${amount}`, flow, amount })
    await given({ name: 'a-none', flow })
    expect(await names({ flow, amountFrom: '100', amountTo: '100.00' })).toEqual(['a100'])
    expect(await names({ flow, amountFrom: '100' })).toEqual(['a1299', 'a100.01', 'a100'])
    expect(await names({ flow, amountTo: '9.50' })).toEqual(['a-4', 'a9.5'])
    expect(await names({ flow, amountFrom: '50', search: '100' })).toEqual(['a100.01', 'a100'])
    expect(await names({ flow, amountFrom: '200', search: 'a100' })).toEqual([])
    expect(await names({ amountFrom: '1299', amountTo: '1299', state: 'held' })).toEqual([])
  })

  test('are found beyond the newest, page by page, however many have them', async () => {
    const of = await seedIntegration(database.pool)
    const { organizationId } = of
    for (const amount of ['70', '71', '72', '73'])
      await given({
        of,
        name: `b${amount}`,
        amount,
        state: amount === '73' ? 'held' : 'synced',
        placedAt: '2026-02-01',
      })
    await database.pool.query(
      `insert into tillbridge.transfers (organization_id, transfer_id, integration_id, flow, record_key, connection_id, state, found_by)
       select $1, tillbridge.new_id(), $2, 'orders', 'plenty' || n, $3, 'synced', 'webhook' from generate_series(1, 2500) n`,
      [organizationId, of.integrationId, of.targetConnectionId],
    )
    await database.pool.query(
      `insert into tillbridge.transfer_search select organization_id, transfer_id, array_to_tsvector(array[right(organization_id::text, 6) || 'x']), 500
       from tillbridge.transfers where organization_id = $1 and record_key like 'plenty%'`,
      [organizationId],
    )
    const range = { amountFrom: '70', amountTo: '80' }
    const all = ['b73', 'b72', 'b71', 'b70']
    const asFound = async () => {
      for (const filter of [range, { ...range, flow: 'orders' }, { ...range, createdSince: new Date('2026-01-01') }])
        expect((await names(filter, of)).slice(0, 4)).toEqual(all)
      expect(await names({ ...range, state: 'held' }, of)).toEqual(['b73'])
      expect(await names({ ...range, search: 'b7' }, of)).toEqual(all)
      const [first] = await listTransfers(queriesOf(database.pool), organizationId, range, { limit: 1 })
      const page = { limit: 2, after: first?.transferId ?? '' }
      const next = await listTransfers(queriesOf(database.pool), organizationId, range, page)
      expect(next.map(({ recordName }) => recordName)).toEqual(['b72', 'b71'])
    }
    await asFound()
    // The same where many have such an amount, all of them longer ago.
    for (const [from, to] of [
      [1, 3_500],
      [3_501, 21_000],
    ]) {
      await database.pool.query(
        `with n as (select n, ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid as id from generate_series($4::int, $5::int) n), t as (
           insert into tillbridge.transfers (organization_id, transfer_id, integration_id, flow, record_key, connection_id, state, found_by)
           select $1, id, $2, 'orders', 'old' || n, $3, 'skipped', 'webhook' from n)
         insert into tillbridge.transfer_search select $1, id, array_to_tsvector(array[right($1::text, 6) || 'y']), 75 from n`,
        [organizationId, of.integrationId, of.targetConnectionId, from, to],
      )
      await asFound()
    }
  })
})

describe('a list', () => {
  /** All pages, in an own order of arrivals. */
  async function pages(filter: ListFilter, between: () => Promise<unknown>): Promise<string[]> {
    const seen: string[] = []
    for (;;) {
      const after = seen.at(-1)
      const page = await list(filter, { limit: 3, ...(after === undefined ? {} : { after }) })
      if (page.length === 0) return seen
      seen.push(...page.map(({ transferId }) => transferId))
      await between()
    }
  }

  test.each([
    ['as it comes', { flow: 'customers' }],
    ['by the day of its records', { flow: 'payouts', createdSince: new Date('2026-01-01') }],
  ])('%s shows each once, whatever arrives meanwhile', async (_how, filter) => {
    const { flow } = filter
    const known: string[] = []
    for (let index = 0; index < 10; index += 1)
      known.push(
        await given({ flow, state: index % 2 === 0 ? 'synced' : 'held', placedAt: '2026-03-01T10:00:00.123456Z' }),
      )
    const seen = await pages(filter, () => given({ flow, placedAt: '2026-04-01' }))
    expect(seen).toEqual(known.toReversed())
  })

  test('of a state, a flow and an integration has all of it, newest first', async () => {
    const held = [await given({ state: 'held', flow: 'inventory' }), await given({ state: 'held', flow: 'products' })]
    const of = (filter: ListFilter) => list(filter).then((found) => found.map(({ transferId }) => transferId))
    expect((await of({ state: 'held' })).slice(0, 2)).toEqual(held.toReversed())
    expect(await of({ flow: 'inventory', integrationId: ours.integrationId })).toEqual([held[0]])
    expect(await of({ flow: 'inventory', integrationId: theirs.integrationId })).toEqual([])
  })
})

test('the counts are right while many change states at once and the sums are made', async () => {
  const of = await seedIntegration(database.pool)
  const { pool } = database
  const actual = async () => {
    const { rows } = await pool.query<{ state: string; n: number }>(
      'select state, count(*)::int as n from tillbridge.transfers where organization_id = $1 group by 1',
      [of.organizationId],
    )
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
  }
  const counted = async () =>
    Object.fromEntries(
      Object.entries(await countStates(queriesOf(pool), of.organizationId)).filter(([, count]) => count !== 0),
    )
  const change = async (lane: number): Promise<void> => {
    for (let round = 0; round < 8; round += 1) {
      await given({ of, state: 'pending' })
      await pool.query(
        `update tillbridge.transfers set state = (array['synced', 'attention', 'pending'])[1 + ($2::int + $3::int) % 3]
         where organization_id = $1 and transfer_id in (select transfer_id from tillbridge.transfers where organization_id = $1
           order by random() limit 3 for update skip locked)`,
        [of.organizationId, lane, round],
      )
      if (round === 5)
        await pool.query(
          `delete from tillbridge.transfers where organization_id = $1 and transfer_id in (select transfer_id from tillbridge.transfers
             where organization_id = $1 limit 1 for update skip locked)`,
          [of.organizationId],
        )
      if (round % 3 === lane % 3) await foldCounts(pool)
    }
  }
  await Promise.all([0, 1, 2, 3].map((lane) => change(lane)))
  expect(await counted()).toEqual(await actual())
  await foldCounts(pool)
  expect(await counted()).toEqual(await actual())
})
