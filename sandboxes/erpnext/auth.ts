import { FrappeError } from './frappe-error.ts'
import { GUEST } from './session.ts'
import type { SiteCore } from './site.ts'

/**
 * Who makes the request: `token key:secret` or Basic; nobody at all is Guest. A disabled user's key still works.
 * Every other Authorization header is refused (401).
 */
export function authenticate(site: SiteCore, header: string | undefined): string {
  if (header === undefined || header.trim() === '') return GUEST
  const [scheme = '', credentials = ''] = header.trim().split(/\s+/)
  const pair = pairOf(scheme.toLowerCase(), credentials)
  const at = pair?.indexOf(':') ?? -1
  if (pair === null || at < 0) throw refused()
  const user = site.userOfKey(pair.slice(0, at), pair.slice(at + 1))
  if (user === null) throw refused()
  return user
}

function pairOf(scheme: string, credentials: string): string | null {
  if (scheme === 'token') return credentials
  return scheme === 'basic' ? Buffer.from(credentials, 'base64').toString('utf8') : null
}

function refused(): FrappeError {
  return new FrappeError('AuthenticationError', '', { show: false })
}
