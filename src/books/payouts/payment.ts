import { dateIn } from '#lib/clock'
import { type Decimal, isPositive, minimum, subtract, sum, ZERO } from '#lib/decimal'
import {
  type Allocation,
  isPaymentDocument,
  isSalesDocument,
  type PaymentDocument,
  type SalesDocument,
} from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import type { Payment } from '#model/payment'

interface ToBook {
  readonly order: Order
  readonly held: readonly HeldDocument[]
  readonly payment: Payment
  readonly reference: string
  dated(day: string): { readonly date: string; readonly happenedOn?: string }
}

/**
 * The payment as the flow of orders would book it, under the same reference, so that it is booked once whoever comes first. `null`
 * while the target holds nothing that it could pay.
 */
export function paymentToBook({ order, held, payment, reference, dated }: ToBook): PaymentDocument | null {
  const refund = payment.kind === 'refund'
  const paid = refund ? creditNotesOf(order, held, payment) : issuedSales(held, 'invoice')
  const [first] = paid
  if (first === undefined) return null
  const { party, currency, orderName } = first
  const side = currency === order.currencies.shop ? 'shop' : 'presentment'
  const amount = payment.amount[side]
  const rounding = payment.rounding[side]
  return {
    kind: refund ? 'refund-payment' : 'payment',
    reference,
    orderName,
    ...dated(dateIn(order.timeZone, new Date(payment.processedAt))),
    currency,
    party,
    gateway: payment.gateway,
    amount,
    rounding,
    providerReference: payment.providerReference,
    allocations: allocate(subtract(amount, rounding), paid, held),
  }
}

const issuedSales = (held: readonly HeldDocument[], kind: SalesDocument['kind']): SalesDocument[] =>
  held.flatMap(({ state, document }) =>
    state === 'issued' && isSalesDocument(document) && document.kind === kind ? [document] : [],
  )

/** The credit notes of the refund that the payment belongs to, whose reference ends in `r900` or `r900/2`. */
function creditNotesOf(order: Order, held: readonly HeldDocument[], payment: Payment): SalesDocument[] {
  const refund = order.refunds.find((one) => one.payments.some((other) => other.externalId === payment.externalId))
  if (refund === undefined) return []
  const own = new RegExp(`:r${refund.externalId.replaceAll(/\W/g, String.raw`\$&`)}(/\\d+)?(#\\d+)?$`)
  return issuedSales(held, 'credit-note').filter(({ reference }) => own.test(reference))
}

/** Fills the documents in order with what other payments have left open; the rest stays on account. */
function allocate(amount: Decimal, paid: readonly SalesDocument[], held: readonly HeldDocument[]): Allocation[] {
  const others = held.flatMap(({ state, document }) =>
    state === 'issued' && isPaymentDocument(document) ? document.allocations : [],
  )
  const credited = (invoice: SalesDocument): Decimal =>
    sum(issuedSales(held, 'credit-note').flatMap((note) => (note.basedOn === invoice.reference ? [note.total] : [])))
  let left = amount
  return paid.flatMap((document) => {
    const settled = sum(others.flatMap((one) => (one.reference === document.reference ? [one.amount] : [])))
    const open = subtract(subtract(document.total, settled), document.kind === 'invoice' ? credited(document) : ZERO)
    if (!isPositive(open) || !isPositive(left)) return []
    const part = minimum(open, left)
    left = subtract(left, part)
    return [{ reference: document.reference, amount: part }]
  })
}
