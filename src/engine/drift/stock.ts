import { databaseNow, readStockFlow, type StockFlowKey } from '#database/stock-flows'
import { type LevelView, readLevels } from '#database/stock-status'
import type { Difference } from '#drift/difference'
import { levelDifference } from '#drift/levels'
import type { EngineServices } from '#engine/services'
import { type Computed, computeLevels } from '#engine/stock/compute'
import { indexItems } from '#engine/stock/index-items'
import { readAllFacts } from '#engine/stock/refresh'
import { openStockFlow, type StockFlow } from '#engine/stock/stock-flow'
import { TillbridgeError } from '#lib/errors'
import type { StockedItem } from '#model/stock'
import type { AreaDrift, DriftRequest } from './compare.ts'

/**
 * What the store offers beside what it should, product by product and location by location: both sides are read anew.
 *
 * @throws {TillbridgeError} `rejected` when the flow cannot work; whatever the systems answer.
 */
export async function compareStock(services: EngineServices, request: DriftRequest): Promise<AreaDrift> {
  const { pool } = services
  const key: StockFlowKey = { organizationId: request.organizationId, integrationId: request.integrationId }
  const signal = request.signal ?? new AbortController().signal
  const flow = await openStockFlow(services, key, { signal, beforeWrite: neverWrite, placed: null })
  const readAt = await databaseNow(pool)
  await readAllFacts(pool, flow, readAt)
  const isStopped = (await readStockFlow(pool, key))?.stoppedAt != null
  const differences: Difference[] = []
  let compared = 0
  for await (const page of flow.stockTarget.items(flow.storeContext(true), { locations: flow.locationIds })) {
    const found = await comparePage(services, flow, page, readAt)
    compared += found.compared
    differences.push(...found.differences.map((one) => (isStopped ? { ...one, state: 'held' as const } : one)))
    request.onProgress?.({ area: 'stock', compared })
  }
  return { compared, differences }
}

function neverWrite(): never {
  throw new TillbridgeError({ kind: 'bug', code: 'READING_WROTE', message: 'What should only read tried to write.' })
}

async function comparePage(
  { pool }: EngineServices,
  flow: StockFlow,
  page: readonly StockedItem[],
  readAt: string,
): Promise<AreaDrift> {
  const rows = await indexItems(pool, flow, page, readAt)
  const items = new Map(page.map((item) => [item.stockItem, item]))
  const levels = await readLevels(pool, flow.key, [...items.keys()])
  const known = new Map(levels.map((level) => [keyOf(level), level]))
  const toCompute = rows.map((row) => ({
    row,
    levels: items.get(row.stockItem)?.levels ?? [],
    // Pieces that are looked for right now are kept back on purpose.
    untold: new Map(
      levels.filter(({ stockItem }) => stockItem === row.stockItem).map((one) => [one.location, one.untold] as const),
    ),
  }))
  const computed = await computeLevels(pool, flow, readAt, toCompute)
  const counted = computed.filter((one): one is Extract<Computed, { terms: unknown }> => 'terms' in one)
  const differences = counted.flatMap(({ terms, stockItem, location }) => {
    const item = items.get(stockItem)
    const offered = item?.levels.find((level) => level.location === location)?.available ?? null
    const level = known.get(keyOf({ stockItem, location })) ?? null
    const about = { sku: item?.sku ?? stockItem, location, offered, wanted: terms.quantity }
    return levelDifference(about, level === null ? null : { state: level.state, cause: level.cause }) ?? []
  })
  return { compared: counted.length, differences }
}

const keyOf = ({ stockItem, location }: Pick<LevelView, 'stockItem' | 'location'>): string => `${stockItem} ${location}`
