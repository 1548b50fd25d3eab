import {
  add,
  compare,
  type Decimal,
  decimal,
  HUNDRED,
  isNegative,
  isZero,
  maximum,
  minimum,
  multiply,
  negate,
  ONE,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { minorUnits, smallestUnit } from '#lib/rounding'
import type { CurrencySide } from '#model/money'
import { figures } from '#sandboxes/shopify/figures'
import type { OrderState, RefundState, TaxLineState, TransactionState } from '#sandboxes/shopify/state'
import type { Expected, OrderFacts, Pieces, RateBounds } from './facts.ts'

/** An order of the Shopify sandbox, counted from its own state. */
export function shopifyFacts(order: OrderState): OrderFacts {
  const transactions = new Map(order.transactions.map((entry) => [String(entry.id), entry.processedAt]))
  const fulfillments = new Map(order.fulfillments.map((entry) => [String(entry.id), entry.createdAt]))
  return {
    currencies: order.currencies,
    expected: (side, credited) => expectedOf(order, side, credited),
    rates: ratesOf(order),
    isOnePlace: false,
    happenedAt: (kind, id) => (kind === 'money' ? transactions : fulfillments).get(id),
  }
}

function ratesOf(order: OrderState): RateBounds {
  const duties = order.lines.flatMap((line) => line.duties)
  const parts = [...order.lines, ...order.shipping, ...order.fees, ...duties]
  // A rate may apply to a part of the amount only.
  const rates = parts.map((part) => sum(part.taxLines.map((line) => multiply(line.rate, line.share ?? ONE))))
  const dearest = rates.reduce(maximum, ZERO)
  // Where a part is split over rates, the lowest of them alone bounds it.
  const single = parts.flatMap((part) => part.taxLines.map((line) => line.rate))
  return {
    lowest: [...rates, ...single].reduce(minimum, dearest),
    dearest,
    roundings: parts.length * 2,
    unit: (side) => smallestUnit(minorUnits(order.currencies[side])),
  }
}

function expectedOf(order: OrderState, side: CurrencySide, credited: ReadonlySet<string>): Expected {
  const sums = figures(order)
  const open = openRefunds(order, side, credited)
  const isOpen = (refund: RefundState) => open.includes(refund)
  const worth = (refund: RefundState) => subtract(partsWorth(order, refund, side), adjustmentsOf([refund], side))
  const waiting = sum(open.map(worth))
  const net = add(sums.currentTotal[side], sums.discrepancy[side], waiting)
  return {
    isOver: isZero(net) && open.length === 0,
    isReopened: false,
    slack: ZERO,
    net,
    taxes: taxesOf(order, open, side),
    adjustments: adjustmentsOf(
      order.refunds.filter((refund) => !isOpen(refund)),
      side,
    ),
    money: moneyOf(order, side),
    receivable: add(sums.outstanding[side], waiting),
    stock: stockOf(order),
    refunds: order.refunds.map((refund) => ({
      id: String(refund.id),
      isOpen: isOpen(refund),
      given: add(partsWorth(order, refund, side), ...goodwill(refund, side)),
      stated: null,
      paidBack: transactionsOf(order, refund)
        .filter((entry) => hasMoved(entry) && !isZero(entry.amount[side]))
        .map(({ id }) => String(id)),
    })),
  }
}

const hasMoved = (entry: TransactionState): boolean => entry.status === 'SUCCESS' && !entry.test

const transactionsOf = (order: OrderState, refund: RefundState): TransactionState[] =>
  order.transactions.filter((entry) => refund.transactionIds.includes(entry.id))

/**
 * Refunds whose money has not gone back. Money on its way is not back; money that failed is not either, until other refunds paid
 * back that much beyond their own parts, oldest first.
 */
function openRefunds(order: OrderState, side: CurrencySide, credited: ReadonlySet<string>): RefundState[] {
  const worthOf = (refund: RefundState) => subtract(partsWorth(order, refund, side), adjustmentsOf([refund], side))
  const paidBack = (refund: RefundState) =>
    sum(
      transactionsOf(order, refund)
        .filter(hasMoved)
        .map((entry) => entry.amount[side]),
    )
  const isPaid = (refund: RefundState) => transactionsOf(order, refund).some((entry) => entry.status === 'SUCCESS')
  let surplus = sum(
    order.refunds.filter(isPaid).map((refund) => maximum(ZERO, subtract(paidBack(refund), worthOf(refund)))),
  )
  return order.refunds.filter((refund) => {
    const transactions = transactionsOf(order, refund)
    if (transactions.length === 0 || isPaid(refund)) return false
    if (transactions.some((entry) => entry.status === 'PENDING')) return true
    const worth = worthOf(refund)
    if (compare(worth, surplus) > 0 && !credited.has(String(refund.id))) return true
    surplus = subtract(surplus, worth)
    return false
  })
}

const adjustmentsOf = (refunds: readonly RefundState[], side: CurrencySide): Decimal =>
  sum(refunds.flatMap((refund) => refund.adjustments.map((entry) => entry.amount[side])))

const goodwill = (refund: RefundState, side: CurrencySide): Decimal[] =>
  refund.adjustments
    .map((entry) => entry.amount[side])
    .filter(isNegative)
    .map(negate)

/** What the refund takes off the order, with tax. */
function partsWorth(order: OrderState, refund: RefundState, side: CurrencySide): Decimal {
  const net = add(
    ...[...refund.lines, ...refund.shipping].map((part) => part.subtotal[side]),
    ...(order.dutiesIncluded ? [] : refund.duties.map((part) => part.amount[side])),
    ...refund.fees.map((part) => part.amount[side]),
  )
  if (order.taxesIncluded) return net
  return add(net, ...taxParts(order, refund).map(({ amount }) => amount[side]))
}

interface TaxPart {
  readonly line: TaxLineState
  readonly amount: TaxLineState['amount']
}

/** The taxes that a refund takes off, with the tax line that each belongs to. */
function taxParts(order: OrderState, refund: RefundState): TaxPart[] {
  const paired = (lines: readonly TaxLineState[] | undefined, amounts: readonly TaxLineState['amount'][]) =>
    (lines ?? []).flatMap((line, index): TaxPart[] => {
      const amount = amounts[index]
      return amount === undefined ? [] : [{ line, amount }]
    })
  const duties = order.lines.flatMap((line) => line.duties)
  const byId = <T extends { readonly id: number }>(list: readonly T[], id: number) => list.find((one) => one.id === id)
  return [
    ...refund.lines.flatMap((part) => paired(byId(order.lines, part.lineId)?.taxLines, part.taxes)),
    ...refund.shipping.flatMap((part) => paired(byId(order.shipping, part.shippingLineId)?.taxLines, part.taxes)),
    ...refund.duties.flatMap((part) => paired(byId(duties, part.subjectId)?.taxLines, part.taxes)),
    ...refund.fees.flatMap((part) => paired(byId(order.fees, part.subjectId)?.taxLines, part.taxes)),
  ]
}

/** `25|VAT|false`: rate in percent, title, owed by the channel. */
const taxName = ({ rate, title, channelLiable }: Pick<TaxLineState, 'rate' | 'title' | 'channelLiable'>): string =>
  `${multiply(rate, HUNDRED)}|${title}|${channelLiable === true}`

function taxesOf(order: OrderState, open: readonly RefundState[], side: CurrencySide): Map<string, Decimal> {
  const counted = new Map<string, Decimal>()
  const count = (name: string, amount: Decimal) => counted.set(name, add(counted.get(name) ?? ZERO, amount))
  for (const line of figures(order).currentTaxLines) count(taxName(line), line.amount[side])
  for (const refund of open) for (const { line, amount } of taxParts(order, refund)) count(taxName(line), amount[side])
  return withoutZeros(counted)
}

const DIRECTION = { SALE: 1, CAPTURE: 1, CHANGE: -1, REFUND: -1 } as const

function moneyOf(order: OrderState, side: CurrencySide): Map<string, Decimal> {
  const counted = new Map<string, Decimal>()
  for (const entry of order.transactions.filter(hasMoved)) {
    const direction = entry.kind in DIRECTION ? DIRECTION[entry.kind as keyof typeof DIRECTION] : 0
    if (direction === 0) continue
    const amount = direction === 1 ? entry.amount[side] : negate(entry.amount[side])
    counted.set(entry.gateway, add(counted.get(entry.gateway) ?? ZERO, amount))
  }
  return withoutZeros(counted)
}

/** What left with shipments, and what came back of it. */
function stockOf(order: OrderState): Map<string, Pieces> {
  const counted = new Map<string, number>()
  const move = (lineId: number, locationId: number | null, quantity: number) => {
    const place = `line:${lineId}@${locationId ?? ''}`
    counted.set(place, (counted.get(place) ?? 0) + quantity)
  }
  for (const fulfillment of order.fulfillments.filter((one) => one.status === 'SUCCESS')) {
    for (const { lineId, quantity } of fulfillment.lines) move(lineId, fulfillment.locationId, -quantity)
  }
  for (const part of order.refunds.flatMap((refund) => refund.lines)) {
    if (part.restockType !== 'NO_RESTOCK') move(part.lineId, part.locationId, part.sentQuantity)
  }
  return new Map([...counted].map(([place, count]) => [place, { least: decimal(count), most: decimal(count) }]))
}

const withoutZeros = (counted: ReadonlyMap<string, Decimal>): Map<string, Decimal> =>
  new Map([...counted].filter(([, amount]) => !isZero(amount)))
