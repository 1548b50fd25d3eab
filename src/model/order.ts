import type { Decimal } from '#lib/decimal'
import type { Address } from './address.ts'
import type { Company, Customer } from './customer.ts'
import type { DiscountAllocation, DiscountApplication } from './discount.ts'
import type { Fulfillment } from './fulfillment.ts'
import type { CurrencyPair, DualAmount } from './money.ts'
import type { Payment } from './payment.ts'
import type { Refund, Return } from './refund.ts'
import type { TaxLine } from './tax.ts'

/**
 * An order of a store: all facts, as the store states them now.
 * `null` = the store says there is none. Instants are UTC in ISO 8601; a booking date is derived with `timeZone`.
 */
export interface Order {
  /** The store's id as short text that never changes, e.g. `5501`. */
  readonly externalId: string
  /** What people call it, e.g. `#1001`. */
  readonly name: string
  readonly channel: Channel
  readonly placedAt: string
  readonly processedAt: string
  readonly updatedAt: string
  readonly closedAt: string | null
  readonly cancelledAt: string | null
  readonly cancelReason: string | null
  /** IANA zone of the shop, e.g. `Europe/Stockholm`: decides on which business day something happened. */
  readonly timeZone: string
  /** Made with a test payment method; never booked. */
  readonly test: boolean
  readonly edited: boolean

  readonly currencies: CurrencyPair
  /** Whether line, shipping and fee prices contain tax. */
  readonly taxesIncluded: boolean
  readonly dutiesIncluded: boolean
  /** The store may still change the taxes. */
  readonly taxesEstimated: boolean

  readonly customer: Customer | null
  readonly company: Company | null
  readonly email: string | null
  readonly phone: string | null
  readonly billingAddress: Address | null
  readonly shippingAddress: Address | null
  readonly purchaseOrderNumber: string | null
  readonly paymentTerms: PaymentTerms | null

  readonly lines: readonly OrderLine[]
  readonly shippingLines: readonly ShippingLine[]
  readonly fees: readonly AdditionalFee[]
  readonly discounts: readonly DiscountApplication[]
  readonly payments: readonly Payment[]
  readonly refunds: readonly Refund[]
  readonly returns: readonly Return[]
  readonly fulfillments: readonly Fulfillment[]

  readonly financialStatus: FinancialStatus
  readonly fulfillmentStatus: 'unfulfilled' | 'partial' | 'fulfilled' | 'unknown'
  readonly totals: OrderTotals

  readonly tags: readonly string[]
  readonly note: string | null
  readonly attributes: readonly Attribute[]
}

export type FinancialStatus =
  | 'pending'
  | 'authorized'
  | 'partially-paid'
  | 'paid'
  | 'partially-refunded'
  | 'refunded'
  | 'voided'
  | 'expired'

export interface Channel {
  readonly kind: 'web' | 'pos' | 'draft' | 'marketplace' | 'subscription' | 'other'
  /** The store's own word for it, e.g. `web`, `pos`, an app's id. Key of rules and mappings. */
  readonly name: string
  /** The till's location for `pos`. */
  readonly locationExternalId: string | null
}

export interface Attribute {
  readonly name: string
  readonly value: string
}

export interface PaymentTerms {
  readonly name: string | null
  /** Date without time, or `null` when due on an event such as fulfilment. */
  readonly dueAt: string | null
}

/** One line as it was sold, whatever was taken back since; what remains is `quantity` less the refunds' lines. */
export interface OrderLine {
  readonly externalId: string
  /** `tip` and `gift-card` are not goods: a tip has its own account, a sold gift card is a liability. */
  readonly kind: 'product' | 'custom' | 'tip' | 'gift-card'
  /** `null` or unknown to the store when the product was deleted and had none. */
  readonly sku: string | null
  readonly productExternalId: string | null
  readonly variantExternalId: string | null
  readonly title: string
  readonly variantTitle: string | null
  /** Ordered, lines added by edits included. */
  readonly quantity: Decimal
  /** Left after removals, refunds and returns. */
  readonly currentQuantity: Decimal
  /** Before discounts; contains tax when the order's prices do. */
  readonly unitPrice: DualAmount
  readonly discounts: readonly DiscountAllocation[]
  /** On the whole `quantity`, after discounts. */
  readonly taxes: readonly TaxLine[]
  readonly duties: readonly Duty[]
  readonly taxable: boolean
  readonly requiresShipping: boolean
  /** The bundle that this line is a component of. The components carry price and stock. */
  readonly bundle: { readonly externalId: string; readonly title: string } | null
  /** Where it is or will be shipped from, when the store says so. */
  readonly locationExternalId: string | null
  readonly attributes: readonly Attribute[]
}

export interface Duty {
  readonly externalId: string
  readonly amount: DualAmount
  readonly taxes: readonly TaxLine[]
}

export interface ShippingLine {
  readonly externalId: string
  readonly title: string
  /** The store's code of the method. Key of the shipping mapping, together with the title. */
  readonly code: string | null
  /** Before discounts; contains tax when the order's prices do. */
  readonly price: DualAmount
  readonly discounts: readonly DiscountAllocation[]
  readonly taxes: readonly TaxLine[]
  /** Taken off the order by an edit; counts for nothing. */
  readonly removed: boolean
}

export interface AdditionalFee {
  readonly externalId: string
  readonly title: string
  readonly price: DualAmount
  readonly taxes: readonly TaxLine[]
}

/** Sums as the store states them; the judge of everything that is booked. */
export interface OrderTotals {
  /** Of the order before returns and refunds, with tax, duties, tips and shipping, less discounts. */
  readonly total: DualAmount
  /** After edits, removals, refunds and returns. */
  readonly currentTotal: DualAmount
  readonly tax: DualAmount
  readonly currentTax: DualAmount
  /** `currentTax` by rate: one entry per title, rate and liability; absent when the store states one sum only. */
  readonly currentTaxes?: readonly TaxLine[]
  readonly discounts: DualAmount
  /** What the buyer still owes (negative: what the shop owes), or `null` when the store does not state it. */
  readonly outstanding: DualAmount | null
}
