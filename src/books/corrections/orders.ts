import { isPaymentDocument, isStockDocument, type SalesRow } from '#model/documents'
import type { HeldDocument } from '#model/held'
import * as reasons from '#books/reasons'
import { changesBetween, GONE } from './content.ts'
import { cancel, create, dayOf, type Desk, dueOn, inForce, issued, nextReference, salesDocument } from './desk.ts'

/**
 * The sales order that says what is sold now. One that must change is taken back with the payments on it, and written again under
 * the next reference. Behind an invoice it is left alone: then the invoices are what counts.
 *
 * @param now - what is sold, less what was given back before it is invoiced.
 */
export function correctOrder(desk: Desk, now: readonly SalesRow[], isDue: boolean): void {
  if (issued(desk, 'invoice').length > 0) return
  const [held] = issued(desk, 'sales-order')
  const isWanted = (isDue || held !== undefined) && now.length > 0
  const head = {
    kind: 'sales-order',
    reference: nextReference(desk, 'sales-order', desk.order.externalId),
    date: dayOf(desk, desk.order.placedAt),
    basedOn: null,
  } as const
  const target = isWanted ? salesDocument(desk, { ...head, dueOn: dueOn(desk, head.date) }, now) : null
  const changes = held === undefined ? [] : target === null ? [GONE] : changesBetween(held.document, target)
  if (held !== undefined && changes.length === 0) return
  if (held !== undefined && isDelivered(desk, held) && desk.policies.documents !== 'order') {
    desk.frozenOrder = held.reference
  } else if (held !== undefined && !takeBack(desk, held)) {
    desk.refusal = reasons.changedAfterPosting(desk.order, held, changes)
  } else if (target !== null) {
    create(desk, target)
  }
}

const isDelivered = (desk: Desk, order: HeldDocument): boolean =>
  inForce(desk).some((document) => isStockDocument(document) && document.basedOn === order.reference)

/** Cancels the order and, before it, the payments on it. What was delivered on it cannot be undone. */
const takeBack = (desk: Desk, order: HeldDocument): boolean =>
  !isDelivered(desk, order) && releasePayments(desk, order.reference) && cancel(desk, order)

/** Takes back the payments on an order, to be written again against what follows it. */
export function releasePayments(desk: Desk, order: string): boolean {
  const documents = new Set(inForce(desk))
  const payments = issued(desk, 'payment').filter(
    ({ document }) =>
      documents.has(document) &&
      isPaymentDocument(document) &&
      document.allocations.some((one) => one.reference === order),
  )
  return payments.every((payment) => cancel(desk, payment))
}
