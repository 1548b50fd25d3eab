import { z } from 'zod'
import { PAYOUT_CATEGORIES } from '#model/payout'

const text = z.string().trim().min(1)

/** What a merchant decides about payouts. Every field has a default, so `{}` is a valid choice. */
export const payoutPoliciesSchema = z.strictObject({
  bookOn: z
    .enum(['paid', 'in-transit'])
    .default('paid')
    .describe('When a payout is booked: when it is in the bank, or as soon as it is on its way.'),
  unknown: z
    .enum(['attention', 'hold'])
    .default('attention')
    .describe(
      'Movements of a kind that nobody knows. `attention`: they go to the ledger `other`, the rest is booked, and a person is asked. `hold`: the whole payout waits for that person.',
    ),
  unmatched: z
    .enum(['attention', 'hold', 'clearing'])
    .default('attention')
    .describe(
      'Payments and refunds that belong to no booked order. As above, or `clearing`: they are booked on the clearing account without a question.',
    ),
  types: z
    .record(text, z.enum(PAYOUT_CATEGORIES))
    .default({})
    .describe(
      "What the provider's own words mean, where that is not known or is to be booked otherwise, e.g. `SHIPPING_LABEL: billing`.",
    ),
  matches: z
    .array(
      z.strictObject({
        transaction: text.describe("The provider's id of the movement."),
        payment: text.describe('The reference of the payment that it is.'),
      }),
    )
    .default([])
    .describe('Pairs that a person has confirmed: a movement of a payout, and the payment that it is.'),
  testPayouts: z
    .enum(['skip', 'book'])
    .default('skip')
    .describe('Payouts of a test mode are no money. `book` is for trials.'),
})

export type PayoutPolicies = z.output<typeof payoutPoliciesSchema>
