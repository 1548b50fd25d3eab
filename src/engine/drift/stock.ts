import { readLevels } from '#database/stock-status'
import { databaseNow, readStockFlow, type StockFlowKey } from '#database/stock-flows'
import { readStockItems, type StockItemRow } from '#database/stock-items'
import { ensureLevels, markLevels } from '#database/stock-levels'
import type { Difference } from '#drift/difference'
import { type ComparedLevel, levelDifference } from '#drift/levels'
import type { EngineServices } from '#engine/services'
import { type Computed, computeLevels } from '#engine/stock/compute'
import { indexItems, isIndexed } from '#engine/stock/index-items'
import { openStockFlow, type StockFlow } from '#engine/stock/stock-flow'
import { TillbridgeError } from '#lib/errors'
import type { StockedItem } from '#model/stock'
import type { AreaDrift, DriftRequest } from './compare.ts'
import { knownLevels } from './stock-standing.ts'
import { readToldFacts, type ToldFacts } from './told-facts.ts'

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
  const told = await readToldFacts(pool, flow, readAt)
  const differences: Difference[] = []
  let compared = 0
  for await (const page of flow.stockTarget.items(flow.storeContext(true), { locations: flow.locationIds })) {
    const found = await comparePage(services, flow, page, { readAt, told })
    compared += found.compared
    differences.push(...found.differences)
    request.onProgress?.({ area: 'stock', compared })
  }
  return { compared, differences: await heldIfStopped(services, flow, differences) }
}

function neverWrite(): never {
  throw new TillbridgeError({ kind: 'bug', code: 'READING_WROTE', message: 'What should only read tried to write.' })
}

/** What nobody sees to: everything before the integration is live, and what would fall to zero until a person has said that it is right. */
async function heldIfStopped(
  { pool }: EngineServices,
  { key, integration }: StockFlow,
  differences: readonly Difference[],
): Promise<readonly Difference[]> {
  if (!integration.row.live) return differences.map((one) => ({ ...one, state: 'held', ...NOT_LIVE }))
  if ((await readStockFlow(pool, key))?.stoppedAt == null) return differences
  return differences.map((one) =>
    one.target === '0' && one.state !== 'held' ? { ...one, state: 'held', ...STOPPED } : one,
  )
}

const NOT_LIVE = { because: 'The integration is not live.', remedy: 'Set live: true and apply.' }
const STOPPED = {
  because: 'So much would fall to zero that a person has to say first that it is right.',
  remedy: 'If it is: tillbridge stock confirm. If the target was read wrongly: tillbridge stock refuse.',
}

interface Reading {
  readonly readAt: string
  readonly told: ToldFacts
}

async function comparePage(
  services: EngineServices,
  flow: StockFlow,
  page: readonly StockedItem[],
  { readAt, told }: Reading,
): Promise<AreaDrift> {
  const { pool } = services
  const rows = await indexed(services, flow, page)
  const items = new Map(page.map((item) => [item.stockItem, item]))
  // Pieces that are looked for right now are kept back on purpose.
  const keptBack = Map.groupBy(await readLevels(pool, flow.key, [...items.keys()]), ({ stockItem }) => stockItem)
  const toCompute = rows.map((row) => ({
    row,
    levels: items.get(row.stockItem)?.levels ?? [],
    untold: new Map((keptBack.get(row.stockItem) ?? []).map((one) => [one.location, one.untold] as const)),
  }))
  const computed = await computeLevels(pool, flow, readAt, toCompute, (parts) => told.of(parts))
  const counted = computed.filter((one): one is Extract<Computed, { terms: unknown }> => 'terms' in one)
  const compared = counted.map(({ terms, stockItem, location }): ComparedLevel & { readonly stockItem: string } => {
    const item = items.get(stockItem)
    const offered = item?.levels.find((level) => level.location === location)?.available ?? null
    const since = new Date(readAt).toISOString()
    return { stockItem, sku: item?.sku ?? stockItem, location, offered, wanted: terms.quantity, since }
  })
  const differing = compared.filter((level) => levelDifference(level, null) !== null)
  const known = await knownLevels(services, flow, rows, differing)
  return { compared: counted.length, differences: differing.flatMap((one) => levelDifference(one, known(one)) ?? []) }
}

/** What each product is in the target. What is seen for the first time, or by a new name, is left to whoever keeps the stock in step. */
async function indexed(
  { pool }: EngineServices,
  flow: StockFlow,
  page: readonly StockedItem[],
): Promise<readonly StockItemRow[]> {
  const ids = page.map(({ stockItem }) => stockItem)
  const known = new Map((await readStockItems(pool, flow.key, ids)).map((row) => [row.stockItem, row]))
  const changed = page.filter((item) => !isIndexed(item, known.get(item.stockItem)))
  if (changed.length === 0) return [...known.values()]
  for (const row of await indexItems(pool, flow, changed, await databaseNow(pool))) known.set(row.stockItem, row)
  const counted = changed.filter((item) => item.counted).map(({ stockItem }) => stockItem)
  if ((await readStockFlow(pool, flow.key))?.rulesHash != null) {
    await markLevels(pool, flow.key, counted)
    await ensureLevels(pool, flow.key, { stockItems: counted, locations: flow.locationIds, isDue: true })
  }
  return [...known.values()]
}
