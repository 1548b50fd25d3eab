import { z } from 'zod'
import { amount, flag, instant, listOf, numericId, text } from './vendor-values.ts'

// What we read of webhook bodies (the old REST form), in Shopify's spelling. Old bodies lack the `…_set` pairs.

const money = z.object({ amount })
const moneySet = z.object({ shop_money: money, presentment_money: money.nullish() }).nullish()
export type MoneySet = z.output<typeof moneySet>

const optionalAmount = amount.nullish().transform((value) => value ?? null)
const optionalId = numericId.nullish().transform((value) => value ?? null)
const optionalInstant = instant.nullish().transform((value) => value ?? null)

const taxLine = z.object({
  title: z
    .string()
    .nullish()
    .transform((title) => title ?? ''),
  rate: z
    .union([z.number(), z.string().transform(Number).pipe(z.number())])
    .nullish()
    .transform((rate) => rate ?? null),
  price: optionalAmount,
  price_set: moneySet,
  channel_liable: flag,
})

const address = z.object({
  first_name: text,
  last_name: text,
  company: text,
  address1: text,
  address2: text,
  zip: text,
  city: text,
  province: text,
  country_code: text,
  phone: text,
})

// Shops write numbers, truth values and lists into properties as well.
const attribute = z.object({
  name: z
    .string()
    .nullish()
    .transform((name) => name ?? ''),
  value: z
    .unknown()
    .optional()
    .transform((value) => (typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value))),
})

const allocation = z.object({
  amount: optionalAmount,
  amount_set: moneySet,
  discount_application_index: z.number().int().nullish(),
})

const duty = z.object({
  id: numericId,
  shop_money: money.nullish(),
  presentment_money: money.nullish(),
  tax_lines: listOf(taxLine),
})

const line = z.object({
  id: numericId,
  sku: text,
  title: z
    .string()
    .nullish()
    .transform((title) => title ?? ''),
  variant_title: text,
  vendor: text,
  quantity: z.number(),
  current_quantity: z.number().nullish(),
  gift_card: flag,
  requires_shipping: flag,
  taxable: flag,
  product_exists: z.boolean().nullish(),
  product_id: optionalId,
  variant_id: optionalId,
  /** Only tips have it. */
  tip: z.unknown().optional(),
  tip_payment_gateway: text,
  tip_payment_method: text,
  sales_line_item_group_id: optionalId,
  line_item_group: z.object({ id: numericId, title: z.string() }).nullish(),
  properties: listOf(attribute),
  price: amount,
  price_set: moneySet,
  total_discount: optionalAmount,
  total_discount_set: moneySet,
  discount_allocations: z.array(allocation).nullish(),
  tax_lines: listOf(taxLine),
  duties: listOf(duty),
})
export type WebhookLine = z.output<typeof line>

const shippingLine = z.object({
  id: optionalId,
  title: text,
  code: text,
  price: amount,
  price_set: moneySet,
  is_removed: flag,
  discount_allocations: listOf(allocation),
  tax_lines: listOf(taxLine),
})
export type WebhookShippingLine = z.output<typeof shippingLine>

const discountApplication = z.object({
  type: text,
  title: text,
  description: text,
  code: text,
  value: optionalAmount,
  value_type: text,
  target_type: text,
})
export type WebhookDiscount = z.output<typeof discountApplication>

const transaction = z.object({
  id: numericId,
  kind: z.string(),
  status: z.string(),
  gateway: text,
  test: flag,
  amount,
  amount_rounding: optionalAmount,
  currency: text,
  created_at: optionalInstant,
  processed_at: optionalInstant,
  payment_id: text,
  parent_id: optionalId,
})
export type WebhookTransaction = z.output<typeof transaction>

const refundLine = z.object({
  id: numericId,
  line_item_id: numericId,
  quantity: z.number(),
  restock_type: text,
  location_id: optionalId,
  subtotal: optionalAmount,
  subtotal_set: moneySet,
  total_tax: optionalAmount,
  total_tax_set: moneySet,
})

