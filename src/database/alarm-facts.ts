import type { Sql } from './pool.ts'

/** A connection without its settings. */
export interface ConnectionState {
  readonly connectionId: string
  readonly key: string
  readonly pausedAt: string | null
  readonly pauseCode: string | null
  readonly pauseMessage: string | null
  /** In the past when its system asked for no rest. */
  readonly restsUntil: string
  /** Until when its token can be renewed without a person; `null` = for ever, or not known. */
  readonly refreshExpiresAt: string | null
}

export async function connectionStates(sql: Sql, organizationId: string): Promise<ConnectionState[]> {
  const result = await sql.query<ConnectionState>(
    `select connection_id as "connectionId", key, paused_at as "pausedAt", pause_code as "pauseCode", pause_message as "pauseMessage",
       next_at as "restsUntil", case when token is null then null else refresh_expires_at end as "refreshExpiresAt"
     from tillbridge.connections where organization_id = $1 order by key`,
    [organizationId],
  )
  return result.rows
}

/** Records that wait for a person for one reason, in one integration. */
export interface WaitingRecords {
  readonly integrationId: string
  readonly isPayouts: boolean
  readonly code: string
  readonly count: number
  /** How many different things the reason is about; 1 = `message` says it for all of them. */
  readonly subjects: number
  readonly message: string
  readonly remedy: string | null
}

export async function waitingRecords(sql: Sql, organizationId: string): Promise<WaitingRecords[]> {
  const result = await sql.query<WaitingRecords>(
    `select integration_id as "integrationId", flow = 'payouts' as "isPayouts", coalesce(cause_code, 'UNKNOWN') as code, count(*)::int as count,
       greatest(count(distinct cause_subject), 1)::int as subjects, coalesce(min(cause_message), '') as message, min(cause_remedy) as remedy
     from tillbridge.transfers where organization_id = $1 and state = 'attention'
     group by 1, 2, 3 order by count(*) desc`,
    [organizationId],
  )
  return result.rows
}

/** How far a flow's source has been searched. */
export interface SweptFlow {
  readonly integrationId: string
  readonly flow: string
  readonly sweptUntil: string
}

export async function sweptFlows(sql: Sql, organizationId: string): Promise<SweptFlow[]> {
  const result = await sql.query<SweptFlow>(
    'select integration_id as "integrationId", flow, swept_until as "sweptUntil" from tillbridge.cursors where organization_id = $1',
    [organizationId],
  )
  return result.rows
}

/** Stock that waits for a person, or cannot be kept in step at all. */
export interface StockStop {
  readonly integrationId: string
  readonly zeroing: number | null
  readonly of: number | null
  readonly problem: { readonly message: string; readonly remedy: string | null } | null
}

export async function stockStops(sql: Sql, organizationId: string): Promise<StockStop[]> {
  const result = await sql.query<StockStop>(
    `select s.integration_id as "integrationId", case when s.stopped_at is null then null else coalesce(s.stopped_zeroing, 0) end as zeroing,
       s.stopped_of as of, s.problem
     from tillbridge.stock_flows s
     join tillbridge.flows f on f.organization_id = s.organization_id and f.integration_id = s.integration_id and f.record = 'stock' and f.enabled
     where s.organization_id = $1 and (s.stopped_at is not null or s.problem is not null)`,
    [organizationId],
  )
  return result.rows
}

/** The newest comparison of an integration. */
export interface LastComparison {
  readonly integrationId: string
  readonly madeAt: string
  readonly drifted: number
}

export async function lastComparisons(sql: Sql, organizationId: string): Promise<LastComparison[]> {
  const result = await sql.query<LastComparison>(
    `select i.integration_id as "integrationId", r.made_at as "madeAt", r.drifted from tillbridge.integrations i
     cross join lateral (select made_at, drifted from tillbridge.drift_reports
       where organization_id = i.organization_id and integration_id = i.integration_id order by made_at desc limit 1) r
     where i.organization_id = $1`,
    [organizationId],
  )
  return result.rows
}

/** A job that failed and was not done well since. */
export interface FailedJob {
  readonly jobId: string
  readonly kind: string
  readonly integrationId: string | null
  readonly message: string
  readonly remedy: string | null
}

export async function failedJobs(sql: Sql, organizationId: string, since: Date): Promise<FailedJob[]> {
  const result = await sql.query<FailedJob>(
    `select * from (
       select distinct on (kind, integration_id) job_id as "jobId", kind, integration_id as "integrationId", state,
         coalesce(failure ->> 'message', '') as message, failure ->> 'remedy' as remedy
       from tillbridge.jobs where organization_id = $1 and state in ('done', 'failed') and finished_at >= $2
       order by kind, integration_id, finished_at desc) newest
     where state = 'failed'`,
    [organizationId, since],
  )
  return result.rows
}
