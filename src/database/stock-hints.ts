import { decompressText } from '#lib/compressed'
import type { Sql } from './pool.ts'
import type { StockFlowKey } from './stock-flows.ts'

/** That something changed, not yet looked at. */
export interface StockHint {
  readonly side: 'target' | 'store' | 'order'
  readonly key: string
  readonly orderIntegrationId: string | null
  /** As the database wrote it; a hint that came again meanwhile has another. */
  readonly hintedAt: string
}

/** Hints, oldest first. */
export async function readStockHints(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  limit: number,
): Promise<StockHint[]> {
  const result = await sql.query<StockHint>({
    name: 'stock-hints',
    text: `select side, key, order_integration_id as "orderIntegrationId", hinted_at::text as "hintedAt" from tillbridge.stock_hints
      where organization_id = $1 and integration_id = $2 order by hinted_at limit $3`,
    values: [organizationId, integrationId, limit],
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

/** The newest whole record that a delivery brought of an order, or `null` when there is none. */
export async function newestOrderBody(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  recordKey: string,
): Promise<string | null> {
  const result = await sql.query<{ body: Buffer }>({
    name: 'stock-order-body',
    text: `select e.body from tillbridge.transfers t
      join tillbridge.events e on e.organization_id = t.organization_id and e.event_id = t.snapshot_event_id
      where t.organization_id = $1 and t.integration_id = $2 and t.flow = 'orders' and t.record_key = $3`,
    values: [organizationId, integrationId, recordKey],
  })
  const body = result.rows[0]?.body
  const text = body === undefined ? '' : decompressText(body)
  return text === '' ? null : text
}
