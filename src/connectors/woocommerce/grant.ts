import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { Context } from '#contract/context'
import type { Grant, GrantAnswer, GrantRound } from '#contract/grant'
import { TillbridgeError } from '#lib/errors'
import { isLoopback, type WooSettings } from './settings.ts'

const delivery = z.object({
  /** The state that was sent along: WooCommerce takes it for our own number of the person. */
  user_id: z.coerce.string(),
  consumer_key: z.string().regex(/^ck_\w{10,100}$/),
  consumer_secret: z.string().regex(/^cs_\w{10,100}$/),
  key_permissions: z.string(),
})

/** The page of WooCommerce that makes a pair of keys, delivers it to us from the shop's server, and sends the browser back. */
export const grant: Grant<WooSettings> = {
  needs: ['siteUrl'],
  brings: ['consumerKey', 'consumerSecret'],
  stateParameter: 'user_id',
  knowsReturn: false,
  delivery,
  page,
  redeem,
}

function page({ siteUrl, permalinks }: WooSettings, { state, returnTo, deliverTo }: GrantRound): string {
  const { protocol, hostname } = new URL(deliverTo)
  if (protocol !== 'https:' && !(isLoopback(hostname) && isLoopback(new URL(siteUrl).hostname))) throw notReached()
  const asked = {
    app_name: 'Tillbridge',
    scope: 'read_write',
    user_id: state,
    return_url: returnTo,
    callback_url: deliverTo,
  }
  return permalinks === 'plain'
    ? `${siteUrl}/index.php?${new URLSearchParams({ 'wc-auth-version': '1', 'wc-auth-route': 'authorize', ...asked })}`
    : `${siteUrl}/wc-auth/v1/authorize?${new URLSearchParams(asked)}`
}

async function redeem({ settings }: Context<WooSettings>, { state, query, delivered }: GrantAnswer) {
  if (query.get('success') !== '1') throw refused()
  const keys = delivery.safeParse(delivered)
  if (!keys.success || keys.data.user_id !== state) throw notDelivered()
  const { consumer_key: consumerKey, consumer_secret: consumerSecret } = keys.data
  // Any long text will do for webhooks, as long as only the shop and we know it; one that a person chose stays.
  const webhookSecret = createHmac('sha256', consumerSecret).update('webhooks').digest('hex')
  return { consumerKey, consumerSecret, ...(settings.webhookSecret === undefined ? { webhookSecret } : {}) }
}

const notReached = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_CANNOT_DELIVER',
    message: 'WooCommerce delivers keys only to an https address, and this installation has none.',
    remedy:
      'Set TILLBRIDGE_PUBLIC_URL to the https address under which the shop reaches Tillbridge; or make a pair of keys in WooCommerce (Settings → Advanced → REST API) and enter it.',
  })

const refused = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_NOT_GRANTED',
    message: 'Access was not granted in WooCommerce.',
    remedy: 'Begin again and choose "Approve", or make a pair of keys in WooCommerce and enter it.',
  })

const notDelivered = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_KEYS_MISSING',
    message: 'WooCommerce sent you back, but its server delivered no keys.',
    remedy:
      'Check that the server of the shop can reach this installation, then begin again. The keys that were made can be removed in WooCommerce (Settings → Advanced → REST API).',
  })
