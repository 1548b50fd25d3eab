import { add, type Decimal, ZERO } from '#lib/decimal'
import type { BookedDocument } from '#model/held'
import type { ErpnextSettings } from './settings.ts'
import { isCharge } from './tax-rows.ts'
import { DOCTYPE, type PaymentAnswer, ROW_FIELD, type SalesAnswer, type WritableKind } from './vendor.ts'

const STATES = { 0: 'draft', 1: 'issued', 2: 'cancelled' } as const

/** Where a person opens a document; the desk moved in version 16. */
function deskUrl(settings: ErpnextSettings, kind: WritableKind, name: string): string {
  const desk = settings.version === '16' ? 'desk' : 'app'
  const page = DOCTYPE[kind].toLowerCase().replaceAll(' ', '-')
  return `${settings.baseUrl}/${desk}/${page}/${encodeURIComponent(name)}`
}

/**
 * A sales document as ERPNext holds it. `rowKeys` are our keys of the rows as they were sent; without them (a document that was
 * found) they come from our field on the rows.
 */
export function bookedSales(
  settings: ErpnextSettings,
  kind: WritableKind,
  answer: SalesAnswer,
  { rowKeys = [], messages = [] }: { rowKeys?: readonly string[]; messages?: readonly string[] } = {},
): BookedDocument {
  const rows = answer.items
    .toSorted((a, b) => a.idx - b.idx)
    .flatMap((row, index) => {
      const key = rowKeys[index] ?? row[ROW_FIELD]
      return key == null ? [] : [[key, row.name] as const]
    })
  return {
    externalId: answer.name,
    state: STATES[answer.docstatus],
    total: answer.grand_total,
    taxTotal: taxTotal(answer),
    rowIds: Object.fromEntries(rows),
    url: deskUrl(settings, kind, answer.name),
    messages,
  }
}

/** ERPNext counts our rows without an item among the taxes; the document's tax is what is left. */
function taxTotal(answer: SalesAnswer): Decimal {
  const taxes = answer.taxes.filter((tax) => !isCharge(tax.description))
  return add(ZERO, ...taxes.map((tax) => tax.tax_amount_after_discount_amount ?? tax.tax_amount ?? ZERO))
}

/** `currency` is the document's; a payment that was found is taken for one in the company's currency. */
export function bookedPayment(
  settings: ErpnextSettings,
  answer: PaymentAnswer,
  { currency = settings.companyCurrency, messages = [] }: { currency?: string; messages?: readonly string[] } = {},
): BookedDocument {
  // A foreign payment may be counted in the receivable account's currency: then its figure says nothing about the document's.
  const comparable = (answer.paid_from_account_currency ?? settings.companyCurrency) === currency
  return {
    externalId: answer.name,
    state: STATES[answer.docstatus],
    total: comparable ? answer.paid_amount : null,
    taxTotal: null,
    rowIds: {},
    url: deskUrl(settings, 'payment', answer.name),
    messages,
  }
}
