import { dateIn } from '#lib/clock'
import type { OrderLine } from '#model/order'

// Rules that GraphQL answers and webhook bodies share, so that both give the same order.

/** A tip or a gift card before anything else; a line that no product ever stood behind is a custom one. */
export function lineKind(line: {
  readonly tip: boolean
  readonly giftCard: boolean
  readonly fromCatalogue: boolean
}): OrderLine['kind'] {
  if (line.tip) return 'tip'
  if (line.giftCard) return 'gift-card'
  return line.fromCatalogue ? 'product' : 'custom'
}

/** Goods sold at a till leave from there. For all else Shopify decides later, in fulfilment orders that it may move. */
export const lineLocation = (sourceName: string | null, retailLocation: string | null): string | null =>
  sourceName === 'pos' ? retailLocation : null

/** The day on which the last instalment is due, in the shop's zone; `null` when it hangs on an event. */
export function dueOn(dueAt: readonly (string | null | undefined)[], timeZone: string): string | null {
  const dates = dueAt.filter((date) => date != null).sort()
  const last = dates.at(-1)
  return last === undefined ? null : dateIn(timeZone, new Date(last))
}
