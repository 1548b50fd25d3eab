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

const LIST = `
select i.stock_item as "stockItem", i.sku, l.location, l.state, l.wanted, l.known, l.committed, f."onHand", f.reserved, l.cause,
  l.checked_at as "checkedAt", l.sent_at as "sentAt"
from tillbridge.stock_items i
join tillbridge.stock_levels l on l.organization_id = i.organization_id and l.integration_id = i.integration_id and l.stock_item = i.stock_item
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
  and case $4
    when 'differing' then (l.wanted is distinct from l.known and not (l.known is null and l.wanted = 0)) or l.state in ('waiting', 'attention')
    when 'held' then l.state = 'attention' and l.cause ->> 'code' = $5
    when 'attention' then l.state in ('waiting', 'attention')
    else true end
  and (coalesce(i.sku, ''), i.stock_item) >= ($6::text, $7::text)
  and (coalesce(i.sku, ''), i.stock_item, l.location) > ($6::text, $7::text, $8::text)
order by coalesce(i.sku, ''), i.stock_item, l.location
limit $9`

/** Levels that match, in the order of their SKUs. `after` `null` = from the first. */
export async function listLevels(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  { search, view }: LevelFilter,
  page: { readonly after: LevelPlace | null; readonly limit: number },
): Promise<ListedLevel[]> {
  const { sku, stockItem, location } = page.after ?? { sku: '', stockItem: '', location: '' }
  const words = search === undefined || search === '' ? null : search
  const result = await sql.query<ListedLevel>({
    name: 'stock-list',
    text: LIST,
    values: [organizationId, integrationId, words, view, STOP_CODE, sku, stockItem, location, page.limit],
  })
  return result.rows
}
