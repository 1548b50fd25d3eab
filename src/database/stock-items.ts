import type { Sql } from './pool.ts'
import type { StockFlowKey, StockProblem } from './stock-flows.ts'

/** What the store counts by one id, and what one piece of it takes of the target's items. */
export interface StockItemRow {
  readonly stockItem: string
  readonly sku: string | null
  readonly variant: string | null
  readonly counted: boolean
  /** Why its figure is not managed. */
  readonly problem: StockProblem | null
  readonly parts: readonly { readonly item: string; readonly quantity: string }[]
}

/** Stores what the store was found to count; the parts of each are replaced. */
export async function saveStockItems(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  items: readonly StockItemRow[],
  seenAt: string,
): Promise<void> {
  if (items.length === 0) return
  const parts = items.flatMap(({ stockItem, parts: own }) => own.map((part) => ({ stockItem, ...part })))
  await sql.query({
    name: 'stock-items-save',
    text: `insert into tillbridge.stock_items (organization_id, integration_id, stock_item, sku, variant, counted, problem, seen_at)
      select $1, $2, n.stock_item, n.sku, n.variant, n.counted, n.problem, $8::timestamptz
      from unnest($3::text[], $4::text[], $5::text[], $6::boolean[], $7::jsonb[]) as n(stock_item, sku, variant, counted, problem)
      on conflict (organization_id, integration_id, stock_item) do update set sku = excluded.sku, variant = excluded.variant,
        counted = excluded.counted, problem = excluded.problem, seen_at = greatest(stock_items.seen_at, excluded.seen_at)`,
    values: [
      organizationId,
      integrationId,
      items.map((item) => item.stockItem),
      items.map((item) => item.sku),
      items.map((item) => item.variant),
      items.map((item) => item.counted),
      items.map((item) => (item.problem === null ? null : JSON.stringify(item.problem))),
      seenAt,
    ],
  })
  await sql.query({
    name: 'stock-parts-save',
    text: `with n as (
        select stock_item, item, quantity::numeric as quantity from unnest($4::text[], $5::text[], $6::text[]) as n(stock_item, item, quantity)
      ), gone as (
        delete from tillbridge.stock_parts p where p.organization_id = $1 and p.integration_id = $2 and p.stock_item = any($3)
          and not exists (select from n where n.stock_item = p.stock_item and n.item = p.item)
      )
      insert into tillbridge.stock_parts as p (organization_id, integration_id, stock_item, item, quantity)
      select $1, $2, stock_item, item, quantity from n
      on conflict (organization_id, integration_id, stock_item, item) do update set quantity = excluded.quantity
      where p.quantity <> excluded.quantity`,
    values: [
      organizationId,
      integrationId,
      items.map((item) => item.stockItem),
      parts.map((part) => part.stockItem),
      parts.map((part) => part.item),
      parts.map((part) => part.quantity),
    ],
  })
}

/** By id. Those that are not known are left out. */
export async function readStockItems(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  stockItems: readonly string[],
): Promise<StockItemRow[]> {
  const result = await sql.query<StockItemRow>({
    name: 'stock-items-read',
    text: `select i.stock_item as "stockItem", i.sku, i.variant, i.counted, i.problem, coalesce(
        (select jsonb_agg(jsonb_build_object('item', p.item, 'quantity', p.quantity::text) order by p.item) from tillbridge.stock_parts p
          where p.organization_id = i.organization_id and p.integration_id = i.integration_id and p.stock_item = i.stock_item), '[]') as parts
      from tillbridge.stock_items i where i.organization_id = $1 and i.integration_id = $2 and i.stock_item = any($3)`,
    values: [organizationId, integrationId, stockItems],
  })
  return result.rows
}

export async function stockItemsOfSku(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  sku: string,
): Promise<string[]> {
  const result = await sql.query<{ stock_item: string }>(
    'select stock_item from tillbridge.stock_items where organization_id = $1 and integration_id = $2 and sku = $3 order by stock_item',
    [organizationId, integrationId, sku],
  )
  return result.rows.map((row) => row.stock_item)
}

/** SKUs that several counted products share, with these; `skus`: only of these. */
export async function sharedSkus(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  skus: readonly string[] | null,
): Promise<{ readonly sku: string; readonly stockItems: readonly string[]; readonly variants: readonly string[] }[]> {
  const result = await sql.query<{ sku: string; stockItems: string[]; variants: string[] }>(
    `select sku, array_agg(stock_item order by stock_item) as "stockItems", array_agg(coalesce(variant, '') order by stock_item) as variants
     from tillbridge.stock_items
     where organization_id = $1 and integration_id = $2 and sku is not null and counted and ($3::text[] is null or sku = any($3))
     group by sku having count(*) > 1`,
    [organizationId, integrationId, skus],
  )
  return result.rows
}

/** What was not seen since: the store no longer has it. Its levels go with it. Answers how many. */
export async function dropUnseenItems(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  since: string,
): Promise<number> {
  const result = await sql.query(
    'delete from tillbridge.stock_items where organization_id = $1 and integration_id = $2 and seen_at < $3::timestamptz',
    [organizationId, integrationId, since],
  )
  return result.rowCount ?? 0
}

export async function dropStockItems(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  stockItems: readonly string[],
): Promise<void> {
  if (stockItems.length === 0) return
  await sql.query(
    'delete from tillbridge.stock_items where organization_id = $1 and integration_id = $2 and stock_item = any($3)',
    [organizationId, integrationId, stockItems],
  )
}

/** Notes why the figures of products are not managed, on them and on all their levels. */
export async function blockStockItems(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  stockItems: readonly string[],
  problem: StockProblem,
): Promise<void> {
  await sql.query(
    `with i as (
       update tillbridge.stock_items set problem = $4 where organization_id = $1 and integration_id = $2 and stock_item = any($3)
     )
     update tillbridge.stock_levels set state = 'attention', cause = $4, wanted = null, due_at = null
     where organization_id = $1 and integration_id = $2 and stock_item = any($3)`,
    [organizationId, integrationId, stockItems, JSON.stringify(problem)],
  )
}

/** Of these items of the target, those that something in the store is made of. */
export async function itemsInUse(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  items: readonly string[],
): Promise<string[]> {
  const result = await sql.query<{ item: string }>({
    name: 'stock-items-in-use',
    text: 'select distinct item from tillbridge.stock_parts where organization_id = $1 and integration_id = $2 and item = any($3)',
    values: [organizationId, integrationId, items],
  })
  return result.rows.map((row) => row.item)
}
