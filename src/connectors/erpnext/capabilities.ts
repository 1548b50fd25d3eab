import type { Capabilities } from '#model/capabilities'

/**
 * What ERPNext takes, as recorded on version 15. Credit notes may name an invoice or none, any number of them, each for a part of
 * it; what is credited is set off by journals. An invoice, unlike a credit note, may not have a negative total. Orders of 500 rows
 * are taken, and nothing says where the end is.
 */
export const CAPABILITIES: Capabilities = {
  kinds: [
    'sales-order',
    'invoice',
    'credit-note',
    'payment',
    'refund-payment',
    'delivery',
    'delivery-return',
    'journal',
  ],
  cancels: [
    'sales-order',
    'invoice',
    'credit-note',
    'payment',
    'refund-payment',
    'delivery',
    'delivery-return',
    'journal',
  ],
  closesOrders: true,
  credits: { perInvoice: 'many', partial: true, withoutInvoice: true },
  negativeRows: true,
  negativeInvoices: false,
  maximumRows: null,
  backDating: true,
  offsets: 'journal',
}
