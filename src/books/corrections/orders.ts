import { isPaymentDocument, isStockDocument, type SalesRow } from '#model/documents'
import type { HeldDocument } from '#model/held'
import * as reasons from '#books/reasons'
import { changesBetween, GONE } from './content.ts'
import { cancel, create, dayOf, type Desk, dueOn, inForce, issued, nextReference, salesDocument } from './desk.ts'
import { type Positions, positionsOf, rowOf } from './positions.ts'
import { wantedPositions } from './wanted.ts'

/**
 * The sales order that says what is sold now. One that must change is taken back with the payments on it, and written again under
 * the next reference. Behind an invoice it is left alone: then the invoices are what counts.
 */
export function correctOrder(desk: Desk, rows: readonly SalesRow[], isDue: boolean): void {
  if (issued(desk, 'invoice').length > 0) return
  const [held] = issued(desk, 'sales-order')
  const now = orderRows(desk, rows)
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
  if (held !== undefined && !takeBack(desk, held)) {
    desk.refusal = reasons.changedAfterPosting(desk.order, held, changes)
  } else if (target !== null) {
    create(desk, target)
  }
}

/** Cancels the order and, before it, the payments on it. What was delivered on it cannot be undone. */
function takeBack(desk: Desk, order: HeldDocument): boolean {
  const restsOn = inForce(desk).filter((document) =>
    isPaymentDocument(document)
      ? document.allocations.some((one) => one.reference === order.reference)
      : isStockDocument(document) && document.basedOn === order.reference,
  )
  if (restsOn.some(isStockDocument)) return false
  const payments = issued(desk, 'payment').filter((one) =>
    restsOn.some((document) => document.reference === one.reference),
  )
  return payments.every((payment) => cancel(desk, payment)) && cancel(desk, order)
}

/** Where only orders are written, the order itself says what was given back since; else its credit notes will. */
function orderRows(desk: Desk, rows: readonly SalesRow[]): SalesRow[] {
  const { facts, policies } = desk
  if (policies.documents !== 'order' || facts.credits.length === 0) return [...rows]
  const sold: Positions = positionsOf(rows)
  const wanted = wantedPositions(facts, rows)
  const touched = new Set(facts.credits.flatMap((credit) => credit.parts.map((part) => part.id)))
  const isTouched = (row: SalesRow) => touched.has(row.id.replace(':discount', ''))
  const kept = rows.filter((row) => !isTouched(row))
  const left = [...wanted].filter(([part]) => touched.has(part) || !sold.has(part))
  return [...kept, ...left.map(([part, position]) => rowOf(part, position, facts.taxesIncluded))]
}
