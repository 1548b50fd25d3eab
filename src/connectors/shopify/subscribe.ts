import { z } from 'zod'
import type { Context } from '#contract/context'
import type { SubscriptionFinding } from '#contract/webhooks'
import { TillbridgeError } from '#lib/errors'
import { ACCOUNT_TOPICS } from './accounts-webhooks.ts'
import { graphql, type Operation, pagesOf } from './client.ts'
import { isLoopback, type ShopifySettings } from './settings.ts'
import { PRODUCT_TOPICS } from './product-webhooks.ts'
import { STOCK_TOPICS } from './stock-webhooks.ts'
import { pageInfo } from './vendor-graphql.ts'

/**
 * What we want to be told. The compliance topics can be subscribed in the app's own configuration only. Shipments are told by topics
 * of the order: their own need one permission more, and bring no whole order.
 */
export const SUBSCRIBED: Readonly<Record<string, string>> = {
  ORDERS_CREATE: 'orders/create',
  ORDERS_UPDATED: 'orders/updated',
  ORDERS_PAID: 'orders/paid',
  ORDERS_CANCELLED: 'orders/cancelled',
  ORDERS_EDITED: 'orders/edited',
  ORDERS_DELETE: 'orders/delete',
  ORDERS_PARTIALLY_FULFILLED: 'orders/partially_fulfilled',
  ORDERS_FULFILLED: 'orders/fulfilled',
  REFUNDS_CREATE: 'refunds/create',
  RETURNS_APPROVE: 'returns/approve',
  RETURNS_PROCESS: 'returns/process',
  RETURNS_UPDATE: 'returns/update',
  RETURNS_CLOSE: 'returns/close',
  RETURNS_REOPEN: 'returns/reopen',
  RETURNS_CANCEL: 'returns/cancel',
  ORDER_TRANSACTIONS_CREATE: 'order_transactions/create',
  ...STOCK_TOPICS,
  ...PRODUCT_TOPICS,
  ...ACCOUNT_TOPICS,
  APP_UNINSTALLED: 'app/uninstalled',
}

/** Those that a shop without the permission for it can do without: nothing is lost for its other flows. */
const OPTIONAL: ReadonlySet<string> = new Set(Object.keys({ ...STOCK_TOPICS, ...PRODUCT_TOPICS, ...ACCOUNT_TOPICS }))

const subscription = z.object({
  id: z.string(),
  topic: z.string(),
  uri: z.string().nullish(),
  filter: z.string().nullish(),
  includeFields: z.array(z.string()).nullish(),
})
type Subscription = z.output<typeof subscription>

const written = z
  .object({
    webhookSubscription: z.object({ id: z.string() }).nullish(),
    userErrors: z.array(z.object({ field: z.array(z.string()).nullish(), message: z.string() })),
  })
  .nullable()

export const SUBSCRIPTIONS: Operation<{
  webhookSubscriptions: { pageInfo: z.output<typeof pageInfo>; nodes: Subscription[] }
}> = {
  name: 'Subscriptions',
  text: `query Subscriptions($after: String) {
  webhookSubscriptions(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { id topic uri filter includeFields } }
}`,
  cost: 11,
  effect: 'read',
  data: z.object({ webhookSubscriptions: z.object({ pageInfo, nodes: z.array(subscription) }) }),
}

export const SUBSCRIBE: Operation<{ webhookSubscriptionCreate: z.output<typeof written> }> = {
  name: 'Subscribe',
  text: `mutation Subscribe($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) { webhookSubscription { id } userErrors { field message } }
}`,
  cost: 10,
  effect: 'write',
  data: z.object({ webhookSubscriptionCreate: written }),
}

export const RESUBSCRIBE: Operation<{ webhookSubscriptionUpdate: z.output<typeof written> }> = {
  name: 'Resubscribe',
  text: `mutation Resubscribe($id: ID!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $subscription) { webhookSubscription { id } userErrors { field message } }
}`,
  cost: 10,
  effect: 'write',
  data: z.object({ webhookSubscriptionUpdate: written }),
}

/**
 * Makes sure that each topic reaches `url`. Shopify removes a subscription whose deliveries failed for hours, so this is
 * repeated daily.
 *
 * @throws {TillbridgeError} `rejected` when `url` is not https (plain http is for this machine only).
 */
export async function subscribe(
  context: Context<ShopifySettings>,
  { url }: { readonly url: string },
): Promise<SubscriptionFinding[]> {
  assertReachable(url)
  const present = await subscriptions(context)
  const findings: SubscriptionFinding[] = []
  for (const [topic, name] of Object.entries(SUBSCRIBED)) {
    const ofTopic = present.filter((entry) => entry.topic === topic)
    const finding = await ensure(context, { topic, name, url, present: ofTopic })
    if (finding.state !== 'failed' || !OPTIONAL.has(topic)) findings.push(finding)
  }
  return findings
}

interface Wanted {
  readonly topic: string
  readonly name: string
  readonly url: string
  readonly present: readonly Subscription[]
}

async function ensure(
  context: Context<ShopifySettings>,
  { topic, name, url, present }: Wanted,
): Promise<SubscriptionFinding> {
  const right = present.find((entry) => entry.uri === url && isPlain(entry))
  if (right !== undefined) return { topic: name, state: 'present' }
  // Ours of an earlier address or with somebody's filter: the same app, so nobody else's.
  const [wrong] = present
  const input = { uri: url, format: 'JSON', filter: '', includeFields: [] }
  const result =
    wrong === undefined
      ? (await graphql(context, SUBSCRIBE, { topic, subscription: { uri: url, format: 'JSON' } }))
          .webhookSubscriptionCreate
      : (await graphql(context, RESUBSCRIBE, { id: wrong.id, subscription: input })).webhookSubscriptionUpdate
  const errors = result?.userErrors ?? []
  if (errors.length > 0) {
    return { topic: name, state: 'failed', message: errors.map((error) => error.message).join(' ') }
  }
  return { topic: name, state: wrong === undefined ? 'created' : 'repaired' }
}

const isPlain = (entry: Subscription): boolean =>
  (entry.filter ?? '') === '' && (entry.includeFields ?? []).length === 0

async function subscriptions(context: Context<ShopifySettings>): Promise<Subscription[]> {
  const found: Subscription[] = []
  for await (const nodes of pagesOf(context, SUBSCRIPTIONS, {}, (data) => data.webhookSubscriptions))
    found.push(...nodes)
  return found
}

function assertReachable(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback(parsed.hostname))) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_CALLBACK_NOT_HTTPS',
    message: `Shopify sends webhooks to https addresses only, not to ${url}.`,
    remedy: 'Give Tillbridge a public https address in its configuration. Until then orders are found by polling.',
  })
}
