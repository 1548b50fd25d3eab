import { add, type Decimal, decimal, negate, subtract, ZERO } from '#lib/decimal'

export type BookKind =
  | 'sales-order'
  | 'invoice'
  | 'credit-note'
  | 'payment'
  | 'refund-payment'
  | 'delivery'
  | 'delivery-return'
  | 'journal'

/** One document as the ERP itself keeps it. */
export interface ErpDocument {
  readonly kind: BookKind
  /** The ERP's name of it, e.g. `SAL-ORD-2026-00012`. */
  readonly name: string
  /** Our reference in it; `null` for what somebody else wrote. */
  readonly reference: string | null
  /** What of the shop it was written for: the last part of the reference without `#2` and `/2`, e.g. `5501`, `r900`. */
  readonly source: string | null
  /** Names of the documents that it pays, corrects or settles. */
  readonly settles: readonly string[]
  readonly state: 'draft' | 'issued' | 'cancelled'
  readonly currency: string
  /** Credit notes and refund payments count negative; goods and journals come to nothing. */
  readonly total: Decimal
  /** By rate in percent, as the tax accounts say; empty for payments. */
  readonly taxes: Readonly<Record<string, Decimal>>
  /** Absent = its taxes are those that the shop states. */
  readonly reckoned?: ReckonedTaxes
  /** What it did to the debts of customers, from the ledger; `null` where the ERP keeps none. */
  readonly debt: Decimal | null
  /** Pieces that it moved, by `item @ warehouse`; what left is positive. */
  readonly stock: Readonly<Record<string, Decimal>>
}

/** Taxes that an ERP works out itself, and of which it takes no others. */
export interface ReckonedTaxes {
  /** How far each may lie from the shop's, by rate. */
  readonly slack: Readonly<Record<string, Decimal>>
  /** All of its tax, with what it says in place of tax so that its total is the shop's. */
  readonly inAll: Decimal
}

/** As what ERPNext keeps each kind. */
export const DOCTYPES: Readonly<Record<BookKind, string>> = {
  'sales-order': 'Sales Order',
  invoice: 'Sales Invoice',
  'credit-note': 'Sales Invoice',
  payment: 'Payment Entry',
  'refund-payment': 'Payment Entry',
  delivery: 'Delivery Note',
  'delivery-return': 'Delivery Note',
  journal: 'Journal Entry',
}

/** What is asked of an ERP sandbox. */
export interface ErpWithDocuments {
  documents(doctype: string): readonly Readonly<Record<string, unknown>>[]
}

type Doc = Readonly<Record<string, unknown>>

/** Everything in the ERP's books that came from an order, or looks like it. */
export function erpDocuments(erp: ErpWithDocuments): ErpDocument[] {
  const rates = new Map(erp.documents('Account').flatMap((account) => taxRateOf(account)))
  const ledgers = { debts: debtsOf(erp), stock: stockOf(erp) }
  const written = (doctype: string, fields: (doc: Doc) => Fields): ErpDocument[] =>
    erp.documents(doctype).map((doc) => ({ ...head(doc, ledgers), ...fields(doc) }))
  const isReturn = (doc: Doc): boolean => doc['is_return'] === 1
  return [
    ...written('Sales Order', (doc) => ({ kind: 'sales-order', ...figures(doc, rates) })),
    ...written('Sales Invoice', (doc) => ({ kind: isReturn(doc) ? 'credit-note' : 'invoice', ...figures(doc, rates) })),
    ...written('Payment Entry', paymentFields),
    ...written('Delivery Note', (doc) => ({
      kind: isReturn(doc) ? 'delivery-return' : 'delivery',
      settles: namesIn(doc, 'items', 'against_sales_order'),
    })),
    // A person's own journals are no concern of ours.
    ...written('Journal Entry', (doc) => ({
      kind: 'journal',
      settles: namesIn(doc, 'accounts', 'reference_name'),
    })).filter(({ reference }) => reference !== null),
  ]
}

type Fields = Pick<ErpDocument, 'kind'> & Partial<ErpDocument>

interface Ledgers {
  /** Of each document by name; `null` where the ERP keeps no ledger. */
  readonly debts: ReadonlyMap<string, Decimal> | null
  readonly stock: ReadonlyMap<string, Record<string, Decimal>>
}

