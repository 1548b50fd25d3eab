import type { Decimal } from '#lib/decimal'
import type { NumericId } from './state.ts'

export type SourceType =
  | 'ADJUSTMENT'
  | 'ADJUSTMENT_REVERSAL'
  | 'CHARGE'
  | 'DISPUTE'
  | 'REFUND'
  | 'SYSTEM_ADJUSTMENT'
  | 'TRANSFER'

/** An order that shares an adjustment. */
export interface AdjustmentOrderState {
  readonly name: string
  readonly orderId: NumericId
  readonly orderTransactionId: NumericId
  readonly amount: Decimal
  readonly fees: Decimal
}

/** One movement of the Shopify Payments balance, in the currency that is paid out. `net` is `amount` minus `fee`. */
export interface BalanceRow {
  readonly id: NumericId
  /** A value of the schema's enum `ShopifyPaymentsTransactionType`. */
  readonly type: string
  readonly amount: Decimal
  readonly fee: Decimal
  readonly net: Decimal
  readonly test: boolean
  readonly at: Date
  readonly sourceType: SourceType
  readonly sourceId: NumericId | null
  readonly orderTransactionId: NumericId | null
  readonly order: { readonly id: NumericId; readonly name: string } | null
  readonly adjustmentReason: string | null
  readonly adjustmentsOrders: readonly AdjustmentOrderState[]
  payoutId: NumericId | null
}

export type PayoutStatus = 'SCHEDULED' | 'IN_TRANSIT' | 'PAID' | 'FAILED' | 'CANCELED'

/** Money sent to the merchant's bank, or taken from it when `net` is negative. */
export interface PayoutState {
  readonly id: NumericId
  readonly issuedAt: Date
  readonly net: Decimal
  status: PayoutStatus
  externalTraceId: string | null
  readonly rows: readonly BalanceRow[]
}

export type DisputeStatus = 'NEEDS_RESPONSE' | 'UNDER_REVIEW' | 'ACCEPTED' | 'WON' | 'LOST' | 'PREVENTED'

/** A customer who turned to the bank. */
export interface DisputeState {
  readonly id: NumericId
  readonly orderId: NumericId
  readonly orderTransactionId: NumericId
  readonly amount: Decimal
  readonly initiatedAs: 'CHARGEBACK' | 'INQUIRY'
  type: 'CHARGEBACK' | 'INQUIRY'
  status: DisputeStatus
  readonly reason: string
  readonly networkReasonCode: string | null
  readonly initiatedAt: Date
  readonly evidenceDueBy: Date
  evidenceSentOn: Date | null
  finalizedOn: Date | null
}
