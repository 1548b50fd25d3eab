import { z } from 'zod'
import type { Auth, Token } from '#contract/auth'
import type { Context, HttpResponse } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import type { ShopifySettings } from './settings.ts'

const answer = z.object({
  access_token: z.string().min(1),
  scope: z.string().nullish(),
  /** Seconds. */
  expires_in: z.number().nullish(),
  refresh_token: z.string().nullish(),
  /** Seconds. */
  refresh_token_expires_in: z.number().nullish(),
})

const permanent = (settings: ShopifySettings): boolean =>
  settings.accessToken !== undefined && settings.refreshToken === undefined

/**
 * Three ways in: a permanent token that a person pasted, client credentials (a token for 24 hours, asked for again before it
 * ends), or an expiring offline token with a refresh token that changes at each use.
 */
export const auth: Auth<ShopifySettings> = {
  headers(settings, token) {
    const accessToken = token?.accessToken ?? settings.accessToken
    return accessToken === undefined ? {} : { 'x-shopify-access-token': accessToken }
  },
  needsToken: (settings) => !permanent(settings),
  renew,
}

async function renew(context: Context<ShopifySettings>, current: Token | null): Promise<Token> {
  const { clientId, clientSecret, refreshToken } = context.settings
  if (clientId === undefined || clientSecret === undefined) throw cannotRenew()
  const refresh = current?.refreshToken ?? refreshToken
  return requestToken(
    context,
    refresh === undefined
      ? { grant_type: 'client_credentials' }
      : { grant_type: 'refresh_token', refresh_token: refresh },
  )
}

/** A token for what the app was given: credentials of its own, a refresh token, or the code of a merchant's consent. */
export async function requestToken(
  context: Context<ShopifySettings>,
  given: Readonly<Record<string, string>>,
): Promise<Token> {
  const { clientId, clientSecret } = context.settings
  const response = await context.http.send({
    method: 'POST',
    path: '/admin/oauth/access_token',
    json: { client_id: clientId, client_secret: clientSecret, ...given },
    // Asking again is safe: the former refresh token stays good until its replacement was used, and a code that was used is refused.
    effect: 'read',
    anonymous: true,
  })
  if (response.status !== 200) throw refusal(response)
  return tokenOf(response, context.clock.now())
}

function tokenOf(response: HttpResponse, now: Date): Token {
  const parsed = answer.safeParse(response.json())
  if (!parsed.success) {
    throw new TillbridgeError({
      kind: 'transient',
      code: 'SHOPIFY_TOKEN_UNREADABLE',
      message: 'Shopify answered the request for a token with something that is not a token.',
      detail: { status: response.status },
    })
  }
  const token = parsed.data
  const after = (seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString()
  return {
    accessToken: token.access_token,
    ...(token.refresh_token == null ? {} : { refreshToken: token.refresh_token }),
    ...(token.expires_in == null ? {} : { expiresAt: after(token.expires_in) }),
    ...(token.refresh_token_expires_in == null ? {} : { refreshExpiresAt: after(token.refresh_token_expires_in) }),
    ...(token.scope == null ? {} : { scopes: token.scope.split(',').map((scope) => scope.trim()) }),
  }
}

function refusal(response: HttpResponse): TillbridgeError {
  const { status } = response
  const detail = { status, answer: response.text.slice(0, 300), requestId: response.headers['x-request-id'] ?? null }
  if (status === 429 || status === 430 || status >= 500) {
    return new TillbridgeError({
      kind: status >= 500 ? 'transient' : 'throttled',
      code: status >= 500 ? 'SHOPIFY_UNAVAILABLE' : 'SHOPIFY_THROTTLED',
      message: 'Shopify did not give a new token at the moment.',
      ...(status >= 500 ? {} : { retryAfterSeconds: Number(response.headers['retry-after']) || 2 }),
      detail,
    })
  }
  return new TillbridgeError({
    kind: 'unauthorized',
    code: 'SHOPIFY_TOKEN_REFUSED',
    message: 'Shopify refuses to give a token for these app credentials.',
    remedy:
      'Check that the app is still installed in the shop and that client id and client secret are right, then connect again.',
    detail,
  })
}

const cannotRenew = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'unauthorized',
    code: 'SHOPIFY_TOKEN_REVOKED',
    message: 'Shopify no longer accepts the access token, and there are no app credentials to get another one.',
    remedy: 'Create a new access token in the shop (Settings → Apps → Develop apps) and paste it into the connection.',
  })
