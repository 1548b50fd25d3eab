import { absolute, compare, type Decimal, decimal, equals, isZero, multiply, sum, ZERO } from '#lib/decimal'
import { smallestUnit } from '#lib/rounding'
import { adjustmentPart, NOTHING, type Taxed } from './adjustments.ts'
import type { CreditFact } from './credits.ts'
import type { Reading } from './reading.ts'
import type { SaleFact } from './sales.ts'
import { negateTaxes, placesOf } from './shares.ts'
import { mergeTaxes } from './tax-keys.ts'

interface Ended {
  /** Everything that was ever sold. */
  readonly parts: readonly SaleFact[]
  /** What refunds left of it. */
  readonly goods: Taxed
  /** What was given back without a part. */
  readonly given: Taxed
}

/**
 * Of an order that was given back to the last unit no tax is left. What the rates made of amounts that named no part may come to more
 * or less than the taxes of what nobody named: fees without tax, units that each amount rounded by itself. That tax goes with the last
 * credit, in a row of no amount. Where nothing was given but goods, the store states all taxes: beyond units that its refunds rounded
 * otherwise they stay, for goods may be left that a fee made free.
 */
export function withRest(
  credits: readonly CreditFact[],
  { parts, goods, given }: Ended,
  { order, minorUnits }: Pick<Reading, 'order' | 'minorUnits'>,
): CreditFact[] {
  // A cancelled order sells nothing any more, whether or not its store took the parts off it.
  const kept = order.cancelledAt === null ? goods : NOTHING
  const last = credits.at(-1)
  const taxes = mergeTaxes([...kept.taxes, ...negateTaxes(given.taxes)]).filter(({ amount }) => !isZero(amount))
  if (last === undefined || taxes.length === 0 || !equals(kept.amount, given.amount)) return [...credits]
  const isStated = isZero(given.amount) && given.taxes.every(({ amount }) => isZero(amount))
  const left = sum(taxes.map(({ amount }) => absolute(amount)))
  if (isStated && compare(left, roundingOf(parts, minorUnits)) > 0) return [...credits]
  const row = adjustmentPart(`adjustment:${last.externalId}-rest`, null, { amount: ZERO, taxes }, order.taxesIncluded)
  const adjustmentTaxes = mergeTaxes([...last.adjustmentTaxes, ...taxes])
  return [...credits.slice(0, -1), { ...last, parts: [...last.parts, row], adjustmentTaxes }]
}

/** One unit of each part; a shop may work with fewer digits than its currency has. */
function roundingOf(parts: readonly SaleFact[], minorUnits: number): Decimal {
  const figures = parts.flatMap(({ amount, taxes }) => [amount, ...taxes.map((tax) => tax.amount)])
  return multiply(smallestUnit(Math.min(minorUnits, placesOf(figures, 0))), decimal(parts.length))
}
