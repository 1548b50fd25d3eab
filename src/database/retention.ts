import { RETENTION, RETENTION_KINDS, type RetentionKind } from '#model/retention'
import { firstIdOf } from '#lib/ids'
import type { Sql } from './pool.ts'

/** How many days each kind is kept; `null` = as long as the books. */
export type RetentionDays = Readonly<Record<RetentionKind, number | null>>

export async function readRetention(sql: Sql, organizationId: string): Promise<RetentionDays> {
  const { rows } = await sql.query<{ kind: string; days: number | null }>(
    'select kind, days from tillbridge.retention where organization_id = $1',
    [organizationId],
  )
  const daysOf = (kind: RetentionKind): number | null => {
    const decided = rows.find((row) => row.kind === kind)
    return decided === undefined ? RETENTION[kind].usual : decided.days
  }
  return Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, daysOf(kind)])) as RetentionDays
}

export async function saveRetention(sql: Sql, organizationId: string, days: Partial<RetentionDays>): Promise<void> {
  await sql.query(
    `insert into tillbridge.retention (organization_id, kind, days) select $1, * from unnest($2::text[], $3::int[])
     on conflict (organization_id, kind) do update set days = excluded.days`,
    [organizationId, Object.keys(days), Object.values(days)],
  )
}

interface Place {
  readonly table: string
  readonly id: string
  /** When it was made, or was over. */
  readonly at: string
  /** What may not go, however old it is; `null` = nothing. */
  readonly stays: string | null
}

const PLACES: Readonly<Record<RetentionKind, Place>> = {
  deliveries: { table: 'events', id: 'event_id', at: 'received_at', stays: null },
  // A transfer without any attempt would tell nothing of itself.
  attempts: {
    table: 'attempts',
    id: 'attempt_id',
    at: 'finished_at',
    stays: `not exists (select from tillbridge.attempts b where b.organization_id = a.organization_id
      and b.transfer_id = a.transfer_id and b.started_at > a.started_at)`,
  },
  comparisons: {
    table: 'drift_reports',
    id: 'report_id',
    at: 'made_at',
    stays: `not exists (select from tillbridge.drift_reports b where b.organization_id = a.organization_id
      and b.integration_id = a.integration_id and b.made_at > a.made_at)`,
  },
  jobs: { table: 'jobs', id: 'job_id', at: 'asked_at', stays: `a.state in ('waiting', 'running')` },
  alarms: { table: 'alarms', id: 'alarm_id', at: 'closed_at', stays: 'a.closed_at is null' },
  alerts: { table: 'alert_deliveries', id: 'delivery_id', at: 'made_at', stays: `a.state = 'waiting'` },
  audit: { table: 'audit_events', id: 'audit_id', at: 'at', stays: null },
  evidence: { table: 'evidence', id: 'evidence_id', at: 'created_at', stays: null },
}

interface Old {
  readonly organizationId: string
  readonly kind: RetentionKind
  /** What was made before it is old. */
  readonly before: Date
}

const HOUR_MS = 3_600_000
// The id may have been made by another clock, a moment after the time beside it.
const boundOf = (before: Date): string => firstIdOf(new Date(before.getTime() + HOUR_MS))

const isOld = ({ at, stays }: Place): string => `a.${at} < $3${stays === null ? '' : ` and not (${stays})`}`

export interface ForgottenPage {
  readonly forgotten: number
  /** The last id that was looked at; `null` = there is no more. */
  readonly last: string | null
}

/** Forgets what is old among the next `limit` rows after the id `after`: a short statement, however much there is. */
export async function forgetPage(
  sql: Sql,
  { organizationId, kind, before }: Old,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<ForgottenPage> {
  const place = PLACES[kind]
  const { table, id } = place
  const { rows } = await sql.query<{ forgotten: number; seen: number; last: string | null }>(
    `with page as materialized (
       select ${id} as id from tillbridge.${table}
       where organization_id = $1 and ${id} < $2 and ($4::uuid is null or ${id} > $4) order by ${id} limit $5
     ), gone as (
       delete from tillbridge.${table} a using page where a.organization_id = $1 and a.${id} = page.id and ${isOld(place)}
       returning 1
     )
     select (select count(*)::int from gone) as forgotten, (select count(*)::int from page) as seen,
       (select id from page order by id desc limit 1) as last`,
    [organizationId, boundOf(before), before, after, limit],
  )
  const { forgotten = 0, seen = 0, last = null } = rows[0] ?? {}
  return { forgotten, last: seen < limit ? null : last }
}

export interface OldRows {
  readonly rows: number
  /** When the oldest of them was made; `null` = there are none. */
  readonly oldest: string | null
  /** There may be more: not all were looked at. */
  readonly isMore: boolean
}

/** What forgetting would take, among the oldest `most` rows. */
export async function countOld(sql: Sql, { organizationId, kind, before }: Old, most: number): Promise<OldRows> {
  const place = PLACES[kind]
  const { table, id, at } = place
  const { rows } = await sql.query<OldRows>(
    `with page as materialized (
       select ${id} as id from tillbridge.${table} where organization_id = $1 and ${id} < $2 order by ${id} limit $4
     )
     select (select count(*) from page) >= $4 as "isMore", count(*)::int as rows, min(a.${at}) as oldest
     from tillbridge.${table} a join page on a.${id} = page.id where a.organization_id = $1 and ${isOld(place)}`,
    [organizationId, boundOf(before), before, most],
  )
  return rows[0] ?? { rows: 0, oldest: null, isMore: false }
}
