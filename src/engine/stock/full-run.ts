import { knowsStock } from '#database/stock-facts'
import { beginFullRun, endFullRun, noteFullRun, readStockFlow } from '#database/stock-flows'
import { dropUnseenItems, type StockItemRow } from '#database/stock-items'
import {
  countZeroing,
  dropOtherLocations,
  ensureLevels,
  idleLevels,
  type LevelResult,
  plannedLevels,
  saveLevelResults,
} from '#database/stock-levels'
import { holdZeroes, stopZeroing } from '#database/stock-stop'
import { type Hearing, readHearing } from '#database/stock-untold'
import type { EngineServices } from '#engine/services'
import { TillbridgeError } from '#lib/errors'
import type { StockedItem } from '#model/stock'
import { computeLevels } from './compute.ts'
import { lookedAt } from './hot.ts'
import { indexItems } from './index-items.ts'
import { emptyUntold, readAllFacts } from './refresh.ts'
import { sendLevels } from './send.ts'
import type { StockFlow } from './stock-flow.ts'
import { isTooMuch, stopCause } from './stop-loss.ts'
import { traceLevels, untoldOf } from './untold.ts'

/** What a full run came to. */
export interface FullRunResult {
  readonly [figure: string]: number
  /** Facts that the target told. */
  readonly facts: number
  readonly items: number
  readonly differing: number
  readonly sent: number
  /** Levels that wait for a person to say that zero is right. */
  readonly held: number
}

/**
 * Compares everything: what the target has is read first, then what the store offers page by page; only then what differs is sent, in full batches,
 * each level only if the store still offers what was read. What changes meanwhile overtakes it. When it breaks, nothing is lost: it is
 * begun again.
 */
export async function runFully(services: EngineServices, flow: StockFlow): Promise<FullRunResult> {
  const { pool } = services
  const startedAt = await beginFullRun(pool, flow.key)
  await dropOtherLocations(pool, flow.key, flow.locationIds)
  const facts = await readTarget(services, flow, startedAt)
  let items = 0
  let hearing = await readHearing(pool, flow.key)
  for await (const page of flow.stockTarget.items(flow.storeContext(true), { locations: flow.locationIds })) {
    await comparePage(services, flow, page, { startedAt, hearing })
    items += page.length
    await noteFullRun(pool, flow.key, items)
    // Of the moment before the next page is read.
    hearing = await readHearing(pool, flow.key)
  }
  await dropUnseenItems(pool, flow.key, startedAt)
  const held = await holdTooManyZeroes(services, flow, startedAt)
  const { differing, sent } = await sendPlanned(services, flow, startedAt)
  const result: FullRunResult = { facts, items, differing, sent, held }
  await endFullRun(pool, flow.key, { startedAt, rulesHash: flow.rulesHash, result })
  return result
}

/** All that the target has at the places. Only a read that ended well says what there is none of. */
async function readTarget({ pool }: EngineServices, flow: StockFlow, startedAt: string): Promise<number> {
  const knewStock = await knowsStock(pool, flow.targetKey, flow.places)
  const count = await readAllFacts(pool, flow, startedAt)
  if (count === 0 && knewStock) throw emptyRead()
  await emptyUntold(pool, flow, { readAt: startedAt }, flow.key.integrationId)
  return count
}

const emptyRead = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'STOCK_READ_EMPTY',
    message: 'The target told of no stock at all, although it did before. No figure in the store was touched.',
    remedy: 'Check that the API user may still see the warehouses and their stock, then run: tillbridge stock sync',
  })

async function comparePage(
  services: EngineServices,
  flow: StockFlow,
  page: readonly StockedItem[],
  { startedAt, hearing }: { readonly startedAt: string; readonly hearing: Hearing },
): Promise<void> {
  const { pool } = services
  const rows: StockItemRow[] = await indexItems(pool, flow, page, startedAt)
  const counted = rows.filter((row) => row.counted).map((row) => row.stockItem)
  await ensureLevels(pool, flow.key, { stockItems: counted, locations: flow.locationIds, isDue: false })
  const levels = await idleLevels(pool, flow.key, counted)
  const items = new Map(page.map((item) => [item.stockItem, item]))
  const traced = await traceLevels(services, flow, hearing, levels, items)
  const toCompute = rows.map((row) => ({
    row,
    levels: items.get(row.stockItem)?.levels ?? [],
    untold: untoldOf(row.stockItem, traced),
  }))
  const computed = await computeLevels(pool, flow, startedAt, toCompute)
  const byPlace = new Map(computed.map((result) => [JSON.stringify([result.stockItem, result.location]), result]))
  const looked = levels.flatMap((level) =>
    lookedAt({ ...level, ...traced.get(level) }, items.get(level.stockItem), byPlace),
  )
  await saveLevelResults(
    pool,
    flow.key,
    looked.map((level): LevelResult =>
      'result' in level
        ? level.result
        : { ...level.send, state: 'pending', againInSeconds: null, cause: null, wasSent: false },
    ),
  )
}

/** When too much would fall to zero, none of it does, and a person is asked. */
async function holdTooManyZeroes({ pool, log }: EngineServices, flow: StockFlow, startedAt: string): Promise<number> {
  const { zeroing, of } = await countZeroing(pool, flow.key, startedAt)
  const row = await readStockFlow(pool, flow.key)
  if (zeroing === 0 || (row?.stoppedAt == null && !isTooMuch(flow.rules, zeroing, of))) return 0
  await stopZeroing(pool, flow.key, { zeroing, of })
  await holdZeroes(pool, flow.key, stopCause(zeroing, of), { since: startedAt })
  log.warn(
    { integration: flow.integration.row.key, zeroing, of },
    'stock is not set to zero until a person confirms it',
  )
  return zeroing
}

async function sendPlanned(
  services: EngineServices,
  flow: StockFlow,
  startedAt: string,
): Promise<{ differing: number; sent: number }> {
  let [differing, sent] = [0, 0]
  for (;;) {
    const planned = await plannedLevels(services.pool, flow.key, startedAt, flow.stockTarget.largestBatch)
    if (planned.length === 0) return { differing, sent }
    differing += planned.length
    sent += (await sendLevels(services, flow, planned, true)).sent
  }
}
