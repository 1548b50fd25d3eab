import { z } from 'zod'

// Stripe's objects in Stripe's spelling: only what is read.

const minor = z.number().int()
const seconds = z.number().int().nonnegative()
const metadata = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {})

export const payout = z.object({
  id: z.string(),
  amount: minor,
  currency: z.string(),
  arrival_date: seconds,
  created: seconds,
  automatic: z.boolean(),
  method: z.string().default('standard'),
  status: z.string(),
  reconciliation_status: z.string().default('not_applicable'),
  livemode: z.boolean(),
  statement_descriptor: z.string().nullish(),
  trace_id: z.object({ value: z.string().nullish() }).nullish(),
  failure_message: z.string().nullish(),
})
export type StripePayout = z.output<typeof payout>

/** What stands behind a row: a charge, a refund, a dispute …, or only its id where it was not expanded. */
const source = z.union([
  z.string(),
  z.looseObject({
    id: z.string(),
    object: z.string().optional(),
    amount: minor.optional(),
    currency: z.string().optional(),
    charge: z.union([z.string(), z.looseObject({ id: z.string() })]).nullish(),
    payment_intent: z.union([z.string(), z.looseObject({ id: z.string() })]).nullish(),
    metadata,
    description: z.string().nullish(),
  }),
])
export type StripeSource = z.output<typeof source>

export const balanceTransaction = z.object({
  id: z.string(),
  type: z.string(),
  reporting_category: z.string(),
  amount: minor,
  fee: minor,
  net: minor,
  currency: z.string(),
  fee_details: z.array(z.object({ type: z.string(), amount: minor })).default([]),
  source: source.nullable(),
  exchange_rate: z.number().nullish(),
  created: seconds,
  description: z.string().nullish(),
})
export type StripeRow = z.output<typeof balanceTransaction>

export const webhookEndpoint = z.object({
  id: z.string(),
  url: z.string(),
  status: z.string(),
  enabled_events: z.array(z.string()),
  livemode: z.boolean(),
})

export const event = z.object({
  id: z.string().min(1),
  type: z.string().min(1),
  livemode: z.boolean(),
  account: z.string().nullish(),
  created: seconds,
  data: z.object({ object: z.looseObject({ id: z.string().min(1), object: z.string() }) }),
})
