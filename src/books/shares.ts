import { type Decimal, isZero, negate, subtract, ZERO } from '#lib/decimal'
import { allocate } from '#lib/rounding'
import type { RowTax } from '#model/documents'

/** Digits behind the point of the longest of `amounts`, at least `atLeast`. */
export const placesOf = (amounts: readonly Decimal[], atLeast: number): number =>
  Math.max(atLeast, ...amounts.map((amount) => amount.split('.')[1]?.length ?? 0))

/** The part of `total` that falls on `part` of `whole`, to the currency's digits; the rest is `total` less this. */
export function shareOf(total: Decimal, part: Decimal, whole: Decimal, minorUnits: number): Decimal {
  if (isZero(whole) || isZero(total)) return ZERO
  const [share] = allocate(total, [part, subtract(whole, part)], placesOf([total], minorUnits))
  return share ?? ZERO
}

/** `taxes` less `removed`, which the store states in one sum: spread over the keys by their amounts (largest remainder). */
export function lessTax(taxes: readonly RowTax[], removed: Decimal, minorUnits: number): RowTax[] {
  if (isZero(removed) || taxes.length === 0) return [...taxes]
  const weights = taxes.map((tax) => tax.amount)
  const parts = allocate(removed, weights, placesOf([removed, ...weights], minorUnits))
  return taxes.map((tax, index) => ({ key: tax.key, amount: subtract(tax.amount, parts[index] ?? ZERO) }))
}

export const negateTaxes = (taxes: readonly RowTax[]): RowTax[] =>
  taxes.map((tax) => ({ key: tax.key, amount: negate(tax.amount) }))
