import type { LevelOutcome, LevelToSet } from '#contract/stock'
import { databaseNow, type StockProblem } from '#database/stock-flows'
import { beginSending, type LevelResult, type LevelKey, saveLevelResults } from '#database/stock-levels'
import type { EngineServices } from '#engine/services'
import { asTillbridgeError, type TillbridgeError } from '#lib/errors'
import { contentHash } from '#lib/hash'
import { problemOf, type StockFlow } from './stock-flow.ts'

/** A level whose figure differs, as it was read and computed. */
export interface LevelToSend extends Omit<LevelResult, 'state' | 'againInSeconds' | 'cause' | 'wasSent'> {
  readonly wanted: number
}

export interface SentLevels {
  readonly sent: number
  readonly calls: number
}

const keyOf = (level: LevelKey): string => JSON.stringify([level.stockItem, level.location])

/**
 * Sets levels in batches of what the store takes, each only if the store still offers what was read. Whatever happens becomes the
 * level's state.
 *
 * @throws {TillbridgeError} what concerns more than these levels: refused credentials, an allowance that is used up.
 */
export async function sendLevels(
  services: EngineServices,
  flow: StockFlow,
  levels: readonly LevelToSend[],
  background = false,
): Promise<SentLevels> {
  const { largestBatch } = flow.stockTarget
  let total: SentLevels = { sent: 0, calls: 0 }
  for (let start = 0; start < levels.length; start += largestBatch) {
    const sent = await sendBatch(services, flow, levels.slice(start, start + largestBatch), background)
    total = { sent: total.sent + sent.sent, calls: total.calls + sent.calls }
  }
  return total
}

async function sendBatch(
  { pool, random }: EngineServices,
  flow: StockFlow,
  levels: readonly LevelToSend[],
  background: boolean,
): Promise<SentLevels> {
  // A full run computed them a while ago. What was read just now is sent even when more has happened since: the next look sees to that,
  // and a product that never rests would otherwise never be set.
  const rows = levels.map((level) => ({ ...level, available: level.wanted }))
  const allowed = new Set((await beginSending(pool, flow.key, rows, background)).map(keyOf))
  const batch = levels.filter((level) => allowed.has(keyOf(level)))
  if (batch.length === 0) return { sent: 0, calls: 0 }
  // Equal content at another time is another batch: what was set an hour ago may have to be set again.
  const key = contentHash({ flow: flow.key.integrationId, at: await databaseNow(pool), batch })
  try {
    const outcomes = await transmit(flow, batch, key, background)
    await saveLevelResults(
      pool,
      flow.key,
      batch.map((level, index) => resultOf(level, outcomes[index] ?? { outcome: 'stale' })),
    )
    return { sent: outcomes.filter(({ outcome }) => outcome === 'set').length, calls: 1 }
  } catch (thrown) {
    const error = asTillbridgeError(thrown)
    // What became of the write is seen when the level is read again, which every look begins with.
    await saveLevelResults(
      pool,
      flow.key,
      batch.map((level) => waitingResult(level, error, random)),
    )
    if (error.kind === 'unauthorized' || error.kind === 'throttled' || error.kind === 'bug') throw error
    return { sent: 0, calls: 1 }
  }
}

/**
 * By compare-and-set; what was sold again and again before that came through, by adding the difference. So is a figure that was read just now and
 * has to fall: other stores have sold, and a sale of this store's own in between must not put that off. To add cannot undo a sale; were it
 * carried out twice, too few would be offered until the next look.
 */
async function transmit(
  flow: StockFlow,
  batch: readonly LevelToSend[],
  key: string,
  background: boolean,
): Promise<readonly LevelOutcome[]> {
  const { stockTarget } = flow
  const context = flow.storeContext(background)
  const isContested = ({ failures, known, wanted }: LevelToSend): boolean =>
    stockTarget.adjust !== undefined && known !== null && (failures > 0 || (!background && wanted < known))
  const toAdjust = batch.filter(isContested)
  const toSet = batch.filter((level) => !isContested(level))
  const adjusted =
    toAdjust.length === 0
      ? []
      : await stockTarget.adjust?.(
          context,
          toAdjust.map((level) => ({ ...place(level), by: level.wanted - (level.known ?? 0) })),
          `${key}/adjust`,
        )
  const set = toSet.length === 0 ? [] : await stockTarget.set(context, toSet.map(setRow), key)
  const byLevel = new Map<LevelToSend, LevelOutcome | undefined>([
    ...toAdjust.map((level, index) => [level, adjusted?.[index]] as const),
    ...toSet.map((level, index) => [level, set[index]] as const),
  ])
  return batch.map((level) => byLevel.get(level) ?? { outcome: 'stale' })
}

const place = ({ stockItem, location }: LevelKey): LevelKey => ({ stockItem, location })

const setRow = (level: LevelToSend): LevelToSet => ({
  ...place(level),
  available: level.wanted,
  expected: level.known,
  ...(level.known === null ? { unstocked: true as const } : {}),
})

function resultOf(level: LevelToSend, outcome: LevelOutcome): LevelResult {
  const base = { ...level, againInSeconds: null, cause: null, failures: 0, wasSent: false }
  switch (outcome.outcome) {
    case 'set':
      return { ...base, state: 'in-step', known: level.wanted, wasSent: true }
    case 'stale':
      // Somebody bought or counted in between: read and compute again, at once unless that goes on and on.
      return { ...base, state: 'pending', failures: level.failures + 1, againInSeconds: level.failures < 5 ? 0 : 2 }
    case 'not-stocked':
      return { ...base, state: 'attention', cause: NOT_STOCKED }
    case 'gone':
      return { ...base, state: 'attention', cause: GONE }
    case 'refused':
      return { ...base, state: 'attention', cause: refused(outcome.message) }
  }
}

const LONGEST_WAIT_SECONDS = 300

/** A level that could not be looked at or set for now. */
export function waitingResult(
  level: Omit<LevelResult, 'state' | 'againInSeconds' | 'cause' | 'wasSent'>,
  error: TillbridgeError,
  random: () => number,
): LevelResult {
  const failures = level.failures + 1
  const backoff = Math.min(LONGEST_WAIT_SECONDS, 2 ** Math.min(failures, 10)) * (0.5 + random() / 2)
  const isLasting = error.kind === 'rejected' || error.kind === 'bug'
  return {
    ...level,
    state: isLasting ? 'attention' : 'waiting',
    againInSeconds: isLasting ? LONGEST_WAIT_SECONDS : (error.retryAfterSeconds ?? backoff),
    failures,
    cause: problemOf(error),
    wasSent: false,
  }
}

const NOT_STOCKED: StockProblem = {
  code: 'STOCK_NOT_STOCKED',
  subject: null,
  message: 'The store does not stock this product at this location, and does not let Tillbridge change that.',
  remedy: 'Stock it at this location in the store, or take the location out of the rules of the stock.',
}

const GONE: StockProblem = {
  code: 'STOCK_ITEM_GONE',
  subject: null,
  message: 'The store no longer has this product, or no longer counts it.',
  remedy: 'Nothing, if it was deleted on purpose: the next full run forgets it.',
}

const refused = (message: string): StockProblem => ({
  code: 'STOCK_REFUSED',
  subject: null,
  message: `The store refused the figure: ${message}`,
  remedy: 'Change in the store what it complains about, then run: tillbridge stock sync',
})
