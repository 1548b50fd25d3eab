import { z } from 'zod'
import { TillbridgeError } from '#lib/errors'
import type { Order } from '#model/order'
import { fieldsOf } from './failures.ts'
import { orderFromGraphql } from './map-graphql.ts'
import { orderFromWebhook } from './map-webhook.ts'
import { webhookPayments } from './map-webhook-parts.ts'
import type { ShopifySettings } from './settings.ts'
import { graphqlTips, webhookTips } from './tips.ts'
import { type GraphqlOrder, order as graphqlOrder, page } from './vendor-graphql.ts'
import { withExactId } from './vendor-values.ts'
import { order as webhookOrder, type WebhookOrder } from './vendor-webhook.ts'

/**
 * An order from a payload alone: a webhook body, a REST answer of any age, or a GraphQL order, each bare or wrapped.
 *
 * @throws {TillbridgeError} `rejected`, code `SHOPIFY_PAYLOAD_UNREADABLE`, naming the field that is missing or wrong;
 *   code `SHOPIFY_PAYLOAD_INCOMPLETE` when a list in it is cut.
 */
export function parseOrder(settings: ShopifySettings, payload: unknown): Order {
  const body = unwrap(payload)
  return isGraphql(body) ? fromGraphql(settings, body) : fromWebhook(settings, readWebhookOrder(body))
}

/** A webhook body as an order in Shopify's spelling. Throws like `parseOrder`. */
export function readWebhookOrder(body: unknown): WebhookOrder {
  const parsed = webhookOrder.safeParse(withExactId(body))
  if (!parsed.success) throw unreadable(parsed.error)
  return parsed.data
}

function fromGraphql({ timeZone }: ShopifySettings, body: unknown): Order {
  const parsed = graphqlOrder.safeParse(body)
  if (!parsed.success) throw unreadable(parsed.error)
  assertWhole(parsed.data)
  return orderFromGraphql(parsed.data, { timeZone, tipLines: graphqlTips(parsed.data) ?? new Set() })
}

function fromWebhook({ timeZone }: ShopifySettings, body: WebhookOrder): Order {
  const oneCurrency = (body.presentment_currency ?? body.currency) === body.currency
  const transactions = body.transactions ?? body.refunds.flatMap((refund) => refund.transactions)
  const own = transactions.filter((entry) => entry.currency === null || entry.currency === body.currency)
  return orderFromWebhook(body, {
    timeZone,
    edited: false,
    financialStatus: body.financial_status,
    fulfillmentStatus: body.fulfillment_status,
    outstanding:
      oneCurrency && body.total_outstanding !== null
        ? { shop: body.total_outstanding, presentment: body.total_outstanding }
        : null,
    // Transactions state the buyer's side only, so with two currencies they cannot be read from a body.
    payments: oneCurrency ? webhookPayments(own) : [],
    company: null,
    fees: [],
    tipLines: webhookTips(body) ?? new Set(),
  })
}

const wrapped = z.looseObject({ order: z.unknown(), data: z.unknown() }).partial()

function unwrap(payload: unknown): unknown {
  const outer = wrapped.safeParse(payload)
  if (!outer.success) return payload
  if (isObject(outer.data.order)) return outer.data.order
  return isObject(outer.data.data) && !('id' in outer.data) ? unwrap(outer.data.data) : payload
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isGraphql = (body: unknown): boolean =>
  isObject(body) &&
  ('totalPriceSet' in body || 'lineItems' in body || ('id' in body && String(body.id).startsWith('gid://')))

function assertWhole(order: GraphqlOrder): void {
  const lists = [
    order.lineItems,
    order.shippingLines,
    order.discountApplications,
    order.returns,
    ...order.refunds.flatMap((refund) => [
      refund.refundLineItems,
      refund.refundShippingLines,
      refund.orderAdjustments,
      refund.transactions,
    ]),
    ...order.fulfillments.map((fulfillment) => fulfillment.fulfillmentLineItems),
  ]
  if (lists.every((list) => page<unknown>(list).next === null)) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_PAYLOAD_INCOMPLETE',
    message: `The file holds only a part of order ${order.name}: a list in it has further pages.`,
    remedy: 'Export the whole order, or let Tillbridge read it from the shop.',
  })
}

const unreadable = (error: z.ZodError): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_PAYLOAD_UNREADABLE',
    message: `This is not a whole Shopify order: ${fieldsOf(error)}.`,
    remedy: 'Check that the payload is an order as Shopify sends it.',
    cause: error,
  })
