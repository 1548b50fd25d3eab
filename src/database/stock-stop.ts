import type { Sql } from './pool.ts'
import type { LevelKey } from './stock-levels.ts'
import type { StockFlowKey, StockProblem } from './stock-flows.ts'

/** The cause of levels that wait for a person to say whether they are really gone. */
export const STOP_CODE = 'STOCK_STOP_LOSS'

/** Levels for sale, all and those that were set to zero within the last hour because the target has none. */
export async function recentZeroing(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
): Promise<{ readonly zeroed: number; readonly of: number }> {
  const result = await sql.query<{ zeroed: number; of: number }>(
    `select case when f.zeroed_since > now() - interval '1 hour' then f.zeroed else 0 end as zeroed,
       (select count(*)::int from tillbridge.stock_levels l where l.organization_id = $1 and l.integration_id = $2 and l.known > 0) as of
     from tillbridge.stock_flows f where f.organization_id = $1 and f.integration_id = $2`,
    [organizationId, integrationId],
  )
  return result.rows[0] ?? { zeroed: 0, of: 0 }
}

export async function noteZeroed(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  count: number,
): Promise<void> {
  if (count === 0) return
  await sql.query(
    `update tillbridge.stock_flows set
       zeroed = case when zeroed_since > now() - interval '1 hour' then zeroed + $3 else $3 end,
       zeroed_since = case when zeroed_since > now() - interval '1 hour' then zeroed_since else now() end
     where organization_id = $1 and integration_id = $2`,
    [organizationId, integrationId, count],
  )
}

/** Stops setting levels to zero until a person has said something. The first figures stand. */
export async function stopZeroing(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  figures: { readonly zeroing: number; readonly of: number },
): Promise<void> {
  await sql.query(
    `update tillbridge.stock_flows set stopped_at = coalesce(stopped_at, now()), stopped_zeroing = $3, stopped_of = $4
     where organization_id = $1 and integration_id = $2`,
    [organizationId, integrationId, figures.zeroing, figures.of],
  )
}

/** Levels wait for a person instead of being set to zero. */
export async function holdZeroes(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  cause: StockProblem,
  which: { readonly since: string } | { readonly levels: readonly LevelKey[] },
): Promise<void> {
  const [since, levels] = 'since' in which ? [which.since, []] : [null, which.levels]
  await sql.query(
    `update tillbridge.stock_levels l set state = 'attention', cause = $3, due_at = null
     where organization_id = $1 and integration_id = $2 and wanted = 0 and known > 0 and source_empty and not zero_allowed and (
       ($4::timestamptz is not null and state = 'pending' and due_at is null and checked_at >= $4::timestamptz)
       or (stock_item, location) in (select * from unnest($5::text[], $6::text[])))`,
    [
      organizationId,
      integrationId,
      JSON.stringify(cause),
      since,
      levels.map((level) => level.stockItem),
      levels.map((level) => level.location),
    ],
  )
}

/** A person says that the levels that wait are really gone. Answers how many. */
export async function confirmZeroes(sql: Sql, { organizationId, integrationId }: StockFlowKey): Promise<number> {
  const result = await sql.query<{ count: number }>(
    `with l as (
       update tillbridge.stock_levels set zero_allowed = true, state = 'pending', cause = null, due_at = now(), priority = 1, version = version + 1
       where organization_id = $1 and integration_id = $2 and state = 'attention' and cause ->> 'code' = $3 returning 1
     ), f as (
       update tillbridge.stock_flows set stopped_at = null, stopped_zeroing = null, stopped_of = null, zeroed = 0, zeroed_since = null
       where organization_id = $1 and integration_id = $2
     )
     select count(*)::int as count from l`,
    [organizationId, integrationId, STOP_CODE],
  )
  return result.rows[0]?.count ?? 0
}

/** A person says that the target was read wrongly: the store's figures stay, and everything is read again. Answers how many. */
export async function refuseZeroes(sql: Sql, { organizationId, integrationId }: StockFlowKey): Promise<number> {
  const result = await sql.query<{ count: number }>(
    `with l as (
       update tillbridge.stock_levels set state = 'in-step', cause = null, wanted = known, due_at = null
       where organization_id = $1 and integration_id = $2 and state = 'attention' and cause ->> 'code' = $3 returning 1
     ), f as (
       update tillbridge.stock_flows set stopped_at = null, stopped_zeroing = null, stopped_of = null, full_wanted_at = now()
       where organization_id = $1 and integration_id = $2
     )
     select count(*)::int as count from l`,
    [organizationId, integrationId, STOP_CODE],
  )
  return result.rows[0]?.count ?? 0
}
