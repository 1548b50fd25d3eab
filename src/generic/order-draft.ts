import { z } from 'zod'
import { TillbridgeError } from '#lib/errors'
import { add, ZERO } from '#lib/decimal'
import { dual } from '#model/money'
import type { Order } from '#model/order'
import { address, amount, instant, name, noAmount, number, taxes, text } from './draft-values.ts'

const yes = z.boolean().default(true)
const no = z.boolean().default(false)

const line = z.strictObject({
  id: name,
  kind: z.enum(['product', 'custom', 'tip', 'gift-card']).default('product'),
  sku: text,
  productId: text,
  variantId: text,
  title: name,
  variantTitle: text,
  quantity: number,
  /** What is left of it after removals and returns; left out, all of it. */
  currentQuantity: number.optional(),
  /** Of one piece, before discounts. */
  price: amount,
  /** Taken off the whole line. */
  discount: amount.default(noAmount),
  taxes,
  taxable: yes,
  requiresShipping: yes,
  location: text,
})

const shipping = z.strictObject({
  id: name,
  title: name,
  code: text,
  price: amount,
  discount: amount.default(noAmount),
  taxes,
})

const payment = z.strictObject({
  id: name,
  kind: z.enum(['authorization', 'capture', 'sale', 'refund', 'void', 'change']).default('sale'),
  status: z.enum(['success', 'pending', 'failure', 'error', 'unknown']).default('success'),
  gateway: name,
  amount,
  rounding: amount.default(noAmount),
  at: instant.optional(),
  reference: text,
})

const refund = z.strictObject({
  id: name,
  at: instant,
  note: text,
  lines: z
    .array(
      z.strictObject({
        id: name,
        line: name,
        quantity: number,
        /** As the prices of the order: with tax where those contain it. */
        subtotal: amount,
        tax: amount,
        restock: z.enum(['return', 'cancel', 'none']).default('return'),
        location: text,
      }),
    )
    .default([]),
  shipping: z.array(z.strictObject({ shipping: text, subtotal: amount, tax: amount })).default([]),
  payments: z.array(payment).default([]),
})

/**
 * An order as the expression of a connection makes it: what is usual may be left out. Figures are those of the system, never computed
 * here: `total` and `tax` of the order and `amount` of each tax are what everything is judged by.
 */
const draft = z.strictObject({
  id: name,
  name,
  placedAt: instant,
  processedAt: instant.optional(),
  updatedAt: instant.optional(),
  closedAt: instant.nullable().default(null),
  cancelledAt: instant.nullable().default(null),
  cancelReason: text,
  test: no,
  edited: no,
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code such as SEK'),
  /** What the buyer saw; left out, the same. */
  presentmentCurrency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  taxesIncluded: z.boolean(),
  channel: z
    .strictObject({
      kind: z.enum(['web', 'pos', 'draft', 'marketplace', 'subscription', 'other']).default('web'),
      name: z.string().min(1).default('web'),
      location: text,
    })
    .prefault({}),
  customer: z
    .strictObject({ id: text, firstName: text, lastName: text, email: text, phone: text, taxExempt: no })
    .nullable()
    .default(null),
  company: z.strictObject({ id: name, name, customerNumber: text, vatNumber: text }).nullable().default(null),
  email: text,
  phone: text,
  billingAddress: address,
  shippingAddress: address,
  purchaseOrderNumber: text,
  lines: z.array(line),
  shipping: z.array(shipping).default([]),
  payments: z.array(payment).default([]),
  refunds: z.array(refund).default([]),
  total: amount,
  tax: amount,
  /** After removals and refunds; needed where there are any. */
  currentTotal: amount.optional(),
  currentTax: amount.optional(),
  outstanding: amount.nullable().default(null),
  financialStatus: z
    .enum(['pending', 'authorized', 'partially-paid', 'paid', 'partially-refunded', 'refunded', 'voided', 'expired'])
    .default('pending'),
  fulfillmentStatus: z.enum(['unfulfilled', 'partial', 'fulfilled', 'unknown']).default('unknown'),
  tags: z.array(z.string()).default([]),
  note: text,
  attributes: z.array(z.strictObject({ name: z.string(), value: z.string() })).default([]),
})

type Draft = z.output<typeof draft>

/**
 * The order that `value` describes.
 *
 * @throws {TillbridgeError} `rejected`, `ORDER_UNREADABLE`, naming each field that is missing or wrong.
 */
export function orderFrom(
  value: unknown,
  { timeZone, where }: { readonly timeZone: string; readonly where: string },
): Order {
  const parsed = draft.safeParse(value)
  const problems = parsed.success ? [] : problemsOf(parsed.error)
  if (parsed.success && parsed.data.refunds.length > 0 && parsed.data.currentTotal === undefined)
    problems.push('currentTotal: must be there where something was refunded')
  if (parsed.success && problems.length === 0) return complete(parsed.data, timeZone)
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ORDER_UNREADABLE',
    message: `What the settings make of an order under ${where} is no order: ${problems.slice(0, 5).join('; ')}.`,
    remedy: 'Correct the expression in the settings of the connection, then retry.',
    subject: `setting:${where}`,
    detail: { problems },
  })
}

