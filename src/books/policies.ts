import { z } from 'zod'
import { payoutPoliciesSchema } from '#books/payouts/policies'
import { compare, parseDecimal, ZERO } from '#lib/decimal'

const amount = z.union([z.string(), z.number()]).transform((value, context) => {
  const parsed = parseDecimal(value)
  if (parsed !== null && compare(parsed, ZERO) >= 0) return parsed
  context.addIssue({ code: 'custom', message: 'Write a plain amount that is not negative, e.g. 0.05' })
  return z.NEVER
})

const trigger = z.enum(['created', 'paid', 'fulfilled'])

/** What a merchant decides about the books of one integration. Every field has a default, so `{}` is a valid choice. */
export const policiesSchema = z.strictObject({
  /** Which sales documents the target should hold for an order. */
  documents: z.enum(['order', 'invoice', 'order-and-invoice']).default('order'),
  /** When the sales order is due. An invoice that is due brings its sales order with it. */
  orderOn: trigger.default('created'),
  /** When the invoice is due; also gives its date: placed, paid in full, or last fulfilment. */
  invoiceOn: trigger.default('paid'),
  /** Whether money that the store received is booked. Payments are written once there is a sales document to settle. */
  payments: z.boolean().default(true),
  /** Whether the target shows prices with or without tax; `store` follows the order. The sums are the same. */
  priceMode: z.enum(['store', 'net', 'gross']).default('store'),
  /** Which of the two amounts that the store states is booked. Nothing is ever converted. */
  currency: z.enum(['shop', 'presentment']).default('shop'),
  /** `price`: discounts are contained in the row they belong to. `line`: each has a row of its own beneath it. */
  discounts: z.enum(['price', 'line']).default('price'),
  rounding: z
    .strictObject({
      /** Largest difference, in the document's currency, between the parts and the store's total that a rounding row takes. */
      maximum: amount.default(ZERO),
    })
    .default({ maximum: ZERO }),
  /**
   * Who buys. `match-email`: one customer per e-mail address. `by-id`: one per account in the store, guests by e-mail address.
   * `walk-in`: everybody on one customer. A company (B2B) is always its own.
   */
  customer: z.enum(['match-email', 'by-id', 'walk-in']).default('match-email'),
  /** Name of the customer that takes orders of which nobody is known, e.g. at a till. */
  posCustomer: z.string().trim().min(1).default('Walk-in customer'),
  /** ISO 3166-1 alpha-2: where goods are handed over when the order has no address that says it (tills, pick-up). */
  homeCountry: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .default(null),
  /** First business day, in the shop's zone, that is booked; `null` = all. */
  goLiveOn: z.iso.date().nullable().default(null),
  /** Orders that are never booked. Test orders never are. Each list matches without regard to case. */
  skip: z
    .strictObject({
      /** Kind (`pos`, `draft`, `marketplace` …) or the store's own name of the channel. */
      channels: z.array(z.string()).default([]),
      tags: z.array(z.string()).default([]),
      /** Where the goods go, ISO 3166-1 alpha-2. */
      countries: z.array(z.string()).default([]),
    })
    .default({ channels: [], tags: [], countries: [] }),
  /** Days from the document's date to its due date where the order has no terms; `null` leaves it to the target. */
  dueDays: z.int().min(0).max(365).nullable().default(null),
  /** `deliveries`: goods that left and came back are written as deliveries and their returns. `none`: stock moves elsewhere. */
  stock: z.enum(['none', 'deliveries']).default('none'),
  /** How an invoice that was issued follows an order that was edited since. What refunds give back is always a credit note. */
  corrections: z
    .strictObject({
      /** `difference`: a credit note of what fell. `replace`: a credit note of everything, and a new invoice. */
      decrease: z.enum(['difference', 'replace']).default('difference'),
      /** `follow-up`: a further invoice of what was added. `replace`: a credit note of everything, and a new invoice. */
      increase: z.enum(['follow-up', 'replace']).default('follow-up'),
    })
    .default({ decrease: 'difference', increase: 'follow-up' }),
  /** What happened in a closed period. Where the target tells its own closed periods, they count too. */
  closedPeriods: z
    .strictObject({
      /** Last closed day; `null` = none. */
      until: z.iso.date().nullable().default(null),
      /** `next-open-day`: the document is dated on the first open day and says when it happened. `hold`: a person decides. */
      dating: z.enum(['next-open-day', 'hold']).default('next-open-day'),
    })
    .default({ until: null, dating: 'next-open-day' }),
  /** What to do while the store may still change the taxes: look again later, or ask a person. */
  estimatedTaxes: z.enum(['wait', 'hold']).default('wait'),
  /** How payouts are booked, where the flow of payouts is switched on. */
  payouts: payoutPoliciesSchema.prefault({}),
})

export type Policies = z.output<typeof policiesSchema>
export type PoliciesInput = z.input<typeof policiesSchema>

/** The policies with every default filled in. */
export const policiesOf = (input: PoliciesInput = {}): Policies => policiesSchema.parse(input)
