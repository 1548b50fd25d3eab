import { z } from 'zod'
import type { DeliveryHead, WebhookEvent, Webhooks } from '#contract/webhooks'
import { TillbridgeError } from '#lib/errors'
import {
  companyBody,
  companyChanged,
  customerBody,
  customerChanged,
  customerMerged,
  locationBody,
  mergeBody,
} from './accounts-webhooks.ts'
import { fieldsOf } from './failures.ts'
import type { ShopifySettings } from './settings.ts'
import { productBody, productChanged } from './product-webhooks.ts'
import { levelBody, levelChanged, stockItemBody, stockItemChanged } from './stock-webhooks.ts'
import { subscribe } from './subscribe.ts'
import { instant, listOf, numericId, text, withExactId } from './vendor-values.ts'

// Both spellings are in use: webhooks have the X, the newer events do not.
const header = (headers: Readonly<Record<string, string>>, name: string): string | null =>
  headers[`x-shopify-${name}`] ?? headers[`shopify-${name}`] ?? null

export const webhooks: Webhooks<ShopifySettings> = {
  signature: {
    scheme: 'hmac',
    digest: 'sha256',
    headers: ['x-shopify-hmac-sha256', 'shopify-hmac-sha256'],
    encoding: 'base64',
  },
  secrets: ({ webhookSecret, clientSecret, previousWebhookSecret }) =>
    [webhookSecret ?? clientSecret, previousWebhookSecret].filter((secret) => secret !== undefined),
  head,
  isOwn: (settings, { account }) => account?.toLowerCase() === settings.shop,
  parse,
  subscribe,
}

function head(headers: Readonly<Record<string, string>>): DeliveryHead | null {
  const topic = header(headers, 'topic')
  // The event id is equal for all copies of an event; a test delivery from the command line has a webhook id only.
  const id = header(headers, 'event-id') ?? header(headers, 'webhook-id')
  if (topic === null || topic === '' || id === null || id === '') return null
  const happenedAt = instant.safeParse(header(headers, 'triggered-at')).data
  const account = header(headers, 'shop-domain')
  return { topic, dedupeKey: `${topic}:${id}`, account, ...(happenedAt === undefined ? {} : { happenedAt }) }
}

const orderBody = z.object({ id: numericId, name: text, updated_at: instant.nullish(), created_at: instant.nullish() })
const partBody = z.object({ order_id: numericId })
const idBody = z.object({ id: numericId })
const returnBody = z.union([z.object({ order: idBody }), partBody])
// `orders/edited` tells the changes; the edit's id stands where an order's id stands elsewhere.
const editedBody = z.union([z.object({ order_edit: partBody }), partBody])
const privacyBody = z.object({
  customer: z.object({ id: numericId.nullish(), email: text }).nullish(),
  orders_requested: listOf(numericId),
  orders_to_redact: listOf(numericId),
})