const problemsOf = (error: z.ZodError): string[] =>
  error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`)

function complete(order: Draft, timeZone: string): Order {
  const { id, processedAt, updatedAt, currency, presentmentCurrency, channel, customer, company, shipping } = order
  const { total, tax, currentTotal, currentTax, outstanding, presentmentCurrency: _, ...rest } = order
  return {
    ...pick(rest),
    externalId: id,
    timeZone,
    processedAt: processedAt ?? order.placedAt,
    updatedAt: updatedAt ?? order.placedAt,
    channel: { kind: channel.kind, name: channel.name, locationExternalId: channel.location },
    currencies: { shop: currency, presentment: presentmentCurrency ?? currency },
    dutiesIncluded: false,
    taxesEstimated: false,
    customer: customer === null ? null : { ...without(customer, 'id'), externalId: customer.id },
    company:
      company === null
        ? null
        : { ...without(company, 'id'), externalId: company.id, locationExternalId: null, locationName: null },
    email: order.email ?? customer?.email ?? null,
    paymentTerms: null,
    lines: order.lines.map(lineOf),
    shippingLines: shipping.map(({ id: externalId, discount, ...rest }) => ({
      ...rest,
      externalId,
      discounts: discountsOf(discount),
      removed: false,
    })),
    fees: [],
    discounts: [],
    payments: order.payments.map((one) => paymentOf(one, order)),
    refunds: order.refunds.map((one) => refundOf(one, order)),
    returns: [],
    fulfillments: [],
    totals: {
      total,
      currentTotal: currentTotal ?? total,
      tax,
      currentTax: currentTax ?? tax,
      discounts: discountOf(order),
      outstanding,
    },
  }
}

const pick = (
  rest: Omit<Draft, 'total' | 'tax' | 'currentTotal' | 'currentTax' | 'outstanding' | 'presentmentCurrency'>,
) => ({
  name: rest.name,
  placedAt: rest.placedAt,
  closedAt: rest.closedAt,
  cancelledAt: rest.cancelledAt,
  cancelReason: rest.cancelReason,
  test: rest.test,
  edited: rest.edited,
  taxesIncluded: rest.taxesIncluded,
  phone: rest.phone,
  billingAddress: rest.billingAddress,
  shippingAddress: rest.shippingAddress,
  purchaseOrderNumber: rest.purchaseOrderNumber,
  financialStatus: rest.financialStatus,
  fulfillmentStatus: rest.fulfillmentStatus,
  tags: rest.tags,
  note: rest.note,
  attributes: rest.attributes,
})

const without = <T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> => {
  const { [key]: _, ...rest } = value
  return rest
}

const discountsOf = (discount: Draft['total']): Order['lines'][number]['discounts'] =>
  discount.shop === ZERO && discount.presentment === ZERO ? [] : [{ applicationIndex: null, amount: discount }]

const discountOf = ({ lines, shipping }: Draft): Draft['total'] => {
  const all = [...lines, ...shipping].map(({ discount }) => discount)
  return dual(add(...all.map((one) => one.shop)), add(...all.map((one) => one.presentment)))
}

function lineOf(line: Draft['lines'][number]): Order['lines'][number] {
  const { id, productId, variantId, discount, price, location, currentQuantity, ...rest } = line
  return {
    ...rest,
    externalId: id,
    productExternalId: productId,
    variantExternalId: variantId,
    currentQuantity: currentQuantity ?? line.quantity,
    unitPrice: price,
    discounts: discountsOf(discount),
    duties: [],
    bundle: null,
    locationExternalId: location,
    attributes: [],
  }
}

function paymentOf(payment: Draft['payments'][number], order: Draft): Order['payments'][number] {
  const { id, at, reference, ...rest } = payment
  const processedAt = at ?? order.placedAt
  return {
    ...rest,
    externalId: id,
    processedAt,
    providerReference: reference,
    parentExternalId: null,
    test: order.test,
  }
}

function refundOf(refund: Draft['refunds'][number], order: Draft): Order['refunds'][number] {
  return {
    externalId: refund.id,
    createdAt: refund.at,
    note: refund.note,
    returnExternalId: null,
    lines: refund.lines.map(({ id, line, location, ...rest }) => ({
      ...rest,
      externalId: id,
      lineExternalId: line,
      locationExternalId: location,
    })),
    shipping: refund.shipping.map(({ shipping, ...rest }) => ({ ...rest, shippingExternalId: shipping })),
    adjustments: [],
    duties: [],
    payments: refund.payments.map((one) => paymentOf({ ...one, kind: 'refund', at: one.at ?? refund.at }, order)),
  }
}
