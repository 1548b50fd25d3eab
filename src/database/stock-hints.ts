import { decompressText } from '#lib/compressed'
import type { Sql } from './pool.ts'
import type { StockTargetKey } from './stock-facts.ts'
import type { StockFlowKey } from './stock-flows.ts'

/** That something changed, not yet looked at. */
export interface StockHint {
  readonly side: 'target' | 'store' | 'order'
  readonly key: string
  readonly orderIntegrationId: string | null
  /** As the database wrote it; a hint that came again meanwhile has another. */
  readonly hintedAt: string
}

/** Hints of one side, oldest first. */
export async function readStockHints(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  side: StockHint['side'],
  limit: number,
): Promise<StockHint[]> {
  const result = await sql.query<StockHint>({
    name: 'stock-hints',
    text: `select side, key, order_integration_id as "orderIntegrationId", hinted_at::text as "hintedAt" from tillbridge.stock_hints
      where organization_id = $1 and integration_id = $2 and side = $3 order by hinted_at limit $4`,
    values: [organizationId, integrationId, side, limit],
  })
  return result.rows
}

/** Forgets hints that were followed; one that came again stays. */
export async function dropStockHints(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  hints: readonly StockHint[],
): Promise<void> {
  if (hints.length === 0) return
  await sql.query(
    `with done as (
       select h.ctid from tillbridge.stock_hints h
       join unnest($3::text[], $4::text[], $5::text[]) as d(side, key, hinted_at)
         on h.side = d.side and h.key = d.key and h.hinted_at = d.hinted_at::timestamptz
       where h.organization_id = $1 and h.integration_id = $2
       -- The order in which deliveries write them, so that both wait for each other instead of dead-locking.
       order by h.side, h.key for update of h
     )
     delete from tillbridge.stock_hints where ctid in (select ctid from done)`,
    [
      organizationId,
      integrationId,
      hints.map((hint) => hint.side),
      hints.map((hint) => hint.key),
      hints.map((hint) => hint.hintedAt),
    ],
  )
}

/** Notes a hint that did not come by webhook. */
export async function addStockHint(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  { side, key }: Pick<StockHint, 'side' | 'key'>,
): Promise<void> {
  await sql.query(
    `insert into tillbridge.stock_hints (organization_id, integration_id, side, key) values ($1, $2, $3, $4)
     on conflict (organization_id, integration_id, side, key) do update set hinted_at = clock_timestamp()`,
    [organizationId, integrationId, side, key],
  )
}

/**
 * Notes orders for whoever offers stock of their target, as part of a statement. `from`: a relation with `organization_id`,
 * `integration_id` and `record_key`. `readAnew`: the body of their newest delivery tells not all.
 */
export const noteOrders = (
  from: string,
  { where, readAnew }: { readonly where: string; readonly readAnew: boolean },
) => `
  insert into tillbridge.stock_hints as h (organization_id, integration_id, side, key, order_integration_id, read_anew)
  select distinct on (r.integration_id, r.record_key) o.organization_id, o.integration_id, 'order', r.integration_id || '/' || r.record_key, r.integration_id,
    ${readAnew}
  from ${from} r
  join tillbridge.integrations e on e.organization_id = r.organization_id and e.integration_id = r.integration_id
  join tillbridge.integrations o on o.organization_id = e.organization_id and o.target_connection_id = e.target_connection_id
  join tillbridge.flows f on f.organization_id = o.organization_id and f.integration_id = o.integration_id and f.record = 'stock' and f.enabled
  where ${where}
  order by r.integration_id, r.record_key, o.integration_id = r.integration_id desc, o.integration_id
  on conflict (organization_id, integration_id, side, key) do update set hinted_at = clock_timestamp(), read_anew = h.read_anew or excluded.read_anew`

/** An order that was told of, with the newest whole record that a delivery brought of it. */
export interface OrderHint extends StockHint {
  /** Of whoever takes it in. */
  readonly integrationId: string
  /** `null` = no delivery brought one. */
  readonly body: string | null
}

// An order of a store that is not looked after is taken in by the others on its target. One that was noted before and came without a body gets
// two seconds: a store tells of one change in several deliveries, and one of them brings the whole order.
const ORDERS = `
select h.side, h.key, h.order_integration_id as "orderIntegrationId", h.hinted_at::text as "hintedAt", h.integration_id as "integrationId", e.body
from tillbridge.stock_hints h
join tillbridge.integrations i on i.organization_id = h.organization_id and i.integration_id = h.integration_id
left join tillbridge.transfers t on t.organization_id = h.organization_id and t.integration_id = h.order_integration_id and t.flow = 'orders'
  and t.record_key = substr(h.key, 38)
left join tillbridge.events e on e.organization_id = t.organization_id and e.event_id = t.snapshot_event_id and e.body <> '' and not h.read_anew
cross join lateral (select exists (select from tillbridge.stock_demand d where d.organization_id = h.organization_id
  and d.integration_id = h.order_integration_id and d.record_key = substr(h.key, 38)) as known) k
where h.organization_id = $1 and i.target_connection_id = $2 and h.side = 'order'
  and (h.integration_id = $3 or h.hinted_at < now() - interval '2 seconds')
  and (e.body is not null) = $5 and (e.body is not null or not k.known or h.hinted_at < now() - interval '2 seconds')
order by k.known, h.hinted_at limit $4`

/** `withBody`: those that a delivery brought whole, or those that have to be read; new orders first. */
export async function readOrderHints(
  sql: Sql,
  { organizationId, connectionId }: StockTargetKey,
  integrationId: string,
  { withBody, limit }: { readonly withBody: boolean; readonly limit: number },
): Promise<OrderHint[]> {
  const result = await sql.query<Omit<OrderHint, 'body'> & { readonly body: Buffer | null }>({
    name: 'stock-order-hints',
    text: ORDERS,
    values: [organizationId, connectionId, integrationId, limit, withBody],
  })
  return result.rows.map((row) => ({ ...row, body: row.body === null ? null : decompressText(row.body) }))
}
