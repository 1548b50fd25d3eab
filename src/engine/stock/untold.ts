import { type Hearing, markUntold, newestUntold, readHearing, readTakenPieces } from '#database/stock-untold'
import type { DueLevel } from '#database/stock-levels'
import type { EngineServices } from '#engine/services'
import { LISTED_WITHIN_MS } from '#engine/searched'
import { sweep } from '#engine/sweep'
import type { Wake } from '#engine/wake'
import type { Decimal } from '#lib/decimal'
import { asTillbridgeError } from '#lib/errors'
import type { StockedItem } from '#model/stock'
import { soldPieces, untoldPieces } from '#stock/untold'
import { lineKeyOf } from './index-items.ts'
import type { StockFlow } from './stock-flow.ts'

/** What a level's figure says of sales that nobody told of. */
export interface Traced {
  readonly sold: Decimal | null
  readonly untold: number
  readonly untoldAt: string | null
}

export type TracedLevels = ReadonlyMap<DueLevel, Traced>

/** What is missing of a product, by location. */
export const untoldOf = (stockItem: string, traced: TracedLevels): ReadonlyMap<string, number> =>
  new Map(
    [...traced].flatMap(([level, { untold }]) =>
      level.stockItem === stockItem ? [[level.location, untold] as const] : [],
    ),
  )

/**
 * What is missing in levels that were read after `hearing`, by level. Missing pieces are kept back until the store was asked for its orders
 * and all that it listed was noted; what is missing then was counted in the store, and the target's figure stands.
 */
export async function traceLevels(
  { pool, clock }: EngineServices,
  flow: StockFlow,
  hearing: Hearing,
  levels: readonly DueLevel[],
  items: ReadonlyMap<string, StockedItem>,
): Promise<TracedLevels> {
  if (!hearing.isListening || flow.rules.unheardOrders === 'ignore') {
    return new Map(levels.map((level) => [level, { sold: null, untold: 0, untoldAt: null }]))
  }
  const keyOf = (item: StockedItem): string => lineKeyOf({ variant: item.variantExternalId, sku: item.sku })
  const lines = [...new Set([...items.values()].map(keyOf))]
  const taken = Map.groupBy(await readTakenPieces(pool, flow.key, lines, hearing.at), (row) => row.line)
  const now = clock.now().toISOString()
  return new Map(
    levels.map((level): [DueLevel, Traced] => {
      const item = items.get(level.stockItem)
      const offered = item?.levels.find((candidate) => candidate.location === level.location)
      const former = { ...level, untold: isSettled(level, hearing) ? 0 : level.untold }
      if (item === undefined || offered === undefined) return [level, former]
      const sold = soldPieces(taken.get(keyOf(item)) ?? [], item.levels, level.location)
      const untold = untoldPieces(former, { available: offered.available, sold })
      const untoldAt = untold > former.untold ? now : untold > 0 ? level.untoldAt : null
      return [level, { sold, untold, untoldAt }]
    }),
  )
}

/** The store was asked for its orders since, and all that it listed was noted. */
const isSettled = ({ untoldAt }: DueLevel, { sweptUntil, isBehind }: Hearing): boolean =>
  untoldAt !== null &&
  sweptUntil !== null &&
  !isBehind &&
  new Date(sweptUntil).getTime() >= new Date(untoldAt).getTime() + LISTED_WITHIN_MS

/** Asking a store for orders that it may have told nobody of. */
export interface Listener {
  /** Asks where pieces are missing, and has their levels looked at once it is clear what became of them. */
  listen(flow: StockFlow): Promise<void>
  readonly ended: Promise<void>
}

const LOOK_EVERY_MS = 500
const ASK_EVERY_MS = 5_000
const AFTER_FAILURE_MS = 60_000
// A store with very many orders is not asked all the time.
const ASK_SHARE = 5

export function createListener(services: EngineServices, wake: Wake, signal: AbortSignal): Listener {
  const { pool, clock, log } = services
  let [lookedAt, askNotBefore] = [0, 0]
  let asking: Promise<void> | null = null
  const ask = async (flow: StockFlow): Promise<void> => {
    const began = clock.now().getTime()
    let waitMs = ASK_EVERY_MS
    try {
      await sweep(services, wake, { ...flow.key, flow: 'orders', signal })
    } catch (error) {
      // The sweep of each minute says so, where it goes on.
      log.debug({ ...flow.key, reason: asTillbridgeError(error).message }, 'the orders could not be asked for')
      waitMs = AFTER_FAILURE_MS
    }
    const now = clock.now().getTime()
    askNotBefore = now + Math.max(waitMs, ASK_SHARE * (now - began))
    wake.raise()
  }
  return {
    async listen(flow) {
      const now = clock.now().getTime()
      if (now - lookedAt < LOOK_EVERY_MS) return
      lookedAt = now
      const newest = await newestUntold(pool, flow.key)
      if (newest === null) return
      const { sweptUntil, isBehind } = await readHearing(pool, flow.key)
      const swept = sweptUntil === null ? 0 : new Date(sweptUntil).getTime()
      const missingSince = new Date(newest).getTime()
      if (!isBehind) await markUntold(pool, flow.key, new Date(swept - LISTED_WITHIN_MS))
      const isAsked = swept >= missingSince + LISTED_WITHIN_MS
      const isTooEarly = swept >= missingSince && now < missingSince + LISTED_WITHIN_MS
      if (isAsked || isTooEarly || asking !== null || now < askNotBefore) return
      asking = ask(flow).finally(() => {
        asking = null
      })
    },
    get ended() {
      return asking ?? Promise.resolve()
    },
  }
}
