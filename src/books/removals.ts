import { add, type Decimal, isPositive, subtract, sum, ZERO } from '#lib/decimal'
import { lineAmount, taxOf } from '#model/invariants'
import type { CurrencySide } from '#model/money'
import type { Duty, Order, OrderLine, ShippingLine } from '#model/order'
import { type Refund, returnsMoney } from '#model/refund'
import { shareOf } from './shares.ts'

/** What was taken off one part of an order without giving money back. Amounts in the order's own price mode. */
export interface Removal {
  readonly quantity: Decimal
  readonly amount: Decimal
  readonly tax: Decimal
}

/** Where removals are read from: the order's refunds that return no money. */
export interface RemovalSource {
  readonly refunds: readonly Refund[]
  readonly removals: readonly Refund[]
  readonly side: CurrencySide
  readonly minorUnits: number
}

export const removalSource = (order: Order, side: CurrencySide, minorUnits: number): RemovalSource => ({
  refunds: order.refunds,
  removals: order.refunds.filter((refund) => !returnsMoney(refund)),
  side,
  minorUnits,
})

/** What edits and unpaid removals took off a line, as the store states it. */
export function lineRemoval(line: OrderLine, source: RemovalSource): Removal {
  const rows = refundLines(source.removals, line)
  const stated: Removal = {
    quantity: sum(rows.map((row) => row.quantity)),
    amount: sum(rows.map((row) => row.subtotal[source.side])),
    tax: sum(rows.map((row) => row.tax[source.side])),
  }
  return addRemovals(stated, silentRemoval(line, stated, source))
}

/**
 * A quantity that is gone without any refund line that says at what amount (some stores edit that way): its share of what is
 * left. The proof against the store's total judges whether that is what the store did.
 */
function silentRemoval(line: OrderLine, stated: Removal, source: RemovalSource): Removal {
  const explained = sum(refundLines(source.refunds, line).map((row) => row.quantity))
  const quantity = subtract(subtract(line.quantity, line.currentQuantity), explained)
  if (!isPositive(quantity)) return NOTHING
  const whole = subtract(line.quantity, stated.quantity)
  const left = subtract(lineAmount(line, source.side), stated.amount)
  const taxLeft = subtract(taxOf(line.taxes, source.side), stated.tax)
  return {
    quantity,
    amount: shareOf(left, quantity, whole, source.minorUnits),
    tax: shareOf(taxLeft, quantity, whole, source.minorUnits),
  }
}

/** What was taken off a shipping line. A store that names no line means the only one. */
export function shippingRemoval(line: ShippingLine, order: Order, source: RemovalSource): Removal {
  const only = order.shippingLines.length === 1
  const rows = source.removals
    .flatMap((refund) => refund.shipping)
    .filter((row) => (row.shippingExternalId === null ? only : row.shippingExternalId === line.externalId))
  return {
    quantity: ZERO,
    amount: sum(rows.map((row) => row.subtotal[source.side])),
    tax: sum(rows.map((row) => row.tax[source.side])),
  }
}

/** What was taken off a duty. Stores state no tax with it: the tax falls by its share. */
export function dutyRemoval(duty: Duty, source: RemovalSource): Removal {
  const rows = source.removals
    .flatMap((refund) => refund.duties)
    .filter((row) => row.dutyExternalId === duty.externalId)
  const amount = sum(rows.map((row) => row.amount[source.side]))
  const tax = shareOf(taxOf(duty.taxes, source.side), amount, duty.amount[source.side], source.minorUnits)
  return { quantity: ZERO, amount, tax }
}

const NOTHING: Removal = { quantity: ZERO, amount: ZERO, tax: ZERO }

const addRemovals = (a: Removal, b: Removal): Removal => ({
  quantity: add(a.quantity, b.quantity),
  amount: add(a.amount, b.amount),
  tax: add(a.tax, b.tax),
})

const refundLines = (refunds: readonly Refund[], line: OrderLine) =>
  refunds.flatMap((refund) => refund.lines).filter((row) => row.lineExternalId === line.externalId)
