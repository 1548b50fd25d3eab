import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type { Pool, PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { indexWords } from '#lib/search-words'
import { type Seeded, seedIntegration } from '#testing/migrated-database'

/** An organisation that is filled: its store's integration is one of several. */
export type Filled = Pick<Seeded, 'organizationId' | 'targetConnectionId'> & {
  readonly integrations: readonly string[]
}

const FIRST =
  'Ann Bo Cia Dag Eva Finn Gun Hugo Ida Jon Kim Liv Max Nils Oda Per Quin Ria Sten Tove Ulf Vera Wilma Åsa Örjan'
const LAST = 'Berg Lind Holm Dahl Ek Falk Gran Hägg Ivars Jung Karl Lund Moberg Nord Öst Palm Quist Ros Sjö Törn'
const [FIRSTS, LASTS] = [FIRST.split(' '), LAST.split(' ')]
const ENDINGS = ['', 'ström', 'gren', 'quist', 'feldt', 'mark', 'stedt', 'vall', 'blad', 'man']
const HOSTS = ['gmail.com', 'gmail.com', 'gmail.com', 'example.com', 'hotmail.com', 'telia.se', 'firma.de']
const CAUSES = ['TAX_NOT_MAPPED', 'ITEM_UNKNOWN', 'PERIOD_CLOSED', 'ORDER_UNBALANCED', 'PAYMENT_NOT_MAPPED']
const MINUTE_MS = 60_000
const SPREAD_DAYS = 730

/** Row `n` of all, the same in every run: some two years of orders, with what else comes along. */
export interface MadeRow {
  readonly n: number
  readonly transferId: string
  readonly at: string
  readonly flow: string
  readonly state: string
  readonly cause: string | null
  readonly subject: string | null
  readonly name: string
  readonly customer: string
  readonly email: string
  readonly sku: string
  readonly total: string
  readonly document: string
}

export function rowOf(n: number, of: number, now: number): MadeRow {
  const digest = createHash('md5').update(String(n)).digest()
  const draw = (place: number, most: number): number => digest.readUInt16LE(place) % most
  const time = now - (of - n) * ((SPREAD_DAYS * 24 * 60 * MINUTE_MS) / of)
  const hex = digest.toString('hex')
  const stamp = Math.floor(time).toString(16).padStart(12, '0')
  const first = FIRSTS[draw(0, FIRSTS.length)] ?? ''
  const last = `${LASTS[draw(2, LASTS.length)]}${ENDINGS[draw(4, ENDINGS.length)]}`
  const kind = draw(6, 1000)
  const state = stateOf(draw(8, 1000))
  const hasCause = state === 'attention' || state === 'waiting'
  return {
    n,
    transferId: `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`,
    at: new Date(time).toISOString(),
    flow:
      kind < 900
        ? 'orders'
        : kind < 950
          ? 'fulfillments'
          : kind < 980
            ? 'customers'
            : kind < 990
              ? 'payouts'
              : 'products',
    state,
    cause: hasCause ? (CAUSES[draw(10, CAUSES.length)] ?? null) : null,
    subject: hasCause ? `item:SKU-${draw(12, 400)}` : null,
    name: `#${100_000 + n}`,
    customer: `${first} ${last}`,
    email: `${first}.${last}${draw(10, 9000)}@${HOSTS[draw(14, HOSTS.length)]}`.toLowerCase(),
    sku: `SKU-${draw(12, 5000)}-${'RGB'[draw(2, 3)]}`,
    total: `${draw(4, 3000)}.${String(draw(6, 100)).padStart(2, '0')}`,
    document: `ACC-SINV-2026-${String(n).padStart(5, '0')}`,
  }
}

const stateOf = (draw: number): string =>
  draw < 20 ? 'attention' : draw < 25 ? 'waiting' : draw < 28 ? 'pending' : draw < 58 ? 'skipped' : 'synced'

/** An organisation with three stores on one ERP. */
export async function organisation(pool: Pool, key?: string): Promise<Filled> {
  const seeded = await seedIntegration(pool)
  const { organizationId, targetConnectionId } = seeded
  if (key !== undefined)
    await pool.query('update tillbridge.organizations set key = $2 where organization_id = $1', [organizationId, key])
  const { rows } = await pool.query<{ integration_id: string }>(
    `insert into tillbridge.integrations (organization_id, integration_id, key, name, store_connection_id, target_connection_id, live, policies, mappings)
     select $1, gen_random_uuid(), 'store-' || n, 'Store', $2, $3, true, '{}', '{}' from generate_series(2, 3) n returning integration_id`,
    [organizationId, seeded.storeConnectionId, targetConnectionId],
  )
  const integrations = [seeded.integrationId, ...rows.map((row) => row.integration_id)]
  return { organizationId, targetConnectionId, integrations }
}

/** One that an earlier run filled; `null` = none has. */
export async function knownOrganisation(pool: Pool, key: string): Promise<Pick<Filled, 'organizationId'> | null> {
  const { rows } = await pool.query<{ organizationId: string }>(
    `select o.organization_id as "organizationId" from tillbridge.organizations o
     where o.key = $1 and exists (select from tillbridge.transfer_counts c where c.organization_id = o.organization_id)`,
    [key],
  )
  return rows[0] ?? null
}

/** Fills organisations with transfers by COPY, without indexes meanwhile: minutes instead of an hour. */
export async function fillOrganisations(
  pool: Pool,
  filled: readonly (readonly [Filled, number])[],
  now: number,
): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query("set session_replication_role = replica; set maintenance_work_mem = '512MB'")
    const indexes = await client.query<{ name: string; definition: string }>(
      `select indexname as name, indexdef as definition from pg_indexes where schemaname = 'tillbridge'
       and tablename in ('transfers', 'transfer_search') and indexname not like '%_pkey' and indexname not like '%_key'`,
    )
    for (const { name } of indexes.rows) await client.query(`drop index tillbridge.${name}`)
    for (const [of, count] of filled) await copy(pool, client, of, count, now)
    for (const { definition } of indexes.rows) await client.query(definition)
    await client.query(`insert into tillbridge.transfer_counts
      select organization_id, integration_id, flow, state, count(*) from tillbridge.transfers group by 1, 2, 3, 4`)
    await client.query('reset session_replication_role; reset maintenance_work_mem')
  } finally {
    client.release()
  }
  await pool.query('vacuum analyze tillbridge.transfers')
  await pool.query('vacuum analyze tillbridge.transfer_search')
}

