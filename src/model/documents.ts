import type { Decimal } from '#lib/decimal'
import type { Address } from './address.ts'
import type { Company, Customer } from './customer.ts'
import type { Currency } from './money.ts'

/**
 * What the target (an ERP) should hold for an order, in terms that every ERP understands. All amounts of a document are in its
 * one currency. `mapping/` adds the target's own codes and makes a `Mapped…` document of it; a connector writes that.
 */
export type TargetDocument = SalesDocument | PaymentDocument | StockDocument | JournalDocument
export type MappedDocument = MappedSalesDocument | MappedPaymentDocument | MappedStockDocument | MappedJournalDocument

export type SalesDocumentKind = 'sales-order' | 'invoice' | 'credit-note'
export type PaymentDocumentKind = 'payment' | 'refund-payment'
/** `delivery`: goods that left. `delivery-return`: goods that came back into stock. Both move quantities, never money. */
export type StockDocumentKind = 'delivery' | 'delivery-return'
export type DocumentKind = SalesDocumentKind | PaymentDocumentKind | StockDocumentKind | 'journal'

interface DocumentBase {
  /**
   * Ours, unique in the target, derived from the record alone, e.g. `nordlys:invoice:5501`. Stored in the document, so that it
   * can be found again when nobody knows whether a write took place. The next document of the same kind for the same source (a
   * replacement, a follow-up) ends in `#2`, `#3` …
   */
  readonly reference: string
  /** What people call the order or payout, e.g. `#1001`. */
  readonly orderName: string
  /** The shop's business day, `YYYY-MM-DD`. */
  readonly date: string
  /** The business day on which it happened, where a closed period moved `date`; absent = `date`. */
  readonly happenedOn?: string
  readonly currency: Currency
  /** Fields of the target that somebody wants to be set beyond these; absent = none. Part of no proof. */
  readonly fields?: ExtraFields
}

/** A value of a field of the target. Numbers are no amounts. */
export type FieldValue = string | number | boolean

/** Fields by the target's own names. */
export interface ExtraFields {
  readonly document: Readonly<Record<string, FieldValue>>
  /** By row id. */
  readonly rows: Readonly<Record<string, Readonly<Record<string, FieldValue>>>>
}

export interface SalesDocument<Row = SalesRow, Tax = TaxTotal> extends DocumentBase {
  readonly kind: SalesDocumentKind
  readonly party: Party
  readonly purchaseOrderNumber: string | null
  readonly dueOn: string | null
  /** Whether the target should show prices with (`gross`) or without tax (`net`). The sums are the same. */
  readonly priceMode: 'net' | 'gross'
  readonly rows: readonly Row[]
  /** One per tax key, sums over all rows. */
  readonly taxes: readonly Tax[]
  /** Sum of the rows' `net`. */
  readonly netTotal: Decimal
  readonly taxTotal: Decimal
  /** `netTotal + taxTotal`, the store's total to the cent. */
  readonly total: Decimal
  /** The document that this one corrects or follows, by reference: an invoice its order, a credit note its invoice. */
  readonly basedOn: string | null
  /** Why a credit note or a further invoice exists, e.g. `refund 900`, `edit`; absent for what the order began with. */
  readonly cause?: string
  /** Free text for the target, e.g. the buyer's note. */
  readonly remarks: string | null
}

/**
 * What a row is; decides which mapping gives its item or account. `adjustment` is an amount that belongs to no part of the order:
 * goodwill, a restocking fee kept.
 */
export type RowRole =
  | 'item'
  | 'shipping'
  | 'tip'
  | 'gift-card'
  | 'duty'
  | 'fee'
  | 'discount'
  | 'rounding'
  | 'adjustment'

export interface SalesRow {
  /** Derived from the source part, e.g. `line:901`, `shipping:12`; the same in every document of the order. */
  readonly id: string
  readonly role: RowRole
  readonly sku: string | null
  /** The variant's id in the store: a SKU that was renamed is still recognised. */
  readonly variantExternalId: string | null
  readonly title: string
  /** For `shipping`: the method's code and title. */
  readonly method: string | null
  /** Zero = an amount without goods: a price that changed after the document was issued, a part of the shipping given back. */
  readonly quantity: Decimal
  /**
   * The whole row without tax, after discounts. Amounts and quantities of a credit note are those that are given back, so
   * positive too. Negative only for roles `discount`, `rounding` and `adjustment`.
   */
  readonly net: Decimal
  /** The whole row with tax. */
  readonly gross: Decimal
  /** The row before discounts in the store's own price mode, for display. */
  readonly listAmount: Decimal
  readonly taxes: readonly RowTax[]
  readonly requiresShipping: boolean
  readonly locationExternalId: string | null
}

export interface RowTax {
  readonly key: TaxKey
  readonly amount: Decimal
}

/** What decides the target's tax account. Text form: `SE:25:incl`, see `taxKeyText`. */
export interface TaxKey {
  /** Where the goods go, ISO 3166-1 alpha-2, or `null` when the order has no address at all. */
  readonly country: string | null
  /** In percent as the store states it, `null` when it states none. */
  readonly ratePercent: Decimal | null
  readonly title: string
  readonly included: boolean
  readonly channelLiable: boolean
}

export interface TaxTotal {
  readonly key: TaxKey
  readonly amount: Decimal
  /** Net amount that carried this tax. */
  readonly base: Decimal
}

