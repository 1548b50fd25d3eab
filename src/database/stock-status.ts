import type { Sql } from './pool.ts'
import type { StockFlowKey, StockProblem } from './stock-flows.ts'

/** How many levels are in which state. */
export interface StockCounts {
  readonly inStep: number
  /** To be looked at, or on their way. */
  readonly pending: number
  readonly waiting: number
  readonly attention: number
  /** Those whose figure in the store is not the wanted one. */
  readonly differing: number
}

export async function countLevels(sql: Sql, { organizationId, integrationId }: StockFlowKey): Promise<StockCounts> {
  const result = await sql.query<StockCounts>(
    `select count(*) filter (where state = 'in-step')::int as "inStep", count(*) filter (where state = 'pending')::int as pending,
       count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'attention')::int as attention,
       count(*) filter (where wanted is distinct from known and wanted is not null and not (known is null and wanted = 0))::int as differing
     from tillbridge.stock_levels where organization_id = $1 and integration_id = $2`,
    [organizationId, integrationId],
  )
  return result.rows[0] ?? { inStep: 0, pending: 0, waiting: 0, attention: 0, differing: 0 }
}

/** One cause with the levels that it stands in the way of. */
export interface StockCause extends StockProblem {
  readonly levels: number
  /** Some SKUs as examples. */
  readonly skus: readonly string[]
}

/** What stands in the way of levels, the most frequent first. Causes of one kind are one entry, with the message of one of them. */
export async function listStockCauses(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  limit: number,
): Promise<StockCause[]> {
  const result = await sql.query<StockCause>(
    `select l.cause ->> 'code' as code, min(l.cause ->> 'subject') as subject, min(l.cause ->> 'message') as message,
       min(l.cause ->> 'remedy') as remedy, count(*)::int as levels,
       (array_agg(distinct coalesce(i.sku, i.stock_item)))[1:5] as skus
     from tillbridge.stock_levels l
     join tillbridge.stock_items i on i.organization_id = l.organization_id and i.integration_id = l.integration_id and i.stock_item = l.stock_item
     where l.organization_id = $1 and l.integration_id = $2 and l.state in ('waiting', 'attention') and l.cause is not null
     group by l.cause ->> 'code' order by count(*) desc, 1 limit $3`,
    [organizationId, integrationId, limit],
  )
  return result.rows
}

/** A level as it stands. */
export interface LevelView {
  readonly stockItem: string
  readonly location: string
  readonly state: string
  readonly wanted: number | null
  readonly known: number | null
  readonly committed: number | null
  /** Pieces that are missing in the store, and that no order explains yet. */
  readonly untold: number
  readonly cause: StockProblem | null
  readonly checkedAt: string | null
  readonly sentAt: string | null
}

export async function readLevels(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  stockItems: readonly string[],
): Promise<LevelView[]> {
  const result = await sql.query<LevelView>(
    `select stock_item as "stockItem", location, state, wanted, known, committed, untold, cause, checked_at as "checkedAt", sent_at as "sentAt"
     from tillbridge.stock_levels where organization_id = $1 and integration_id = $2 and stock_item = any($3) order by stock_item, location`,
    [organizationId, integrationId, stockItems],
  )
  return result.rows
}
