import type { Sql } from './pool.ts'
import type { StockFlowKey, StockProblem } from './stock-flows.ts'
import { STOP_CODE } from './stock-stop.ts'

/** A level beside what the target holds of its product. */
export interface ListedLevel {
  readonly stockItem: string
  readonly sku: string | null
  readonly location: string
  readonly state: 'in-step' | 'pending' | 'waiting' | 'attention'
  readonly wanted: number | null
  readonly known: number | null
  readonly committed: number | null
  /** Decimal text, all places together; `null` = the product is not one piece of one item. */
  readonly onHand: string | null
  readonly reserved: string | null
  readonly cause: StockProblem | null
  readonly checkedAt: string | null
  readonly sentAt: string | null
}

/** `differing`: the store offers something else than it may; `held`: it waits for a person to say that it is really gone. */
export type StockView = 'all' | 'differing' | 'held' | 'attention'

export interface LevelFilter {
  /** A part of the SKU, whatever its case. */
  readonly search?: string | undefined
  readonly view: StockView
}

/** Where a page of levels begins: after this one. */
export interface LevelPlace {
  readonly sku: string
  readonly stockItem: string
  readonly location: string
}

// Written into the statement, word for word as the indexes of the few that differ or wait have it.
const VIEWS: Readonly<Record<StockView, string>> = {
  all: 'true',
  differing:
    "((l.wanted is distinct from l.known and not (l.known is null and l.wanted = 0)) or l.state in ('waiting', 'attention'))",
  held: `l.state in ('waiting', 'attention') and l.state = 'attention' and l.cause ->> 'code' = '${STOP_CODE}'`,
  attention: "l.state in ('waiting', 'attention')",
}

/** Of so few, all are fetched by their index; more fill a page soon along the list. */
const FEW = 1_000

const fewOf = (view: StockView): string =>
  `select l.* from tillbridge.stock_levels l where l.organization_id = $1 and l.integration_id = $2 and ${VIEWS[view]} limit ${FEW + 1}`

const listOf = (view: StockView, areFew: boolean): string => `
${areFew ? `with few as materialized (${fewOf(view)})` : ''}
select i.stock_item as "stockItem", i.sku, l.location, l.state, l.wanted, l.known, l.committed, f."onHand", f.reserved, l.cause,
  l.checked_at as "checkedAt", l.sent_at as "sentAt"
from tillbridge.stock_items i
join ${areFew ? 'few' : 'tillbridge.stock_levels'} l on l.organization_id = i.organization_id and l.integration_id = i.integration_id and l.stock_item = i.stock_item
left join lateral (
  select trim_scale(sum(f.on_hand))::text as "onHand", trim_scale(sum(f.reserved))::text as reserved
  from tillbridge.stock_parts p
  join tillbridge.integrations n on n.organization_id = p.organization_id and n.integration_id = p.integration_id
  left join tillbridge.stock_facts f on f.organization_id = p.organization_id and f.connection_id = n.target_connection_id and f.item = p.item
  where p.organization_id = i.organization_id and p.integration_id = i.integration_id and p.stock_item = i.stock_item
  having count(distinct p.item) = 1 and max(p.quantity) = 1
) f on true
where i.organization_id = $1 and i.integration_id = $2
  and ($3::text is null or strpos(lower(i.sku), lower($3)) > 0)
  and ${VIEWS[view]}
  and (coalesce(i.sku, ''), i.stock_item) >= ($4::text, $5::text)
  and (coalesce(i.sku, ''), i.stock_item, l.location) > ($4::text, $5::text, $6::text)
order by coalesce(i.sku, ''), i.stock_item, l.location
limit $7`

/** Levels that match, in the order of their SKUs. `after` `null` = from the first. */
export async function listLevels(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  { search, view }: LevelFilter,
  page: { readonly after: LevelPlace | null; readonly limit: number },
): Promise<ListedLevel[]> {
  const { sku, stockItem, location } = page.after ?? { sku: '', stockItem: '', location: '' }
  const words = search === undefined || search === '' ? null : search
  const areFew = view !== 'all' && (await countOf(sql, { organizationId, integrationId }, view)) <= FEW
  const result = await sql.query<ListedLevel>({
    name: `stock-list-${view}-${areFew}`,
    text: listOf(view, areFew),
    values: [organizationId, integrationId, words, sku, stockItem, location, page.limit],
  })
  return result.rows
}

async function countOf(sql: Sql, { organizationId, integrationId }: StockFlowKey, view: StockView): Promise<number> {
  const values = [organizationId, integrationId]
  const { rows } = await sql.query<{ count: number }>({
    name: `stock-count-${view}`,
    text: `select count(*)::int as count from (${fewOf(view)}) l`,
    values,
  })
  return rows[0]?.count ?? 0
}