const TRANSFERS = `copy tillbridge.transfers (organization_id, transfer_id, integration_id, flow, record_key, record_name, connection_id, state,
  cause_code, cause_subject, cause_message, found_by, source_updated_at, source_created_at, summary, first_seen_at, finished_at) from stdin`
const WORDS = 'copy tillbridge.transfer_search (organization_id, transfer_id, words, amount) from stdin'

async function copy(pool: Pool, client: PoolClient, of: Filled, count: number, now: number): Promise<void> {
  const other = await pool.connect()
  await other.query('set session_replication_role = replica')
  const streams = [client.query(copyFrom(TRANSFERS)), other.query(copyFrom(WORDS))] as const
  const done = Promise.all(streams.map((stream) => finished(stream)))
  for (let n = 1; n <= count; n += 500) {
    const made = Array.from({ length: Math.min(500, count - n + 1) }, (_, index) => rowOf(n + index, count, now))
    const lines = [made.map((row) => transferLine(of, row)), made.map((row) => wordsLine(of, row))]
    for (const [index, stream] of streams.entries())
      if (!stream.write(lines[index]?.join(''))) await once(stream, 'drain')
  }
  for (const stream of streams) stream.end()
  await done
  await other.query('reset session_replication_role')
  other.release()
}

function transferLine({ organizationId, integrations, targetConnectionId }: Filled, row: MadeRow): string {
  const { transferId, flow, n, name, state, cause, subject, at, total, customer } = row
  const integration = integrations[n % 10 < 7 ? 0 : n % 10 < 9 ? 1 : 2]
  const summary = JSON.stringify({ total, currency: 'SEK', customer, channel: 'web', financialStatus: 'paid' })
  const message = cause === null ? null : `${subject} cannot be written as it is.`
  const cells = [organizationId, transferId, integration, flow, String(5_000_000 + n), name, targetConnectionId, state]
  return `${[...cells, cause, subject, message, 'webhook', at, at, summary, at, at].map((cell) => cell ?? '\\N').join('\t')}\n`
}

function wordsLine(
  { organizationId }: Filled,
  { transferId, n, name, customer, email, sku, total, document }: MadeRow,
): string {
  const payment = document.replace('SINV', 'PAY')
  const words = indexWords([name, String(5_000_000 + n), total, document, payment, customer, email, sku])
  const mark = organizationId.slice(-6)
  return `${organizationId}\t${transferId}\t${words.map((word) => `'${mark}${word}'`).join(' ')}\t${total}\n`
}
