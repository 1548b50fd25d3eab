import { add, compare, type Decimal, isPositive, isZero, minimum, subtract, sum, ZERO } from '#lib/decimal'
import type { CurrencySide } from '#model/money'
import type { Order } from '#model/order'
import { isIncoming, movesMoney, type Payment } from '#model/payment'
import { compareIds, distinct } from './sorted-order.ts'

/** Money that came in by one payment, less the coins handed back; or money that went out by one refund. */
export interface MoneyFact {
  readonly externalId: string
  readonly gateway: string
  /** What stayed, cash rounding included. */
  readonly amount: Decimal
  readonly rounding: Decimal
  readonly processedAt: string
  readonly providerReference: string | null
}

/** Sums over all money that moved. */
export interface Till {
  /** All that came in less change. */
  readonly received: Decimal
  /** `received` without cash rounding: what it pays of the order. */
  readonly settled: Decimal
  /** Without cash rounding. */
  readonly refunded: Decimal
  /** What the shop still has of `settled`. */
  readonly kept: Decimal
}

/** The money of a sorted order. Pending, failed, void and test payments moved none. */
export function moneyOf(order: Order, side: CurrencySide): { receipts: MoneyFact[]; refunds: MoneyFact[]; till: Till } {
  const moved = allPayments(order).filter(movesMoney)
  const incoming = moved.filter(isIncoming)
  const change = moved.filter((payment) => payment.kind === 'change')
  const refunds = moved.filter((payment) => payment.kind === 'refund')
  const receipts = handBackChange(
    incoming.map((payment) => receiptOf(payment, side)),
    change,
    side,
  )
  const received = subtract(total(incoming, side), total(change, side))
  const rounding = subtract(totalRounding(incoming, side), totalRounding(change, side))
  const settled = subtract(received, rounding)
  const refunded = subtract(total(refunds, side), totalRounding(refunds, side))
  const till = { received, settled, refunded, kept: subtract(settled, refunded) }
  const paidBack = refunds.map((payment) => receiptOf(payment, side))
  return { receipts: flowing(receipts), refunds: flowing(paidBack), till }
}

const flowing = (money: readonly MoneyFact[]): MoneyFact[] =>
  money.filter(({ amount }) => !isZero(amount)).sort(byInstant)

/** Stores list a refund's payments with the order, with the refund, or with both. */
const allPayments = (order: Order): Payment[] =>
  distinct([...order.payments, ...order.refunds.flatMap((refund) => refund.payments)])

const receiptOf = (payment: Payment, side: CurrencySide): MoneyFact => ({
  externalId: payment.externalId,
  gateway: payment.gateway,
  amount: payment.amount[side],
  rounding: payment.rounding[side],
  processedAt: payment.processedAt,
  providerReference: payment.providerReference,
})

/**
 * Lowers the payment that the change was given for: its parent, else payments by the same method. Change that finds no payment
 * stays open, and the proof says so.
 */
function handBackChange(receipts: MoneyFact[], change: readonly Payment[], side: CurrencySide): MoneyFact[] {
  return change.reduce((current, coins) => {
    let left = coins.amount[side]
    let roundingLeft = coins.rounding[side]
    const isParent = (receipt: MoneyFact) => receipt.externalId === coins.parentExternalId
    const hasParent = current.some(isParent)
    return current.map((receipt) => {
      const concerned = hasParent ? isParent(receipt) : receipt.gateway === coins.gateway
      if (!concerned || !isPositive(left)) return receipt
      const part = minimum(left, receipt.amount)
      const lowered = {
        ...receipt,
        amount: subtract(receipt.amount, part),
        rounding: subtract(receipt.rounding, roundingLeft),
      }
      left = subtract(left, part)
      roundingLeft = ZERO
      return lowered
    })
  }, receipts)
}

const byInstant = (a: MoneyFact, b: MoneyFact): number =>
  Date.parse(a.processedAt) - Date.parse(b.processedAt) || compareIds(a.externalId, b.externalId)

const total = (payments: readonly Payment[], side: CurrencySide): Decimal =>
  sum(payments.map((payment) => payment.amount[side]))

const totalRounding = (payments: readonly Payment[], side: CurrencySide): Decimal =>
  sum(payments.map((payment) => payment.rounding[side]))

/** The instant at which the payments covered `due`, or `null` while they do not. */
export function coveredAt(receipts: readonly MoneyFact[], due: Decimal): string | null {
  let paid = ZERO
  for (const receipt of receipts) {
    paid = add(paid, subtract(receipt.amount, receipt.rounding))
    if (compare(paid, due) >= 0) return receipt.processedAt
  }
  return null
}
