import type { Decimal } from '#lib/decimal'
import type { DualAmount } from './money.ts'
import type { Payment } from './payment.ts'
import type { TaxLine } from './tax.ts'

/**
 * Something taken back from an order. With payments it returns money; without payments it is a removal: an edit that lowered a
 * quantity, or goods cancelled before they were paid.
 */
export interface Refund {
  readonly externalId: string
  readonly createdAt: string
  readonly note: string | null
  readonly returnExternalId: string | null
  readonly lines: readonly RefundLine[]
  readonly shipping: readonly RefundShipping[]
  /** Amounts without a line: goodwill, restocking, discrepancies. */
  readonly adjustments: readonly RefundAdjustment[]
  readonly duties: readonly RefundDuty[]
  readonly payments: readonly Payment[]
}

export interface RefundLine {
  readonly externalId: string
  readonly lineExternalId: string
  readonly quantity: Decimal
  /** After discounts; contains tax when the order's prices do. */
  readonly subtotal: DualAmount
  readonly tax: DualAmount
  /** `tax` by rate, where the store tells it; absent = it tells one sum. */
  readonly taxes?: readonly TaxLine[]
  readonly restock: 'return' | 'cancel' | 'none' | 'legacy'
  readonly locationExternalId: string | null
}

export interface RefundShipping {
  readonly shippingExternalId: string | null
  /** Contains tax when the order's prices do. */
  readonly subtotal: DualAmount
  readonly tax: DualAmount
  /** `tax` by rate, where the store tells it; absent = it tells one sum. */
  readonly taxes?: readonly TaxLine[]
}

export interface RefundAdjustment {
  readonly externalId: string
  /** The store's reason code, e.g. `refund_discrepancy`. */
  readonly reason: string
  /** Negative lowers what the merchant keeps. */
  readonly amount: DualAmount
  readonly tax: DualAmount
  /** `tax` by rate, where the store tells it, also when there is none; absent = a tax of zero says nothing. */
  readonly taxes?: readonly TaxLine[]
}

export interface RefundDuty {
  readonly dutyExternalId: string
  readonly amount: DualAmount
}

/** Goods that came back or are announced. Money is in the refunds. */
export interface Return {
  readonly externalId: string
  readonly name: string
  readonly status: 'requested' | 'open' | 'closed' | 'declined' | 'cancelled'
  /** Absent = they were not read. */
  readonly lines?: readonly ReturnLine[]
}

export interface ReturnLine {
  /** The order's line. */
  readonly lineExternalId: string
  readonly quantity: Decimal
  /** The store's word, e.g. `too small`. */
  readonly reason: string | null
  /** What the customer or staff wrote about it. */
  readonly note: string | null
}

/** Whether the refund gave (or will give) money back, as against a plain removal of goods. */
export const returnsMoney = (refund: Refund): boolean =>
  refund.payments.some((payment) => payment.status === 'success' || payment.status === 'pending')
