import type { PayoutCategory } from '#model/payout'

const TYPES: Readonly<Record<string, PayoutCategory>> = {
  Settled: 'charge',
  Refunded: 'refund',
  RefundedReversed: 'refund-failure',
  SettledReversed: 'charge-failure',
  Chargeback: 'dispute',
  SecondChargeback: 'dispute',
  ChargebackReversed: 'dispute-reversal',
  Fee: 'fee',
  MiscCosts: 'fee',
  PaymentCost: 'fee',
  // An invoice of Adyen that is paid out of the sales: what it consists of stands on the invoice.
  InvoiceDeduction: 'billing',
  DepositCorrection: 'reserve-hold',
  ReserveAdjustment: 'reserve-hold',
  Balancetransfer: 'transfer',
  MerchantPayout: 'payout',
  MerchantPayin: 'payout',
}

/** What a row is; `unknown` when Adyen has a word for it that is not known here. A reserve's sign tells its direction. */
export function categoryOf(type: string, isCredit: boolean): PayoutCategory {
  const category = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined
  if (category === 'reserve-hold' && isCredit) return 'reserve-release'
  return category ?? 'unknown'
}
