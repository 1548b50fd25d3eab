import type { PoolClient } from 'pg'
import type { HeldDocument } from '#model/held'
import type { RaisedRecord } from './raise.ts'
import type { Sql } from './pool.ts'

interface FlowKey {
  readonly organizationId: string
  readonly integrationId: string
  readonly flow: string
}

/** The transfers of these records, by record key. */
export async function transferIdsOf(
  sql: Sql,
  { organizationId, integrationId, flow }: FlowKey,
  recordKeys: readonly string[],
): Promise<Map<string, string>> {
  const result = await sql.query<{ record_key: string; transfer_id: string }>(
    `select record_key, transfer_id from tillbridge.transfers
     where organization_id = $1 and integration_id = $2 and flow = $3 and record_key = any($4)`,
    [organizationId, integrationId, flow, recordKeys],
  )
  return new Map(result.rows.map((row) => [row.record_key, row.transfer_id]))
}

// Known or not: nothing of them is written until it is decided what the target holds of them already. A record of which we have
// written something is past that question. What was decided about one before stays.
const HOLD = `
insert into tillbridge.transfers as t (organization_id, transfer_id, integration_id, flow, record_key, record_name, connection_id, state, lane,
  found_by, source_updated_at, source_created_at, directive, directive_note, error_kind, cause_code, cause_message, cause_remedy)
select i.organization_id, tillbridge.new_id(), i.integration_id, $3, r.record_key, r.record_name, i.target_connection_id,
  case when i.live then 'attention' else 'held' end, 1, 'person', r.updated_at, r.created_at, 'adopt', $8, 'rejected', 'ADOPTION_OPEN', $8, $9
from unnest($4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[]) as r(record_key, record_name, updated_at, created_at)
join tillbridge.integrations i on i.organization_id = $1 and i.integration_id = $2
on conflict (organization_id, integration_id, flow, record_key) do update set
  directive = 'adopt', directive_note = excluded.directive_note, version = t.version + 1,
  state = case when t.state in ('pending', 'waiting', 'skipped', 'synced') then 'attention' else t.state end,
  error_kind = 'rejected', cause_code = 'ADOPTION_OPEN', cause_subject = null, cause_message = excluded.cause_message, cause_remedy = excluded.cause_remedy
where t.directive is null and not exists (select from tillbridge.links l
  where l.organization_id = t.organization_id and l.transfer_id = t.transfer_id and l.state = 'issued')`

/** Sets records aside until a person has decided which documents are theirs. */
export async function holdForAdoption(
  sql: Sql,
  { organizationId, integrationId, flow }: FlowKey,
  records: readonly RaisedRecord[],
  { note, remedy }: { readonly note: string; readonly remedy: string },
): Promise<void> {
  await sql.query(HOLD, [
    organizationId,
    integrationId,
    flow,
    records.map((record) => record.recordKey),
    records.map((record) => record.recordName),
    records.map((record) => record.updatedAt),
    records.map((record) => record.createdAt),
    note,
    remedy,
  ])
}

const RELEASE = `
with chosen as materialized (
  select organization_id, transfer_id from tillbridge.transfers
  where organization_id = $1 and transfer_id = any($2) and directive in ('adopt', 'differs')
  order by organization_id, integration_id, flow, record_key for no key update
)
update tillbridge.transfers t set directive = $3, directive_note = $4, version = t.version + 1,
  state = case when t.state in ('running', 'held') then t.state else 'pending' end, run_at = now(), failures = 0,
  error_kind = null, cause_code = null, cause_message = null, cause_remedy = null
from chosen c where t.organization_id = c.organization_id and t.transfer_id = c.transfer_id`

/** Ends the waiting of records: they are brought in step. With `differs` they wait for somebody to look at a difference instead. */
export async function releaseFromAdoption(
  sql: Sql,
  organizationId: string,
  transferIds: readonly string[],
  differs: string | null = null,
): Promise<number> {
  const result = await sql.query(RELEASE, [organizationId, transferIds, differs === null ? null : 'differs', differs])
  return result.rowCount ?? 0
}

/** The records of an integration that still wait, by record key. `range`: only those that came into being in `[since, until)`. */
export async function heldForAdoption(
  sql: Sql,
  { organizationId, integrationId, flow }: FlowKey,
  range: { readonly since: Date | null; readonly until: Date | null } = { since: null, until: null },
): Promise<Map<string, string>> {
  const result = await sql.query<{ record_key: string; transfer_id: string }>(
    `select record_key, transfer_id from tillbridge.transfers
     where organization_id = $1 and integration_id = $2 and flow = $3 and directive = 'adopt'
       and ($4::timestamptz is null or source_created_at >= $4) and ($5::timestamptz is null or source_created_at < $5)`,
    [organizationId, integrationId, flow, range.since, range.until],
  )
  return new Map(result.rows.map((row) => [row.record_key, row.transfer_id]))
}

/** Which of these documents of a target are linked to a record, as `kind externalId`. */
export async function linkedDocuments(
  sql: Sql,
  { organizationId, connectionId }: { readonly organizationId: string; readonly connectionId: string },
  externalIds: readonly string[],
): Promise<Set<string>> {
  const result = await sql.query<{ kind: string; external_id: string }>(
    `select kind, external_id from tillbridge.links
     where organization_id = $1 and connection_id = $2 and external_id = any($3) and state = 'issued'`,
    [organizationId, connectionId, externalIds],
  )
  return new Set(result.rows.map((row) => `${row.kind} ${row.external_id}`))
}

/** Locks a transfer that waits for its adoption and does not run; `false` = it does not, so nothing must be linked. */
export async function lockForAdoption(sql: PoolClient, organizationId: string, transferId: string): Promise<boolean> {
  const result = await sql.query(
    `select from tillbridge.transfers where organization_id = $1 and transfer_id = $2 and directive = 'adopt' and state <> 'running'
     for no key update`,
    [organizationId, transferId],
  )
  return result.rowCount === 1
}

export interface AdoptedLink extends HeldDocument {
  readonly url: string | null
}

// A document belongs to one record: a link that is there already, of whatever record, is left as it is.
const LINK = `
insert into tillbridge.links (organization_id, connection_id, reference, transfer_id, kind, external_id, state, document, row_ids, url, position)
select t.organization_id, t.connection_id, $3, t.transfer_id, $4, $5, 'issued', $6, $7, $8,
  (select count(*) from tillbridge.links l where l.organization_id = t.organization_id and l.transfer_id = t.transfer_id)
from tillbridge.transfers t
where t.organization_id = $1 and t.transfer_id = $2 and not exists (select from tillbridge.links l
  where l.organization_id = t.organization_id and l.connection_id = t.connection_id and l.kind = $4 and l.external_id = $5 and l.state = 'issued')
on conflict (organization_id, connection_id, reference) do nothing`

/** Links a document that was there already. `false` = it, or its place, is taken. */
export async function linkAdopted(
  sql: Sql,
  { organizationId, transferId }: { readonly organizationId: string; readonly transferId: string },
  { reference, kind, externalId, document, rowIds, url }: AdoptedLink,
): Promise<boolean> {
  const values = [
    organizationId,
    transferId,
    reference,
    kind,
    externalId,
    JSON.stringify(document),
    JSON.stringify(rowIds),
    url,
  ]
  return (await sql.query(LINK, values)).rowCount === 1
}
