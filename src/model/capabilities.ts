import type { DocumentKind } from './documents.ts'

/**
 * What a target can hold, as data. The planner works round what is missing, or refuses with the reason. Every connector that
 * writes documents declares its own.
 */
export interface Capabilities {
  /** The kinds of document it takes. */
  readonly kinds: readonly DocumentKind[]
  /** The kinds of which an issued document may be cancelled. */
  readonly cancels: readonly DocumentKind[]
  /** Whether a sales order can be closed while documents stand on it, so that it holds back no more stock. */
  readonly closesOrders: boolean
  readonly credits: {
    /** Credit notes that may stand against one invoice. */
    readonly perInvoice: 'one' | 'many'
    /** Whether a credit note may give back a part of its invoice. */
    readonly partial: boolean
    /** Whether a credit note may stand alone, without naming an invoice. */
    readonly withoutInvoice: boolean
  }
  /** Whether a document may hold rows that lower its total, such as discounts. */
  readonly negativeRows: boolean
  /** Whether the total of an invoice may be negative: some targets write credits so. */
  readonly negativeInvoices: boolean
  /** Most rows of a document; `null` = no limit worth naming. */
  readonly maximumRows: number | null
  /** Whether documents may carry a date before today. */
  readonly backDating: boolean
  /** Whether credit notes have to be set off against invoices by a journal (`journal`), or the target does so itself (`itself`). */
  readonly offsets: 'journal' | 'itself'
}

/** A target without limits; what the planner assumes where nobody says otherwise. */
export const UNLIMITED: Capabilities = {
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
  negativeInvoices: true,
  maximumRows: null,
  backDating: true,
  offsets: 'journal',
}
