import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { ShopRefusal } from '#sandboxes/shopify/payments'
import type { StockStory } from '#testing/stock-story'
import { type Door, watchDoor } from './door.ts'

export interface RaceOptions {
  readonly sku: string
  readonly pieces: number
  readonly buyers: number
  /** Buyers of all stores together in a second, while there is something to be had, and while all stores are sold out. */
  readonly perSecond: number
  readonly rushPerSecond: number
  readonly random: () => number
  /** How late a store answers a call, at most. */
  readonly callMs: number
}

/** These times of one run, the longest of each, in milliseconds. */
export interface Delays {
  /** From a sale to our answer to its webhook: the store's own delay, and the storing. */
  readonly webhookMs: number
  /** One look at a store's figures, from asking to the answer to the change: two calls with the store's delays and its allowance. */
  readonly lookMs: number
  /** Taking an order in and waking whoever looks, and how long this process did not get the processor at most. */
  readonly ownMs: number
}

/**
 * How long it takes at most until a sale in one store has lowered the figures of the others: its webhook, the taking in of it, the look that
 * was under way by then, and the look after it.
 */
export const longestDelayMs = ({ webhookMs, lookMs, ownMs }: Delays): number => webhookMs + ownMs + 2 * lookMs

export interface Race {
  readonly sold: number
  readonly refused: number
  readonly delays: Delays
  /** No store may be behind for longer. */
  readonly delayMs: number
  /** The longest that a store that had some for sale did not know of a sale of another. */
  readonly measuredMs: number
  /** Pieces that may be sold too many: those sold in other stores that the store of the last sale could not know of. */
  readonly allowed: number
}

interface Sale {
  readonly at: number
  readonly shop: number
  readonly orderId: string
}

// Some statements of the database, the notice that wakes, and the call that asks for figures, whose answer is all that is seen of it here.
const OWN_MS = 100

/** Buyers who come to all stores at random, each for one piece. */
export async function race({ shops, offered }: StockStory, options: RaceOptions): Promise<Race> {
  const { buyers, random, sku } = options
  const sales: Sale[] = []
  let refused = 0
  const doors = shops.map((shop) => watchDoor(shop))
  const watching = watch({ shops, offered }, options, sales, doors)
  const stalls = monitorEventLoopDelay({ resolution: 5 })
  stalls.enable()
  for (let buyer = 0; buyer < buyers; buyer += 1) {
    const isLeft = shops.some((_, index) => offered(sku, index) > 0)
    await delay((-Math.log(1 - random()) * 1000) / (isLeft ? options.perSecond : options.rushPerSecond))
    const shop = Math.floor(random() * shops.length)
    try {
      const orderId = shops[shop]?.stock.sell(sku, 1).legacyId ?? ''
      sales.push({ at: performance.now(), shop, orderId })
      doors[shop]?.sold(orderId)
    } catch (error) {
      if (!(error instanceof ShopRefusal)) throw error
      refused += 1
    }
  }
  stalls.disable()
  const { measuredMs } = watching.stop()
  const delays: Delays = {
    webhookMs: Math.max(...doors.map((door) => door.webhookMs)),
    lookMs: Math.max(...doors.map((door) => door.lookMs)),
    ownMs: OWN_MS + stalls.max / 1e6,
  }
  const allowed = allowedOf(sales, doors, delays.ownMs + options.callMs)
  return { sold: sales.length, refused, delays, delayMs: longestDelayMs(delays), measuredMs, allowed }
}

/**
 * At the last sale its store still offered a piece, so no more are sold too many than what the others had sold and it could not know: of what no
 * webhook had told by then, or after which it was not yet asked for its figures and given new ones. `beginMs`: from a webhook's answer to the
 * answer to the first question that takes it into account.
 */
function allowedOf(sales: readonly Sale[], doors: readonly Door[], beginMs: number): number {
  const last = sales.at(-1)
  if (last === undefined) return 0
  const isKnown = ({ shop, orderId }: Sale): boolean => {
    const told = doors[shop]?.toldAt(orderId) ?? null
    return told !== null && doors[last.shop]?.hasLooked(told + beginMs, last.at) === true
  }
  return sales.filter((sale) => sale.shop !== last.shop && !isKnown(sale)).length
}

/** Looks at the figures all the time: how far behind the sales of the others is each? */
function watch(
  { shops, offered }: Pick<StockStory, 'shops' | 'offered'>,
  { sku }: RaceOptions,
  sales: readonly Sale[],
  doors: readonly Door[],
): { stop(): { readonly measuredMs: number } } {
  let measuredMs = 0
  const starts = shops.map((_, index) => offered(sku, index))
  const timer = setInterval(() => {
    const now = performance.now()
    for (const [index] of shops.entries()) {
      doors[index]?.look(now)
      const available = offered(sku, index)
      // At zero a figure tells nothing: it would be below if it could. And nobody has to hurry any more.
      if (available <= 0) continue
      const own = sales.filter((sale) => sale.shop === index).length
      const others = sales.filter((sale) => sale.shop !== index)
      const unseen = others[Math.max(0, (starts[index] ?? 0) - available - own)]
      if (unseen !== undefined) measuredMs = Math.max(measuredMs, now - unseen.at)
    }
  }, 5)
  return {
    stop() {
      clearInterval(timer)
      return { measuredMs }
    },
  }
}

/** How long a sale takes to reach all other stores, on this machine under this load; the longest of some. */
export async function calmDelayMs({ shops, until, offered }: StockStory, sku: string, times: number): Promise<number> {
  let longest = 0
  const start = offered(sku, 1)
  for (let sold = 1; sold <= times; sold += 1) {
    shops[0]?.stock.sell(sku, 1)
    const soldAt = performance.now()
    // Below it for a moment while an order counts twice.
    await until('a sale reaches all stores', () => shops.every((_, index) => offered(sku, index) <= start - sold))
    longest = Math.max(longest, performance.now() - soldAt)
  }
  return longest
}

/** Numbers in [0, 1) that are the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
