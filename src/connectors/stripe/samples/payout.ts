// Written by hand after Stripe's published object descriptions (API version 2026-10-28.endive). The nets of all rows but the
// payout's own sum to the payout's amount; with it, to zero.

const row = (fields: {
  readonly id: string
  readonly type: string
  readonly reporting_category: string
  readonly amount: number
  readonly fee?: number
  readonly fee_details?: readonly object[]
  readonly source: unknown
  readonly exchange_rate?: number
}) => ({
  object: 'balance_transaction',
  available_on: 1763942400,
  balance_type: 'payments',
  created: 1763596800,
  currency: 'eur',
  description: null,
  exchange_rate: null,
  fee: 0,
  fee_details: [],
  status: 'available',
  ...fields,
  net: fields.amount - (fields.fee ?? 0),
})

const fee = (type: string, amount: number) => ({ type, amount, currency: 'eur', description: null, application: null })

export const examplePayout = {
  payout: {
    id: 'po_X',
    object: 'payout',
    amount: 15727,
    currency: 'eur',
    arrival_date: 1764028800,
    automatic: true,
    balance_transaction: 'txn_6',
    created: 1763942400,
    method: 'standard',
    reconciliation_status: 'completed',
    status: 'paid',
    type: 'bank_account',
    statement_descriptor: null,
    trace_id: { status: 'supported', value: 'TRACE123' },
    livemode: true,
    metadata: {},
  },
  balance_transactions: [
    row({ id: 'txn_6', type: 'payout', reporting_category: 'payout', amount: -15727, source: 'po_X' }),
    row({ id: 'txn_5', type: 'stripe_fee', reporting_category: 'fee', amount: -150, source: null }),
    row({
      id: 'txn_4',
      type: 'adjustment',
      reporting_category: 'dispute',
      amount: -11990,
      fee: 2000,
      fee_details: [fee('stripe_fee', 2000)],
      source: {
        id: 'du_B',
        object: 'dispute',
        amount: 11990,
        currency: 'eur',
        charge: 'ch_B',
        payment_intent: 'pi_B',
        metadata: {},
      },
    }),
    row({
      id: 'txn_3',
      type: 'refund',
      reporting_category: 'refund',
      amount: -5995,
      source: {
        id: 're_A',
        object: 'refund',
        amount: 5995,
        currency: 'eur',
        charge: 'ch_A',
        payment_intent: 'pi_A',
        metadata: {},
      },
    }),
    row({
      id: 'txn_2',
      type: 'charge',
      reporting_category: 'charge',
      amount: 11990,
      fee: 373,
      fee_details: [fee('stripe_fee', 373)],
      exchange_rate: 0.91997,
      source: {
        id: 'ch_B',
        object: 'charge',
        amount: 13033,
        currency: 'usd',
        payment_intent: 'pi_B',
        metadata: { order_id: '5502' },
      },
    }),
    row({
      id: 'txn_1',
      type: 'charge',
      reporting_category: 'charge',
      amount: 25000,
      fee: 755,
      fee_details: [fee('stripe_fee', 629), fee('tax', 126)],
      source: {
        id: 'ch_A',
        object: 'charge',
        amount: 25000,
        currency: 'eur',
        payment_intent: 'pi_A',
        metadata: { order_id: '5501' },
      },
    }),
  ],
}
