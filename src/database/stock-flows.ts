import type { Sql } from './pool.ts'

/** An integration whose stock is kept in step. */
export interface StockFlowKey {
  readonly organizationId: string
  readonly integrationId: string
}

export interface StockProblem {
  readonly code: string
  readonly subject: string | null
  readonly message: string
  readonly remedy: string | null
}

export interface StockFlowRow extends StockFlowKey {
  readonly rulesHash: string | null
  readonly sweptAt: string | null
  readonly fullWantedAt: string | null
  readonly fullStartedAt: string | null
  readonly fullFinishedAt: string | null
  readonly fullDone: number | null
  readonly fullTotal: number | null
  readonly fullResult: Readonly<Record<string, number>> | null
  readonly problem: StockProblem | null
  readonly stoppedAt: string | null
  readonly stoppedZeroing: number | null
  readonly stoppedOf: number | null
}

/**
 * Live integrations with the flow switched on. A store takes its stock from one target: of several integrations of a store the one with
 * the first key, and the others are told.
 */
export async function listStockFlows(sql: Sql): Promise<(StockFlowKey & { readonly isSecond: boolean })[]> {
  const result = await sql.query<StockFlowKey & { isSecond: boolean }>(
    `select i.organization_id as "organizationId", i.integration_id as "integrationId",
       row_number() over (partition by i.organization_id, i.store_connection_id order by i.key) > 1 as "isSecond"
     from tillbridge.flows f
     join tillbridge.integrations i on i.organization_id = f.organization_id and i.integration_id = f.integration_id
     join tillbridge.connections s on s.organization_id = i.organization_id and s.connection_id = i.store_connection_id
     join tillbridge.connections t on t.organization_id = i.organization_id and t.connection_id = i.target_connection_id
     where f.record = 'stock' and f.enabled and i.live and s.paused_at is null and t.paused_at is null`,
  )
  return result.rows
}

/** Takes or keeps the right to work on an integration's stock. `false` = another process has it. */
export async function holdStockFlow(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  { holder, leaseSeconds }: { readonly holder: string; readonly leaseSeconds: number },
): Promise<boolean> {
  const result = await sql.query(
    `insert into tillbridge.stock_flows as f (organization_id, integration_id, holder, lease_until)
     values ($1, $2, $3, now() + make_interval(secs => $4))
     on conflict (organization_id, integration_id) do update set holder = excluded.holder, lease_until = excluded.lease_until
     where f.holder is null or f.holder = excluded.holder or f.lease_until < now()`,
    [organizationId, integrationId, holder, leaseSeconds],
  )
  return result.rowCount === 1
}

export async function releaseStockFlow(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  holder: string,
): Promise<void> {
  await sql.query(
    `update tillbridge.stock_flows set holder = null, lease_until = null
     where organization_id = $1 and integration_id = $2 and holder = $3`,
    [organizationId, integrationId, holder],
  )
}

export async function readStockFlow(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
): Promise<StockFlowRow | null> {
  const result = await sql.query<StockFlowRow>(
    `select organization_id as "organizationId", integration_id as "integrationId", rules_hash as "rulesHash", swept_at as "sweptAt",
       full_wanted_at as "fullWantedAt", full_started_at as "fullStartedAt", full_finished_at as "fullFinishedAt", full_done as "fullDone",
       full_total as "fullTotal", full_result as "fullResult", problem, stopped_at as "stoppedAt", stopped_zeroing as "stoppedZeroing",
       stopped_of as "stoppedOf"
     from tillbridge.stock_flows where organization_id = $1 and integration_id = $2`,
    [organizationId, integrationId],
  )
  return result.rows[0] ?? null
}

export async function setStockProblem(sql: Sql, key: StockFlowKey, problem: StockProblem | null): Promise<void> {
  await sql.query(
    `update tillbridge.stock_flows set problem = $3
     where organization_id = $1 and integration_id = $2 and problem is distinct from $3::jsonb`,
    [key.organizationId, key.integrationId, problem === null ? null : JSON.stringify(problem)],
  )
}

/** Asks for a comparison of everything. */
export async function wantFullRun(sql: Sql, key: StockFlowKey): Promise<void> {
  await sql.query(
    `insert into tillbridge.stock_flows (organization_id, integration_id, full_wanted_at) values ($1, $2, clock_timestamp())
     on conflict (organization_id, integration_id) do update set full_wanted_at = excluded.full_wanted_at`,
    [key.organizationId, key.integrationId],
  )
}

/** Notes that a full run begins; answers when, by the database's clock. */
export async function beginFullRun(sql: Sql, key: StockFlowKey): Promise<string> {
  const result = await sql.query<{ at: string }>(
    `update tillbridge.stock_flows set full_started_at = clock_timestamp(), full_done = 0,
       full_total = (select count(*) from tillbridge.stock_items i where i.organization_id = $1 and i.integration_id = $2)
     where organization_id = $1 and integration_id = $2 returning full_started_at::text as at`,
    [key.organizationId, key.integrationId],
  )
  return result.rows[0]?.at ?? ''
}

export async function noteFullRun(sql: Sql, key: StockFlowKey, done: number): Promise<void> {
  await sql.query(
    `update tillbridge.stock_flows set full_done = $3, full_total = greatest(full_total, $3)
     where organization_id = $1 and integration_id = $2`,
    [key.organizationId, key.integrationId, done],
  )
}

/** A request that came while it ran stands. */
export async function endFullRun(
  sql: Sql,
  key: StockFlowKey,
  end: { readonly startedAt: string; readonly rulesHash: string; readonly result: Readonly<Record<string, number>> },
): Promise<void> {
  await sql.query(
    `update tillbridge.stock_flows set full_finished_at = clock_timestamp(), full_result = $4, rules_hash = $5,
       swept_at = greatest(swept_at, $3::timestamptz),
       full_wanted_at = case when full_wanted_at > $3::timestamptz then full_wanted_at end
     where organization_id = $1 and integration_id = $2`,
    [key.organizationId, key.integrationId, end.startedAt, JSON.stringify(end.result), end.rulesHash],
  )
}

export async function noteSwept(sql: Sql, key: StockFlowKey, at: string): Promise<void> {
  await sql.query(
    `update tillbridge.stock_flows set swept_at = greatest(swept_at, $3::timestamptz) where organization_id = $1 and integration_id = $2`,
    [key.organizationId, key.integrationId, at],
  )
}

/** The database's clock, as text that keeps its microseconds. */
export async function databaseNow(sql: Sql): Promise<string> {
  const result = await sql.query<{ at: string }>('select clock_timestamp()::text as at')
  return result.rows[0]?.at ?? ''
}
