import { add, type Decimal, decimal, negate, ZERO } from '#lib/decimal'

export type BookKind = 'sales-order' | 'invoice' | 'credit-note' | 'payment' | 'refund-payment'

/** One document as the ERP itself keeps it. */
export interface ErpDocument {
  readonly kind: BookKind
  /** The ERP's name of it, e.g. `SAL-ORD-2026-00012`. */
  readonly name: string
  /** Our reference in it; `null` for what somebody else wrote. */
  readonly reference: string | null
  /** The shop's number of the order, `null` when it cannot be told. */
  readonly orderKey: string | null
  readonly state: 'draft' | 'issued' | 'cancelled'
  readonly currency: string
  /** Credit notes and refund payments count negative. */
  readonly total: Decimal
  /** By rate in percent, as the tax accounts say; empty for payments. */
  readonly taxes: Readonly<Record<string, Decimal>>
}

/** What is asked of an ERP sandbox. */
export interface ErpWithDocuments {
  documents(doctype: string): readonly Readonly<Record<string, unknown>>[]
}

type Doc = Readonly<Record<string, unknown>>

/** Everything in the ERP's books that came from an order, or looks like it. */
export function erpDocuments(erp: ErpWithDocuments): ErpDocument[] {
  const rates = new Map(erp.documents('Account').flatMap((account) => taxRateOf(account)))
  const orders = erp.documents('Sales Order').map((doc) => salesDocument('sales-order', doc, rates))
  const invoices = erp
    .documents('Sales Invoice')
    .map((doc) => salesDocument(doc['is_return'] === 1 ? 'credit-note' : 'invoice', doc, rates))
  const keys = new Map([...orders, ...invoices].map(({ name, orderKey }) => [name, orderKey]))
  return [...orders, ...invoices, ...erp.documents('Payment Entry').map((doc) => paymentDocument(doc, keys))]
}

/** A tax account with its rate; one without a rate is named itself, so that it cannot hide among the others. */
function taxRateOf(account: Doc): [string, string][] {
  if (account['account_type'] !== 'Tax') return []
  const [name, rate] = [text(account, 'name'), account['tax_rate']]
  return [[name, typeof rate === 'number' && rate > 0 ? decimal(rate) : name]]
}

function salesDocument(kind: BookKind, doc: Doc, rates: ReadonlyMap<string, string>): ErpDocument {
  const taxes: Record<string, Decimal> = {}
  for (const row of rows(doc, 'taxes')) {
    const key = rates.get(text(row, 'account_head'))
    // The table of taxes and charges also takes what is no tax, e.g. a sold gift card on its liability account.
    if (key === undefined) continue
    taxes[key] = add(taxes[key] ?? ZERO, number(row, 'tax_amount_after_discount_amount'))
  }
  const reference = text(doc, 'tillbridge_ref') || null
  // `nordlys:invoice:5501`, with `#2` for the second issue: the shop's number stands last.
  const orderKey = reference?.split(':').at(-1)?.replace(/#.*$/, '') ?? null
  return { ...head(doc), kind, reference, orderKey, total: number(doc, 'grand_total'), taxes }
}

function paymentDocument(doc: Doc, keys: ReadonlyMap<string, string | null>): ErpDocument {
  const [settled] = rows(doc, 'references').map((row) => text(row, 'reference_name'))
  const isRefund = doc['payment_type'] === 'Pay'
  const amount = number(doc, isRefund ? 'received_amount' : 'paid_amount')
  return {
    ...head(doc),
    currency: text(doc, 'paid_from_account_currency'),
    kind: isRefund ? 'refund-payment' : 'payment',
    reference: text(doc, 'tillbridge_ref') || null,
    orderKey: settled === undefined ? null : (keys.get(settled) ?? null),
    total: isRefund ? negate(amount) : amount,
    taxes: {},
  }
}

const STATES = ['draft', 'issued', 'cancelled'] as const

const head = (doc: Doc) => ({
  name: text(doc, 'name'),
  state: STATES[Number(doc['docstatus'] ?? 0)] ?? 'draft',
  currency: text(doc, 'currency'),
})

const text = (doc: Doc, field: string): string => (typeof doc[field] === 'string' ? doc[field] : '')
const rows = (doc: Doc, field: string): readonly Doc[] => (doc[field] as readonly Doc[] | undefined) ?? []

function number(doc: Doc, field: string): Decimal {
  const value = doc[field]
  return typeof value === 'number' || typeof value === 'string' ? decimal(value) : ZERO
}