/** A tax account with its rate; one without a rate is named itself, so that it cannot hide among the others. */
function taxRateOf(account: Doc): [string, string][] {
  if (account['account_type'] !== 'Tax') return []
  const [name, rate] = [text(account, 'name'), account['tax_rate']]
  return [[name, typeof rate === 'number' && rate > 0 ? decimal(rate) : name]]
}

function figures(doc: Doc, rates: ReadonlyMap<string, string>): Pick<ErpDocument, 'total' | 'taxes' | 'settles'> {
  const taxes: Record<string, Decimal> = {}
  for (const row of rows(doc, 'taxes')) {
    const key = rates.get(text(row, 'account_head'))
    // The table of taxes and charges also takes what is no tax, e.g. a sold gift card on its liability account.
    if (key === undefined) continue
    taxes[key] = add(taxes[key] ?? ZERO, number(row, 'tax_amount_after_discount_amount'))
  }
  const against = text(doc, 'return_against')
  return { taxes, total: number(doc, 'grand_total'), settles: against === '' ? [] : [against] }
}

function paymentFields(doc: Doc): Fields {
  const isRefund = doc['payment_type'] === 'Pay'
  const amount = number(doc, isRefund ? 'received_amount' : 'paid_amount')
  return {
    kind: isRefund ? 'refund-payment' : 'payment',
    currency: text(doc, 'paid_from_account_currency'),
    total: isRefund ? negate(amount) : amount,
    settles: namesIn(doc, 'references', 'reference_name'),
  }
}

const STATES = ['draft', 'issued', 'cancelled'] as const

function head(doc: Doc, { debts, stock }: Ledgers): Omit<ErpDocument, 'kind'> {
  const [name, reference] = [text(doc, 'name'), text(doc, 'tillbridge_ref') || null]
  return {
    name,
    reference,
    source:
      reference
        ?.split(':')
        .at(-1)
        ?.replace(/[#/].*$/, '') ?? null,
    settles: [],
    state: STATES[Number(doc['docstatus'] ?? 0)] ?? 'draft',
    currency: text(doc, 'currency'),
    total: ZERO,
    taxes: {},
    debt: debts === null ? null : (debts.get(name) ?? ZERO),
    stock: stock.get(name) ?? {},
  }
}

function debtsOf(erp: ErpWithDocuments): Map<string, Decimal> | null {
  const entries = erp.documents('GL Entry').filter((entry) => entry['is_cancelled'] !== 1)
  if (entries.length === 0) return null
  const receivable = new Set(
    erp
      .documents('Account')
      .filter((account) => account['account_type'] === 'Receivable')
      .map((account) => text(account, 'name')),
  )
  const debts = new Map<string, Decimal>()
  for (const entry of entries.filter((each) => receivable.has(text(each, 'account')))) {
    const voucher = text(entry, 'voucher_no')
    const moved = subtract(number(entry, 'debit_in_account_currency'), number(entry, 'credit_in_account_currency'))
    debts.set(voucher, add(debts.get(voucher) ?? ZERO, moved))
  }
  return debts
}

function stockOf(erp: ErpWithDocuments): Map<string, Record<string, Decimal>> {
  const moved = new Map<string, Record<string, Decimal>>()
  for (const entry of erp.documents('Stock Ledger Entry')) {
    if (entry['is_cancelled'] === 1) continue
    const own = moved.get(text(entry, 'voucher_no')) ?? {}
    const key = `${text(entry, 'item_code')} @ ${text(entry, 'warehouse')}`
    own[key] = subtract(own[key] ?? ZERO, number(entry, 'actual_qty'))
    moved.set(text(entry, 'voucher_no'), own)
  }
  return moved
}

const text = (doc: Doc, field: string): string => (typeof doc[field] === 'string' ? doc[field] : '')
const rows = (doc: Doc, field: string): readonly Doc[] => (doc[field] as readonly Doc[] | undefined) ?? []
const namesIn = (doc: Doc, table: string, field: string): string[] => [
  ...new Set(
    rows(doc, table)
      .map((row) => text(row, field))
      .filter((name) => name !== ''),
  ),
]

function number(doc: Doc, field: string): Decimal {
  const value = doc[field]
  return typeof value === 'number' || typeof value === 'string' ? decimal(value) : ZERO
}
