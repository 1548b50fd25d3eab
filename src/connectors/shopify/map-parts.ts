import { dateIn } from '#lib/clock'
import { add, type Decimal, isPositive, isZero, ZERO } from '#lib/decimal'
import { type DualAmount, dual } from '#model/money'
import type { OrderLine } from '#model/order'
import type { MoneyBag } from './vendor-graphql.ts'
import type { MoneySet } from './vendor-webhook.ts'

export const dualOf = (bag: MoneyBag): DualAmount =>
  dual(bag.shopMoney.amount, bag.presentmentMoney?.amount ?? bag.shopMoney.amount)

/** Both sides of an amount; old bodies state the shop's side only, which is right with one currency. */
export const dualSet = (set: MoneySet, plain: Decimal | null): DualAmount =>
  set == null
    ? dual(plain ?? ZERO)
    : dual(set.shop_money.amount, set.presentment_money?.amount ?? set.shop_money.amount)

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

/** A line, reduced to what shows whether it may be a tip. */
export interface TipCandidate {
  readonly id: string
  /** What every tip is: no product, nothing to send, no gift card. */
  readonly possible: boolean
  /** After discounts, in the shop's currency. */
  readonly amount: Decimal
}

/**
 * The lines that are tips, from the sum of tips that the order states: when all possible lines together make exactly that sum,
 * they are the tips. `null` = it cannot be told from the amounts.
 */
export function tipsByAmount(candidates: readonly TipCandidate[], received: Decimal): Set<string> | null {
  if (isZero(received)) return new Set()
  const possible = candidates.filter((line) => line.possible && isPositive(line.amount))
  const total = add(ZERO, ...possible.map((line) => line.amount))
  return total === received ? new Set(possible.map((line) => line.id)) : null
}
