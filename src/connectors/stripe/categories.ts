import type { PayoutCategory } from '#model/payout'

/**
 * By reporting category, which Stripe advises for accounting: an `adjustment` may be a dispute, a `stripe_fee` a network cost.
 * Source: README.md, "Sources".
 */
const BY_REPORTING_CATEGORY: Readonly<Record<string, PayoutCategory>> = {
  advance: 'advance',
  advance_funding: 'advance',
  anticipation_repayment: 'advance-repayment',
  charge: 'charge',
  charge_failure: 'charge-failure',
  climate_order_purchase: 'donation',
  climate_order_refund: 'donation',
  connect_collection_transfer: 'transfer',
  connect_reserved_funds: 'reserve-hold',
  contribution: 'donation',
  dispute: 'dispute',
  dispute_reversal: 'dispute-reversal',
  fee: 'fee',
  fee_credit_funding: 'transfer',
  financing_paydown: 'advance-repayment',
  financing_paydown_reversal: 'advance-repayment',
  financing_payout: 'advance',
  financing_payout_reversal: 'advance',
  inbound_transfer: 'topup',
  inbound_transfer_reversal: 'topup',
  issuing_authorization_hold: 'card-spending',
  issuing_authorization_release: 'card-spending',
  issuing_dispute: 'card-spending',
  issuing_transaction: 'card-spending',
  network_cost: 'fee',
  obligation: 'transfer',
  obligation_outbound: 'transfer',
  obligation_reversal_inbound: 'transfer',
  other_adjustment: 'adjustment',
  partial_capture_reversal: 'charge-failure',
  payment_network_reserve_hold: 'reserve-hold',
  payment_network_reserve_release: 'reserve-release',
  payout: 'payout',
  payout_minimum_balance_hold: 'reserve-hold',
  payout_minimum_balance_release: 'reserve-release',
  payout_reversal: 'payout-reversal',
  platform_earning: 'credit',
  platform_earning_refund: 'credit',
  refund: 'refund',
  refund_failure: 'refund-failure',
  risk_reserved_funds: 'reserve-hold',
  stripe_balance_payment_debit: 'billing',
  stripe_balance_payment_debit_reversal: 'billing',
  tax: 'fee-tax',
  topup: 'topup',
  topup_reversal: 'topup',
  transfer: 'transfer',
  transfer_reversal: 'transfer',
  // Money of buyers that Stripe could not tell a payment for.
  unreconciled_customer_funds: 'charge',
}

/** Types that say more than their reporting category. */
const BY_TYPE: Readonly<Record<string, PayoutCategory>> = {
  stripe_fx_fee: 'exchange',
  // Reports call a withdrawal of a hold by the same category as the hold.
  reserve_release: 'reserve-release',
}

/** For a row whose reporting category is newer than this table. */
const BY_TYPE_ALONE: Readonly<Record<string, PayoutCategory>> = {
  charge: 'charge',
  payment: 'charge',
  refund: 'refund',
  payment_refund: 'refund',
  stripe_fee: 'fee',
}

/** What a row is; `unknown` when Stripe has a word for it that is not known here. */
export function categoryOf(type: string, reportingCategory: string): PayoutCategory {
  const own = (table: Readonly<Record<string, PayoutCategory>>, word: string): PayoutCategory | undefined =>
    Object.hasOwn(table, word) ? table[word] : undefined
  return own(BY_TYPE, type) ?? own(BY_REPORTING_CATEGORY, reportingCategory) ?? own(BY_TYPE_ALONE, type) ?? 'unknown'
}
