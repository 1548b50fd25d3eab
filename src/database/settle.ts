import type { HeldDocument } from '#model/held'
import { compressText } from '#lib/compressed'
import { newId } from '#lib/ids'
import { amountText } from '#lib/search-words'
import { evidenceRow, type EvidenceRow, insertEvidence, type NewEvidence } from './evidence.ts'
import type { Sql } from './pool.ts'
import { noteOrders } from './stock-hints.ts'
import { keepWords, type SearchTexts } from './transfer-words.ts'

/** How a run ended; becomes the transfer's row, its attempt and its links in one commit. */
export interface Settlement {
  readonly organizationId: string
  readonly transferId: string
  readonly connectionId: string
  readonly version: number
  readonly state: 'synced' | 'waiting' | 'attention' | 'skipped' | 'pending'
  /** When a `waiting` or `pending` one may run again. */
  readonly runInSeconds: number
  /** The connection that took its credentials no more, as the run knew it; absent or `null` = none did. */
  readonly refusedBy?: { readonly connectionId: string; readonly revision: number } | null
  /** A write was sent and nobody knows what became of it. */
  readonly unsettled: boolean
  readonly failures: number
  readonly recordName: string | null
  readonly sourceUpdatedAt: string | null
  /** The stamp of the state that documents were planned from; absent = none were. */
  readonly plannedUpdatedAt?: string | null
  readonly sourceCreatedAt: string | null
  readonly summary: Readonly<Record<string, unknown>> | null
  /** All texts under which it is found; absent or `null` = those that are kept. */
  readonly knownBy?: SearchTexts['texts'] | null
  readonly cause: SettledCause | null
  readonly links: readonly NewLink[]
  /** What the links were decided on; absent = nothing was written, or nobody can say. */
  readonly evidence?: NewEvidence | null
  readonly attempt: SettledAttempt
}

export interface SettledCause {
  readonly kind: string | null
  readonly code: string
  readonly subject: string | null
  readonly message: string
  readonly remedy: string | null
}

export interface SettledAttempt {
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly detail: unknown
  readonly exchanges: readonly unknown[]
}

export interface NewLink extends HeldDocument {
  /** The record that the document belongs to, where it is not the one that was run: a payout books payments of orders. */
  readonly transferId?: string
  readonly url: string | null
  readonly position: number
}

// Connections first, then transfers, each in the one order that every statement keeps which locks several of them: two processes
// that settle, receive, sweep or expire at once then wait for each other instead of dead-locking.
const LOCK = `
with s as (
  select * from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as s(organization_id, connection_id, transfer_id)
), k as materialized (
  select organization_id, connection_id from tillbridge.connections
  where (organization_id, connection_id) in (select organization_id, connection_id from s)
  order by organization_id, connection_id for no key update
)
select from tillbridge.transfers t
where (select count(*) from k) > 0 and (t.organization_id, t.transfer_id) in (select organization_id, transfer_id from s)
order by t.organization_id, t.integration_id, t.flow, t.record_key for no key update`

// The second of the stamp, and two more: by so much a vendor's clock may be behind ours, or what answers us behind its writes.
const EARLY = "interval '3 seconds'"

