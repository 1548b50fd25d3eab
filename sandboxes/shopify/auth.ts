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

/** What has been handed out, by token. */
interface Vault {
  readonly grants: Map<string, Grant>
  readonly refreshes: Map<string, Refresh>
  readonly codes: Set<string>
  now(): number
  /** A new access token that ends after so many seconds, or never. */
  grant(seconds: number | null): string
  /** A new token for refreshing. */
  refresh(replaces: string | null): string
}

function createVault(clock: Clock, ids: Ids): Vault {
  const grants = new Map<string, Grant>()
  const refreshes = new Map<string, Refresh>()
  const now = (): number => clock.now().getTime()
  return {
    grants,
    refreshes,
    codes: new Set(),
    now,
    grant(seconds) {
      const token = `shpat_${ids.token(32).toLowerCase()}`
      grants.set(token, { expiresAt: seconds === null ? null : now() + seconds * 1000 })
      return token
    },
    refresh(replaces) {
      const token = `shprt_${ids.token(32).toLowerCase()}`
      refreshes.set(token, { expiresAt: now() + REFRESH_TOKEN_SECONDS * 1000, replaces })
      return token
    },
  }
}

/** Keeps the tokens of the one app that is installed. */
export function createAuth(clock: Clock, ids: Ids, options: AuthOptions): Auth {
  const clientId = options.clientId ?? 'sandbox-client-id'
  const clientSecret = options.clientSecret ?? 'sandbox-client-secret'
  const accessToken = options.accessToken ?? `shpat_${ids.token(32).toLowerCase()}`
  let scopes: ReadonlySet<string> = new Set(options.scopes)
  const vault = createVault(clock, ids)
  vault.grants.set(accessToken, { expiresAt: null })
  return {
    clientId,
    clientSecret,
    accessToken,
    get scopes() {
      return scopes
    },
    token(request) {
      const input = formOf(request)
      const known = input['client_id'] === clientId && input['client_secret'] === clientSecret
      return known
        ? answerGrant(vault, [...scopes].join(','), input)
        : bad('invalid_client', 'The client credentials are invalid')
    },
    accepts(token) {
      const known = token === undefined ? undefined : vault.grants.get(token)
      return known !== undefined && (known.expiresAt === null || known.expiresAt > vault.now())
    },
    authorizationCode() {
      const code = ids.token(32).toLowerCase()
      vault.codes.add(code)
      return code
    },
    revokeAll() {
      vault.grants.clear()
      vault.refreshes.clear()
    },
    revoke: (token) => void vault.grants.delete(token),
    expire: (token) => void vault.grants.set(token, { expiresAt: 0 }),
    setScopes(next) {
      scopes = new Set(next)
    },
  }
}

function answerGrant(vault: Vault, scope: string, input: Readonly<Record<string, string>>): SandboxResponse {
  if (input['grant_type'] === 'client_credentials') {
    const token = vault.grant(CLIENT_CREDENTIALS_SECONDS)
    return ok({ access_token: token, scope, expires_in: CLIENT_CREDENTIALS_SECONDS })
  }
  if (input['grant_type'] === 'refresh_token') return answerRefresh(vault, scope, input['refresh_token'] ?? '')
  if (input['code'] === undefined) return bad('unsupported_grant_type', 'The grant type is not supported')
  if (!vault.codes.delete(input['code'])) {
    return bad('invalid_request', 'The authorization code was not found or was already used')
  }
  return input['expiring'] === '1' ? offlinePair(vault, scope, null) : ok({ access_token: vault.grant(null), scope })
}

function answerRefresh(vault: Vault, scope: string, token: string): SandboxResponse {
  const known = vault.refreshes.get(token)
  if (known === undefined || known.expiresAt <= vault.now())
    return bad('invalid_grant', 'The refresh token is invalid or expired')
  // Using the replacement proves that it arrived; only then does the former one end.
  if (known.replaces !== null) vault.refreshes.delete(known.replaces)
  return offlinePair(vault, scope, token)
}

const offlinePair = (vault: Vault, scope: string, replaces: string | null): SandboxResponse =>
  ok({
    access_token: vault.grant(OFFLINE_TOKEN_SECONDS),
    scope,
    expires_in: OFFLINE_TOKEN_SECONDS,
    refresh_token: vault.refresh(replaces),
    refresh_token_expires_in: REFRESH_TOKEN_SECONDS,
  })

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
