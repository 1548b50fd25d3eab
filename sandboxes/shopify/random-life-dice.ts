import { decimal, type Decimal, divide, multiply } from '#lib/decimal'
import { halfUp } from './money.ts'

/** Seeded random choices, as the moves of a random life need them. */
export interface Dice {
  /** From 0 up to and without 1. */
  readonly next: () => number
  /** `true` in `share` of all cases. */
  readonly chance: (share: number) => boolean
  /** A whole number from `low` to `high`, both included. */
  readonly between: (low: number, high: number) => number
  readonly pick: <Item>(items: readonly [Item, ...Item[]]) => Item
  /** One of the items, or none when there are none. */
  readonly any: <Item>(items: readonly Item[]) => Item | undefined
  /** A part of an amount, between a tenth and nine tenths, on whole minor units. */
  readonly partOf: (amount: Decimal, places: number) => Decimal
  /** A price with the currency's digits. */
  readonly price: (places: number) => string
}

const PRICES: readonly [string, ...string[]] = [
  '0.01',
  '3.33',
  '9.99',
  '19.95',
  '33.33',
  '66.67',
  '99.50',
  '100',
  '149',
  '1249',
]

export function createDice(next: () => number): Dice {
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  const any = <Item>(items: readonly Item[]): Item | undefined => items[between(0, items.length - 1)]
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item => any(items) ?? items[0]
  return {
    next,
    chance: (share) => next() < share,
    between,
    pick,
    any,
    partOf: (amount, places) => halfUp(divide(multiply(amount, decimal(between(1, 9))), decimal('10')), places),
    price(places) {
      if (places === 0) return String(between(100, 20_000))
      if (places === 2 && next() < 0.4) return pick(PRICES)
      return `${between(1, 600)}.${String(between(0, 10 ** places - 1)).padStart(places, '0')}`
    },
  }
}