const refundShipping = z.object({
  id: optionalId,
  shipping_line_id: optionalId,
  shipping_line: z.object({ id: optionalId }).nullish(),
  subtotal_amount_set: moneySet,
  tax_amount_set: moneySet,
})

const adjustment = z.object({
  id: numericId,
  kind: text,
  reason: text,
  amount: optionalAmount,
  amount_set: moneySet,
  tax_amount: optionalAmount,
  tax_amount_set: moneySet,
})
export type WebhookAdjustment = z.output<typeof adjustment>

const refund = z.object({
  id: numericId,
  created_at: optionalInstant,
  processed_at: optionalInstant,
  note: text,
  return: z.object({ id: numericId }).nullish(),
  refund_line_items: listOf(refundLine),
  /** Since 2024-10; before, an adjustment of kind `shipping_refund`. */
  refund_shipping_lines: z.array(refundShipping).nullish(),
  order_adjustments: listOf(adjustment),
  duties: listOf(z.object({ duty_id: optionalId, amount_set: moneySet })),
  transactions: listOf(transaction),
})
export type WebhookRefund = z.output<typeof refund>

const fulfillment = z.object({
  id: numericId,
  status: text,
  created_at: instant,
  updated_at: optionalInstant,
  location_id: optionalId,
  tracking_company: text,
  tracking_number: text,
  tracking_url: text,
  tracking_numbers: listOf(z.string()),
  tracking_urls: listOf(z.string()),
  line_items: listOf(z.object({ id: numericId, quantity: z.number() })),
})
export type WebhookFulfillment = z.output<typeof fulfillment>

export const order = z.object({
  id: numericId,
  name: z.string(),
  test: flag,
  created_at: instant,
  updated_at: optionalInstant,
  processed_at: optionalInstant,
  closed_at: optionalInstant,
  cancelled_at: optionalInstant,
  cancel_reason: text,
  currency: z.string(),
  presentment_currency: text,
  taxes_included: flag,
  duties_included: flag,
  estimated_taxes: flag,
  email: text,
  contact_email: text,
  phone: text,
  note: text,
  tags: z.union([z.string().transform((tags) => tags.split(',')), listOf(z.string())]),
  po_number: text,
  source_name: text,
  location_id: optionalId,
  note_attributes: listOf(attribute),
  customer: z
    .object({ id: optionalId, first_name: text, last_name: text, email: text, phone: text, tax_exempt: flag })
    .nullish(),
  company: z.object({ id: numericId, location_id: optionalId }).nullish(),
  payment_terms: z
    .object({ payment_terms_name: text, payment_schedules: listOf(z.object({ due_at: optionalInstant })) })
    .nullish(),
  billing_address: address.nullish(),
  shipping_address: address.nullish(),
  /** Drafts look like orders otherwise; only orders have it. */
  financial_status: z.string().nullable(),
  fulfillment_status: text,
  payment_gateway_names: z.array(z.string()).nullish(),
  total_price: amount,
  total_price_set: moneySet,
  current_total_price: optionalAmount,
  current_total_price_set: moneySet,
  total_tax: optionalAmount,
  total_tax_set: moneySet,
  current_total_tax: optionalAmount,
  current_total_tax_set: moneySet,
  total_discounts: optionalAmount,
  total_discounts_set: moneySet,
  total_outstanding: optionalAmount,
  total_tip_received: optionalAmount,
  original_total_additional_fees_set: moneySet,
  line_items: z.array(line),
  shipping_lines: listOf(shippingLine),
  discount_applications: listOf(discountApplication),
  refunds: listOf(refund),
  fulfillments: listOf(fulfillment),
  /** Only in answers of old REST calls, never in webhooks. */
  transactions: z.array(transaction).nullish(),
})
export type WebhookOrder = z.output<typeof order>
export type WebhookAddress = z.output<typeof address>
export type WebhookTaxLine = z.output<typeof taxLine>
export type WebhookAllocation = z.output<typeof allocation>
