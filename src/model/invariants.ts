import { add, type Decimal, isZero, multiply, subtract, sum } from '#lib/decimal'
import type { DiscountAllocation } from './discount.ts'
import type { SalesDocument, SalesRow, TaxTotal } from './documents.ts'
import type { CurrencySide } from './money.ts'
import type { Order, OrderLine, ShippingLine } from './order.ts'
import type { TaxLine } from './tax.ts'

/** Two figures that must be equal and are not. `difference` = `actual − expected`. */
export interface Difference {
  /** What was compared, in words a bookkeeper knows, e.g. `total`, `tax SE 25%`. */
  readonly what: string
  readonly expected: Decimal
  readonly actual: Decimal
  readonly difference: Decimal
}

export function differenceOf(what: string, expected: Decimal, actual: Decimal): Difference[] {
  const difference = subtract(actual, expected)
  return isZero(difference) ? [] : [{ what, expected, actual, difference }]
}

export const allocated = (discounts: readonly DiscountAllocation[], side: CurrencySide): Decimal =>
  sum(discounts.map((discount) => discount.amount[side]))

export const taxOf = (taxes: readonly TaxLine[], side: CurrencySide): Decimal =>
  sum(taxes.map((tax) => tax.amount[side]))

/** A line as sold, after discounts, in the order's own price mode. */
export const lineAmount = (line: OrderLine, side: CurrencySide): Decimal =>
  subtract(multiply(line.unitPrice[side], line.quantity), allocated(line.discounts, side))

/** A shipping line after discounts, in the order's own price mode; zero when it was removed. */
export const shippingAmount = (line: ShippingLine, side: CurrencySide): Decimal =>
  line.removed ? ('0' as Decimal) : subtract(line.price[side], allocated(line.discounts, side))

/** Everything that makes up an order's total, as sold. */
export interface OrderParts {
  readonly lines: Decimal
  readonly shipping: Decimal
  readonly fees: Decimal
  readonly duties: Decimal
  readonly tax: Decimal
}

export function orderParts(order: Order, side: CurrencySide): OrderParts {
  const duties = order.lines.flatMap((line) => line.duties)
  const shipping = order.shippingLines.filter((line) => !line.removed)
  const taxes = [
    ...order.lines.flatMap((line) => line.taxes),
    ...shipping.flatMap((line) => line.taxes),
    ...order.fees.flatMap((fee) => fee.taxes),
    ...duties.flatMap((duty) => duty.taxes),
  ]
  return {
    lines: sum(order.lines.map((line) => lineAmount(line, side))),
    shipping: sum(shipping.map((line) => shippingAmount(line, side))),
    fees: sum(order.fees.map((fee) => fee.price[side])),
    duties: sum(duties.map((duty) => duty.amount[side])),
    tax: taxOf(taxes, side),
  }
}

/** What the parts come to, taxes and duties counted once whether they are included or not. */
export function orderPartsTotal(order: Order, side: CurrencySide): Decimal {
  const parts = orderParts(order, side)
  return add(
    parts.lines,
    parts.shipping,
    parts.fees,
    ...(order.dutiesIncluded ? [] : [parts.duties]),
    ...(order.taxesIncluded ? [] : [parts.tax]),
  )
}

/** Where an order's own figures disagree: its parts against its total, its taxes, its discounts. Empty = sound. */
export function orderDifferences(order: Order, side: CurrencySide): Difference[] {
  const parts = orderParts(order, side)
  return [
    ...differenceOf('total', order.totals.total[side], orderPartsTotal(order, side)),
    ...differenceOf('tax', order.totals.tax[side], parts.tax),
    ...differenceOf('discounts', order.totals.discounts[side], discountTotal(order, side)),
  ]
}

const discountTotal = (order: Order, side: CurrencySide): Decimal =>
  sum([
    ...order.lines.map((line) => allocated(line.discounts, side)),
    ...order.shippingLines.filter((line) => !line.removed).map((line) => allocated(line.discounts, side)),
  ])

/** Where a document's own figures disagree: rows against totals, row taxes against tax totals, net + tax against gross. */
export function documentDifferences(document: SalesDocument<SalesRow, TaxTotal>): Difference[] {
  const rowTaxes = document.rows.flatMap((row) => row.taxes)
  return [
    ...differenceOf('net total', document.netTotal, sum(document.rows.map((row) => row.net))),
    ...differenceOf('tax total', document.taxTotal, sum(document.taxes.map((tax) => tax.amount))),
    ...differenceOf('tax of the rows', document.taxTotal, sum(rowTaxes.map((tax) => tax.amount))),
    ...differenceOf('total', document.total, add(document.netTotal, document.taxTotal)),
    ...differenceOf('gross of the rows', document.total, sum(document.rows.map((row) => row.gross))),
  ]
}
