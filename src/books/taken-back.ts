import {
  add,
  compare,
  type Decimal,
  equals,
  isNegative,
  isPositive,
  isZero,
  maximum,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import type { RowTax } from '#model/documents'
import { lineAmount, shippingAmount, taxOf } from '#model/invariants'
import type { CurrencySide } from '#model/money'
import type { Order, OrderLine } from '#model/order'
import type { Payment } from '#model/payment'
import type { Refund } from '#model/refund'
import { keptSplits } from './booked-splits.ts'
import { type Reading, taxContext } from './reading.ts'
import { correctedSplits, type TaxesLeft } from './rate-splits.ts'
import { negateTaxes, shareOf } from './shares.ts'
import { compareIds } from './sorted-order.ts'
import { lessSpread } from './tax-spread.ts'
import { mergeTaxes, readTaxes, taxSum } from './tax-keys.ts'

/** What was taken off one part of an order, in the order's own price mode. */
export interface TakenPart {
  /** The part's row id, e.g. `line:901`. */
  readonly id: string
  readonly quantity: Decimal
  readonly amount: Decimal
  readonly taxes: readonly RowTax[]
}

/**
 * One refund as the store states it. `removed`: taken off without money, by an edit or before it was paid. `refunded`: the money
 * went back. `open`: the money has not gone back (it is on its way, or it failed), so nothing is given back yet.
 */
export interface TakenBack {
  readonly refund: Refund
  readonly state: 'removed' | 'refunded' | 'open'
  readonly parts: readonly TakenPart[]
  /** Amounts without a part, with tax: negative lowers what the shop keeps. */
  readonly adjustment: Decimal
  /** Tax that the store states with them. */
  readonly adjustmentTax: Decimal
}

export interface TakenOff {
  readonly refunds: readonly TakenBack[]
  /** Quantities that are gone without any refund that says at what amount. */
  readonly silent: readonly TakenPart[]
}

/** Everything that was taken off the order since it was placed, in the order in which it happened. */
export function takenOff(reading: Reading): TakenOff {
  const { order } = reading
  const left: TaxesLeft = new Map()
  for (const { id, taxes } of taxedParts(reading)) left.set(id, taxes)
  const untaken = untakenParts(reading)
  const refunds = order.refunds
    .toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt) || compareIds(a.externalId, b.externalId))
    .map((refund) => takenBack(refund, reading, left, untaken))
  const corrected = correctedSplits(refunds, left, reading)
  const placed = new Map(taxedParts(reading).map(({ id, taxes }) => [id, taxes]))
  return {
    refunds: keptSplits(withStates(corrected, reading), placed, reading),
    silent: silentParts(corrected, reading, left),
  }
}

/** What a refund takes off the order, taxes counted once. */
export const valueOf = (taken: Pick<TakenBack, 'parts'>, taxesIncluded: boolean): Decimal =>
  sum(taken.parts.map((part) => (taxesIncluded ? part.amount : add(part.amount, taxSum(part.taxes)))))

function taxedParts(reading: Reading): { id: string; taxes: readonly RowTax[] }[] {
  const { order } = reading
  const context = taxContext(reading)
  return [
    ...order.lines.map((line) => ({ id: `line:${line.externalId}`, taxes: line.taxes })),
    ...order.lines.flatMap((line) => line.duties).map((duty) => ({ id: `duty:${duty.externalId}`, taxes: duty.taxes })),
    ...order.shippingLines.map((line) => ({ id: `shipping:${line.externalId}`, taxes: line.taxes })),
  ].map(({ id, taxes }) => ({ id, taxes: readTaxes(taxes, context) }))
}

/** What nothing was taken off yet: the pieces of lines, the amounts of shipping. */
const untakenParts = ({ order, side }: Reading): Map<string, Decimal> =>
  new Map([
    ...order.lines.map((line) => [`line:${line.externalId}`, line.quantity] as const),
    ...order.shippingLines.map((line) => [`shipping:${line.externalId}`, shippingAmount(line, side)] as const),
  ])

