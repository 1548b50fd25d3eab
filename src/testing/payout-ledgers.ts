/** The ledgers that the rows of payouts are booked on, as mappings name them. */
export const PAYOUT_LEDGERS = [
  'fee',
  'fee-tax',
  'tax',
  'dispute',
  'reserve',
  'advance',
  'adjustment',
  'credit',
  'billing',
  'shipping-label',
  'transfer',
  'returned-payout',
  'exchange',
  'donation',
  'card-spending',
  'other',
] as const
