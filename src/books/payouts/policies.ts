import { z } from 'zod'
import { PAYOUT_CATEGORIES } from '#model/payout'

const text = z.string().trim().min(1)

/** What a merchant decides about payouts. Every field has a default, so `{}` is a valid choice. */
export const payoutPoliciesSchema = z.strictObject({
  /** When a payout is booked: when it is in the bank, or as soon as it is on its way. */
  bookOn: z.enum(['paid', 'in-transit']).default('paid'),
  /**
   * Movements of a kind that nobody knows. `attention`: they go to the ledger `other`, the rest is booked, and a person is asked.
   * `hold`: the whole payout waits for that person.
   */
  unknown: z.enum(['attention', 'hold']).default('attention'),
  /** Payments and refunds that belong to no booked order. As above, or `clearing`: they are booked without a question. */
  unmatched: z.enum(['attention', 'hold', 'clearing']).default('attention'),
  /** What the provider's own words mean, where that is not known or is to be booked otherwise, e.g. `SHIPPING_LABEL: billing`. */
  types: z.record(text, z.enum(PAYOUT_CATEGORIES)).default({}),
  /** Pairs that a person has confirmed: a movement of a payout, and the payment that it is, by reference. */
  matches: z.array(z.strictObject({ transaction: text, payment: text })).default([]),
  /** Payouts of a test mode are no money. */
  testPayouts: z.enum(['skip', 'book']).default('skip'),
})

export type PayoutPolicies = z.output<typeof payoutPoliciesSchema>
export type PayoutPoliciesInput = z.input<typeof payoutPoliciesSchema>
