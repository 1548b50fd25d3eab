import type { DualAmount } from './money.ts'

/**
 * One movement of money on the order. Gift cards and store credit are payments, never discounts.
 * Only `success` moves money; `authorization` and `void` never do.
 */
export interface Payment {
  readonly externalId: string
  /** `sale` and `capture` bring money in, `refund` gives it back, `change` is coins handed back at a till. */
  readonly kind: 'authorization' | 'capture' | 'sale' | 'refund' | 'void' | 'change'
  readonly status: 'success' | 'pending' | 'failure' | 'error' | 'unknown'
  /** The store's code of the payment method, e.g. `shopify_payments`, `gift_card`, `klarna`, `cash`. Key of the mapping. */
  readonly gateway: string
  /** Always positive; `kind` gives the direction. Includes cash rounding. */
  readonly amount: DualAmount
  /**
   * The store says that it was paid and not how much; `amount` is what the order comes to now. What is booked of it stays as it is
   * booked when the order changes afterwards. Default: the amount is stated.
   */
  readonly assumed?: boolean
  /** Cash rounding contained in `amount`: what was paid more (+) or less (−) than the order's exact figure. */
  readonly rounding: DualAmount
  /** UTC, ISO 8601. */
  readonly processedAt: string
  /** The provider's own reference (Stripe charge, Klarna order …), the join to its payouts. */
  readonly providerReference: string | null
  readonly parentExternalId: string | null
  readonly test: boolean
}

/** Whether this movement changed the merchant's money. */
export const movesMoney = (payment: Payment): boolean =>
  payment.status === 'success' && !payment.test && payment.kind !== 'authorization' && payment.kind !== 'void'

/** Whether money that moved came in (`true`) or went out (`refund`, `change`). */
export const isIncoming = (payment: Payment): boolean => payment.kind === 'sale' || payment.kind === 'capture'
