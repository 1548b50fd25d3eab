import type { Controllers } from '#sandboxes/erpnext/controller'
import { deliveryNote } from './delivery-note.ts'
import { journalEntry } from './journal-entry.ts'
import { paymentEntry } from './payment-entry.ts'
import { salesInvoice } from './sales-invoice.ts'
import { salesOrder } from './sales-order.ts'

/** What the documents of selling and getting paid do beyond keeping their fields. */
export const sellingControllers: Controllers = {
  'Sales Order': salesOrder,
  'Sales Invoice': salesInvoice,
  'Delivery Note': deliveryNote,
  'Payment Entry': paymentEntry,
  'Journal Entry': journalEntry,
}
