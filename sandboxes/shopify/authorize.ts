import { createHmac } from 'node:crypto'
import { consentPage, refusalPage, sentTo } from '#sandboxes/kit/consent'
import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import type { Auth } from './auth.ts'
import type { Shop } from './shop.ts'

const AUTHORIZE_PATH = '/admin/oauth/authorize'
const INSTALL_PATH = '/admin/oauth/install'

/**
 * The page where a merchant installs an app, and what follows: the browser goes back to the app with a code and a signature. Real
 * shops also compare the address with those that the app registered; the sandbox takes any.
 */
export function authorize(shop: Shop, auth: Auth, { path, query }: SandboxRequest): SandboxResponse | null {
  if (path !== AUTHORIZE_PATH && path !== INSTALL_PATH) return null
  const [clientId, scope, returnTo] = ['client_id', 'scope', 'redirect_uri'].map((name) => query.get(name) ?? '')
  if (clientId !== auth.clientId) return refusalPage(400, 'Oauth error invalid_request: Could not find API client')
  if (returnTo === undefined || !URL.canParse(returnTo)) {
    return refusalPage(400, 'Oauth error invalid_request: The redirect_uri is not whitelisted')
  }
  if (path === INSTALL_PATH) return sentTo(installed(shop, auth, returnTo, query.get('state')))
  return consentPage({
    title: 'Install app',
    lead: `An app asks for access to ${shop.config.name}.`,
    rights: (scope ?? '').split(',').filter((one) => one !== ''),
    agree: { label: 'Install', address: `${INSTALL_PATH}?${query}` },
    refuse: { label: 'Cancel', address: '/admin' },
  })
}

function installed(shop: Shop, auth: Auth, returnTo: string, state: string | null): string {
  const { domain } = shop.config
  const fields: [string, string][] = [
    ['code', auth.authorizationCode()],
    ['host', Buffer.from(`admin.shopify.com/store/${domain.split('.')[0] ?? ''}`).toString('base64')],
    ['shop', domain],
    ['timestamp', String(Math.floor(shop.clock.now().getTime() / 1000))],
    ...(state === null ? [] : [['state', state] as [string, string]]),
  ]
  const signed = fields
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
  const hmac = createHmac('sha256', auth.clientSecret).update(signed).digest('hex')
  const address = new URL(returnTo)
  for (const [name, value] of [...fields, ['hmac', hmac] as const]) address.searchParams.set(name, value)
  return address.href
}
