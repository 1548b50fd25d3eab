import {
  add,
  compare,
  type Decimal,
  decimal,
  HUNDRED,
  isNegative,
  isZero,
  maximum,
  multiply,
  negate,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import type { CurrencySide } from '#model/money'
import { figures } from '#sandboxes/shopify/figures'
import type { OrderState, RefundState, TaxLineState, TransactionState } from '#sandboxes/shopify/state'

/** What the books should say about an order, counted from the shop's own state and not from what the connector read. */
export interface Expected {
  /** Of invoices less credit notes. */
  readonly net: Decimal
  /** Of `net`, by rate, title and who owes it; amounts without goods apart. */
  readonly taxes: ReadonlyMap<string, Decimal>
  /** Given back, or kept, without goods: negative when the shop gave. */
  readonly adjustments: Decimal
  /** What each payment method holds. */
  readonly money: ReadonlyMap<string, Decimal>
  /** What the buyer still owes. */
  readonly receivable: Decimal
  /** Goods by `<row id>@<location>`: negative = they left. */
  readonly stock: ReadonlyMap<string, Decimal>
  readonly refunds: readonly ExpectedRefund[]
}

interface ExpectedRefund {
  readonly id: number
  /** Whether its money has not gone back, so that nothing is credited yet. */
  readonly isOpen: boolean
  /** What it gave back at most, with tax: its parts and goodwill, whatever was kept of them. */
  readonly given: Decimal
  /** The payments that went back. */
  readonly paidBack: readonly TransactionState[]
}

/** @param credited - refunds that the books gave back already; they stay so, whatever becomes of their money. */
export function expectedOf(order: OrderState, side: CurrencySide, credited: ReadonlySet<number>): Expected {
  const sums = figures(order)
  const open = openRefunds(order, side, credited)
  const isOpen = (refund: RefundState) => open.includes(refund)
  const worth = (refund: RefundState) => subtract(partsWorth(order, refund, side), adjustmentsOf([refund], side))
  const waiting = sum(open.map(worth))
  return {
    net: add(sums.currentTotal[side], sums.discrepancy[side], waiting),
    taxes: taxesOf(order, open, side),
    adjustments: adjustmentsOf(
      order.refunds.filter((refund) => !isOpen(refund)),
      side,
    ),
    money: moneyOf(order, side),
    receivable: add(sums.outstanding[side], waiting),
    stock: stockOf(order),
    refunds: order.refunds.map((refund) => ({
      id: refund.id,
      isOpen: isOpen(refund),
      given: add(partsWorth(order, refund, side), ...goodwill(refund, side)),
      paidBack: transactionsOf(order, refund).filter((entry) => hasMoved(entry) && !isZero(entry.amount[side])),
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
function openRefunds(order: OrderState, side: CurrencySide, credited: ReadonlySet<number>): RefundState[] {
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
    if (compare(worth, surplus) > 0 && !credited.has(refund.id)) return true
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
function stockOf(order: OrderState): Map<string, Decimal> {
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
  return new Map([...counted].filter(([, count]) => count !== 0).map(([place, count]) => [place, decimal(count)]))
}

const withoutZeros = (counted: ReadonlyMap<string, Decimal>): Map<string, Decimal> =>
  new Map([...counted].filter(([, amount]) => !isZero(amount)))
