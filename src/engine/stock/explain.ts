import type { OrderDemand } from '#database/stock-demand'
import { readStockFlow, type StockFlowKey } from '#database/stock-flows'
import { readStockItems, stockItemsOfSku } from '#database/stock-items'
import { type LevelView, readLevels } from '#database/stock-status'
import type { EngineServices } from '#engine/services'
import type { Decimal } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { StoreLevel } from '#model/stock'
import type { Terms } from '#stock/quantity'
import { computeLevels, unknownTo } from './compute.ts'
import { openStockFlow } from './stock-flow.ts'

/** Why a store offers as many of a product as it does, at one location. */
export interface ExplainedLevel {
  readonly sku: string
  readonly stockItem: string
  readonly variant: string | null
  readonly location: string
  readonly level: LevelView | null
  /** Every term of the sum; `null` where the figure is not managed (see `level.cause`). */
  readonly terms: Terms | null
  /** Orders that are taken off because the target's figure does not contain them. */
  readonly orders: readonly (Pick<OrderDemand, 'item' | 'recordKey' | 'recordName' | 'state'> & {
    readonly units: Decimal
  })[]
}

/**
 * Every term of a product's figures, from what is known now; asks for places and locations only.
 *
 * @throws {TillbridgeError} `rejected`, `STOCK_SKU_UNKNOWN`; what stands in the way of the whole flow.
 */
export async function explainStock(
  services: EngineServices,
  key: StockFlowKey,
  sku: string,
): Promise<readonly ExplainedLevel[]> {
  const { pool } = services
  const stockItems = await stockItemsOfSku(pool, key, sku)
  if (stockItems.length === 0) throw unknownSku(sku)
  const signal = new AbortController().signal
  const flow = await openStockFlow(services, key, { signal, beforeWrite() {}, placed: null })
  const rows = await readStockItems(pool, key, stockItems)
  const levels = await readLevels(pool, key, stockItems)
  const sweptAt = (await readStockFlow(pool, key))?.sweptAt ?? null
  const items = rows.map((row) => {
    const own = levels.filter((level) => level.stockItem === row.stockItem)
    return {
      row,
      levels: own.map(storeLevel),
      untold: new Map(own.map((level) => [level.location, level.untold] as const)),
    }
  })
  const computed = await computeLevels(pool, flow, sweptAt, items)
  return computed.map((result) => {
    const isSame = (level: LevelView): boolean =>
      level.stockItem === result.stockItem && level.location === result.location
    return {
      sku,
      stockItem: result.stockItem,
      variant: rows.find((row) => row.stockItem === result.stockItem)?.variant ?? null,
      location: result.location,
      level: levels.find(isSame) ?? null,
      terms: 'terms' in result ? result.terms : null,
      orders:
        'orders' in result
          ? result.orders.map((order) => ({
              item: order.item,
              recordKey: order.recordKey,
              recordName: order.recordName,
              state: order.state,
              units: unknownTo(order, flow.rules),
            }))
          : [],
    }
  })
}

const storeLevel = ({ stockItem, location, known, committed }: LevelView): StoreLevel => ({
  stockItem,
  location,
  available: known ?? 0,
  committed,
  updatedAt: null,
})

const unknownSku = (sku: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'STOCK_SKU_UNKNOWN',
    message: `The store has no product with the SKU "${sku}", as far as is known here.`,
    remedy: 'Check the spelling, or read the store anew: tillbridge stock sync',
    subject: `sku:${sku}`,
  })
