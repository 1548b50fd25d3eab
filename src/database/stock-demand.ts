import type { Decimal } from '#lib/decimal'
import type { Sql } from './pool.ts'
import type { StockFlowKey } from './stock-flows.ts'
import type { DemandRow, StockTargetKey } from './stock-facts.ts'

/** What orders take; an order without rows takes nothing any more. */
export interface TakenOrder {
  readonly integrationId: string
  readonly recordKey: string
  readonly rows: readonly DemandRow[]
}

/** Replaces what orders take. Answers the items that they took before or take now. One transaction: call with a client. */
export async function replaceDemand(
  sql: Sql,
  { organizationId, connectionId }: StockTargetKey,
  orders: readonly TakenOrder[],
): Promise<string[]> {
  const former = await sql.query<{ item: string }>({
    name: 'stock-demand-drop',
    text: `delete from tillbridge.stock_demand d using unnest($2::uuid[], $3::text[]) as o(integration_id, record_key)
      where d.organization_id = $1 and d.integration_id = o.integration_id and d.record_key = o.record_key returning d.item`,
    values: [organizationId, orders.map((order) => order.integrationId), orders.map((order) => order.recordKey)],
  })
  const rows = orders.flatMap((order) => order.rows.map((row) => ({ ...row, ...order })))
  if (rows.length > 0) {
    await sql.query({
      name: 'stock-demand-save',
      text: `insert into tillbridge.stock_demand (organization_id, connection_id, integration_id, record_key, item, line, place, location, units, open_units, open_pieces, factor)
        select $1, $2, n.integration_id, n.record_key, n.item, n.line, n.place, n.location, n.units::numeric, n.open_units::numeric, n.open_pieces::numeric, n.factor::numeric
        from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
            $12::text[]) as n(integration_id, record_key, item, line, place, location, units, open_units, open_pieces, factor)
        on conflict do nothing`,
      values: [
        organizationId,
        connectionId,
        rows.map((row) => row.integrationId),
        rows.map((row) => row.recordKey),
        rows.map((row) => row.item),
        rows.map((row) => row.line),
        rows.map((row) => row.place),
        rows.map((row) => row.location),
        rows.map((row) => row.units),
        rows.map((row) => row.openUnits),
        rows.map((row) => row.openPieces),
        rows.map((row) => row.factor),
      ],
    })
  }
  return [...new Set([...former.rows.map((row) => row.item), ...rows.map((row) => row.item)])]
}

/** What one order takes of one item, and how much of it the target had in its books when its stock was read. */
export interface OrderDemand {
  readonly item: string
  readonly place: string | null
  readonly integrationId: string
  readonly recordKey: string
  readonly recordName: string | null
  readonly units: Decimal
  readonly openUnits: Decimal
  /** Of a sales order that was written before the target's figures were read. */
  readonly covered: Decimal
  /** A sales order is there, whenever it was written. */
  readonly isBooked: boolean
  /** It was written after the figures were read: they may hold it or not. */
  readonly isUnread: boolean
  /** Of the transfer; `null` = the order is not transferred at all. */
  readonly state: string | null
}

// The books of an order are known to the figures only if they were written before the figures were read. `$4`: all that the target
// had changed by then is known, whatever the age of a single figure.
const DEMAND = `
with d as (
  select d.item, d.place, d.integration_id, d.record_key, d.line, d.units, d.open_units, d.factor
  from tillbridge.stock_demand d where d.organization_id = $1 and d.connection_id = $2 and d.item = any($3)
)
select d.item, d.place, d.integration_id as "integrationId", d.record_key as "recordKey", t.record_name as "recordName", t.state,
  trim_scale(d.units)::text as units, trim_scale(d.open_units)::text as "openUnits",
  trim_scale(coalesce(b.covered, 0) * d.factor)::text as covered, coalesce(b.booked, 0) > 0 as "isBooked",
  coalesce(b.booked, 0) > coalesce(b.covered, 0) as "isUnread"
from d
left join tillbridge.transfers t on t.organization_id = $1 and t.integration_id = d.integration_id and t.flow = 'orders' and t.record_key = d.record_key
left join lateral (
  select greatest(min(f.read_at), $4::timestamptz) as read_at from tillbridge.stock_facts f
  where f.organization_id = $1 and f.connection_id = $2 and f.item = d.item and (d.place is null or f.place = d.place)
) k on true
left join lateral (
  select sum((r ->> 'quantity')::numeric) as booked, sum((r ->> 'quantity')::numeric) filter (where l.created_at <= k.read_at) as covered
  from tillbridge.links l cross join jsonb_array_elements(l.document -> 'rows') r
  where l.organization_id = $1 and l.transfer_id = t.transfer_id and l.kind = 'sales-order' and l.state = 'issued'
    and coalesce(r ->> 'variantExternalId', 'sku:' || coalesce(r ->> 'sku', '')) = d.line
) b on true`

export async function readDemand(
  sql: Sql,
  { organizationId, connectionId }: StockTargetKey,
  items: readonly string[],
  sweptAt: string | null,
): Promise<OrderDemand[]> {
  if (items.length === 0) return []
  const result = await sql.query<OrderDemand>({
    name: 'stock-demand',
    text: DEMAND,
    values: [organizationId, connectionId, items, sweptAt],
  })
  return result.rows
}

/** Pieces of a store's own orders that it still has to send, by the product's line key. */
export async function readOpenPieces(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  lines: readonly string[],
): Promise<Map<string, Decimal>> {
  const result = await sql.query<{ line: string; pieces: Decimal }>({
    name: 'stock-open-pieces',
    text: `select line, trim_scale(sum(open_pieces))::text as pieces from tillbridge.stock_demand
      where organization_id = $1 and integration_id = $2 and line = any($3) group by line`,
    values: [organizationId, integrationId, lines],
  })
  return new Map(result.rows.map((row) => [row.line, row.pieces]))
}

/** Forgets orders that are sent and booked: they move no figure any more. What levels count as sold goes down with them. */
export async function forgetDemand(sql: Sql, { organizationId, integrationId }: StockFlowKey): Promise<number> {
  const result = await sql.query<{ count: number }>(
    `with gone as (
       delete from tillbridge.stock_demand d using tillbridge.transfers t
       where d.organization_id = $1 and d.integration_id = $2 and d.open_units = 0
         and t.organization_id = d.organization_id and t.integration_id = d.integration_id and t.flow = 'orders' and t.record_key = d.record_key
         and t.state in ('synced', 'skipped') and t.finished_at < now() - interval '10 minutes'
       returning d.line, d.location, d.record_key, d.units / nullif(d.factor, 0) as pieces
     ), pieces as (
       select line, location, sum(pieces) as pieces from (
         select line, location, record_key, max(pieces) as pieces from gone group by line, location, record_key) o
       group by line, location
     ), less as (
       update tillbridge.stock_levels l set sold = l.sold - (
           select coalesce(sum(p.pieces), 0) from pieces p where p.line = i.line and (p.location is null or p.location = l.location))
       from (select stock_item, coalesce(variant, 'sku:' || coalesce(sku, '')) as line from tillbridge.stock_items
         where organization_id = $1 and integration_id = $2) i
       where l.organization_id = $1 and l.integration_id = $2 and l.stock_item = i.stock_item and l.sold is not null
         and i.line in (select line from pieces)
     )
     select count(*)::int as count from gone`,
    [organizationId, integrationId],
  )
  return result.rows[0]?.count ?? 0
}
