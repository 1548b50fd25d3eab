import { compressText, decompressText } from '#lib/compressed'
import type { Order } from '#model/order'
import { withoutPerson } from './evidence.ts'
import type { Sql } from './pool.ts'

interface FlowKey {
  readonly organizationId: string
  readonly integrationId: string
  readonly flow: string
}

export interface FileRecord {
  readonly recordKey: string
  readonly contentHash: string
  /** JSON. */
  readonly body: string
  readonly placedAt: string
}

/** `repeated`: the same reading had one with this key before; what it said then stays. */
export type FileRecordState = 'new' | 'changed' | 'same' | 'repeated'

/** In the place of the reading that last saw it: the person was taken out of it. */
const ERASED = '00000000-0000-0000-0000-000000000000'
// The same file read once more must not bring back what was erased on request; a new state of the order is new data.
const ERASED_BEFORE = `f.import_id = '${ERASED}' and f.content_hash = excluded.content_hash`

const SAVE = `
with r as (
  select * from unnest($5::text[], $6::text[], $7::bytea[], $8::timestamptz[]) as r(record_key, content_hash, body, placed_at)
), known as (
  select k.record_key, k.content_hash, k.import_id from tillbridge.file_records k
  join r using (record_key) where k.organization_id = $1 and k.integration_id = $2 and k.flow = $3
), saved as (
  insert into tillbridge.file_records as f (organization_id, integration_id, flow, record_key, content_hash, body, placed_at, updated_at, import_id)
  select $1, $2, $3, r.record_key, r.content_hash, r.body, r.placed_at, $9, $4 from r
  left join known using (record_key) where known.import_id is distinct from $4
  on conflict (organization_id, integration_id, flow, record_key) do update set
    content_hash = excluded.content_hash, placed_at = excluded.placed_at,
    body = case when ${ERASED_BEFORE} then f.body else excluded.body end,
    import_id = case when ${ERASED_BEFORE} then f.import_id else excluded.import_id end,
    updated_at = case when f.content_hash = excluded.content_hash then f.updated_at else excluded.updated_at end
)
select r.record_key as "recordKey", case when known.record_key is null then 'new' when known.import_id = $4 then 'repeated'
  when known.content_hash = r.content_hash then 'same' else 'changed' end as state
from r left join known using (record_key)`

/** Keeps what a file says of these records; each key once in one call. `at`: when it is read, ISO 8601. */
export async function saveFileRecords(
  sql: Sql,
  { organizationId, integrationId, flow }: FlowKey,
  { importId, at }: { readonly importId: string; readonly at: string },
  records: readonly FileRecord[],
): Promise<Map<string, FileRecordState>> {
  const result = await sql.query<{ recordKey: string; state: FileRecordState }>(SAVE, [
    organizationId,
    integrationId,
    flow,
    importId,
    records.map(({ recordKey }) => recordKey),
    records.map(({ contentHash }) => contentHash),
    records.map(({ body }) => compressText(body)),
    records.map(({ placedAt }) => placedAt),
    at,
  ])
  return new Map(result.rows.map(({ recordKey, state }) => [recordKey, state]))
}

/** Of these names those of orders that did not come in a file: the store has them. */
export async function namesInStore(
  sql: Sql,
  { organizationId, integrationId, flow }: FlowKey,
  names: readonly string[],
  fileKey: string,
): Promise<ReadonlySet<string>> {
  const result = await sql.query<{ name: string }>(
    `select record_name as name from tillbridge.transfers where organization_id = $1 and integration_id = $2 and flow = $3
     and record_name = any($4) and not starts_with(record_key, $5)`,
    [organizationId, integrationId, flow, names, fileKey],
  )
  return new Set(result.rows.map(({ name }) => name))
}

