import { add, type Decimal, negate, ZERO } from '#lib/decimal'
import type { DocumentKind, PaymentDocumentKind, SalesDocumentKind, StockDocumentKind } from '#model/documents'
import type { BookedDocument } from '#model/held'
import type { ErpnextSettings } from './settings.ts'
import { isCharge } from './tax-rows.ts'
import {
  DOCTYPE,
  type JournalAnswer,
  type PaymentAnswer,
  ROW_FIELD,
  type SalesAnswer,
  type StockAnswer,
} from './vendor.ts'

const STATES = { 0: 'draft', 1: 'issued', 2: 'cancelled' } as const

/** Where a person opens a document; the desk moved in version 16. */
export function deskUrl(settings: ErpnextSettings, kind: DocumentKind, name: string): string {
  const desk = settings.version === '16' ? 'desk' : 'app'
  const page = DOCTYPE[kind].toLowerCase().replaceAll(' ', '-')
  return `${settings.baseUrl}/${desk}/${page}/${encodeURIComponent(name)}`
}

interface Written {
  readonly rowKeys?: readonly string[]
  readonly messages?: readonly string[]
}

/**
 * A sales document as ERPNext holds it. `rowKeys` are our keys of the rows as they were sent; without them (a document that was
 * found) they come from our field on the rows. Amounts of credit notes, negative in ERPNext, are given back as positive ones.
 */
export function bookedSales(
  settings: ErpnextSettings,
  kind: SalesDocumentKind,
  answer: SalesAnswer,
  { rowKeys = [], messages = [] }: Written = {},
): BookedDocument {
  const signed = (amount: Decimal): Decimal => (kind === 'credit-note' ? negate(amount) : amount)
  return {
    externalId: answer.name,
    state: STATES[answer.docstatus],
    total: answer.grand_total === null ? null : signed(answer.grand_total),
    taxTotal: signed(taxTotal(answer)),
    rowIds: rowIds(answer.items, rowKeys),
    url: deskUrl(settings, kind, answer.name),
    messages,
  }
}

function rowIds(items: SalesAnswer['items'], rowKeys: readonly string[]): Record<string, string> {
  const rows = items
    .toSorted((a, b) => a.idx - b.idx)
    .flatMap((row, index) => {
      const key = rowKeys[index] ?? row[ROW_FIELD]
      return key == null ? [] : [[key, row.name] as const]
    })
  return Object.fromEntries(rows)
}

/** ERPNext counts our rows without an item among the taxes; the document's tax is what is left. */
function taxTotal(answer: SalesAnswer): Decimal {
  const taxes = answer.taxes.filter((tax) => !isCharge(tax.description))
  return add(ZERO, ...taxes.map((tax) => tax.tax_amount_after_discount_amount ?? tax.tax_amount ?? ZERO))
}

/** Goods that moved: nothing of money is said about them. */
export function bookedStock(
  settings: ErpnextSettings,
  kind: StockDocumentKind,
  answer: StockAnswer,
  { rowKeys = [], messages = [] }: Written = {},
): BookedDocument {
  return {
    externalId: answer.name,
    state: STATES[answer.docstatus],
    total: null,
    taxTotal: null,
    rowIds: rowIds(answer.items, rowKeys),
    url: deskUrl(settings, kind, answer.name),
    messages,
  }
}

/**
 * `currency` is the document's; a payment that was found is taken for one in the company's currency, unless it carries remarks of
 * ours, as those in another do.
 */
export function bookedPayment(
  settings: ErpnextSettings,
  kind: PaymentDocumentKind,
  answer: PaymentAnswer,
  { currency, messages = [] }: { currency?: string; messages?: readonly string[] } = {},
): BookedDocument {
  const company = settings.companyCurrency
  const known = currency ?? (answer.custom_remarks === 1 ? null : company)
  const paid = kind === 'payment'
  const counted = (paid ? answer.paid_from_account_currency : answer.paid_to_account_currency) ?? company
  return {
    externalId: answer.name,
    state: STATES[answer.docstatus],
    // The party's side may be counted in another currency than the document's: then its figure says nothing about that.
    total: known === counted ? (paid ? answer.paid_amount : answer.received_amount) : null,
    taxTotal: null,
    rowIds: {},
    url: deskUrl(settings, kind, answer.name),
    messages,
  }
}

/** Sums of an entry in several currencies are the company's, not the journal's. */
export function bookedJournal(
  settings: ErpnextSettings,
  answer: JournalAnswer,
  messages: readonly string[] = [],
): BookedDocument {
  return {
    externalId: answer.name,
    state: STATES[answer.docstatus],
    total: answer.multi_currency === 1 ? null : answer.total_debit,
    taxTotal: null,
    rowIds: {},
    url: deskUrl(settings, 'journal', answer.name),
    messages,
  }
}
