import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type MigratedDatabase, type Seeded, seedIntegration } from '#testing/migrated-database'
import { type AuditFilter, listAuditEvents } from './audit-list.ts'
import { inTransaction, type Sql } from './pool.ts'
import type { Queries, Tables } from './tables.ts'
import { countStates, type ListFilter, listTransfers } from './transfers.ts'

const TRANSFERS = 8_000
/** Of them a list may read so many: a page, or what a search looks at first, with its words. */
const MOST_READ = 5_000

let database: MigratedDatabase
let ours: Seeded
let db: Queries
let asked: CompiledQuery[] = []

beforeAll(async () => {
  database = await migratedDatabase()
  const { pool } = database
  ours = await seedIntegration(pool)
  await pool.query(
    `insert into tillbridge.transfers (organization_id, transfer_id, integration_id, flow, record_key, record_name, connection_id, state, found_by,
       cause_code, cause_subject, first_seen_at, source_created_at)
     select $1, tillbridge.new_id(), $2, case when n % 100 = 0 then 'payouts' else 'orders' end, 'k' || n, '#' || n, $3,
       case when n % 50 = 0 then 'attention' else 'synced' end, 'webhook', case when n % 50 = 0 then 'CAUSE' end, case when n % 50 = 0 then 'item:' || n % 500 end,
       now() - (8000 - n) * interval '1 hour', now() - (8000 - n) * interval '1 hour'
     from generate_series(1, $4::int) n`,
    [ours.organizationId, ours.integrationId, ours.targetConnectionId, TRANSFERS],
  )
  await pool.query(
    `insert into tillbridge.transfer_search
     select organization_id, transfer_id, array_to_tsvector(array[right(organization_id::text, 6) || 'everybody',
       right(organization_id::text, 6) || substr(record_name, 2), right(organization_id::text, 6) || 'name' || substr(record_key, 2)::int % 1000]),
       substr(record_key, 2)::int % 2000 + 0.5
     from tillbridge.transfers where organization_id = $1`,
    [ours.organizationId],
  )
  // Ids begin with their time, as those do that are made one by one.
  await pool.query(
    `insert into tillbridge.audit_events (organization_id, audit_id, at, event, outcome, actor_kind, actor_id, actor_name)
     select $1, (substr(lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0'), 1, 8) || '-' ||
         substr(lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0'), 9, 4) || '-7' || lpad(to_hex(n % 4096), 3, '0') || '-8000-000000000000')::uuid,
       at, case when n % 2000 = 0 then 'key.revoked' else 'transfers.retried' end, 'done', 'person',
       case when n % 2000 = 0 then 'rare' else 'p' || n % 5 end, case when n % 2000 = 0 then 'Rare Rita' else 'Ada ' || n % 5 end
     from (select n, now() - ($2::int - n) * interval '1 hour' as at from generate_series(1, $2::int) n) e`,
    [ours.organizationId, TRANSFERS],
  )
  await pool.query('vacuum analyze tillbridge.audit_events')
  await pool.query('vacuum analyze tillbridge.transfers')
  await pool.query('vacuum analyze tillbridge.transfer_search')
  db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), log: ({ query }) => void asked.push(query) })
}, 120_000)
afterAll(async () => database[Symbol.asyncDispose]())

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly Plan[]
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

const readBy = (node: Plan): number =>
  (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) *
  node['Actual Loops']

/** What the database did for the statements that were asked: rows that it read of the large tables, and whether it read all of one. */
async function work(ask: () => Promise<unknown>): Promise<{ read: number; whole: string[] }> {
  asked = []
  await ask()
  const nodes: Plan[] = []
  await inTransaction(database.pool, async (client) => {
    // A table of this size is rightly read whole and joined by a hash where a large one is not.
    await client.query(
      'set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off',
    )
    for (const { sql, parameters } of asked) {
      const { rows } = await client.query(`explain (analyze, timing off, format json) ${sql}`, [...parameters])
      nodes.push(...nodesOf(rows[0]['QUERY PLAN'][0].Plan as Plan))
    }
  })
  const large = nodes.filter((node) => ['transfers', 'transfer_search'].includes(node['Relation Name'] ?? ''))
  return {
    read: Math.round(large.reduce((sum, node) => sum + readBy(node), 0)),
    whole: nodes.filter((node) => node['Node Type'] === 'Seq Scan').flatMap((node) => node['Relation Name'] ?? []),
  }
}

