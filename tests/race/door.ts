import type { ShopifySandbox } from '#sandboxes/shopify/start'

/** What goes in and out of a store, seen from the store's side. */
export interface Door {
  /** An order was placed just now. */
  sold(orderId: string): void
  /** Notes what went through since the last look. */
  look(now: number): void
  /** When the first webhook of an order was answered; `null` = not yet. */
  toldAt(orderId: string): number | null
  /** Whether figures that were asked for at `since` or later were set, or found right, by `until`. */
  hasLooked(since: number, until: number): boolean
  /** The longest from an order to the answer to its first webhook. */
  readonly webhookMs: number
  /** The longest from asking for figures to the answer to the change of them. */
  readonly lookMs: number
}

interface Look {
  readonly readAt: number
  setAt: number | null
}

/** Watches a store's calls and webhooks; call `look` every few milliseconds. */
export function watchDoor(shop: ShopifySandbox): Door {
  const soldAt = new Map<string, number>()
  const toldAt = new Map<string, number>()
  const looks: Look[] = []
  let lastCall = shop.traffic.at(-1)
  let lastDelivery = shop.deliveries.log.at(-1)
  const lookAtCalls = (now: number): void => {
    const fresh = lastCall === undefined ? shop.traffic : shop.traffic.slice(shop.traffic.lastIndexOf(lastCall) + 1)
    lastCall = shop.traffic.at(-1)
    for (const { request } of fresh) {
      const newest = looks.at(-1)
      if (request.body.includes('query StockOf')) looks.push({ readAt: now, setAt: null })
      else if (newest !== undefined && /mutation (SetStock|AdjustStock)/.test(request.body.toString()))
        newest.setAt = now
    }
  }
  const lookAtDeliveries = (now: number): void => {
    const { log } = shop.deliveries
    const fresh = lastDelivery === undefined ? log : log.slice(log.lastIndexOf(lastDelivery) + 1)
    lastDelivery = log.at(-1)
    for (const { orderId, status } of fresh) {
      const id = String(orderId)
      if (soldAt.has(id) && status === 200 && !toldAt.has(id)) toldAt.set(id, now)
    }
  }
  return {
    sold: (orderId) => void soldAt.set(orderId, performance.now()),
    look(now) {
      lookAtCalls(now)
      lookAtDeliveries(now)
    },
    toldAt: (orderId) => toldAt.get(orderId) ?? null,
    hasLooked(since, until) {
      return looks.some(({ readAt, setAt }, index) => {
        const next = looks[index + 1]
        // One that changed nothing has ended when the next one has begun.
        return readAt >= since && (setAt ?? next?.readAt ?? Infinity) <= until
      })
    },
    get webhookMs() {
      return Math.max(0, ...[...toldAt].map(([id, at]) => at - (soldAt.get(id) ?? at)))
    },
    // Asking takes as long as changing, and only the answers are seen here.
    get lookMs() {
      return 2 * Math.max(0, ...looks.map(({ readAt, setAt }) => (setAt ?? readAt) - readAt))
    },
  }
}
