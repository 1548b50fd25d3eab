import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SandboxRequest } from '#sandboxes/kit/server'
import type { Key, Shop } from './state.ts'
import { WpError } from './wp-error.ts'

const NEEDED = ['oauth_consumer_key', 'oauth_timestamp', 'oauth_nonce', 'oauth_signature', 'oauth_signature_method']
const WINDOW_SECONDS = 900
const ALGORITHMS: Readonly<Record<string, string>> = { 'HMAC-SHA1': 'sha1', 'HMAC-SHA256': 'sha256' }

const refused = (message: string, code = 'woocommerce_rest_authentication_error') => new WpError(401, code, message)

/** One-legged OAuth 1.0a. `null` when the request carries none of it. */
export function checkOAuth(shop: Shop, request: SandboxRequest): Key | null {
  const given = { ...Object.fromEntries(request.query), ...fromHeader(request.headers['authorization']) }
  if (NEEDED.every((name) => given[name] === undefined)) return null
  const missing = NEEDED.filter((name) => (given[name] ?? '') === '')
  if (missing.length > 0) {
    const what = missing.length === 1 ? 'parameter' : 'parameters'
    throw refused(`Missing OAuth ${what} ${missing.join(', ')}`, 'woocommerce_rest_authentication_missing_parameter')
  }
  const key = shop.keys.find(({ consumerKey }) => consumerKey === given['oauth_consumer_key'])
  if (key === undefined) throw refused('Consumer key is invalid.')
  checkSignature(shop, request, given, key.consumerSecret)
  checkNonce(shop, given['oauth_timestamp'] ?? '', `${key.consumerKey} ${given['oauth_nonce']}`)
  return key
}

function fromHeader(header: string | undefined): Record<string, string> {
  if (header === undefined || !/^OAuth /i.test(header)) return {}
  const parts = [...header.slice(6).matchAll(/(\w+)="([^"]*)"/g)]
  return Object.fromEntries(parts.map(([, name = '', value = '']) => [name, decodeURIComponent(value)]))
}

/** RFC 3986. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

function checkSignature(shop: Shop, request: SandboxRequest, given: Record<string, string>, secret: string): void {
  const algorithm = ALGORITHMS[given['oauth_signature_method'] ?? '']
  if (algorithm === undefined) throw refused('Invalid signature - signature method is invalid.')
  const pairs = Object.entries(given)
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const parameters = pairs.map(([name, value]) => `${name}=${value}`).join('&')
  const base = `${request.method}&${encode(addressOf(shop, request))}&${encode(parameters)}`
  const expected = createHmac(algorithm, `${secret}&`).update(base).digest()
  const actual = Buffer.from(given['oauth_signature'] ?? '', 'base64')
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) {
    throw refused('Invalid signature - provided signature does not match.')
  }
}

/** The site's address with the scheme that the request came by. */
function addressOf(shop: Shop, request: SandboxRequest): string {
  const scheme = request.headers['x-forwarded-proto']
  const site = scheme === undefined ? shop.baseUrl : shop.baseUrl.replace(/^https?/, scheme)
  return site + request.path
}

function checkNonce(shop: Shop, timestamp: string, nonce: string): void {
  const seconds = Math.floor(shop.clock.now().getTime() / 1000)
  if (Math.abs(seconds - Number(timestamp)) > WINDOW_SECONDS) throw refused('Invalid timestamp.')
  const used = `${nonce} ${timestamp}`
  if (shop.nonces.has(used)) throw refused('Invalid nonce - nonce has already been used.')
  shop.nonces.add(used)
}