const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000)

test.each<[string, () => ListFilter]>([
  ['everything', () => ({})],
  ['a state that many are in', () => ({ state: 'synced' })],
  ['a state that few are in', () => ({ state: 'attention' })],
  ['a state that none is in', () => ({ state: 'held' })],
  ['a rare kind', () => ({ flow: 'payouts', integrationId: ours.integrationId })],
  ['a cause', () => ({ causeCode: 'CAUSE' })],
  ['a cause with its subject', () => ({ causeCode: 'CAUSE', causeSubject: 'item:50' })],
  ['the last days', () => ({ createdSince: daysAgo(7) })],
  ['days long ago', () => ({ createdSince: daysAgo(300), createdUntil: daysAgo(290) })],
  ['a word that everybody has', () => ({ search: 'everybody' })],
  ['a word that one has, long ago', () => ({ search: '17' })],
  ['a word that few have', () => ({ search: 'name777' })],
  ['a word that nobody has', () => ({ search: 'zebulon' })],
  ['a common and a rare word', () => ({ search: 'everybody name777' })],
  ['a word among what waits', () => ({ search: 'name50', state: 'attention' })],
  ['an amount that few have', () => ({ amountFrom: '10', amountTo: '12' })],
  ['an amount that many have', () => ({ amountFrom: '1000' })],
  ['an amount that nobody has', () => ({ amountTo: '0' })],
  ['an amount among what waits', () => ({ amountFrom: '49', amountTo: '51', state: 'attention' })],
  ['an amount and a word', () => ({ amountFrom: '776', amountTo: '778', search: 'name777' })],
  ['an amount, long ago', () => ({ amountFrom: '10', amountTo: '12', createdUntil: daysAgo(200) })],
])('a list of %s reads a part of the tables, never all', async (_what, filter) => {
  const { read, whole } = await work(() => listTransfers(db, ours.organizationId, filter()))
  expect(whole.filter((table) => table.startsWith('transfers') || table === 'transfer_search')).toEqual([])
  expect(read).toBeLessThan(MOST_READ)
})

test.each<[string, () => Partial<AuditFilter>]>([
  ['what just happened', () => ({})],
  ['what somebody did who seldom does anything, by their id', () => ({ actor: 'rare' })],
  ['what somebody did who seldom does anything, by their name', () => ({ actor: 'Rare Rita' })],
  ['what nobody did', () => ({ actor: 'nobody' })],
  ['days long ago', () => ({ since: daysAgo(300).toISOString(), until: daysAgo(290).toISOString() })],
  ['before the log began', () => ({ until: daysAgo(1000).toISOString() })],
  ['somebody seldom, long ago', () => ({ actor: 'rare', until: daysAgo(200).toISOString() })],
  ['something that seldom happens', () => ({ event: 'key.revoked' })],
])('the log of %s reads what it shows, never all', async (what, filter) => {
  const asked: (readonly [string, unknown[]])[] = []
  const log = {
    query: (text: string, values: unknown[]) => (asked.push([text, values]), database.pool.query(text, values)),
  }
  const found = await listAuditEvents(log as Sql, ours.organizationId, { ...filter(), limit: 20 })
  expect(found.length > 0).toBe(!/nobody|began/.test(what))
  const plans = asked.map(([text, values]) =>
    database.pool.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `explain (analyze, timing off, format json) ${text}`,
      values,
    ),
  )
  const nodes = (await Promise.all(plans)).flatMap(({ rows }) =>
    rows.flatMap((row) => nodesOf(row['QUERY PLAN'][0]?.Plan as Plan)),
  )
  const read = nodes.filter((node) => node['Relation Name'] === 'audit_events').map(readBy)
  expect(read.reduce((sum, rows) => sum + rows, 0)).toBeLessThan(300)
})

test('the last page costs what the first does, and counting costs nothing', async () => {
  const last = await listTransfers(db, ours.organizationId, {}, { limit: TRANSFERS })
  const after = last.at(-1)?.transferId ?? ''
  const { read } = await work(() => listTransfers(db, ours.organizationId, {}, { limit: 50, after }))
  expect(read).toBeLessThan(500)
  expect(await work(() => countStates(db, ours.organizationId, { flow: 'orders' }))).toMatchObject({ read: 0 })
})
