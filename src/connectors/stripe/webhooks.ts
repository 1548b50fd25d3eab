import { TillbridgeError } from '#lib/errors'
import type { DeliveryHead, SubscriptionFinding, WebhookEvent, Webhooks } from '#contract/webhooks'
import { pagesOf, post, type StripeContext } from './client.ts'
import { fieldsOf } from './failures.ts'
import { instant } from './map.ts'
import { isLive, type StripeSettings } from './settings.ts'
import { event, payout, webhookEndpoint } from './vendor.ts'

const TOPICS = [
  'payout.created',
  'payout.updated',
  'payout.paid',
  'payout.failed',
  'payout.canceled',
  'payout.reconciliation_completed',
] as const

// Stripe's own libraries refuse what is older.
const TOLERANCE_SECONDS = 300

export const webhooks: Webhooks<StripeSettings> = {
  signature: {
    scheme: 'hmac',
    digest: 'sha256',
    headers: ['stripe-signature'],
    encoding: 'hex',
    timestamped: { toleranceSeconds: TOLERANCE_SECONDS },
  },
  secrets: ({ webhookSecret, previousWebhookSecret }) =>
    [webhookSecret, previousWebhookSecret].filter((secret) => secret !== undefined),
  head,
  isOwn,
  parse,
  subscribe,
}

/** Stripe identifies a delivery in its body. The account carries the mode, so that a test event never counts as a live one. */
function head(_headers: Readonly<Record<string, string>>, body = ''): DeliveryHead | null {
  const found = event.safeParse(jsonOf(body))
  if (!found.success) return null
  const { id, type, account, livemode } = found.data
  return { topic: type, dedupeKey: id, account: `${account ?? ''}:${livemode ? 'live' : 'test'}` }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Not an event; the caller refuses it.
    return null
  }
}

function isOwn(settings: StripeSettings, { account }: DeliveryHead): boolean {
  return account === `${settings.account ?? ''}:${isLive(settings) ? 'live' : 'test'}`
}

function parse(topic: string, body: unknown): WebhookEvent {
  const found = event.safeParse(body)
  if (!found.success) throw unreadable(topic, fieldsOf(found.error))
  if (!topic.startsWith('payout.')) return { kind: 'ignored' }
  const { object } = found.data.data
  if (object.object !== 'payout') throw unreadable(topic, `data.object is a ${object.object}`)
  const made = payout.shape.created.safeParse(object['created'])
  return {
    kind: 'record-changed',
    record: 'payout',
    key: object.id,
    name: object.id,
    // Events have no order, and the payout's stamp is ours: the payout is read.
    updatedAt: null,
    createdAt: made.success ? instant(made.data) : null,
    wholeRecord: false,
  }
}

const unreadable = (topic: string, what: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'STRIPE_EVENT_UNREADABLE',
    message: `The body is not an event "${topic}" of Stripe: ${what}.`,
  })

/**
 * Looks after the endpoint at `url`. Stripe tells the secret of an endpoint once, to whoever makes it: so a person makes it and puts
 * the secret into the connection, and what can be mended here is which events it takes and whether it is switched on.
 */
async function subscribe(
  context: StripeContext,
  { url }: { readonly url: string },
): Promise<readonly SubscriptionFinding[]> {
  const endpoints: { id: string; url: string; status: string; enabled_events: string[] }[] = []
  for await (const page of pagesOf(context, '/v1/webhook_endpoints', webhookEndpoint, {})) endpoints.push(...page)
  const own = endpoints.find((endpoint) => endpoint.url === url)
  if (own === undefined) return TOPICS.map((topic) => ({ topic, state: 'failed', message: toMake(url) }))
  const takes = (topic: string): boolean =>
    own.status === 'enabled' && (own.enabled_events.includes('*') || own.enabled_events.includes(topic))
  if (TOPICS.every(takes)) return TOPICS.map((topic) => ({ topic, state: 'present' }))
  const wanted = [...new Set([...own.enabled_events, ...TOPICS])]
  const form = Object.fromEntries(wanted.map((topic, index) => [`enabled_events[${index}]`, topic]))
  await post(context, `/v1/webhook_endpoints/${own.id}`, { ...form, disabled: 'false' }, webhookEndpoint)
  return TOPICS.map((topic) => ({ topic, state: takes(topic) ? 'present' : 'repaired' }))
}

const toMake = (url: string): string =>
  `Add an endpoint for ${url} in Stripe (Developers → Webhooks) and put its signing secret into the connection as webhookSecret. Until then payouts are found by looking.`
