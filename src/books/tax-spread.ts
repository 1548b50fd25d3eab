import {
  absolute,
  compare,
  decimal,
  type Decimal,
  divide,
  equals,
  isNegative,
  isPositive,
  isZero,
  multiply,
  ONE,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { allocate, round } from '#lib/rounding'
import type { RowTax } from '#model/documents'
import { lessTax, placesOf } from './shares.ts'
import { taxSum } from './tax-keys.ts'

/** How much of what was left of a part is taken off, in pieces or in money. */
export interface Portion {
  readonly taken: Decimal
  readonly left: Decimal
}

/**
 * What is left of the taxes of a part when `tax` is taken off it, which the store states in one sum. Stores round each rate by
 * itself: its share of what was left, if those shares come to the sum; else by the rates, since they are not rounded as the
 * amounts are; else by the amounts.
 */
export function lessSpread(before: readonly RowTax[], tax: Decimal, portion: Portion, minorUnits: number): RowTax[] {
  if (before.length < 2 || isZero(tax)) return lessTax(before, tax, minorUnits)
  return (
    lessShares(before, tax, portion, minorUnits) ??
    lessByRate(before, tax, minorUnits) ??
    lessTax(before, tax, minorUnits)
  )
}

function lessShares(
  before: readonly RowTax[],
  tax: Decimal,
  { taken, left }: Portion,
  minorUnits: number,
): RowTax[] | null {
  if (!isPositive(taken) || compare(taken, left) > 0) return null
  const shares = before.map(({ amount }) =>
    round(divide(multiply(amount, taken), left), { places: placesOf([amount], minorUnits), direction: 'half-up' }),
  )
  return equals(sum(shares), tax) ? less(before, shares) : null
}

/** Where a rate applies to a share of the part only, the rates say nothing about the amounts. */
function lessByRate(before: readonly RowTax[], tax: Decimal, minorUnits: number): RowTax[] | null {
  const rates = before.map(({ key }) => key.ratePercent ?? ZERO)
  const [whole, joint] = [taxSum(before), sum(rates)]
  if (isZero(joint)) return null
  const places = placesOf([tax, ...before.map(({ amount }) => amount)], minorUnits)
  const fits = before.every(({ amount }, index) => {
    const exact = divide(multiply(whole, rates[index] ?? ZERO), joint)
    return compare(absolute(subtract(amount, exact)), centOf(places)) <= 0
  })
  if (!fits) return null
  const after = less(before, allocate(tax, rates, places))
  return after.some(({ amount }) => isNegative(amount)) ? null : after
}

const centOf = (places: number): Decimal => divide(ONE, decimal(10 ** places))

const less = (before: readonly RowTax[], taken: readonly Decimal[]): RowTax[] =>
  before.map(({ key, amount }, index) => ({ key, amount: subtract(amount, taken[index] ?? ZERO) }))
