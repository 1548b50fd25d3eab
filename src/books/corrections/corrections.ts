import type { SalesRow } from '#model/documents'
import { triggeredAt } from '#books/triggers'
import { type Desk, issued } from './desk.ts'
import { correctInvoices } from './invoices.ts'
import { correctOffsets } from './offsets.ts'
import { correctOrder } from './orders.ts'
import { correctPayments } from './payments.ts'
import { correctStock } from './stock.ts'

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
  correctOrder(desk, rows, (orderDue || withInvoice) && issued(desk, 'invoice').length === 0)
  correctInvoices(desk, rows, invoicedAt)
  correctPayments(desk)
  correctOffsets(desk)
  correctStock(desk, rows)
}
