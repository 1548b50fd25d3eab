import type { StockFlowRow } from '#database/stock-flows'
import { addStockHint, dropStockHints, readOrderHints, readStockHints, type StockHint } from '#database/stock-hints'
import { readStockItems } from '#database/stock-items'
import { ensureLevels, markLevels } from '#database/stock-levels'
import { databaseNow } from '#database/stock-flows'
import type { EngineServices } from '#engine/services'
import { indexItems } from './index-items.ts'
import { noteOrders, readOrders } from './order-demand.ts'
import { refreshChanged, refreshItems } from './refresh.ts'
import type { StockFlow } from './stock-flow.ts'

const AT_ONCE = 500
const ORDERS_AT_ONCE = 5
/** Stands for "ask what changed". */
const ANY = '*'

/**
 * Follows what stores told: orders first, since they cost no call, then the store's own changes. What was followed is forgotten; a note that
 * came again meanwhile stays. Answers how many were followed.
 */
export async function followStoreHints(services: EngineServices, flow: StockFlow): Promise<number> {
  const { pool } = services
  const orders = await readOrderHints(pool, flow.targetKey, flow.key.integrationId, { withBody: true, limit: AT_ONCE })
  const noted = await noteOrders(services, flow, orders)
  const own = await readStockHints(pool, flow.key, 'store', AT_ONCE)
  await followStore(services, flow, own)
  return noted + own.length
}

/** Follows what the target told: reads what it has of it now, and orders that no delivery brought whole. Answers how many notes were followed. */
export async function followTargetHints(services: EngineServices, flow: StockFlow, row: StockFlowRow): Promise<number> {
  const { pool } = services
  const hints = await readStockHints(pool, flow.key, 'target', AT_ONCE)
  await followTarget(services, flow, hints, row.sweptAt)
  // What has a body is noted beside this, unless its body is of no use.
  const unread = await readOrderHints(pool, flow.targetKey, flow.key.integrationId, {
    withBody: false,
    limit: ORDERS_AT_ONCE,
  })
  return hints.length + (await readOrders(services, flow, unread))
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
    const rows = await indexItems(pool, flow, page, seenAt)
    // What the target told of them while nobody here sold them was of no interest, and was forgotten.
    for (const item of new Set(rows.flatMap((row) => row.parts.map((part) => part.item)))) {
      await addStockHint(pool, flow.key, { side: 'target', key: item })
    }
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