function takenBack(refund: Refund, reading: Reading, left: TaxesLeft, untaken: Map<string, Decimal>): TakenBack {
  const { side, minorUnits } = reading
  const booked = reading.bookedParts.get(refund.externalId)
  // Where tax is stated in one sum, it is spread over the rates by what is left of each, so that the last unit clears them all. What
  // is booked keeps its split.
  const spread = ({ id, tax, quantity, amount, stated }: StatedPart): RowTax[] => {
    const before = left.get(id) ?? []
    const portion = { taken: isZero(quantity) ? amount : quantity, left: untaken.get(id) ?? ZERO }
    const clears = equals(tax, taxSum(before))
    const after = clears
      ? before.map(cleared)
      : (lessBooked(before, tax, booked?.get(id)) ??
        lessBooked(before, tax, stated) ??
        lessSpread(before, tax, portion, minorUnits))
    left.set(id, after)
    untaken.set(id, subtract(portion.left, portion.taken))
    return before.map(({ key, amount }, index) => ({ key, amount: subtract(amount, after[index]?.amount ?? ZERO) }))
  }
  const parts = statedParts(refund, reading).map((part): TakenPart => {
    const { id, quantity, amount } = part
    return { id, quantity, amount, taxes: spread(part) }
  })
  const adjustmentTax = sum(refund.adjustments.map((one) => one.tax[side]))
  return {
    refund,
    state: 'removed',
    parts,
    adjustment: add(...refund.adjustments.map((one) => one.amount[side]), adjustmentTax),
    adjustmentTax,
  }
}

/** What is left of several rates after a split that is booked, or stated; `null` when that is of another amount, or more than there was. */
function lessBooked(before: readonly RowTax[], tax: Decimal, booked: readonly RowTax[] | undefined): RowTax[] | null {
  if (booked === undefined || before.length < 2 || !equals(taxSum(booked), tax)) return null
  const after = mergeTaxes([...before, ...negateTaxes(booked)])
  return after.length === before.length && after.every(({ amount }) => !isNegative(amount)) ? after : null
}

const cleared = ({ key }: RowTax): RowTax => ({ key, amount: ZERO })

type StatedPart = Omit<TakenPart, 'taxes'> & {
  readonly tax: Decimal
  /** The tax by rate, where the store tells it. */
  readonly stated?: readonly RowTax[] | undefined
}

/** The refund's parts with the one sum of tax that the store states for each; one per part. */
function statedParts(refund: Refund, reading: Reading): StatedPart[] {
  const { order, side } = reading
  const lines = refund.lines.map((row) => {
    const duties = order.dutiesIncluded ? takenDuties(refund, row.lineExternalId, reading) : ZERO
    return {
      id: `line:${row.lineExternalId}`,
      quantity: row.quantity,
      amount: subtract(row.subtotal[side], duties),
      tax: row.tax[side],
      stated: row.taxes === undefined ? undefined : readTaxes(row.taxes, taxContext(reading)),
    }
  })
  const only = order.shippingLines.length === 1 ? order.shippingLines[0]?.externalId : undefined
  const shipping = refund.shipping.map((row) => ({
    // A store that names no line means the only one.
    id: `shipping:${row.shippingExternalId ?? only ?? ''}`,
    quantity: ZERO,
    amount: row.subtotal[side],
    tax: row.tax[side],
    stated: row.taxes === undefined ? undefined : readTaxes(row.taxes, taxContext(reading)),
  }))
  return merged([...lines, ...shipping, ...refund.duties.map((row) => dutyPart(row, reading))])
}

/** Stores state no tax with a duty that is taken back: the tax falls by its share. */
function dutyPart(row: Refund['duties'][number], { order, side, minorUnits }: Reading): StatedPart {
  const duty = order.lines.flatMap((line) => line.duties).find((one) => one.externalId === row.dutyExternalId)
  const amount = row.amount[side]
  const whole = duty?.amount[side] ?? ZERO
  const tax = duty === undefined ? ZERO : shareOf(taxOf(duty.taxes, side), amount, whole, minorUnits)
  return { id: `duty:${row.dutyExternalId}`, quantity: ZERO, amount, tax }
}

const takenDuties = (refund: Refund, lineId: string, { order, side }: Reading): Decimal => {
  const own = new Set(order.lines.find((line) => line.externalId === lineId)?.duties.map((duty) => duty.externalId))
  return sum(refund.duties.filter((row) => own.has(row.dutyExternalId)).map((row) => row.amount[side]))
}

