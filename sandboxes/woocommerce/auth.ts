import { checkOAuth } from './oauth.ts'
import type { SandboxRequest } from '#sandboxes/kit/server'
import type { Key, Shop } from './state.ts'
import { WpError } from './wp-error.ts'

const refused = (message: string) => new WpError(401, 'woocommerce_rest_authentication_error', message)

/** Over TLS: it ends in front of the sandbox, which is told by `X-Forwarded-Proto`, else by how the shop was started. */
export const isSecure = (shop: Shop, request: SandboxRequest): boolean => {
  const forwarded = request.headers['x-forwarded-proto']
  return forwarded === undefined ? shop.secure : forwarded === 'https'
}

/**
 * Whose key it is; nobody's is `null`, and so is a key that does not exist.
 *
 * @throws {WpError} for a wrong secret, a wrong signature, and a key that may not do this.
 */
export function keyOf(shop: Shop, request: SandboxRequest): Key | null {
  const address = `${request.path}?${decodeURIComponent(request.query.toString())}`
  if (!/wp-json\/wc(\/|-)/.test(address)) return null
  const key = (isSecure(shop, request) ? byKeyPair(shop, request) : null) ?? checkOAuth(shop, request)
  if (key !== null) checkPermission(key, request.method)
  return key
}

function byKeyPair(shop: Shop, request: SandboxRequest): Key | null {
  const pair = fromQuery(request) ?? (shop.stripsAuthorization ? null : fromHeader(request))
  if (pair === null) return null
  const key = shop.keys.find(({ consumerKey }) => consumerKey === pair.name)
  if (key === undefined) return null
  if (key.consumerSecret !== pair.secret) throw refused('Consumer secret is invalid.')
  return key
}

function fromQuery({ query }: SandboxRequest) {
  const [name, secret] = [query.get('consumer_key'), query.get('consumer_secret')]
  return name === null || secret === null || name === '' || secret === '' ? null : { name, secret }
}

function fromHeader({ headers }: SandboxRequest) {
  const encoded = /^Basic (.+)$/i.exec(headers['authorization'] ?? '')?.[1]
  if (encoded === undefined) return null
  const [name = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return { name, secret: secret.join(':') }
}

function checkPermission(key: Key, method: string): void {
  if (method === 'OPTIONS') return
  const kind = method === 'GET' || method === 'HEAD' ? 'read' : 'write'
  if (key.permissions === 'read_write' || key.permissions === kind) return
  throw refused(`The API key provided does not have ${kind} permissions.`)
}
