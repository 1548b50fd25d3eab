import type { Sql } from './pool.ts'

interface ConnectionKey {
  readonly organizationId: string
  readonly connectionId: string
}

/** A run through a connection that did not end well. */
export interface FailedRun {
  readonly at: string
  readonly transferId: string
  readonly recordName: string | null
  readonly flow: string
  readonly code: string
  readonly message: string
}

export interface ConnectionActivity {
  /** In how many seconds the allowance is whole again. */
  readonly wholeInSeconds: number
  readonly lastRunAt: string | null
  /** When its system last told us something. */
  readonly lastDeliveryAt: string | null
  /** The newest first. */
  readonly failures: readonly FailedRun[]
}

// What is long ago says nothing about now, and is not searched for.
const LOOKED_AT = 5_000
const MOST_FAILURES = 10

/** What went through a connection lately, among the newest runs and deliveries of the organisation. */
export async function connectionActivity(
  sql: Sql,
  { organizationId, connectionId }: ConnectionKey,
): Promise<ConnectionActivity> {
  const [allowance, last, failures] = await Promise.all([
    sql.query<{ seconds: number }>(
      `select greatest(0, extract(epoch from quota_at - clock_timestamp()))::float8 as seconds
       from tillbridge.connections where organization_id = $1 and connection_id = $2`,
      [organizationId, connectionId],
    ),
    sql.query<{ run: string | null; delivery: string | null }>(
      `select (select max(a.finished_at) from ${NEWEST_RUNS}) as run,
         (select max(e.received_at) from (select connection_id, received_at from tillbridge.events where organization_id = $1
           order by event_id desc limit $3) e where e.connection_id = $2) as delivery`,
      [organizationId, connectionId, LOOKED_AT],
    ),
    sql.query<FailedRun>(
      `select a.finished_at as at, t.transfer_id as "transferId", t.record_name as "recordName", t.flow, a.cause_code as code,
         coalesce(a.cause_message, a.cause_code) as message
       from ${NEWEST_RUNS} and a.cause_code is not null and a.error_kind is not null
       order by a.finished_at desc limit $4`,
      [organizationId, connectionId, LOOKED_AT, MOST_FAILURES],
    ),
  ])
  return {
    wholeInSeconds: allowance.rows[0]?.seconds ?? 0,
    lastRunAt: last.rows[0]?.run ?? null,
    lastDeliveryAt: last.rows[0]?.delivery ?? null,
    failures: failures.rows,
  }
}

/** `$1` organisation, `$2` connection, `$3` how many are looked at; ends within a `where`. */
const NEWEST_RUNS = `(select transfer_id, finished_at, error_kind, cause_code, cause_message from tillbridge.attempts
    where organization_id = $1 order by attempt_id desc limit $3) a
  join tillbridge.transfers t on t.organization_id = $1 and t.transfer_id = a.transfer_id
  where t.connection_id = $2`