function merged(parts: readonly StatedPart[]): StatedPart[] {
  const byId = new Map<string, StatedPart>()
  for (const part of parts) {
    const known = byId.get(part.id)
    const both = known === undefined ? part : { ...part, ...sumOf(known, part) }
    byId.set(part.id, both)
  }
  return [...byId.values()]
}

const sumOf = (a: StatedPart, b: StatedPart) => ({
  quantity: add(a.quantity, b.quantity),
  amount: add(a.amount, b.amount),
  tax: add(a.tax, b.tax),
  stated: a.stated === undefined || b.stated === undefined ? undefined : mergeTaxes([...a.stated, ...b.stated]),
})

/**
 * A refund whose money is on its way is open. One whose payments failed is open until another refund paid back that much beyond
 * its own parts, oldest first; and never opens again once it was credited.
 */
function withStates(refunds: readonly TakenBack[], { order, side, creditedRefunds }: Reading): TakenBack[] {
  const cancelling = cancellingRefund(refunds, order)
  const worthOf = (taken: TakenBack) =>
    add(
      subtract(valueOf(taken, order.taxesIncluded), taken.adjustment),
      taken === cancelling ? feesOf(order, side) : ZERO,
    )
  const paidBack = ({ refund }: TakenBack) => sum(refund.payments.filter(isPaid).map((payment) => payment.amount[side]))
  let surplus = sum(
    refunds
      .filter(({ refund }) => refund.payments.some(isPaid))
      .map((taken) => maximum(ZERO, subtract(paidBack(taken), worthOf(taken)))),
  )
  return refunds.map((taken): TakenBack => {
    const { payments } = taken.refund
    // What was kept of it, or given beyond it, needs a document of its own, with or without money.
    if (payments.length === 0) return isZero(taken.adjustment) ? taken : { ...taken, state: 'refunded' }
    if (payments.some(isPaid)) return { ...taken, state: 'refunded' }
    const worth = worthOf(taken)
    const isOpen = payments.some((payment) => payment.status === 'pending') || compare(worth, surplus) > 0
    if (isOpen && !creditedRefunds.has(taken.refund.externalId)) return { ...taken, state: 'open' }
    surplus = subtract(surplus, worth)
    return { ...taken, state: 'refunded' }
  })
}

/** The refund that came with the cancellation: it takes the fees back too, and does not name them. */
function cancellingRefund(refunds: readonly TakenBack[], { cancelledAt }: Order): TakenBack | undefined {
  if (cancelledAt === null) return undefined
  const apart = ({ refund }: TakenBack) => Math.abs(Date.parse(refund.createdAt) - Date.parse(cancelledAt))
  return refunds.toSorted((a, b) => apart(a) - apart(b))[0]
}

const feesOf = ({ fees, taxesIncluded }: Order, side: CurrencySide): Decimal =>
  sum(fees.map(({ price, taxes }) => add(price[side], taxesIncluded ? ZERO : taxOf(taxes, side))))

const isPaid = (payment: Payment): boolean => payment.status === 'success'

/** A quantity that is gone without a statement takes its share of what is left; the proof judges whether the store did so. */
function silentParts(
  refunds: readonly TakenBack[],
  reading: Reading,
  left: ReadonlyMap<string, readonly RowTax[]>,
): TakenPart[] {
  const { order, side, minorUnits } = reading
  return order.lines.flatMap((line: OrderLine) => {
    const id = `line:${line.externalId}`
    const stated = refunds.flatMap((taken) => taken.parts).filter((part) => part.id === id)
    const whole = subtract(line.quantity, sum(stated.map((part) => part.quantity)))
    const quantity = subtract(whole, line.currentQuantity)
    if (!isPositive(quantity)) return []
    const amount = subtract(lineAmount(line, side), sum(stated.map((part) => part.amount)))
    const taxes = (left.get(id) ?? []).map(({ key, amount: tax }) => ({
      key,
      amount: shareOf(tax, quantity, whole, minorUnits),
    }))
    return [{ id, quantity, amount: shareOf(amount, quantity, whole, minorUnits), taxes }]
  })
}
