import { absolute, type Decimal, equals, isNegative, isZero, negate, subtract } from '#lib/decimal'
import type { PaymentDocument } from '#model/documents'
import type { Order } from '#model/order'
import type { Payment } from '#model/payment'
import type { Payout, PayoutTransaction } from '#model/payout'
import type { BookedPayment, PayoutFacts, PayoutOrder } from './facts.ts'
import { paymentToBook } from './payment.ts'
import type { PayoutPolicies } from './policies.ts'
import { suggestionFor } from './suggest.ts'

export interface Matching {
  readonly payout: Payout
  readonly policies: PayoutPolicies
  readonly facts: PayoutFacts
  /** Key of the integration; the first part of every reference. */
  readonly scope: string
  /** The day on which a document may be dated that happened on the given one. */
  dated(day: string): { readonly date: string; readonly happenedOn?: string }
  readonly index: PaymentIndex
}

/** Payouts of ten thousand rows are matched with as many payments: each is found at once. */
interface PaymentIndex {
  /** By reference without its number. */
  readonly byReference: ReadonlyMap<string, readonly BookedPayment[]>
  readonly byProvider: ReadonlyMap<string, readonly BookedPayment[]>
  readonly byAmount: ReadonlyMap<string, readonly BookedPayment[]>
}

const indexOf = ({ payments }: PayoutFacts): PaymentIndex => ({
  byReference: Map.groupBy(payments, (payment) => baseOf(payment.reference)),
  byProvider: Map.groupBy(payments, ({ document }) => document.providerReference ?? ''),
  byAmount: Map.groupBy(payments, ({ document }) => document.amount),
})

/** What a row that moves a buyer's money was found to be. */
export type Match =
  /** A payment that the target holds. `booked`: what it moved on the clearing account, signed, in the payout's currency. */
  | { readonly kind: 'booked'; readonly gateway: string; readonly booked: Decimal }
  /** A payment that the target should hold and does not. */
  | { readonly kind: 'to-book'; readonly document: PaymentDocument; readonly orderExternalId: string }
  /** A refund that failed: nothing is booked for it, and a later row brings the money back. */
  | { readonly kind: 'void'; readonly gateway: string }
  | { readonly kind: 'none'; readonly reason: string; readonly suggestion: string | null }

/** Finds what each row of `rows` is. A payment is given to one row only. */
export function matchRows(given: Omit<Matching, 'index'>, rows: readonly PayoutTransaction[]): Map<string, Match> {
  const matching = { ...given, index: indexOf(given.facts) }
  const taken = new Set<string>()
  const matches = new Map<string, Match>()
  for (const row of rows) {
    const match = matchRow(matching, row, taken)
    matches.set(row.externalId, match)
  }
  // Suggestions last: what a row could be is what no other row is.
  for (const row of rows) {
    const match = matches.get(row.externalId)
    if (match?.kind !== 'none') continue
    matches.set(row.externalId, { ...match, suggestion: suggestionFor(matching, row, taken) })
  }
  return matches
}

function matchRow(matching: Matching, row: PayoutTransaction, taken: Set<string>): Match {
  const known = confirmed(matching, row) ?? byPaymentId(matching, row) ?? byProvider(matching, row, taken)
  if (known !== null && !taken.has(known.reference)) return take(matching, row, known, taken)
  const order = orderOf(matching.facts.orders, row)
  if (order === null) return none(row.orderName === null ? 'it names no order' : `${row.orderName} is not known here`)
  return byOrder(matching, row, order, taken)
}

const none = (reason: string): Match => ({ kind: 'none', reason, suggestion: null })

