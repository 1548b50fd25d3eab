import type { AllocationMethod } from './discounts.ts'

/** A tax as a test writes it. */
export interface TaxInput {
  readonly title?: string
  /** Fraction of the net price: `"0.25"`. */
  readonly rate: string
  /** Part of the amount this rate applies to (shipping split over rates): `"0.7"`. */
  readonly share?: string
  readonly channelLiable?: boolean
  readonly source?: string
}

/** A discount; on a line or shipping line it applies to that one only. */
export interface DiscountInput {
  readonly kind?: 'code' | 'automatic' | 'manual' | 'script'
  /** The code, or the title of the others. */
  readonly name?: string
  /** `"10"` is 10 %. Either this or `amount`. */
  readonly percentage?: string
  /** Shop currency. */
  readonly amount?: string
  readonly target?: 'line' | 'shipping'
  /** Default: `across` for an order discount, `each` (per unit) for one on a line. */
  readonly allocation?: AllocationMethod
  readonly selection?: 'all' | 'entitled' | 'explicit'
  /** Indexes of the lines it is allowed on; default all but gift cards and tips. */
  readonly lines?: readonly number[]
}

export interface AttributeInput {
  readonly key: string
  readonly value: string
}

interface DutyInput {
  readonly price: string
  readonly harmonizedSystemCode?: string
  readonly countryCodeOfOrigin?: string
  readonly taxRates?: readonly TaxInput[]
}

export interface PlaceLine {
  /** A product of the shop, added on the fly when unknown and a price is given. */
  readonly sku?: string
  readonly variantId?: string
  readonly title?: string
  readonly variantTitle?: string
  readonly quantity: number
  /** Per unit in shop currency, as the shop shows it (with tax when the shop's prices include tax). */
  readonly price?: string
  readonly taxRates?: readonly TaxInput[]
  readonly discounts?: readonly DiscountInput[]
  readonly taxable?: boolean
  readonly requiresShipping?: boolean
  readonly giftCard?: boolean
  readonly tip?: boolean
  /** A line without a product (custom line). */
  readonly custom?: boolean
  readonly vendor?: string
  readonly attributes?: readonly AttributeInput[]
  readonly duties?: readonly DutyInput[]
  /** Lines with the same group belong to one bundle. */
  readonly group?: { readonly key: string; readonly title: string; readonly quantity?: number; readonly sku?: string }
  readonly sellingPlan?: string
  /** The location that sends it; default the shop's first. */
  readonly locationId?: number
}

export interface PlaceShipping {
  readonly title?: string
  readonly code?: string
  readonly price: string
  readonly taxRates?: readonly TaxInput[]
  readonly discounts?: readonly DiscountInput[]
  readonly source?: string
  readonly carrierIdentifier?: string
  readonly custom?: boolean
}

export interface PlacePayment {
  readonly gateway?: string
  readonly kind?: 'sale' | 'authorization'
  readonly status?: 'success' | 'pending' | 'failure'
  /** Shop currency; default what is still open. */
  readonly amount?: string
  /** Cash rounding that is part of the amount: paid 100.00 for 99.98 is `"0.02"`. */
  readonly rounding?: string
  /** Money handed back in cash: paid 200.00 for 99.98. */
  readonly change?: string
  readonly paymentId?: string
  /** Card brand, e.g. `Visa`. */
  readonly cardCompany?: string
  /** Local payment method, e.g. `Klarna`. */
  readonly methodName?: string
  readonly fee?: string
  readonly test?: boolean
  readonly at?: string | Date
}

export interface AddressInput {
  readonly firstName?: string
  readonly lastName?: string
  readonly company?: string
  readonly address1?: string
  readonly address2?: string
  readonly zip?: string
  readonly city?: string
  readonly province?: string
  readonly provinceCode?: string
  readonly country?: string
  readonly countryCode?: string
  readonly phone?: string
}

export interface CustomerInput {
  readonly email?: string
  readonly phone?: string
  readonly firstName?: string
  readonly lastName?: string
  readonly taxExempt?: boolean
  readonly address?: AddressInput
}

export interface CompanyInput {
  readonly name: string
  readonly externalId?: string
  readonly locationName?: string
  readonly locationExternalId?: string
}

/** An order as a test describes it; everything but the lines has a sensible default. */
export interface PlaceOrder {
  readonly lines: readonly PlaceLine[]
  /** Refuses what is sold out, as the checkout does. Default false: tests sell what they never stocked. */
  readonly enforceStock?: boolean
  /** Must be the shop's currency when given; the customer's currency is `presentment`. */
  readonly currency?: string
  /** The customer's currency and how many of its units one unit of the shop's currency buys. */
  readonly presentment?: { readonly currency: string; readonly rate: string }
  /** Default: as the shop is set. */
  readonly taxesIncluded?: boolean
  readonly taxExempt?: boolean
  readonly dutiesIncluded?: boolean
  readonly estimatedTaxes?: boolean
  readonly shipping?: PlaceShipping | readonly PlaceShipping[]
  readonly fees?: readonly { readonly name: string; readonly price: string; readonly taxRates?: readonly TaxInput[] }[]
  readonly discounts?: readonly DiscountInput[]
  /** Default a fresh customer; `null` for none (POS). */
  readonly customer?: CustomerInput | null
  readonly billingAddress?: AddressInput | null
  readonly shippingAddress?: AddressInput | null
  readonly company?: CompanyInput
  readonly poNumber?: string
  readonly paymentTerms?: { readonly type?: 'NET' | 'RECEIPT' | 'FIXED' | 'FULFILLMENT'; readonly dueInDays?: number }
  /** Default `paid`; `payments` says it in detail. */
  readonly financial?: 'paid' | 'pending' | 'authorized' | 'partially_paid'
  readonly gateway?: string
  readonly payments?: readonly PlacePayment[]
  /** Amount in shop currency paid with a gift card before the other payments. */
  readonly giftCardPayment?: string
  /** `web` (default), `pos`, `draft`, `marketplace`, or a source name as Shopify states it. */
  readonly channel?: string
  readonly note?: string
  readonly tags?: readonly string[]
  readonly attributes?: readonly AttributeInput[]
  readonly sourceIdentifier?: string
  readonly name?: string
  readonly test?: boolean
  readonly customerLocale?: string
  /** When the customer placed it; default now. */
  readonly placedAt?: string | Date
}
