import { setTimeout as delay } from 'node:timers/promises'
import { ShopRefusal } from '#sandboxes/shopify/payments'
import type { ShopifySandbox } from '#sandboxes/shopify/start'
import type { StockStory } from '#testing/stock-story'

/**
 * How long it takes at most until a sale in one store has lowered the figures of the others: its webhook and the noting of it, the look that is
 * under way when that is done, the look that takes it into account, and one more where a sale of that store's own came in between. Noting
 * takes no longer than a look. `lookMs`: the longest look, as it was seen on this machine under this load.
 */
export const longestDelayMs = (webhookMs: number, lookMs: number): number => webhookMs + 4 * lookMs

export interface RaceOptions {
  readonly sku: string
  readonly pieces: number
  readonly buyers: number
  /** Buyers of all stores together in a second, while there is something to be had, and afterwards. */
  readonly perSecond: number
  readonly rushPerSecond: number
  readonly random: () => number
  /** From a sale to the arrival of its webhook, at most. */
  readonly webhookMs: number
}

export interface Race {
  readonly sold: number
  readonly refused: number
  /** By the delay model. */
  readonly delayMs: number
  /** Pieces that may be sold too many: what the other stores sold within the longest delay before the last sale. */
  readonly allowed: number
  /** The longest that a store's figure was behind the sales of the others. */
  readonly measuredMs: number
}

interface Sale {
  readonly at: number
  readonly shop: number
}

/** Buyers who come to all stores at random, each for one piece. */
export async function race({ shops }: StockStory, options: RaceOptions): Promise<Race> {
  const { buyers, random, pieces } = options
  const sales: Sale[] = []
  let refused = 0
  const watching = watch(shops, options, sales)
  for (let buyer = 0; buyer < buyers; buyer += 1) {
    const isLeft = sales.length < pieces
    await delay((-Math.log(1 - random()) * 1000) / (isLeft ? options.perSecond : options.rushPerSecond))
    const shop = Math.floor(random() * shops.length)
    try {
      shops[shop]?.stock.sell(options.sku, 1)
      sales.push({ at: performance.now(), shop })
    } catch (error) {
      if (!(error instanceof ShopRefusal)) throw error
      refused += 1
    }
  }
  const { measuredMs, lookMs } = watching.stop()
  const delayMs = longestDelayMs(options.webhookMs, lookMs)
  return { sold: sales.length, refused, delayMs, allowed: allowedOf(sales, delayMs), measuredMs }
}

/**
 * At the last sale its store still offered a piece: all that the others had sold longer ago than the longest delay was taken off by then, so
 * that no more are sold too many than what they sold since.
 */
function allowedOf(sales: readonly Sale[], delayMs: number): number {
  const last = sales.at(-1)
  if (last === undefined) return 0
  return sales.filter((sale) => sale.shop !== last.shop && sale.at > last.at - delayMs).length
}

/** Looks at the figures all the time: how far behind the sales of the others is each, and how long does a look at it take? */
function watch(
  shops: readonly ShopifySandbox[],
  { sku, pieces }: RaceOptions,
  sales: readonly Sale[],
): { stop(): { readonly measuredMs: number; readonly lookMs: number } } {
  let [measuredMs, lookMs] = [0, 0]
  const looks = shops.map((shop) => looksAt(shop))
  const timer = setInterval(() => {
    const now = performance.now()
    for (const [index, shop] of shops.entries()) {
      const { available } = shop.stock.level(sku)
      // At zero a figure tells nothing: it would be below if it could. And nobody has to hurry any more.
      if (available <= 0) continue
      lookMs = Math.max(lookMs, looks[index]?.(now) ?? 0)
      const own = sales.filter((sale) => sale.shop === index).length
      const others = sales.filter((sale) => sale.shop !== index)
      const unseen = others[Math.max(0, pieces - available - own)]
      if (unseen !== undefined) measuredMs = Math.max(measuredMs, now - unseen.at)
    }
  }, 5)
  return {
    stop() {
      clearInterval(timer)
      return { measuredMs, lookMs }
    },
  }
}

/** How long ago the last look at a shop's figures began that has ended by now, and at most since the one before. */
function looksAt(shop: ShopifySandbox): (now: number) => number {
  let seen = shop.traffic.at(-1)
  let lastAt: number | null = null
  return (now) => {
    const from = seen === undefined ? 0 : shop.traffic.lastIndexOf(seen) + 1
    const fresh = shop.traffic.slice(from)
    seen = shop.traffic.at(-1)
    const gap = lastAt === null ? 0 : now - lastAt
    if (fresh.some(({ request }) => request.body.includes('query StockOf'))) lastAt = now
    return gap
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