/** Who buys. One target customer per `keys`; any strong key that is known finds it. */
export interface Party {
  readonly kind: 'person' | 'company' | 'walk-in'
  /** Strong keys, best first, e.g. `company:77`, `email:ann@example.com`, `customer:88`. Never a phone number or a name. */
  readonly keys: readonly [string, ...string[]]
  readonly name: string
  readonly customer: Customer | null
  readonly company: Company | null
  readonly email: string | null
  readonly phone: string | null
  readonly billingAddress: Address | null
  readonly shippingAddress: Address | null
}

export interface PaymentDocument extends DocumentBase {
  readonly kind: PaymentDocumentKind
  readonly party: Party
  readonly gateway: string
  /** Always positive. */
  readonly amount: Decimal
  /** Cash rounding contained in `amount`. */
  readonly rounding: Decimal
  readonly providerReference: string | null
  /**
   * What it pays: parts of `amount` less `rounding`, each to one document by reference; what is left is on account of the party.
   * A payment pays orders and invoices, a refund payment pays credit notes. Amounts are positive.
   */
  readonly allocations: readonly Allocation[]
}

export interface Allocation {
  readonly reference: string
  /** In the payment's currency. */
  readonly amount: Decimal
}

/** Goods that left or came back, as the store states them. */
export interface StockDocument<Row = StockRow> extends DocumentBase {
  readonly kind: StockDocumentKind
  readonly party: Party
  readonly rows: readonly Row[]
  /** The order that is delivered, or the delivery whose goods came back, by reference. */
  readonly basedOn: string | null
}

export interface StockRow {
  /** The row of the sales documents that the goods belong to, e.g. `line:901`. */
  readonly id: string
  readonly sku: string | null
  readonly variantExternalId: string | null
  readonly title: string
  /** Always positive; the document's kind gives the direction. */
  readonly quantity: Decimal
  /** Sales value of these goods without tax, for targets that show prices on deliveries; books nothing. */
  readonly net: Decimal
  readonly locationExternalId: string | null
}

/**
 * Lines that sum to zero. `offset` sets credit notes off against invoices of the same party; `payout` moves a provider's money to
 * the bank with its fees; `write-off` and `exchange` close what is left of a debt.
 */
export interface JournalDocument<Line = JournalLine> extends DocumentBase {
  readonly kind: 'journal'
  readonly purpose: 'offset' | 'payout' | 'write-off' | 'exchange'
  readonly lines: readonly Line[]
  readonly remarks: string | null
}

export interface JournalLine {
  /** Unique in the document, e.g. `fee:txn_1`. */
  readonly id: string
  readonly ledger: Ledger
  /** Debit positive, credit negative, in the document's currency. */
  readonly amount: Decimal
  /** Whose debt it is; only for `receivable`. */
  readonly party: Party | null
  /** The invoice, credit note or payment that a `receivable` line settles, by reference. */
  readonly settles: string | null
  readonly memo: string | null
}

/** What decides a journal line's account: the party's receivable, or a named place that the mapping knows. */
export type Ledger =
  | { readonly kind: 'receivable' }
  /** Where money waits until the provider pays it out; the same account as the payments by this gateway. */
  | { readonly kind: 'clearing'; readonly gateway: string }
  /** A category of a payout, e.g. `bank`, `fee`, `fee-tax`, `dispute`, `reserve`, `exchange`, or of a correction: `write-off`. */
  | { readonly kind: 'category'; readonly category: string }

/** A row with the target's codes. Exactly one of `item` and `account` is set. */
export interface MappedRow extends SalesRow {
  readonly item: string | null
  readonly account: string | null
  readonly warehouse: string | null
}

export interface MappedTax extends TaxTotal {
  /** The account (or tax code) of the target, or `null` when the mapping says that nothing is booked (amount zero only). */
  readonly account: string | null
  readonly template: string | null
}

export type MappedSalesDocument = SalesDocument<MappedRow, MappedTax>

export interface MappedPaymentDocument extends PaymentDocument {
  /** The target's mode of payment. */
  readonly mode: string
  /** The account the money goes to, or `null` for the mode's own. */
  readonly account: string | null
}

export interface MappedStockRow extends StockRow {
  readonly item: string
  readonly warehouse: string | null
}

export type MappedStockDocument = StockDocument<MappedStockRow>

export interface MappedJournalLine extends JournalLine {
  /** The target's account; `null` = the party's own receivable. */
  readonly account: string | null
}

export type MappedJournalDocument = JournalDocument<MappedJournalLine>

type AnyDocument = { readonly kind: DocumentKind }

export const isSalesDocument = <D extends AnyDocument>(
  document: D,
): document is Extract<D, { readonly kind: SalesDocumentKind }> =>
  document.kind === 'sales-order' || document.kind === 'invoice' || document.kind === 'credit-note'

export const isPaymentDocument = <D extends AnyDocument>(
  document: D,
): document is Extract<D, { readonly kind: PaymentDocumentKind }> =>
  document.kind === 'payment' || document.kind === 'refund-payment'

export const isStockDocument = <D extends AnyDocument>(
  document: D,
): document is Extract<D, { readonly kind: StockDocumentKind }> =>
  document.kind === 'delivery' || document.kind === 'delivery-return'

export const isJournal = <D extends AnyDocument>(document: D): document is Extract<D, { readonly kind: 'journal' }> =>
  document.kind === 'journal'

/** A stable text for a tax key, used as mapping key and in messages: `SE 25% included`. */
export function taxKeyText(key: TaxKey): string {
  const rate = key.ratePercent === null ? 'no stated rate' : `${key.ratePercent}%`
  const liable = key.channelLiable ? ' (owed by the channel)' : ''
  return `${key.country ?? 'no country'} ${rate} ${key.included ? 'included' : 'added'}${liable}`
}