/** What each topic's body means. A topic that is not here is of no interest. */
const TOPICS: Readonly<Record<string, (body: unknown, topic: string) => WebhookEvent>> = {
  'orders/create': wholeOrder,
  'orders/updated': wholeOrder,
  'orders/paid': wholeOrder,
  'orders/partially_fulfilled': wholeOrder,
  'orders/fulfilled': wholeOrder,
  'orders/cancelled': wholeOrder,
  'orders/edited': (body, topic) => {
    const edit = read(editedBody, body, topic)
    return changed('order_edit' in edit ? edit.order_edit.order_id : edit.order_id)
  },
  'orders/delete': (body, topic) => ({
    kind: 'record-deleted',
    record: 'order',
    key: read(idBody, body, topic).id,
  }),
  'refunds/create': partOfOrder,
  'order_transactions/create': partOfOrder,
  'fulfillments/create': partOfOrder,
  'fulfillments/update': partOfOrder,
  'returns/request': returnOfOrder,
  'returns/approve': returnOfOrder,
  'returns/update': returnOfOrder,
  'returns/process': returnOfOrder,
  'returns/close': returnOfOrder,
  'returns/reopen': returnOfOrder,
  'returns/decline': returnOfOrder,
  'returns/cancel': returnOfOrder,
  'inventory_levels/update': (body, topic) => levelChanged(read(levelBody, body, topic)),
  'inventory_levels/connect': (body, topic) => levelChanged(read(levelBody, body, topic)),
  'inventory_levels/disconnect': (body, topic) => levelChanged(read(levelBody, body, topic)),
  'inventory_items/create': (body, topic) => stockItemChanged(read(stockItemBody, body, topic)),
  'inventory_items/update': (body, topic) => stockItemChanged(read(stockItemBody, body, topic)),
  'inventory_items/delete': (body, topic) => stockItemChanged(read(stockItemBody, body, topic)),
  'products/create': (body, topic) => productChanged(read(productBody, body, topic)),
  'products/update': (body, topic) => productChanged(read(productBody, body, topic)),
  'products/delete': (body, topic) => ({
    kind: 'record-deleted',
    record: 'product',
    key: read(idBody, body, topic).id,
  }),
  'customers/create': (body, topic) => customerChanged(read(customerBody, body, topic)),
  'customers/update': (body, topic) => customerChanged(read(customerBody, body, topic)),
  'customers/delete': (body, topic) => ({
    kind: 'record-deleted',
    record: 'account',
    key: read(idBody, body, topic).id,
  }),
  'customers/merge': (body, topic) => customerMerged(read(mergeBody, body, topic)),
  'companies/create': (body, topic) => companyChanged(read(companyBody, body, topic)),
  'companies/update': (body, topic) => companyChanged(read(companyBody, body, topic)),
  'company_locations/create': (body, topic) => companyChanged(read(locationBody, body, topic).company),
  'company_locations/update': (body, topic) => companyChanged(read(locationBody, body, topic).company),
  'app/uninstalled': () => ({ kind: 'disconnected' }),
  'customers/data_request': (body, topic) => privacy('customer-data', body, topic),
  'customers/redact': (body, topic) => privacy('customer-redact', body, topic),
  'shop/redact': () => ({ kind: 'privacy', request: 'shop-redact', subject: null, email: null, recordKeys: [] }),
}

function parse(topic: string, body: unknown): WebhookEvent {
  const meaning = Object.hasOwn(TOPICS, topic) ? TOPICS[topic] : undefined
  return meaning === undefined ? { kind: 'ignored' } : meaning(body, topic)
}

function wholeOrder(body: unknown, topic: string): WebhookEvent {
  const order = read(orderBody, body, topic)
  return {
    kind: 'record-changed',
    record: 'order',
    key: order.id,
    name: order.name,
    updatedAt: order.updated_at ?? null,
    createdAt: order.created_at ?? null,
    // A subscription that asks for some fields only gets a hint, not an order.
    wholeRecord: isWhole(body) && order.updated_at != null,
  }
}

const isWhole = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'line_items' in body && 'total_price' in body

function partOfOrder(body: unknown, topic: string): WebhookEvent {
  return changed(read(partBody, body, topic).order_id)
}

function returnOfOrder(body: unknown, topic: string): WebhookEvent {
  const parsed = read(returnBody, body, topic)
  return changed('order' in parsed ? parsed.order.id : parsed.order_id)
}

const changed = (key: string): WebhookEvent => ({
  kind: 'record-changed',
  record: 'order',
  key,
  name: null,
  updatedAt: null,
  createdAt: null,
  wholeRecord: false,
})

function privacy(request: 'customer-data' | 'customer-redact', body: unknown, topic: string): WebhookEvent {
  const { customer, orders_requested, orders_to_redact } = read(privacyBody, body, topic)
  const recordKeys = [...new Set([...orders_requested, ...orders_to_redact])]
  return { kind: 'privacy', request, subject: customer?.id ?? null, email: customer?.email ?? null, recordKeys }
}

function read<T>(schema: z.ZodType<T>, body: unknown, topic: string): T {
  const parsed = schema.safeParse(withExactId(body))
  if (parsed.success) return parsed.data
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_WEBHOOK_UNREADABLE',
    message: `A webhook of topic "${topic}" does not say what it is about: ${fieldsOf(parsed.error)}.`,
    remedy: 'Remove fields from the subscription filter in Shopify, or let Tillbridge make the subscription.',
  })
}
