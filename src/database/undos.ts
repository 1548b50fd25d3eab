import { newId } from '#lib/ids'
import { BOOKED_FLOWS } from '#model/flows'
import type { Sql } from './pool.ts'

/** What is undone: orders by when they were placed, what one import brought in, or one record. */
export type UndoScope =
  | { readonly kind: 'range'; readonly since: string; readonly until: string }
  | { readonly kind: 'import'; readonly backfillId: string }
  | { readonly kind: 'record'; readonly transferId: string }

export interface UndoOwner {
  readonly organizationId: string
  readonly integrationId: string
}

/** A record that an undo is about. */
export interface UndoCandidate {
  readonly transferId: string
  readonly flow: string
  readonly recordKey: string
  readonly recordName: string | null
  readonly state: string
  /** A run ended without a word: something may have been written that nobody noted. */
  readonly unsettled: boolean
}

// The newest documents first, and what moves money of many orders (payouts) before the orders themselves. A record of which nothing
// is written yet is part of it too: what an undo takes back must not be on its way at the same time.
const CANDIDATES = `
select t.transfer_id as "transferId", t.flow, t.record_key as "recordKey", t.record_name as "recordName", t.state, t.unsettled
from tillbridge.transfers t
left join lateral (
  select max(l.created_at) as written_at from tillbridge.links l
  where l.organization_id = t.organization_id and l.transfer_id = t.transfer_id and l.state = 'issued'
    and not exists (select from tillbridge.adoptions a where a.organization_id = l.organization_id and a.transfer_id = l.transfer_id
      and a.reference = l.reference and a.state = 'adopted')
) w on true
where t.organization_id = $1 and t.integration_id = $2 and t.flow = any($7)
  and ($3::timestamptz is null or t.source_created_at >= $3) and ($4::timestamptz is null or t.source_created_at < $4)
  and ($5::uuid is null or t.transfer_id = $5)
  and ($6::uuid is null or exists (select from tillbridge.backfill_records b
    where b.organization_id = t.organization_id and b.backfill_id = $6 and b.transfer_id = t.transfer_id and b.was_empty))
  and (w.written_at is not null or t.unsettled or t.state in ('pending', 'running', 'waiting', 'held')
    or t.directive = 'undo' and t.cause_code is distinct from 'UNDONE')
  and not (t.directive is not distinct from 'undo' and t.cause_code is not distinct from 'UNDONE')
order by t.flow = 'orders', w.written_at desc nulls last, t.transfer_id`

/** The records of a scope of which something is left to undo, in the order in which it is undone. */
export async function undoCandidates(sql: Sql, owner: UndoOwner, scope: UndoScope): Promise<UndoCandidate[]> {
  const result = await sql.query<UndoCandidate>(CANDIDATES, [
    owner.organizationId,
    owner.integrationId,
    scope.kind === 'range' ? scope.since : null,
    scope.kind === 'range' ? scope.until : null,
    scope.kind === 'record' ? scope.transferId : null,
    scope.kind === 'import' ? scope.backfillId : null,
    BOOKED_FLOWS,
  ])
  return result.rows
}

/** How many records an import found with documents already: they are not its own to take back. */
export async function countBefore(sql: Sql, organizationId: string, backfillId: string): Promise<number> {
  const result = await sql.query<{ count: number }>(
    'select count(*)::int as count from tillbridge.backfill_records where organization_id = $1 and backfill_id = $2 and not was_empty',
    [organizationId, backfillId],
  )
  return result.rows[0]?.count ?? 0
}

export async function beginUndo(
  sql: Sql,
  owner: UndoOwner,
  undo: { readonly by: string; readonly scope: UndoScope; readonly records: number },
): Promise<string> {
  const undoId = newId()
  await sql.query(
    `insert into tillbridge.undos (organization_id, undo_id, integration_id, asked_by, scope, records) values ($1, $2, $3, $4, $5, $6)`,
    [owner.organizationId, undoId, owner.integrationId, undo.by, JSON.stringify(undo.scope), undo.records],
  )
  return undoId
}

export async function finishUndo(sql: Sql, organizationId: string, undoId: string): Promise<void> {
  await sql.query('update tillbridge.undos set finished_at = now() where organization_id = $1 and undo_id = $2', [
    organizationId,
    undoId,
  ])
}

// Raised behind live work, like history. A run that is under way ends first: its row goes back to pending, since its version moved on.
const DIRECT = `
with chosen as materialized (
  select organization_id, transfer_id from tillbridge.transfers
  where organization_id = $1 and transfer_id = any($2)
  order by organization_id, integration_id, flow, record_key for no key update
)
update tillbridge.transfers t set directive = $3, directive_note = $4, directive_id = $5, version = t.version + 1,
  state = case when t.state in ('running', 'held') then t.state else 'pending' end,
  lane = 1, run_at = now(), failures = 0, error_kind = null, cause_subject = null, cause_remedy = null,
  -- What is held has nothing written and does not run: it is undone as it is.
  cause_code = case when t.state = 'held' then 'UNDONE' end, cause_message = case when t.state = 'held' then $4 end
from chosen c where t.organization_id = c.organization_id and t.transfer_id = c.transfer_id`

export interface UndoDirective {
  readonly organizationId: string
  readonly undoId: string
  readonly note: string
}

/** From now on these records are to be taken back, and stay so. */
export async function directUndo(sql: Sql, undo: UndoDirective, transferIds: readonly string[]): Promise<void> {
  await sql.query(DIRECT, [undo.organizationId, transferIds, 'undo', undo.note, undo.undoId])
}

export interface DirectedState {
  readonly transferId: string
  readonly recordName: string | null
  readonly state: string
  readonly causeCode: string | null
  readonly causeMessage: string | null
  readonly causeRemedy: string | null
}

export async function directedStates(
  sql: Sql,
  organizationId: string,
  transferIds: readonly string[],
): Promise<DirectedState[]> {
  const result = await sql.query<DirectedState>(
    `select transfer_id as "transferId", record_name as "recordName", state, cause_code as "causeCode", cause_message as "causeMessage",
       cause_remedy as "causeRemedy" from tillbridge.transfers where organization_id = $1 and transfer_id = any($2)`,
    [organizationId, transferIds],
  )
  return result.rows
}
