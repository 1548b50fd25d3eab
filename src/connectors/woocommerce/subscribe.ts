import { z } from 'zod'
import type { SubscriptionFinding } from '#contract/webhooks'
import { CUSTOMER_TOPICS } from './accounts-webhooks.ts'
import { asTillbridgeError, TillbridgeError } from '#lib/errors'
import { change, fetchAll, type WooContext } from './client.ts'
import { PRODUCT_TOPICS } from './product-webhooks.ts'
import { isLoopback } from './settings.ts'
import { key } from './vendor.ts'

/** What we want to be told. Refunds come as `order.updated`; an order that is taken out of the trash as `order.restored`. */
export const TOPICS: readonly string[] = [
  'order.created',
  'order.updated',
  'order.deleted',
  'order.restored',
  ...PRODUCT_TOPICS,
  ...CUSTOMER_TOPICS,
]

const webhook = z.object({ id: key, topic: z.string(), status: z.string(), delivery_url: z.string() })
type Webhook = z.output<typeof webhook>

const NAME = 'Tillbridge'

/**
 * Makes sure that each topic reaches `url` with our secret. WooCommerce disables a webhook after failures in a row and does not say so;
 * as it never shows a webhook's secret, the secret is written each time.
 *
 * @throws {TillbridgeError} `rejected` when `url` is not https, or the connection has no secret to sign with.
 */
export async function subscribe(
  context: WooContext,
  { url }: { readonly url: string },
): Promise<SubscriptionFinding[]> {
  assertReachable(url)
  const { webhookSecret: secret } = context.settings
  if (secret === undefined) throw withoutSecret()
  const present = await fetchAll(context, '/wc/v3/webhooks', z.array(webhook), {
    _fields: 'id,topic,status,delivery_url',
    orderby: 'id',
    order: 'asc',
  })
  const findings: SubscriptionFinding[] = []
  for (const topic of TOPICS) findings.push(await ensure(context, { topic, url, secret, present }))
  return findings
}

interface Wanted {
  readonly topic: string
  readonly url: string
  readonly secret: string
  readonly present: readonly Webhook[]
}

async function ensure(context: WooContext, { topic, url, secret, present }: Wanted): Promise<SubscriptionFinding> {
  const ofTopic = present.filter((one) => one.topic === topic)
  // The path names the connection: with another origin it is ours of an earlier address.
  const ours =
    ofTopic.find((one) => one.delivery_url === url) ?? ofTopic.find((one) => pathOf(one) === new URL(url).pathname)
  const wanted = { name: `${NAME} ${topic}`, topic, delivery_url: url, secret, status: 'active' }
  try {
    if (ours === undefined) {
      await change(context, { method: 'POST', route: '/wc/v3/webhooks', json: wanted }, webhook)
      return { topic, state: 'created' }
    }
    await change(context, { method: 'PUT', route: `/wc/v3/webhooks/${ours.id}`, json: wanted }, webhook)
    if (ours.status === 'active' && ours.delivery_url === url) return { topic, state: 'present' }
    const was = ours.status === 'active' ? 'sent to an earlier address' : ours.status
    return { topic, state: 'repaired', message: `It was ${was}; what happened meanwhile is found by reading.` }
  } catch (error) {
    const failure = asTillbridgeError(error)
    if (failure.kind !== 'rejected') throw error
    return { topic, state: 'failed', message: failure.message }
  }
}

const pathOf = ({ delivery_url: url }: Webhook): string | null => (URL.canParse(url) ? new URL(url).pathname : null)

function assertReachable(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback(parsed.hostname))) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_CALLBACK_NOT_HTTPS',
    message: `Webhooks hold names and addresses of buyers; they are not to be sent to ${url} in the open.`,
    remedy: 'Give Tillbridge a public https address in its configuration. Until then orders are found by polling.',
  })
}

const withoutSecret = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_NO_WEBHOOK_SECRET',
    message: 'The connection has no secret that webhooks can be signed with.',
    remedy: 'Enter any long text as webhookSecret of the connection; Tillbridge gives it to WooCommerce.',
  })
