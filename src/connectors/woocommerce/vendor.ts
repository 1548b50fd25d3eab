import { z } from 'zod'
import { type Decimal, parseDecimal, ZERO } from '#lib/decimal'

// WooCommerce's spelling; only what we read.

/** An id; WooCommerce counts from 1. */
export const key = z
  .union([z.number().int(), z.string()])
  .transform(String)
  .pipe(z.string().regex(/^[1-9]\d{0,18}$/, 'must be an id'))

/** An id where 0 or nothing means that there is none. */
export const keyOrNone = z
  .union([z.number().int(), z.string()])
  .nullish()
  .transform((value) => (value == null || value === '' || String(value) === '0' ? null : String(value)))

export const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => {
    const trimmed = value == null ? '' : String(value).trim()
    return trimmed === '' ? null : trimmed
  })

/** A quantity as we write it. */
export const decimalText = z.string().transform((value, context): Decimal => {
  const read = parseDecimal(value)
  if (read !== null) return read
  context.addIssue({ code: 'custom', message: 'must be a number' })
  return ZERO
})

/** An amount; an empty text is none. */
const amount = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value, context): Decimal => {
    if (value == null || value === '') return ZERO
    const read = parseDecimal(value)
    if (read !== null) return read
    context.addIssue({ code: 'custom', message: 'must be an amount such as 12.50' })
    return ZERO
  })

/** UTC; the `_gmt` fields have no zone of their own. */
export const gmt = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/, 'must be a time such as 2026-11-20T09:01:30')
  .transform((value) => new Date(`${value}Z`).toISOString())

export const meta = z
  .array(z.looseObject({ key: z.string(), value: z.unknown() }))
  .nullish()
  .transform((rows) => rows ?? [])

const taxes = z
  .array(z.object({ id: z.union([z.number(), z.string()]).transform(String), total: amount, subtotal: amount }))
  .nullish()
  .transform((rows) => rows ?? [])

export const address = z.looseObject({
  first_name: text,
  last_name: text,
  company: text,
  address_1: text,
  address_2: text,
  city: text,
  state: text,
  postcode: text,
  country: text,
  email: text,
  phone: text,
})

const line = z.object({
  id: key,
  name: text,
  product_id: keyOrNone,
  variation_id: keyOrNone,
  quantity: amount,
  subtotal: amount,
  subtotal_tax: amount,
  total: amount,
  total_tax: amount,
  taxes,
  meta_data: meta,
  sku: text,
  parent_name: text,
})

const shippingLine = z.object({
  id: key,
  method_title: text,
  method_id: text,
  instance_id: text,
  total: amount,
  total_tax: amount,
  taxes,
  meta_data: meta,
})

const feeLine = z.object({ id: key, name: text, total: amount, total_tax: amount, taxes, meta_data: meta })

const taxLine = z.object({
  rate_id: z.union([z.number(), z.string()]).transform(String),
  rate_code: text,
  label: text,
  tax_total: amount,
  shipping_tax_total: amount,
  /** Older versions do not state it. */
  rate_percent: z
    .union([z.number(), z.string()])
    .nullish()
    .transform((value) => (value == null ? null : parseDecimal(String(value)))),
})

const couponLine = z.object({
  code: z.string(),
  discount: amount,
  discount_tax: amount,
  discount_type: text,
  nominal_amount: z
    .union([z.number(), z.string()])
    .nullish()
    .transform((value) => (value == null ? null : parseDecimal(String(value)))),
})

const list = <T extends z.ZodType>(row: T) => z.array(row)

export const order = z.object({
  id: key,
  number: text,
  status: z.string().min(1),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code'),
  prices_include_tax: z.boolean(),
  date_created_gmt: gmt,
  date_modified_gmt: gmt.nullish(),
  date_completed_gmt: gmt.nullish(),
  date_paid_gmt: gmt.nullish(),
  discount_total: amount,
  discount_tax: amount,
  total_tax: amount,
  /** As text: its digits tell how many decimals the shop works with. */
  total: z.string().refine((value) => parseDecimal(value) !== null, 'must be an amount such as 12.50'),
  customer_id: keyOrNone,
  billing: address,
  shipping: address,
  payment_method: text,
  transaction_id: text,
  created_via: text,
  customer_note: text,
  needs_processing: z.boolean().nullish(),
  meta_data: meta,
  line_items: list(line),
  tax_lines: list(taxLine),
  shipping_lines: list(shippingLine),
  fee_lines: list(feeLine),
  coupon_lines: list(couponLine),
  refunds: list(z.object({ id: key })),
})

export const refund = z.object({
  id: key,
  date_created_gmt: gmt,
  amount,
  reason: text,
  line_items: list(line.omit({ parent_name: true })),
  shipping_lines: list(shippingLine),
  fee_lines: list(feeLine),
})

export type WooOrder = z.output<typeof order>
export type WooLine = z.output<typeof line>
export type WooAddress = z.output<typeof address>
export type WooMeta = z.output<typeof meta>
export type WooRefund = z.output<typeof refund>
