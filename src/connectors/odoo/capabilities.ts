import type { Capabilities } from '#model/capabilities'

/**
 * What Odoo takes, as recorded on 17, 18 and 19. Goods that were moved cannot be taken back but by a return; a credit note that
 * names its open invoice is set off against it by Odoo itself as it is posted. An invoice may not be negative.
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
  cancels: ['sales-order', 'invoice', 'credit-note', 'payment', 'refund-payment', 'journal'],
  closesOrders: true,
  credits: { perInvoice: 'many', partial: true, withoutInvoice: true },
  negativeRows: true,
  negativeInvoices: false,
  maximumRows: null,
  backDating: true,
  offsets: 'itself',
}
