import { type Decimal, isPositive, sum } from '#lib/decimal'
import { isJournal, isPaymentDocument, isSalesDocument, type MappedDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { type Difference, differenceOf } from '#model/invariants'

/**
 * What a target must answer as the total of a document: a sale's or a credit note's total, a payment's amount, what a journal
 * debits; always positive. `null` for goods that move: nothing is booked with them.
 */
export function expectedTotal(document: MappedDocument): Decimal | null {
  if (isSalesDocument(document)) return document.total
  if (isPaymentDocument(document)) return document.amount
  if (isJournal(document)) return sum(document.lines.map((line) => line.amount).filter(isPositive))
  return null
}

/** Where the target's own sums differ from the document's. What the target does not say is not compared. */
export function bookedDifferences(document: MappedDocument, booked: BookedDocument): Difference[] {
  const total = expectedTotal(document)
  return [
    ...(total === null || booked.total === null ? [] : differenceOf('total', total, booked.total)),
    ...(isSalesDocument(document) && booked.taxTotal !== null
      ? differenceOf('tax', document.taxTotal, booked.taxTotal)
      : []),
  ]
}
