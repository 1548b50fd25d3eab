import { decimal, type Decimal, divide, multiply } from '#lib/decimal'
import { type PlainDice, plainDice } from '#sandboxes/kit/dice'
import { halfUp } from './money.ts'

/** Random choices, and amounts as shops have them. */
export interface Dice extends PlainDice {
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
  const plain = plainDice(next)
  const { between, pick } = plain
  return {
    ...plain,
    partOf: (amount, places) => halfUp(divide(multiply(amount, decimal(between(1, 9))), decimal('10')), places),
    price(places) {
      if (places === 0) return String(between(100, 20_000))
      if (places === 2 && next() < 0.4) return pick(PRICES)
      return `${between(1, 600)}.${String(between(0, 10 ** places - 1)).padStart(places, '0')}`
    },
  }
}
