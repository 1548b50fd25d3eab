import { absolute, add, compare, type Decimal, equals, multiply, subtract } from '#lib/decimal'
import { minorUnits, round, smallestUnit } from '#lib/rounding'
import type { ReportRow } from './report.ts'

/** What a row moved before costs, and the costs, in the currency of the balance. */
export interface Moved {
  readonly amount: Decimal
  readonly fee: Decimal
}

const FEWEST_DIGITS = 4

/**
 * A row's own figures are checked, not believed: gross × rate − costs has to be the net. Where it is not, gross and costs are kept as
 * they are stated, and the difference is seen. After an exchange the smallest coin and the digits that a rate is cut to may differ.
 */
export function movedBy({ gross, net, rate, costs, paymentFees, cells }: ReportRow): Moved {
  if (gross === null) return { amount: add(net.amount, costs), fee: costs }
  if (gross.currency === net.currency) {
    const stated = { amount: gross.amount, fee: costs }
    const other = paymentFees === null ? stated : { amount: gross.amount, fee: paymentFees }
    return !closes(stated, net.amount) && closes(other, net.amount) ? other : stated
  }
  const moved = { amount: add(net.amount, costs), fee: costs }
  if (rate === null) return moved
  const exchanged = multiply(gross.amount, rate)
  const places = minorUnits(net.currency)
  // Zeros at the end of a rate may not be written.
  const digits = Math.max(FEWEST_DIGITS, cells['Exchange Rate']?.trim().split('.')[1]?.length ?? 0)
  const tolerance = add(smallestUnit(places), multiply(absolute(gross.amount), smallestUnit(digits)))
  const isNear = compare(absolute(subtract(exchanged, moved.amount)), tolerance) <= 0
  return isNear ? moved : { amount: round(exchanged, { places, direction: 'half-up' }), fee: costs }
}

const closes = ({ amount, fee }: Moved, net: Decimal): boolean => equals(subtract(amount, fee), net)
