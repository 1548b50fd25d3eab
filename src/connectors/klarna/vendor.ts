import { z } from 'zod'

// Klarna's objects in Klarna's spelling: only what is read. Fields and words that are new are let through.

const minor = z.number().int()
const text = z.string().nullish()
const currency = z.string().regex(/^[A-Z]{3}$/)
const instant = z.string().refine((value) => !Number.isNaN(Date.parse(value)), 'must be an instant')

export const payout = z.object({
  payment_reference: z.string().min(1),
  payout_date: instant,
  currency_code: currency,
  merchant_settlement_type: z.string(),
  merchant_id: z.string(),
  totals: z.object({
    settlement_amount: minor,
    deposit_amount: minor.default(0),
    opening_debt_balance_amount: minor.default(0),
    closing_debt_balance_amount: minor.default(0),
  }),
})
export type KlarnaPayout = z.output<typeof payout>

export const transaction = z.object({
  type: z.string().min(1),
  detailed_type: text,
  amount: minor,
  currency_code: currency,
  order_id: text,
  short_order_id: text,
  capture_id: text,
  refund_id: text,
  merchant_reference1: text,
  merchant_reference2: text,
  merchant_capture_reference: text,
  merchant_refund_reference: text,
  reversal_reference: text,
  sale_date: instant.nullish(),
  capture_date: instant.nullish(),
  vat_amount: minor.nullish(),
  klarna_comment: text,
})
export type KlarnaRow = z.output<typeof transaction>

/** A page of a list. Where it ends is told by the total; some answers only say that there is a next one. */
export const pagination = z.object({
  count: z.number().int(),
  total: z.number().int().nullish(),
  next: text,
})
