import { databaseNow, type StockFlowRow } from '#database/stock-flows'
import { dropStockItems, readStockItems } from '#database/stock-items'
import { type DueLevel, dueLevels, type LevelResult, saveLevelResults } from '#database/stock-levels'
import { readHearing } from '#database/stock-untold'
import type { EngineServices } from '#engine/services'
import { asTillbridgeError } from '#lib/errors'
import type { StockedItem } from '#model/stock'
import { type Computed, computeLevels } from './compute.ts'
import { indexItems, isIndexed } from './index-items.ts'
import { type LevelToSend, sendLevels, waitingResult } from './send.ts'
import type { StockFlow } from './stock-flow.ts'
import { withoutDoubtfulZeroes } from './stop-loss.ts'
import { traceLevels, type TracedLevels, untoldOf } from './untold.ts'

/**
 * Looks at the levels that are due: reads what the store offers, computes what it should, and sets what differs. Answers how many were
 * looked at.
 *
 * @throws {TillbridgeError} what concerns more than these levels.
 */
export async function bringDueLevels(services: EngineServices, flow: StockFlow, row: StockFlowRow): Promise<number> {
  const due = urgent(await dueLevels(services.pool, flow.key, flow.stockTarget.largestBatch))
  if (due.length === 0) return 0
  const hearing = await readHearing(services.pool, flow.key)
  let seen: Map<string, StockedItem>
  try {
    seen = await readStore(flow, [...new Set(due.map((level) => level.stockItem))])
  } catch (thrown) {
    const error = asTillbridgeError(thrown)
    await saveLevelResults(
      services.pool,
      flow.key,
      due.map((level) => waitingResult(blankResult(level), error, services.random)),
    )
    throw error
  }
  await dropStockItems(
    services.pool,
    flow.key,
    due.map((level) => level.stockItem).filter((stockItem) => !seen.has(stockItem)),
  )
  const traced = await traceLevels(services, flow, hearing, due, seen)
  const computed = await compute(services, flow, row, [...seen.values()], traced)
  const looked = due.flatMap((level) =>
    lookedAt({ ...level, ...traced.get(level) }, seen.get(level.stockItem), computed),
  )
  await saveLevelResults(
    services.pool,
    flow.key,
    looked.flatMap((level) => ('result' in level ? [level.result] : [])),
  )
  const differing = looked.flatMap((level) => ('send' in level ? [level.send] : []))
  await sendLevels(services, flow, await withoutDoubtfulZeroes(services, flow, row, differing))
  return due.length
}

// So many are read in a call or two; beside more of them, what was sold does not wait for what only came in.
const QUICKLY_READ = 50

/** All, or the most urgent ones where the others would make them wait. */
function urgent(due: readonly DueLevel[]): readonly DueLevel[] {
  const [first] = due
  if (first === undefined || due.length <= QUICKLY_READ) return due
  return due.filter((level) => level.priority === first.priority)
}

async function readStore(flow: StockFlow, stockItems: readonly string[]): Promise<Map<string, StockedItem>> {
  const seen = new Map<string, StockedItem>()
  const filter = { locations: flow.locationIds, stockItems }
  for await (const page of flow.stockTarget.items(flow.storeContext(), filter)) {
    for (const item of page) seen.set(item.stockItem, item)
  }
  return seen
}

async function compute(
  { pool }: EngineServices,
  flow: StockFlow,
  row: StockFlowRow,
  items: readonly StockedItem[],
  traced: TracedLevels,
): Promise<Map<string, Computed>> {
  const indexed = new Map(
    (
      await readStockItems(
        pool,
        flow.key,
        items.map((item) => item.stockItem),
      )
    ).map((entry) => [entry.stockItem, entry]),
  )
  const changed = items.filter((item) => !isIndexed(item, indexed.get(item.stockItem)))
  for (const entry of await indexItems(pool, flow, changed, await databaseNow(pool)))
    indexed.set(entry.stockItem, entry)
  const toCompute = items.flatMap((item) => {
    const entry = indexed.get(item.stockItem)
    return entry === undefined ? [] : [{ row: entry, levels: item.levels, untold: untoldOf(item.stockItem, traced) }]
  })
  const results = await computeLevels(pool, flow, row.sweptAt, toCompute)
  return new Map(results.map((result) => [placeKey(result.stockItem, result.location), result]))
}

const placeKey = (stockItem: string, location: string): string => JSON.stringify([stockItem, location])

const blankResult = (level: DueLevel): Omit<LevelResult, 'state' | 'againInSeconds' | 'cause' | 'wasSent'> => ({
  stockItem: level.stockItem,
  location: level.location,
  version: level.version,
  failures: level.failures,
  wanted: null,
  known: level.known,
  committed: null,
  unknownUnits: '0',
  sourceEmpty: false,
  sold: level.sold,
  untold: level.untold,
  untoldAt: level.untoldAt,
})

type Looked = { readonly result: LevelResult } | { readonly send: LevelToSend & { readonly zeroAllowed: boolean } }

/** What becomes of a level that was read and computed: done, in somebody's way, or to be set. */
export function lookedAt(
  level: DueLevel,
  item: StockedItem | undefined,
  computed: ReadonlyMap<string, Computed>,
): Looked[] {
  const outcome = computed.get(placeKey(level.stockItem, level.location))
  if (item === undefined || outcome === undefined) return []
  const offered = item.levels.find((candidate) => candidate.location === level.location)
  const read = { ...blankResult(level), known: offered?.available ?? null, committed: offered?.committed ?? null }
  const done = { againInSeconds: null, wasSent: false, failures: 0 }
  if ('unmanaged' in outcome) return [{ result: { ...read, ...done, state: 'in-step', cause: null } }]
  if ('problem' in outcome) return [{ result: { ...read, ...done, state: 'attention', cause: outcome.problem } }]
  const { terms, unknownUnits } = outcome
  const figures = { ...read, wanted: terms.quantity, unknownUnits, sourceEmpty: terms.emptyAtSource }
  // Where it is not stocked it is not for sale: nothing has to be set to zero.
  if (terms.quantity === (offered?.available ?? 0)) {
    return [{ result: { ...figures, ...done, state: 'in-step', cause: null } }]
  }
  return [{ send: { ...figures, zeroAllowed: level.zeroAllowed } }]
}
