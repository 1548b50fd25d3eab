import { absolute, compare, type Decimal, isNegative, isPositive, isZero, ZERO } from '#lib/decimal'
import { smallestUnit } from '#lib/rounding'
import { placesOf } from './map-money.ts'
import { refundedItem } from './refund-rows.ts'
import type { WooLine, WooOrder, WooRefund } from './vendor.ts'

interface Stated {
  readonly source: WooOrder
  readonly refunds: readonly WooRefund[]
}

/**
 * An order whose coupons took no more off a line than it cost. WooCommerce takes off whole units of a price that has parts of one: where
 * a line costs 2133.125 and everything is taken off, -0.005 are left, and shown as -0.01. Nobody sells goods below zero, so that the line
 * costs nothing; the unit is left between the order's total and its parts, where all other roundings are.
 */
export function withoutUnitsBelowZero({ source, refunds }: Stated): Stated {
  const unit = smallestUnit(placesOf(source))
  const ids = new Set(source.line_items.filter((line) => isBelowZero(line, unit)).map(({ id }) => id))
  if (ids.size === 0) return { source, refunds }
  return {
    source: { ...source, line_items: source.line_items.map((line) => (ids.has(line.id) ? withoutCost(line) : line)) },
    refunds: refunds.map((refund) => ({
      ...refund,
      line_items: refund.line_items.map((row) =>
        ids.has(refundedItem(row.meta_data) ?? '') && isPositive(row.total) ? withoutCost(row) : row,
      ),
    })),
  }
}

/** A line that never cost anything, or was sold below zero on purpose, is none of them. */
const isBelowZero = ({ quantity, subtotal, total, total_tax: tax }: WooLine, unit: Decimal): boolean =>
  isPositive(quantity) &&
  isPositive(subtotal) &&
  isNegative(total) &&
  isZero(tax) &&
  compare(absolute(total), unit) <= 0

const withoutCost = <Row extends { readonly total: Decimal }>(row: Row): Row => ({ ...row, total: ZERO })
