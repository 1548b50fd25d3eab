import { ApiError } from './errors.ts'
import type { Ids } from './ids.ts'

/** What a restricted key may be allowed, read or write (write includes read); names as in Stripe's refusals. */
export type Resource =
  | 'accounts_kyc_basic'
  | 'balance'
  | 'balance_transaction_source'
  | 'charge'
  | 'dispute'
  | 'event'
  | 'file'
  | 'payment_intent'
  | 'payout'
  | 'report_runs_and_report_types'
  | 'webhook'

export type Permission = `${Resource}_${'read' | 'write'}`

/** What reading settlements and registering a webhook needs. */
export const READER_PERMISSIONS: readonly Permission[] = [
  'accounts_kyc_basic_read',
  'balance_read',
  'balance_transaction_source_read',
  'charge_read',
  'dispute_read',
  'event_read',
  'file_read',
  'payment_intent_read',
  'payout_read',
  'report_runs_and_report_types_read',
  'report_runs_and_report_types_write',
  'webhook_write',
]

interface Key {
  readonly secret: string
  /** `null` for a secret key, which may do everything. */
  permissions: ReadonlySet<Permission> | null
  expired: boolean
}

/** The keys of one account. */
export interface Keys {
  /** A further restricted key. */
  restricted(permissions: readonly Permission[]): string
  /** A further secret key, as rolling the old one gives; the old one lives until it is revoked. */
  secret(): string
  setPermissions(key: string, permissions: readonly Permission[]): void
  /** Ends a key at once: it answers 401 from now on. */
  revoke(key: string): void
  /** The key of a request, by its `Authorization` header. @throws {ApiError} 401. */
  authenticate(header: string | undefined): Key
}

export function createKeys(ids: Ids, livemode: boolean): Keys {
  const keys = new Map<string, Key>()
  const mode = livemode ? 'live' : 'test'
  const add = (prefix: string, permissions: readonly Permission[] | null): string => {
    const secret = `${prefix}_${mode}_${ids.token(40)}`
    keys.set(secret, { secret, permissions: permissions === null ? null : new Set(permissions), expired: false })
    return secret
  }
  return {
    restricted: (permissions) => add('rk', permissions),
    secret: () => add('sk', null),
    setPermissions(key, permissions) {
      const known = keys.get(key)
      if (known !== undefined) known.permissions = new Set(permissions)
    },
    revoke(key) {
      const known = keys.get(key)
      if (known !== undefined) known.expired = true
    },
    authenticate(header) {
      const given = keyIn(header)
      if (given === null) {
        throw unauthorized('You did not provide an API key. You need to provide it in the Authorization header.')
      }
      const known = keys.get(given)
      if (known === undefined) throw unauthorized(`Invalid API Key provided: ${masked(given)}`)
      if (known.expired) throw unauthorized(`Expired API Key provided: ${masked(given)}`, 'api_key_expired')
      return known
    },
  }
}

const unauthorized = (message: string, code?: string): ApiError =>
  new ApiError(401, message, {
    headers: { 'www-authenticate': 'Bearer realm="Stripe"' },
    ...(code === undefined ? {} : { code }),
  })

function keyIn(header: string | undefined): string | null {
  const [scheme = '', value = ''] = (header ?? '').split(' ')
  if (value === '') return null
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() !== 'basic') return null
  const user = Buffer.from(value, 'base64').toString('utf8').split(':', 1)[0] ?? ''
  return user === '' ? null : user
}

const masked = (key: string): string => `${key.slice(0, 8)}${'*'.repeat(Math.max(0, key.length - 12))}${key.slice(-4)}`

/** @throws {ApiError} 403 when a restricted key lacks what the call needs. */
export function demand(key: Key, permission: Permission, accountId: string): void {
  if (key.permissions === null || key.permissions.has(permission)) return
  const write = permission.replace(/_read$/, '_write') as Permission
  if (permission.endsWith('_read') && key.permissions.has(write)) return
  throw new ApiError(
    403,
    `The provided key '${masked(key.secret)}' does not have the required permissions for this endpoint on account '${accountId}'. ` +
      `Having the 'rak_${permission}' permission would allow this request to continue.`,
  )
}
