import type { SalesRow } from '#model/documents'
import { triggeredAt } from '#books/triggers'
import { type Desk, issued } from './desk.ts'
import { correctInvoices, firstInvoice } from './invoices.ts'
import { correctOffsets } from './offsets.ts'
import { closeOrder, correctOrder } from './orders.ts'
import { correctPayments, dropVanishedRefunds } from './payments.ts'
import { correctStock, undoDeliveries } from './stock.ts'
import { rowsLess } from './wanted.ts'

/**
 * The one place that decides how the target gets from what it holds to what it should hold, in the order in which it is written.
 * Every step looks at what is in force by then, held or laid out before, so that stopping after any write and planning again
 * completes the rest. A kind that the target already holds is kept right, whatever the policies say today.
 *
 * @param rows - what was sold, whatever was paid back of it since.
 */
export function correct(desk: Desk, rows: readonly SalesRow[]): void {
  const { order, facts, policies } = desk
  const invoicedAt = policies.documents === 'order' ? null : triggeredAt(policies.invoiceOn, order, facts)
  const orderDue = policies.documents !== 'invoice' && triggeredAt(policies.orderOn, order, facts) !== null
  // An invoice that is due does not wait for its order: the order comes with it. But none is written behind an invoice.
  const withInvoice = policies.documents === 'order-and-invoice' && invoicedAt !== null
  // What was given back before the invoice is due was never invoiced; without an invoice that is all of it.
  const before = facts.credits.filter((credit) => invoicedAt === null || Date.parse(credit.at) < Date.parse(invoicedAt))
  const sold = rowsLess(rows, before, facts, desk.capabilities.negativeRows)
  const ordered = rowsLess(rows, before, facts, true)
  undoDeliveries(desk)
  dropVanishedRefunds(desk)
  correctOrder(desk, ordered, (orderDue || withInvoice) && issued(desk, 'invoice').length === 0)
  if (invoicedAt !== null && issued(desk, 'invoice').length === 0) firstInvoice(desk, sold, invoicedAt)
  correctInvoices(desk, rows)
  correctPayments(desk)
  correctOffsets(desk)
  correctStock(desk, rows)
  closeOrder(desk)
}
