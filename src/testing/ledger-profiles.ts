import { type Capabilities, UNLIMITED } from '#model/capabilities'

/**
 * What kinds of targets there are, as data: one as ERPNext, one as Odoo, the others fictional, each with limits that the others lack.
 * `strict` holds as little as the most restrictive target we know of.
 */
export const LEDGER_PROFILES = {
  /** Anything goes. */
  open: UNLIMITED,
  /** Many part credits, rows below zero, back-dating; everything can be cancelled; offsets by journal. */
  erpnext: {
    ...UNLIMITED,
    negativeInvoices: false,
    credits: { perInvoice: 'many', partial: true, withoutInvoice: true },
    offsets: 'journal',
  },
  /** As ERPNext, but goods that moved only come back by a return, and a credit note is set off by the target itself. */
  odoo: {
    ...UNLIMITED,
    cancels: ['sales-order', 'invoice', 'credit-note', 'payment', 'refund-payment', 'journal'],
    negativeInvoices: false,
    credits: { perInvoice: 'many', partial: true, withoutInvoice: true },
    offsets: 'itself',
  },
  /** One credit per invoice, which it sets off itself; later credits are invoices below zero. Sends no goods. */
  strict: {
    kinds: ['sales-order', 'invoice', 'credit-note', 'payment', 'refund-payment', 'journal'],
    cancels: ['sales-order'],
    closesOrders: false,
    credits: { perInvoice: 'one', partial: true, withoutInvoice: false },
    negativeRows: true,
    negativeInvoices: true,
    maximumRows: null,
    backDating: true,
    offsets: 'itself',
  },
  /** Credits alone and in any number, but no row below zero, nothing before today, and short documents. */
  tidy: {
    kinds: UNLIMITED.kinds,
    cancels: ['sales-order', 'delivery'],
    closesOrders: true,
    credits: { perInvoice: 'many', partial: true, withoutInvoice: true },
    negativeRows: false,
    negativeInvoices: false,
    maximumRows: 20,
    backDating: false,
    offsets: 'journal',
  },
  /** A credit takes back its invoice whole or not at all; no orders; nothing can be cancelled. */
  whole: {
    kinds: ['invoice', 'credit-note', 'payment', 'refund-payment', 'delivery', 'delivery-return', 'journal'],
    cancels: [],
    closesOrders: false,
    credits: { perInvoice: 'one', partial: false, withoutInvoice: false },
    negativeRows: true,
    negativeInvoices: false,
    maximumRows: null,
    backDating: true,
    offsets: 'itself',
  },
} as const satisfies Record<string, Capabilities>

export type LedgerProfile = keyof typeof LEDGER_PROFILES