/** `nordlys:payment:8801#2` → `nordlys:payment:8801`. */
const baseOf = (reference: string): string => reference.replace(/#\d+$/, '')

const kindOf = (row: PayoutTransaction): PaymentDocument['kind'] =>
  row.category === 'refund' ? 'refund-payment' : 'payment'

function confirmed({ policies, facts }: Matching, row: PayoutTransaction): BookedPayment | null {
  const pair = policies.matches.find((one) => one.transaction === row.externalId)
  return facts.payments.find((payment) => payment.reference === pair?.payment) ?? null
}

function byPaymentId({ index, scope }: Matching, row: PayoutTransaction): BookedPayment | null {
  if (row.orderPaymentExternalId === null) return null
  return index.byReference.get(`${scope}:${kindOf(row)}:${row.orderPaymentExternalId}`)?.[0] ?? null
}

/** By the provider's own ids. Where several payments carry one (a payment collected in parts), the amount decides, or nothing. */
function byProvider({ index }: Matching, row: PayoutTransaction, taken: ReadonlySet<string>): BookedPayment | null {
  for (const id of row.providerReferences) {
    const named = (index.byProvider.get(id) ?? []).filter(
      ({ document, reference }) => document.kind === kindOf(row) && !taken.has(reference),
    )
    const [only] = named.length === 1 ? named : named.filter(({ document }) => isAmountOf(row, document))
    if (only !== undefined) return only
  }
  return null
}

/** Whether the row moved exactly this much, in its own currency or in the buyer's. */
const isAmountOf = (row: PayoutTransaction, { amount, currency }: Pick<PaymentDocument, 'amount' | 'currency'>) =>
  (currency === row.currency && equals(amount, absolute(row.amount))) ||
  (currency === row.presentment?.currency && equals(amount, absolute(row.presentment.amount)))

function orderOf(orders: readonly PayoutOrder[], row: PayoutTransaction): PayoutOrder | null {
  const byId = orders.find(({ order }) => order.externalId === row.orderExternalId)
  if (byId !== undefined) return byId
  const bare = (name: string): string => name.replace(/^#/, '').toLowerCase()
  const byName = orders.find(({ order }) => row.orderName !== null && bare(order.name) === bare(row.orderName))
  return byName ?? orders.find(({ order }) => allPayments(order).some((payment) => isNamedBy(payment, row))) ?? null
}

const allPayments = (order: Order): Payment[] => [
  ...new Map(
    [...order.payments, ...order.refunds.flatMap((refund) => refund.payments)].map((one) => [one.externalId, one]),
  ).values(),
]

const fits = (payment: Payment, row: PayoutTransaction): boolean =>
  row.category === 'refund' ? payment.kind === 'refund' : payment.kind === 'sale' || payment.kind === 'capture'

/** The order's payment that the row names, or `null`. */
const paymentIn = (order: Order, row: PayoutTransaction): Payment | null =>
  allPayments(order).find(
    (payment) => fits(payment, row) && (payment.externalId === row.orderPaymentExternalId || isNamedBy(payment, row)),
  ) ?? null

/** A refund of Stripe names the payment that it gives back, so any payment of an order may lead to it. */
const isNamedBy = ({ providerReference }: Payment, row: PayoutTransaction): boolean =>
  providerReference !== null && row.providerReferences.includes(providerReference)

/** The only payment of the order with this amount: the order itself is certain, so the amount may decide between its payments. */
function paymentByAmount({ order }: PayoutOrder, row: PayoutTransaction, isTaken: (id: string) => boolean) {
  const { shop, presentment } = order.currencies
  const found = allPayments(order).filter(
    (payment) =>
      fits(payment, row) &&
      !isTaken(payment.externalId) &&
      payment.status !== 'failure' &&
      (isAmountOf(row, { amount: payment.amount.shop, currency: shop }) ||
        isAmountOf(row, { amount: payment.amount.presentment, currency: presentment })),
  )
  return found.length === 1 ? (found[0] ?? null) : null
}

function byOrder(matching: Matching, row: PayoutTransaction, found: PayoutOrder, taken: Set<string>): Match {
  const { scope } = matching
  const { order, held } = found
  const referenceOf = (id: string): string => `${scope}:${kindOf(row)}:${id}`
  const payment = paymentIn(order, row) ?? paymentByAmount(found, row, (id) => taken.has(referenceOf(id)))
  if (payment === null) return none(`${order.name} has no such ${row.category === 'refund' ? 'refund' : 'payment'}`)
  if (payment.status === 'failure' || payment.status === 'error') return { kind: 'void', gateway: payment.gateway }
  const reference = referenceOf(payment.externalId)
  const [booked] = matching.index.byReference.get(reference) ?? []
  if (booked !== undefined) return take(matching, row, booked, taken)
  const document = paymentToBook({ order, held, payment, reference, dated: matching.dated })
  if (document === null) return none(`${order.name} is not booked yet`)
  taken.add(reference)
  return { kind: 'to-book', document, orderExternalId: order.externalId }
}

/** Gives the payment to the row, if the amounts allow that it is the same money. */
function take({ payout, facts }: Matching, row: PayoutTransaction, payment: BookedPayment, taken: Set<string>): Match {
  const { document, cleared } = payment
  taken.add(payment.reference)
  const moved = cleared ?? document
  if (moved.currency !== payout.currency) {
    return none(
      `${payment.externalId} is booked in ${moved.currency}, and it is not known how much that is in ${payout.currency}`,
    )
  }
  const booked = isNegative(row.amount) ? negate(moved.amount) : moved.amount
  const difference = subtract(row.amount, booked)
  if (!isZero(difference) && !isForeign(row, document, payout, facts.orders)) {
    return none(`${payment.externalId} is booked with ${moved.amount} and moved ${absolute(row.amount)}`)
  }
  return { kind: 'booked', gateway: document.gateway, booked }
}

/** Whether the buyer paid in another currency than that of the payout: only then may the amounts differ, by the exchange. */
function isForeign(
  row: PayoutTransaction,
  document: PaymentDocument,
  { currency }: Payout,
  orders: readonly PayoutOrder[],
): boolean {
  if (document.currency !== currency || row.presentment !== null) return true
  const order = orders.find(({ order: one }) => one.name === document.orderName)?.order
  return order !== undefined && (order.currencies.presentment !== currency || order.currencies.shop !== currency)
}
