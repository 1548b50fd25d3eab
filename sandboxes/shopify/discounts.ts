import {
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  HUNDRED,
  isPositive,
  minimum,
  multiply,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { round } from '#lib/rounding'
import { halfUp } from './money.ts'

export type DiscountValue = { readonly percentage: Decimal } | { readonly amount: Decimal }
export type AllocationMethod = 'across' | 'each' | 'one'

/** One discount, reduced to what the arithmetic needs. */
export interface DiscountRule {
  readonly value: DiscountValue
  readonly allocation: AllocationMethod
  /** Which entries it may be allocated to. */
  readonly entries: readonly number[]
}

/** What a discount can reduce: a line or a shipping line before discounts. */
export interface Discountable {
  readonly amount: Decimal
  readonly quantity: number
}

/**
 * Splits `total` over `weights` in proportion, rounded down; the units left over go one each to the entries from the
 * first on, as Shopify does (10.00 over three equal lines: 3.34, 3.33, 3.33). No part exceeds its weight.
 *
 * @throws {RangeError} when `total` is more than the weights together.
 */
export function spread(total: Decimal, weights: readonly Decimal[], places: number): Decimal[] {
  const base = sum(weights)
  if (!isPositive(base)) return weights.map(() => ZERO)
  if (compare(total, base) > 0) throw new RangeError(`${total} is more than ${base}`)
  const parts = weights.map((weight) => round(divide(multiply(total, weight), base), { places, direction: 'down' }))
  const unit = decimal(places === 0 ? '1' : `0.${'0'.repeat(places - 1)}1`)
  let left = subtract(total, sum(parts))
  // Two rounds reach every entry that has room; amounts finer than the currency leave a rest nobody can take.
  for (let index = 0; index < 2 * parts.length && compare(left, unit) >= 0; index += 1) {
    const at = index % parts.length
    const raised = add(parts[at] ?? ZERO, unit)
    if (compare(raised, weights[at] ?? ZERO) > 0) continue
    parts[at] = raised
    left = subtract(left, unit)
  }
  return parts
}

/**
 * What each rule takes off each entry: `result[rule][entry]`. Rules stack: each sees what the rules before it left.
 * Nothing goes below zero.
 */
export function applyDiscounts(
  rules: readonly DiscountRule[],
  entries: readonly Discountable[],
  places: number,
): Decimal[][] {
  const left = entries.map((entry) => entry.amount)
  return rules.map((rule) => {
    const off = takenBy(rule, entries, left, places)
    off.forEach((amount, index) => {
      left[index] = subtract(left[index] ?? ZERO, amount)
    })
    return off
  })
}

function takenBy(
  rule: DiscountRule,
  entries: readonly Discountable[],
  left: readonly Decimal[],
  places: number,
): Decimal[] {
  const off = entries.map(() => ZERO)
  const bases = rule.entries.map((index) => left[index] ?? ZERO)
  const parts =
    rule.allocation === 'across'
      ? spread(acrossTotal(rule.value, sum(bases), places), bases, places)
      : rule.entries.map((index, at) => perEntry(rule, entries[index]?.quantity ?? 1, bases[at] ?? ZERO, places))
  rule.entries.forEach((index, at) => {
    off[index] = parts[at] ?? ZERO
  })
  return off
}

const acrossTotal = (value: DiscountValue, base: Decimal, places: number): Decimal =>
  minimum(
    'percentage' in value ? halfUp(divide(multiply(base, value.percentage), HUNDRED), places) : value.amount,
    base,
  )

function perEntry(rule: DiscountRule, quantity: number, base: Decimal, places: number): Decimal {
  if ('percentage' in rule.value) {
    return minimum(halfUp(divide(multiply(base, rule.value.percentage), HUNDRED), places), base)
  }
  const amount = rule.allocation === 'each' ? multiply(rule.value.amount, decimal(quantity)) : rule.value.amount
  return minimum(amount, base)
}
