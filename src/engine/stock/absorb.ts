import type { StockFlowRow } from '#database/stock-flows'
import { dropStockHints, readStockHints, type StockHint } from '#database/stock-hints'
import { readStockItems } from '#database/stock-items'
import { ensureLevels, markLevels, markLevelsOfItems } from '#database/stock-levels'
import { databaseNow } from '#database/stock-flows'
import type { EngineServices } from '#engine/services'
import { indexItems } from './index-items.ts'
import { noteOrder } from './order-demand.ts'
import { refreshChanged, refreshItems } from './refresh.ts'
import type { StockFlow } from './stock-flow.ts'

const AT_ONCE = 500
/** Stands for "ask what changed". */
const ANY = '*'

/**
 * Follows what was noted: orders first, since they cost no call, then the store's own changes, then the target's. What was followed is
 * forgotten; a note that came again meanwhile stays. Answers how many were followed.
 */
export async function absorbHints(services: EngineServices, flow: StockFlow, row: StockFlowRow): Promise<number> {
  const hints = await readStockHints(services.pool, flow.key, AT_ONCE)
  const of = (side: StockHint['side']): StockHint[] => hints.filter((hint) => hint.side === side)
  await followOrders(services, flow, of('order'))
  await followStore(services, flow, of('store'))
  await followTarget(services, flow, of('target'), row.sweptAt)
  return hints.length
}

async function followOrders(services: EngineServices, flow: StockFlow, hints: readonly StockHint[]): Promise<void> {
  for (const hint of hints) {
    const integrationId = hint.orderIntegrationId
    if (integrationId !== null) {
      const recordKey = hint.key.slice(integrationId.length + 1)
      const items = await noteOrder(services, flow, { integrationId, recordKey })
      await markLevelsOfItems(services.pool, flow.key, items)
    }
    await dropStockHints(services.pool, flow.key, [hint])
  }
}

async function followStore({ pool }: EngineServices, flow: StockFlow, hints: readonly StockHint[]): Promise<void> {
  if (hints.length === 0) return
  const ids = hints.map((hint) => hint.key)
  const known = new Set((await readStockItems(pool, flow.key, ids)).map((item) => item.stockItem))
  await markLevels(pool, flow.key, [...known])
  await indexNew(
    pool,
    flow,
    ids.filter((id) => !known.has(id)),
  )
  await dropStockHints(pool, flow.key, hints)
}

/** Products that were made since the last full run. */
async function indexNew(pool: EngineServices['pool'], flow: StockFlow, stockItems: readonly string[]): Promise<void> {
  if (stockItems.length === 0) return
  const seenAt = await databaseNow(pool)
  for await (const page of flow.stockTarget.items(flow.storeContext(), { locations: flow.locationIds, stockItems })) {
    await indexItems(pool, flow, page, seenAt)
    const counted = page.filter((item) => item.counted).map((item) => item.stockItem)
    await ensureLevels(pool, flow.key, { stockItems: counted, locations: flow.locationIds, isDue: true })
  }
}

async function followTarget(
  { pool }: EngineServices,
  flow: StockFlow,
  hints: readonly StockHint[],
  sweptAt: string | null,
): Promise<void> {
  if (hints.length === 0) return
  const named = hints.filter((hint) => hint.key !== ANY)
  await refreshItems(
    pool,
    flow,
    named.map((hint) => hint.key),
  )
  await dropStockHints(pool, flow.key, named)
  const general = hints.filter((hint) => hint.key === ANY)
  if (general.length === 0) return
  // Before the first full run there is nothing that could have changed.
  if (sweptAt !== null) await refreshChanged(pool, flow, sweptAt)
  await dropStockHints(pool, flow.key, general)
}