// What was refused by a connection that got new settings or was resumed since waits for nothing: nobody will bring it forward.
// Documents that a repeated reading led to tell of a change whose deliveries brought nothing: it may move stock as well.
// A row whose version has moved on during the run goes back to pending, whatever the outcome: its facts have changed since.
// A row that is no longer this worker's (its lease ended and another took it) is left alone; only its attempt is kept.
const SETTLE = `
with s as (
  select * from jsonb_to_recordset($2::jsonb) as s(organization_id uuid, transfer_id uuid, connection_id uuid, version int, state text,
    run_in float8, unsettled boolean, failures int, record_name text, source_updated_at timestamptz, source_created_at timestamptz,
    planned_updated_at timestamptz, started_at timestamptz, refused_by uuid, refused_revision int, summary jsonb, error_kind text, cause_code text, cause_subject text, cause_message text, cause_remedy text, wrote boolean)
), r as (
  select t.organization_id, t.integration_id, t.record_key from s
  join tillbridge.transfers t on t.organization_id = s.organization_id and t.transfer_id = s.transfer_id
  where s.wrote and t.read_early and t.flow = 'orders' and t.state = 'running' and t.worker = $1
), h as (${noteOrders('r', { where: 'true', readAnew: true })}
), d as (
  update tillbridge.transfers t set
    state = case when t.version <> s.version and s.state <> 'waiting' then 'pending' else s.state end,
    run_at = case when s.state not in ('waiting', 'pending') or s.refused_by is not null and exists (select from tillbridge.connections k
        where k.organization_id = s.organization_id and k.connection_id = s.refused_by and k.revision > s.refused_revision and k.paused_at is null)
      then now() else now() + make_interval(secs => s.run_in) end,
    lease_until = null, worker = null, unsettled = s.unsettled, failures = s.failures,
    record_name = coalesce(s.record_name, t.record_name), summary = coalesce(s.summary, t.summary),
    source_updated_at = greatest(t.source_updated_at, s.source_updated_at),
    source_created_at = coalesce(t.source_created_at, s.source_created_at),
    planned_updated_at = greatest(t.planned_updated_at, s.planned_updated_at),
    read_early = coalesce(date_trunc('second', greatest(t.source_updated_at, s.source_updated_at)) = greatest(t.source_updated_at, s.source_updated_at)
      and s.started_at < greatest(t.source_updated_at, s.source_updated_at) + ${EARLY}, false),
    error_kind = s.error_kind, cause_code = s.cause_code, cause_subject = s.cause_subject, cause_message = s.cause_message, cause_remedy = s.cause_remedy,
    finished_at = now()
  from s where t.organization_id = s.organization_id and t.transfer_id = s.transfer_id and t.state = 'running' and t.worker = $1
  returning t.organization_id, t.connection_id, t.transfer_id
), n as (
  select organization_id, connection_id, count(*)::int as freed from d group by 1, 2
), u as (
  update tillbridge.connections k set inflight = greatest(0, k.inflight - n.freed)
  from n where k.organization_id = n.organization_id and k.connection_id = n.connection_id
)
select transfer_id from d`

// The exchanges travel beside the rest: most of the bytes of a settlement, not to be taken apart on their way.
const INSERT_ATTEMPTS = `
insert into tillbridge.attempts (organization_id, attempt_id, transfer_id, version, worker, started_at, finished_at, outcome, error_kind, cause_code, cause_message, detail, exchanges)
select organization_id, attempt_id, transfer_id, version, $1, started_at, finished_at, outcome, error_kind, cause_code, cause_message, detail, exchanges
from rows from (
  jsonb_to_recordset($2::jsonb) as (organization_id uuid, attempt_id uuid, transfer_id uuid, version int, started_at timestamptz, finished_at timestamptz,
    outcome text, error_kind text, cause_code text, cause_message text, detail jsonb),
  unnest($3::bytea[])
) as a(organization_id, attempt_id, transfer_id, version, started_at, finished_at, outcome, error_kind, cause_code, cause_message, detail, exchanges)`

// What a document was decided on stays what it was written on, whatever becomes of it.
const UPSERT_LINKS = `
insert into tillbridge.links as l (organization_id, connection_id, reference, transfer_id, kind, external_id, state, document, row_ids, url, position, evidence_id, closed)
select organization_id, connection_id, reference, transfer_id, kind, external_id, state, document, row_ids, url, position, evidence_id, closed
from jsonb_to_recordset($1::jsonb) as n(organization_id uuid, connection_id uuid, reference text, transfer_id uuid, kind text, external_id text,
  state text, document jsonb, row_ids jsonb, url text, position int, evidence_id uuid, closed boolean)
on conflict (organization_id, connection_id, reference) do update set
  external_id = excluded.external_id, state = excluded.state, document = excluded.document, row_ids = excluded.row_ids,
  closed = coalesce(excluded.closed, l.closed), url = case when excluded.closed then coalesce(excluded.url, l.url) else excluded.url end`

/**
 * Writes how runs ended, in one transaction: call with a client inside one. The connections are locked last and for the shortest
 * time: a claim passes over a connection whose row is locked.
 */
export async function settleTransfers(sql: Sql, worker: string, settlements: readonly Settlement[]): Promise<void> {
  await keepWords(sql, settlements.flatMap(searchTexts))
  await sql.query({
    name: 'settle-attempts',
    text: INSERT_ATTEMPTS,
    values: [
      worker,
      jsonText(settlements.map(attemptRow)),
      settlements.map((settlement) => compressText(jsonText(settlement.attempt.exchanges))),
    ],
  })
  const evidence = evidenceRows(settlements)
  await insertEvidence(sql, [...evidence.values()])
  const links = settlements.flatMap((settlement) => linkRows(settlement, evidence.get(settlement)?.evidenceId ?? null))
  if (links.length > 0) await sql.query({ name: 'settle-links', text: UPSERT_LINKS, values: [jsonText(links)] })
  const locked = settlements.flatMap((s) => [s, ...(s.refusedBy == null ? [] : [{ ...s, ...s.refusedBy }])])
  await sql.query({
    name: 'settle-lock',
    text: LOCK,
    values: [locked.map((s) => s.organizationId), locked.map((s) => s.connectionId), locked.map((s) => s.transferId)],
  })
  await sql.query({
    name: 'settle-transfers',
    text: SETTLE,
    values: [worker, jsonText(settlements.map(transferRow))],
  })
}

