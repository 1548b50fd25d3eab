import { compare, type Decimal, isPositive, maximum, subtract, sum, ZERO } from '#lib/decimal'
import { isPaymentDocument, isStockDocument, type SalesDocument, type SalesRow } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { OrderLine } from '#model/order'
import * as reasons from '#books/reasons'
import { changesBetween, GONE } from './content.ts'
import {
  cancel,
  create,
  dayOf,
  type Desk,
  dueOn,
  inForce,
  isOrderClosed,
  issued,
  nextReference,
  salesDocument,
  salesInForce,
} from './desk.ts'
import { piecesOut } from './restocked.ts'

/**
 * The sales order that says what is sold now. One that must change is taken back with the payments on it, and written again under
 * the next reference. Behind an invoice it is left alone: then the invoices are what counts.
 *
 * @param now - what is sold, less what was given back before it is invoiced.
 */
export function correctOrder(desk: Desk, now: readonly SalesRow[], isDue: boolean): void {
  if (issued(desk, 'invoice').length > 0) return
  const [held] = issued(desk, 'sales-order')
  // One that was ever written stays due, as its money does: a run may have broken off after it was taken back and before it was written
  // again.
  const wasWritten = desk.held.some(({ kind }) => kind === 'sales-order')
  const isWanted = (isDue || wasWritten) && now.length > 0
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
  return cancel(desk, ...payments)
}

/**
 * Closes an order behind an invoice once pieces were taken off it and no others are left to be sent: it would hold them back for
 * good. Last of all, since no delivery can follow a closed order.
 */
export function closeOrder(desk: Desk): void {
  if (!desk.capabilities.closesOrders || salesInForce(desk, 'invoice').length === 0 || isAnythingLeft(desk)) return
  for (const order of salesInForce(desk, 'sales-order')) {
    if (isOrderClosed(desk, order.reference) || !holdsBack(desk, order)) continue
    desk.writes.push({ action: 'close', reference: order.reference })
  }
}

const soldNow = ({ order }: Desk, line: OrderLine): Decimal =>
  order.cancelledAt === null ? line.currentQuantity : ZERO

function isAnythingLeft(desk: Desk): boolean {
  const out = piecesOut(desk.order)
  return desk.order.lines.some(
    (line) => line.requiresShipping && isPositive(subtract(soldNow(desk, line), out.get(line.externalId) ?? ZERO)),
  )
}

/** Whether the document orders pieces that are no longer sold and never left. What left and came back is not held back. */
function holdsBack(desk: Desk, { rows }: SalesDocument): boolean {
  const sent = desk.order.fulfillments.filter((one) => one.status === 'success').flatMap((one) => one.lines)
  const pieces = rows.filter((row) => row.id.startsWith('line:') && !row.id.endsWith(':discount'))
  return pieces.some((row) => {
    const lineId = row.id.slice('line:'.length)
    // Some stores forget a line that was taken off.
    const line = desk.order.lines.find(({ externalId }) => externalId === lineId)
    const left = sum(sent.filter((one) => one.lineExternalId === lineId).map((one) => one.quantity))
    return compare(row.quantity, maximum(left, line === undefined ? ZERO : soldNow(desk, line))) > 0
  })
}
