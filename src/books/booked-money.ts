import { equals } from '#lib/decimal'
import { isPaymentDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import { dual } from '#model/money'
import type { Order } from '#model/order'
import { isIncoming, type Payment } from '#model/payment'

/**
 * An order whose assumed payments are as large as they were when they were first booked: an edit afterwards was neither paid nor paid
 * back by them. Documents that were taken back since still tell what was paid.
 */
export function withBookedMoney(order: Order, held: readonly HeldDocument[], scope: string): Order {
  const booked = (payment: Payment): Payment => {
    const reference = `${scope}:payment:${payment.externalId}`
    const document = held.find((one) => one.reference.replace(/#\d+$/, '') === reference)?.document
    const isOpen =
      document === undefined || !isPaymentDocument(document) || equals(document.amount, payment.amount.shop)
    return isOpen ? payment : { ...payment, amount: dual(document.amount) }
  }
  const payments = order.payments.map((payment) =>
    payment.assumed === true && isIncoming(payment) ? booked(payment) : payment,
  )
  const isEdited = payments.some((payment, index) => payment !== order.payments[index])
  return isEdited ? { ...order, payments, edited: true } : order
}
