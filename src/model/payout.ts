import { type Decimal, subtract, sum } from '#lib/decimal'
import { type Difference, differenceOf } from './invariants.ts'
import type { Currency } from './money.ts'

/**
 * Money that a payment provider sent to the merchant's bank (or took from it), with every movement on the merchant's balance that
 * it consists of. All amounts are signed from the merchant's side: positive is more money for the merchant.
 */
export interface Payout {
  /** The provider's id as short text that never changes, e.g. `po_1Pgc`, `9900`. */
  readonly externalId: string
  /** What people call it. */
  readonly name: string
  /** The provider as it writes itself, e.g. `Stripe`. */
  readonly provider: string
  /** The code by which orders know payments of this provider, e.g. `shopify_payments`; decides on the clearing account. */
  readonly gateway: string
  readonly status: PayoutStatus
  /** When the money is (expected) in the bank, `YYYY-MM-DD`. */
  readonly date: string
  /** UTC, ISO 8601. */
  readonly createdAt: string
  /**
   * UTC, ISO 8601. Providers do not say when a payout changed: a stamp that counts up with its state, so that a later state has a
   * later stamp.
   */
  readonly updatedAt: string
  /** IANA zone in which instants become business days. */
  readonly timeZone: string
  /** The currency of the bank account. */
  readonly currency: Currency
  /** What the bank account gets; negative for a withdrawal. */
  readonly net: Decimal
  readonly direction: 'deposit' | 'withdrawal'
  /** What the bank shows, when the provider tells. */
  readonly bankReference: string | null
  /** Whether `transactions` are final and all there are. */
  readonly complete: boolean
  /** Why they are not, for a shop owner; `null` when complete. */
  readonly incomplete: Incomplete | null
  /** Made in a test mode: no money moved. */
  readonly test: boolean
  readonly transactions: readonly PayoutTransaction[]
}

export type PayoutStatus = 'scheduled' | 'in-transit' | 'paid' | 'failed' | 'cancelled'

export interface Incomplete {
  /** `later`: the provider is still sorting, look again. `never`: the provider cannot say what the payout consists of. */
  readonly when: 'later' | 'never'
  readonly reason: string
}

/** One movement on the merchant's balance with the provider. `amount − fee = net`. */
export interface PayoutTransaction {
  readonly externalId: string
  /** The provider's own word, e.g. `payment_refund`, `CHARGEBACK_FEE`. */
  readonly type: string
  readonly category: PayoutCategory
  readonly amount: Decimal
  /** All fees together, positive when charged; contains `feeTax` and `withheldTax`. */
  readonly fee: Decimal
  /** Value-added tax on the fee. */
  readonly feeTax: Decimal
  /** Tax that the provider kept back for an authority. */
  readonly withheldTax: Decimal
  readonly net: Decimal
  readonly currency: Currency
  /** The store's ids of what was paid or given back, where the provider knows them. */
  readonly orderExternalId: string | null
  readonly orderName: string | null
  /** The id of the payment or refund among the order's payments. */
  readonly orderPaymentExternalId: string | null
  /** Every id by which an order's payment may know it, best first, e.g. `ch_…`, `pi_…`. */
  readonly providerReferences: readonly string[]
  /** What the buyer paid, when that was another currency and the provider tells. */
  readonly presentment: Presentment | null
  /** UTC, ISO 8601. */
  readonly processedAt: string
  readonly description: string | null
}

export interface Presentment {
  readonly amount: Decimal
  readonly currency: Currency
  /** Payout currency per unit of `currency`. */
  readonly rate: Decimal | null
}

/** What a movement is to a bookkeeper, whatever the provider calls it. Closed: what fits nowhere is `unknown`, never guessed. */
export const PAYOUT_CATEGORIES = [
  /** A buyer paid. */
  'charge',
  /** A buyer got money back. */
  'refund',
  /** A refund that did not reach the buyer: the money is back. */
  'refund-failure',
  /** A payment that was taken back by the buyer's bank or could not be collected, without a dispute. */
  'charge-failure',
  'dispute',
  'dispute-reversal',
  'fee',
  'fee-tax',
  /** Taxes and duties of orders that the platform collects, corrects or gives back. */
  'tax',
  'reserve-hold',
  'reserve-release',
  /** Borrowed from the provider. */
  'advance',
  'advance-repayment',
  'adjustment',
  /** Given by the platform: promotions, goodwill, rewards. */
  'credit',
  /** Services that the platform bills: advertising, subscriptions, purchases. */
  'billing',
  'shipping-label',
  /** Between the merchant's own balances and accounts. */
  'transfer',
  'topup',
  /** The payout itself as a movement on the balance. */
  'payout',
  /** An earlier payout that came back. */
  'payout-reversal',
  /** What a conversion of currencies cost. */
  'exchange',
  'donation',
  /** Spent with a card that the provider issued. */
  'card-spending',
  'unknown',
] as const
export type PayoutCategory = (typeof PAYOUT_CATEGORIES)[number]

/** The movements that make up a payout: all but the payout's own row. */
export const payoutRows = ({ transactions }: Pick<Payout, 'transactions'>): PayoutTransaction[] =>
  transactions.filter((transaction) => transaction.category !== 'payout')

/** Where a payout's own figures disagree: amount less fee against net of each row, and all rows against the payout. */
export function payoutDifferences(payout: Payout): Difference[] {
  const rows = payoutRows(payout)
  return [
    ...rows.flatMap((row) => differenceOf(`net of ${row.externalId}`, subtract(row.amount, row.fee), row.net)),
    ...rows.flatMap((row) =>
      row.currency === payout.currency ? [] : differenceOf(`currency of ${row.externalId}`, payout.net, row.net),
    ),
    ...differenceOf('net of the payout', payout.net, sum(rows.map((row) => row.net))),
  ]
}
