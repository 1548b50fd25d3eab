import { consentPage, refusalPage, sentTo } from '#sandboxes/kit/consent'
import type { Poster } from '#sandboxes/kit/post'
import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import type { Key, Shop } from './state.ts'

const SCOPES: Readonly<Record<string, readonly string[]>> = {
  read: ['View coupons', 'View customers', 'View orders and sales reports', 'View products'],
  write: ['Create webhooks', 'Create coupons', 'Create customers', 'Create orders', 'Create products'],
  read_write: ['Create webhooks', 'View and manage coupons', 'View and manage orders', 'View and manage products'],
}
const NEEDED = ['app_name', 'user_id', 'return_url', 'callback_url', 'scope'] as const
const DELIVERY_TIMEOUT_MS = 60_000

/** Which page of `wc-auth` a request is for, by the pretty address or the plain one; `null` = for none. */
function routeOf({ path, query }: SandboxRequest): string | null {
  const plain = query.get('wc-auth-version') === '1' ? query.get('wc-auth-route') : null
  return plain ?? /^\/wc-auth\/v1\/(\w+)\/?$/.exec(path)?.[1] ?? null
}

/**
 * The pages by which WooCommerce hands keys over: the administrator approves, a pair of keys is made and delivered to the app from
 * the shop's server, and only then does the browser go back. Somebody is signed in to the shop already.
 */
export async function wcAuth(
  shop: Shop,
  request: SandboxRequest,
  { addKey, poster }: { readonly addKey: (permissions: Key['permissions']) => Key; readonly poster: Poster },
): Promise<SandboxResponse | null> {
  const route = routeOf(request)
  if (route === null || request.method !== 'GET') return null
  const { query } = request
  const missing = NEEDED.find((name) => (query.get(name) ?? '') === '')
  if (missing !== undefined) return refusalPage(401, `Error: Missing parameter ${missing}.`)
  const asked = Object.fromEntries(NEEDED.map((name) => [name, query.get(name) ?? ''])) as Asked
  const rights = SCOPES[asked.scope]
  if (rights === undefined) return refusalPage(401, `Error: Invalid scope ${asked.scope}.`)
  if (!isDeliverable(asked.callback_url)) return refusalPage(401, 'Error: The callback_url needs to be over SSL.')
  if (route === 'access_granted') return granted(shop, asked, { addKey, poster })
  if (route !== 'authorize') return refusalPage(404, 'Error: There is no such page.')
  return consentPage({
    title: `${asked.app_name} would like to connect to your store`,
    lead: `This will give "${asked.app_name}" ${asked.scope} access which will allow it to:`,
    rights,
    agree: { label: 'Approve', address: `${shop.baseUrl}/wc-auth/v1/access_granted?${query}` },
    refuse: { label: 'Deny', address: back(asked, '0') },
  })
}

type Asked = Readonly<Record<(typeof NEEDED)[number], string>>

/** As WooCommerce asks for, besides this machine, where the sandbox is. */
function isDeliverable(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
}

function back({ return_url, user_id }: Asked, success: '0' | '1'): string {
  const address = new URL(return_url)
  address.searchParams.set('success', success)
  address.searchParams.set('user_id', user_id)
  return address.href
}

async function granted(
  shop: Shop,
  asked: Asked,
  { addKey, poster }: { readonly addKey: (permissions: Key['permissions']) => Key; readonly poster: Poster },
): Promise<SandboxResponse> {
  const key = addKey(asked.scope as Key['permissions'])
  const body = JSON.stringify({
    key_id: shop.keys.length,
    user_id: asked.user_id,
    consumer_key: key.consumerKey,
    consumer_secret: key.consumerSecret,
    key_permissions: key.permissions,
  })
  const headers = { 'Content-Type': 'application/json;charset=UTF-8' }
  const answer = await poster.send({ url: asked.callback_url, headers, body, timeoutMs: DELIVERY_TIMEOUT_MS })
  if (answer.status === 200) return sentTo(back(asked, '1'))
  return refusalPage(
    401,
    'Error: An error occurred in the request and at the time were unable to send the consumer data.',
  )
}
