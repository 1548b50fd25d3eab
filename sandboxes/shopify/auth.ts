import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import type { Clock } from '#lib/clock'
import type { Ids } from './ids.ts'

/** Access the way an app gets it. */
export interface Auth {
  readonly clientId: string
  readonly clientSecret: string
  /** Permanent token of an app made in the store admin. */
  readonly accessToken: string
  readonly scopes: ReadonlySet<string>
  /** Answers `POST /admin/oauth/access_token`. */
  token(request: SandboxRequest): SandboxResponse
  /** True while the token opens the API. */
  accepts(token: string | undefined): boolean
  /** A code as the merchant's consent would send it, for the exchange. */
  authorizationCode(): string
  /** Ends every token, as uninstalling the app does. */
  revokeAll(): void
  /** Ends one token. */
  revoke(token: string): void
  /** Lets the given token end now. */
  expire(token: string): void
  setScopes(scopes: readonly string[]): void
}

const CLIENT_CREDENTIALS_SECONDS = 86_399
const OFFLINE_TOKEN_SECONDS = 3600
const REFRESH_TOKEN_SECONDS = 90 * 86_400

interface Grant {
  expiresAt: number | null
}

interface Refresh {
  readonly expiresAt: number
  /** The token that was used to get this one; it ends when this one is used. */
  readonly replaces: string | null
}

export interface AuthOptions {
  readonly clientId?: string
  readonly clientSecret?: string
  readonly accessToken?: string
  readonly scopes: readonly string[]
}

export function createAuth(clock: Clock, ids: Ids, options: AuthOptions): Auth {
  const clientId = options.clientId ?? 'sandbox-client-id'
  const clientSecret = options.clientSecret ?? 'sandbox-client-secret'
  const accessToken = options.accessToken ?? `shpat_${ids.token(32).toLowerCase()}`
  let scopes: ReadonlySet<string> = new Set(options.scopes)
  const grants = new Map<string, Grant>([[accessToken, { expiresAt: null }]])
  const refreshes = new Map<string, Refresh>()
  const codes = new Set<string>()
  const now = (): number => clock.now().getTime()

  const grant = (seconds: number | null, prefix: string): string => {
    const token = `${prefix}_${ids.token(32).toLowerCase()}`
    grants.set(token, { expiresAt: seconds === null ? null : now() + seconds * 1000 })
    return token
  }
  const scope = (): string => [...scopes].join(',')
  const offlinePair = (replaces: string | null): SandboxResponse => {
    const refreshToken = `shprt_${ids.token(32).toLowerCase()}`
    refreshes.set(refreshToken, { expiresAt: now() + REFRESH_TOKEN_SECONDS * 1000, replaces })
    return ok({
      access_token: grant(OFFLINE_TOKEN_SECONDS, 'shpat'),
      scope: scope(),
      expires_in: OFFLINE_TOKEN_SECONDS,
      refresh_token: refreshToken,
      refresh_token_expires_in: REFRESH_TOKEN_SECONDS,
    })
  }
  const refresh = (token: string): SandboxResponse => {
    const known = refreshes.get(token)
    if (known === undefined || known.expiresAt <= now())
      return bad('invalid_grant', 'The refresh token is invalid or expired')
    // Using the replacement proves that it arrived; only then does the former one end.
    if (known.replaces !== null) refreshes.delete(known.replaces)
    return offlinePair(token)
  }
  return {
    clientId,
    clientSecret,
    accessToken,
    get scopes() {
      return scopes
    },
    token(request) {
      const input = formOf(request)
      if (input['client_id'] !== clientId || input['client_secret'] !== clientSecret) {
        return bad('invalid_client', 'The client credentials are invalid')
      }
      if (input['grant_type'] === 'client_credentials') {
        return ok({
          access_token: grant(CLIENT_CREDENTIALS_SECONDS, 'shpat'),
          scope: scope(),
          expires_in: CLIENT_CREDENTIALS_SECONDS,
        })
      }
      if (input['grant_type'] === 'refresh_token') return refresh(input['refresh_token'] ?? '')
      if (input['code'] !== undefined) {
        if (!codes.delete(input['code']))
          return bad('invalid_request', 'The authorization code was not found or was already used')
        return input['expiring'] === '1'
          ? offlinePair(null)
          : ok({ access_token: grant(null, 'shpat'), scope: scope() })
      }
      return bad('unsupported_grant_type', 'The grant type is not supported')
    },
    accepts(token) {
      const known = token === undefined ? undefined : grants.get(token)
      return known !== undefined && (known.expiresAt === null || known.expiresAt > now())
    },
    authorizationCode() {
      const code = ids.token(32).toLowerCase()
      codes.add(code)
      return code
    },
    revokeAll() {
      grants.clear()
      refreshes.clear()
    },
    revoke: (token) => void grants.delete(token),
    expire: (token) => void grants.set(token, { expiresAt: 0 }),
    setScopes(next) {
      scopes = new Set(next)
    },
  }
}

const ok = (body: unknown): SandboxResponse => ({ status: 200, body })
const bad = (error: string, description: string): SandboxResponse => ({
  status: 400,
  body: { error, error_description: description },
})

/** Both forms of body are accepted, as by Shopify. */
function formOf(request: SandboxRequest): Record<string, string> {
  const text = request.body.toString('utf8')
  if ((request.headers['content-type'] ?? '').includes('json')) {
    try {
      const parsed: unknown = JSON.parse(text)
      if (parsed !== null && typeof parsed === 'object') {
        return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, String(value)]))
      }
    } catch {
      return {}
    }
  }
  return Object.fromEntries(new URLSearchParams(text))
}