/** What is known of these records, changing nothing: as `saveFileRecords` would answer. */
export async function compareFileRecords(
  sql: Sql,
  { organizationId, integrationId, flow }: FlowKey,
  records: readonly Pick<FileRecord, 'recordKey' | 'contentHash'>[],
): Promise<Map<string, FileRecordState>> {
  const result = await sql.query<{ record_key: string; content_hash: string }>(
    `select record_key, content_hash from tillbridge.file_records
     where organization_id = $1 and integration_id = $2 and flow = $3 and record_key = any($4)`,
    [organizationId, integrationId, flow, records.map(({ recordKey }) => recordKey)],
  )
  const known = new Map(result.rows.map((row) => [row.record_key, row.content_hash]))
  return new Map(
    records.map(({ recordKey, contentHash }) => {
      const hash = known.get(recordKey)
      return [recordKey, hash === undefined ? 'new' : hash === contentHash ? 'same' : 'changed']
    }),
  )
}

/** The newest state of a record; `null` = no file had it. */
export async function readFileRecord(
  sql: Sql,
  { organizationId, integrationId, flow }: FlowKey,
  recordKey: string,
): Promise<{ readonly body: string; readonly updatedAt: string } | null> {
  const result = await sql.query<{ body: Buffer; updatedAt: string }>(
    `select body, to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "updatedAt" from tillbridge.file_records
     where organization_id = $1 and integration_id = $2 and flow = $3 and record_key = $4`,
    [organizationId, integrationId, flow, recordKey],
  )
  const [row] = result.rows
  return row === undefined ? null : { body: decompressText(row.body), updatedAt: row.updatedAt }
}

/** Keys of the records that came into being in `[since, until)`, oldest first. */
export async function fileRecordKeys(
  sql: Sql,
  { organizationId, integrationId, flow }: FlowKey,
  { since, until }: { readonly since: Date; readonly until: Date },
): Promise<string[]> {
  const result = await sql.query<{ record_key: string }>(
    `select record_key from tillbridge.file_records
     where organization_id = $1 and integration_id = $2 and flow = $3 and placed_at >= $4 and placed_at < $5
     order by placed_at, record_key`,
    [organizationId, integrationId, flow, since, until],
  )
  return result.rows.map((row) => row.record_key)
}

// All orders of files between a store and its targets when the whole shop is erased, otherwise those that are named.
const OF_STORE = `
select f.integration_id as "integrationId", f.flow, f.record_key as "recordKey", f.body from tillbridge.file_records f
join tillbridge.integrations i on i.organization_id = f.organization_id and i.integration_id = f.integration_id
where f.organization_id = $1 and i.store_connection_id = $2 and ($3 or f.record_key = any($4)) and f.import_id <> '${ERASED}'
order by f.integration_id, f.flow, f.record_key for update of f`

/** Records that still name a person: the condition on the table's alias. */
export const namesPerson = (alias: string): string => `${alias}.import_id <> '${ERASED}'`

/**
 * Takes everything about persons out of orders that came in files. Figures and hash stay: the same file is no news. Call inside a
 * transaction. Answers how many rows were changed.
 */
export async function eraseFileRecords(
  sql: Sql,
  of: {
    readonly organizationId: string
    readonly connectionId: string
    readonly whole: boolean
    readonly recordKeys: readonly string[]
  },
): Promise<number> {
  const scope = [of.organizationId, of.connectionId, of.whole, of.recordKeys]
  const { rows } = await sql.query<{ integrationId: string; flow: string; recordKey: string; body: Buffer }>(
    OF_STORE,
    scope,
  )
  await sql.query(
    `update tillbridge.file_records f set body = n.body, import_id = '${ERASED}'
     from unnest($2::uuid[], $3::text[], $4::text[], $5::bytea[]) as n(integration_id, flow, record_key, body)
     where f.organization_id = $1 and f.integration_id = n.integration_id and f.flow = n.flow and f.record_key = n.record_key`,
    [
      of.organizationId,
      rows.map(({ integrationId }) => integrationId),
      rows.map(({ flow }) => flow),
      rows.map(({ recordKey }) => recordKey),
      rows.map(({ body }) => compressText(JSON.stringify(withoutPerson(JSON.parse(decompressText(body)) as Order)))),
    ],
  )
  return rows.length
}