/** What each is found by; documents of other records are found under these too. */
const searchTexts = ({ organizationId, transferId, knownBy, summary, links }: Settlement): SearchTexts[] => [
  ...(knownBy == null
    ? []
    : [{ organizationId, transferId, texts: knownBy, amount: textOf(summary?.['total']), isPart: false }]),
  ...links.flatMap((link) =>
    link.transferId === undefined || link.transferId === transferId
      ? []
      : [{ organizationId, transferId: link.transferId, texts: documentTexts(link), isPart: true }],
  ),
]

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** What people call a document: its number in the target and what it amounts to. */
export function documentTexts({ externalId, document }: Pick<HeldDocument, 'externalId' | 'document'>): string[] {
  const amount = 'total' in document ? document.total : 'amount' in document ? document.amount : null
  return [externalId, amountText(amount) ?? '']
}

// Indexed texts; an index entry of more than some 2,700 bytes is refused, and with it the whole settlement.
const LONGEST_NAME = 200

const cut = (text: string | null): string | null => text?.slice(0, LONGEST_NAME).toWellFormed() ?? null

/** JSON that Postgres takes: neither U+0000 nor half a surrogate pair, which a vendor may send and cutting a text may leave. */
function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  return /\\u(0000|d[89a-f])/i.test(text) ? JSON.stringify(storable(value)) : text
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed()
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (Array.isArray(value)) return value.map(storable)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [storable(name), storable(inner)]))
}

const transferRow = (s: Settlement) => ({
  organization_id: s.organizationId,
  transfer_id: s.transferId,
  connection_id: s.connectionId,
  version: s.version,
  state: s.state,
  run_in: s.runInSeconds,
  unsettled: s.unsettled,
  failures: s.failures,
  record_name: cut(s.recordName),
  source_updated_at: s.sourceUpdatedAt,
  source_created_at: s.sourceCreatedAt,
  planned_updated_at: s.plannedUpdatedAt ?? null,
  started_at: s.attempt.startedAt.toISOString(),
  refused_by: s.refusedBy?.connectionId ?? null,
  refused_revision: s.refusedBy?.revision ?? null,
  summary: s.summary,
  error_kind: s.cause?.kind ?? null,
  cause_code: s.cause?.code ?? null,
  cause_subject: cut(s.cause?.subject ?? null),
  cause_message: s.cause?.message ?? null,
  cause_remedy: s.cause?.remedy ?? null,
  wrote: s.links.length > 0,
})

const attemptRow = (s: Settlement) => ({
  organization_id: s.organizationId,
  attempt_id: newId(),
  transfer_id: s.transferId,
  version: s.version,
  started_at: s.attempt.startedAt.toISOString(),
  finished_at: s.attempt.finishedAt.toISOString(),
  outcome: s.state,
  error_kind: s.cause?.kind ?? null,
  cause_code: s.cause?.code ?? null,
  cause_message: s.cause?.message ?? null,
  detail: s.attempt.detail ?? null,
})

/** One row of evidence for each run that wrote something. */
const evidenceRows = (settlements: readonly Settlement[]): Map<Settlement, EvidenceRow> =>
  new Map(
    settlements.flatMap((settlement) =>
      settlement.evidence == null || settlement.links.length === 0
        ? []
        : [[settlement, evidenceRow(settlement, settlement.evidence)] as const],
    ),
  )

const linkRows = (s: Settlement, evidenceId: string | null) =>
  s.links.map((link) => ({
    organization_id: s.organizationId,
    connection_id: s.connectionId,
    reference: link.reference,
    transfer_id: link.transferId ?? s.transferId,
    kind: link.kind,
    external_id: link.externalId,
    state: link.state,
    document: link.document,
    row_ids: link.rowIds,
    closed: link.closed ?? null,
    url: link.url,
    position: link.position,
    evidence_id: evidenceId,
  }))
