import type { Decimal } from '#lib/decimal'
import type { Sql } from './pool.ts'
import type { StockFlowKey } from './stock-flows.ts'

/** How well we hear of a store's orders, at a moment. */
export interface Hearing {
  /** The moment, by the database's clock. */
  readonly at: string
  /** The store's orders are followed at all. */
  readonly isListening: boolean
  /** All orders that the store could list by then were raised; by the clock of whoever asked. `null` = it was never asked. */
  readonly sweptUntil: string | null
  /** An order was raised of which it is not noted yet what it takes. */
  readonly isBehind: boolean
}

export async function readHearing(sql: Sql, { organizationId, integrationId }: StockFlowKey): Promise<Hearing> {
  const result = await sql.query<Hearing>({
    name: 'stock-hearing',
    text: `select clock_timestamp()::text as at,
        exists (select from tillbridge.flows where organization_id = $1 and integration_id = $2 and flow = 'orders' and enabled) as "isListening",
        (select swept_until from tillbridge.cursors where organization_id = $1 and integration_id = $2 and flow = 'orders') as "sweptUntil",
        exists (select from tillbridge.stock_hints where organization_id = $1 and side = 'order' and order_integration_id = $2) as "isBehind"`,
    values: [organizationId, integrationId],
  })
  return result.rows[0] ?? { at: '', isListening: false, sweptUntil: null, isBehind: true }
}

/** What a store's own orders took of a product at one of its locations. */
export interface TakenPieces {
  /** The product's line key. */
  readonly line: string
  /** `null` = it is not known where. */
  readonly location: string | null
  readonly pieces: Decimal
  /** Those of them that the store still has to send. */
  readonly openPieces: Decimal
}

/** As far as it was noted by `until`, an instant of the database's clock. */
export async function readTakenPieces(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  lines: readonly string[],
  until: string,
): Promise<TakenPieces[]> {
  // A bundle has a row for each part; all of them state the same pieces.
  const result = await sql.query<TakenPieces>({
    name: 'stock-taken',
    text: `select line, location, trim_scale(sum(pieces))::text as pieces, trim_scale(sum(open_pieces))::text as "openPieces" from (
        select line, location, record_key, max(units / nullif(factor, 0)) as pieces, max(open_pieces) as open_pieces
        from tillbridge.stock_demand where organization_id = $1 and integration_id = $2 and line = any($3) and heard_at <= $4::timestamptz
        group by line, location, record_key) o
      group by line, location`,
    values: [organizationId, integrationId, lines, until],
  })
  return result.rows
}

/** When pieces were last found missing that no order explains; `null` = none are. */
export async function newestUntold(sql: Sql, { organizationId, integrationId }: StockFlowKey): Promise<string | null> {
  const result = await sql.query<{ at: string | null }>({
    name: 'stock-untold',
    text: `select max(untold_at) as at from tillbridge.stock_levels where organization_id = $1 and integration_id = $2 and untold > 0`,
    values: [organizationId, integrationId],
  })
  return result.rows[0]?.at ?? null
}

/** Levels whose missing pieces had not been found by then are to be looked at. */
export async function markUntold(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  missingBy: Date,
): Promise<number> {
  const result = await sql.query({
    name: 'stock-untold-mark',
    text: `update tillbridge.stock_levels set due_at = now(), version = version + 1
      where organization_id = $1 and integration_id = $2 and untold > 0 and untold_at <= $3 and due_at is null`,
    values: [organizationId, integrationId, missingBy],
  })
  return result.rowCount ?? 0
}
