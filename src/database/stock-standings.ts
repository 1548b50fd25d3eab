import type { Decimal } from '#lib/decimal'
import type { Sql } from './pool.ts'
import type { StockTargetKey } from './stock-facts.ts'
import type { StockFlowKey, StockProblem } from './stock-flows.ts'

/** Where a level stands, for whoever wants to know whether it will be looked at. */
export interface LevelStanding {
  readonly stockItem: string
  readonly location: string
  readonly state: string
  readonly cause: StockProblem | null
  readonly isDue: boolean
  readonly known: number | null
  readonly committed: number | null
  readonly untold: number
  /** Units of orders that the target did not know, when the figure was computed. */
  readonly unknownUnits: Decimal
  readonly checkedAt: string | null
}

export async function levelStandings(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  stockItems: readonly string[],
): Promise<LevelStanding[]> {
  const result = await sql.query<LevelStanding>(
    `select stock_item as "stockItem", location, state, cause, due_at is not null as "isDue", known, committed, untold,
       trim_scale(unknown_units)::text as "unknownUnits", checked_at as "checkedAt"
     from tillbridge.stock_levels where organization_id = $1 and integration_id = $2 and stock_item = any($3)`,
    [organizationId, integrationId, stockItems],
  )
  return result.rows
}

/** Notes that nobody has followed yet. */
export interface StockNotes {
  /** Of the store's own figures. */
  readonly stockItems: readonly string[]
  /** Of the target's items: moved there, or taken by an order that changed. */
  readonly items: readonly string[]
  /** An order of this store came in, and what it takes is not noted yet. */
  readonly hasNewOrder: boolean
}

/** The notes that concern these products and items of the target. */
export async function readStockNotes(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  { connectionId }: StockTargetKey,
  of: { readonly stockItems: readonly string[]; readonly items: readonly string[] },
): Promise<StockNotes> {
  const result = await sql.query<StockNotes>(
    `with h as (
       select h.* from tillbridge.stock_hints h
       join tillbridge.integrations i on i.organization_id = h.organization_id and i.integration_id = h.integration_id
       where h.organization_id = $1 and i.target_connection_id = $3
     ), o as (
       select h.order_integration_id, d.item from h left join tillbridge.stock_demand d
         on d.organization_id = h.organization_id and d.integration_id = h.order_integration_id and d.record_key = substr(h.key, 38)
       where h.side = 'order'
     )
     select array(select key from h where side = 'store' and integration_id = $2 and key = any($4)) as "stockItems",
       array(select key from h where side = 'target' and key = any($5) union select item from o where item = any($5)) as items,
       exists (select from o where order_integration_id = $2 and item is null) as "hasNewOrder"`,
    [organizationId, integrationId, connectionId, of.stockItems, of.items],
  )
  return result.rows[0] ?? { stockItems: [], items: [], hasNewOrder: false }
}

/** When we last wrote documents of orders that take, or took, an item. */
export interface ItemBooking {
  readonly item: string
  /** A run is under way, or one ended whose writes are not all known. */
  readonly isRunning: boolean
  /** When the last run ended; `null` = none has. */
  readonly endedAt: string | null
}

// An order that takes an item has a row of what it takes. One that was cancelled has none any more: its documents tell, and so do those of
// deliveries and returns. `$4`: of runs that ended before, nothing has to be known.
const BOOKINGS = `
with ends as (
  select t.integration_id, t.transfer_id, true as running, null::timestamptz as ended_at
  from tillbridge.transfers t where t.organization_id = $1 and t.state = 'running'
  union all
  select t.integration_id, t.transfer_id, false, t.finished_at from tillbridge.attempts a
  join tillbridge.transfers t on t.organization_id = a.organization_id and t.transfer_id = a.transfer_id
  where a.organization_id = $1 and a.finished_at > $4::timestamptz
), taken as (
  select d.item, t.state = 'running' or (t.unsettled and t.state in ('pending', 'waiting')) as running, t.finished_at as ended_at
  from tillbridge.stock_demand d
  join tillbridge.transfers t on t.organization_id = d.organization_id and t.integration_id = d.integration_id and t.flow = 'orders'
    and t.record_key = d.record_key
  where d.organization_id = $1 and d.connection_id = $2 and d.item = any($3)
  union all
  select p.item, e.running, e.ended_at from ends e
  join tillbridge.links l on l.organization_id = $1 and l.transfer_id = e.transfer_id
  cross join jsonb_array_elements(l.document -> 'rows') r
  join tillbridge.stock_items i on i.organization_id = $1 and i.integration_id = e.integration_id
    and (i.variant = r ->> 'variantExternalId' or (r ->> 'variantExternalId' is null and i.sku = r ->> 'sku'))
  join tillbridge.stock_parts p on p.organization_id = $1 and p.integration_id = i.integration_id and p.stock_item = i.stock_item
    and p.item = any($3)
)
select item, coalesce(bool_or(running), false) as "isRunning", max(ended_at) as "endedAt" from taken group by item`

/** What we wrote of these items since an instant of the database's clock; older runs may be among them. */
export async function itemBookings(
  sql: Sql,
  { organizationId, connectionId }: StockTargetKey,
  items: readonly string[],
  since: string,
): Promise<ItemBooking[]> {
  const result = await sql.query<ItemBooking>(BOOKINGS, [organizationId, connectionId, items, since])
  return result.rows
}
