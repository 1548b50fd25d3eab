import type { Decimal } from '#lib/decimal'
import type { Address } from './address.ts'
import type { Company, Customer } from './customer.ts'
import type { Currency } from './money.ts'

/**
 * What the target (an ERP) should hold for an order, in terms that every ERP understands. All amounts of a document are in its
 * one currency. `mapping/` adds the target's own codes and makes a `Mapped…` document of it; a connector writes that.
 */
export type TargetDocument = SalesDocument | PaymentDocument
export type MappedDocument = MappedSalesDocument | MappedPaymentDocument

export type SalesDocumentKind = 'sales-order' | 'invoice' | 'credit-note'
export type PaymentDocumentKind = 'payment' | 'refund-payment'
export type DocumentKind = SalesDocumentKind | PaymentDocumentKind

interface DocumentBase {
  /**
   * Ours, unique in the target, derived from the record alone, e.g. `nordlys:invoice:5501`. Stored in the document, so that it
   * can be found again when nobody knows whether a write took place. A replacement of a cancelled document ends in `#2`, `#3` …
   */
  readonly reference: string
  /** What people call the order, e.g. `#1001`. */
  readonly orderName: string
  /** The shop's business day, `YYYY-MM-DD`. */
  readonly date: string
  readonly currency: Currency
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
  /** Free text for the target, e.g. the buyer's note. */
  readonly remarks: string | null
}

/** What a row is; decides which mapping gives its item or account. */
export type RowRole = 'item' | 'shipping' | 'tip' | 'gift-card' | 'duty' | 'fee' | 'discount' | 'rounding'

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
  readonly quantity: Decimal
  /** The whole row without tax, after discounts. Negative only for role `discount` and `rounding`. */
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
  /** The document that is paid, by reference; `null` books it on account of the party. */
  readonly settles: string | null
}

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

export const isSalesDocument = <S extends SalesDocument<SalesRow, TaxTotal>, P extends PaymentDocument>(
  document: S | P,
): document is S => document.kind === 'sales-order' || document.kind === 'invoice' || document.kind === 'credit-note'

/** A stable text for a tax key, used as mapping key and in messages: `SE 25% included`. */
export function taxKeyText(key: TaxKey): string {
  const rate = key.ratePercent === null ? 'no stated rate' : `${key.ratePercent}%`
  const liable = key.channelLiable ? ' (owed by the channel)' : ''
  return `${key.country ?? 'no country'} ${rate} ${key.included ? 'included' : 'added'}${liable}`
}
