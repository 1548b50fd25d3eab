import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import { ApiError } from './errors.ts'
import type { Ids } from './ids.ts'
import type { Account } from './state.ts'

/** The accounts that a platform's key opens: its own, and those that are connected to it. */
export interface Platform {
  readonly own: Account
  readonly connected: Map<string, Account>
  /** Codes that merchants' consents have sent, each for one exchange. */
  readonly codes: Map<string, string>
}

/** The account a request is about. @throws {ApiError} 403 when the platform has no access to it. */
export function accountOf(platform: Platform, { headers }: SandboxRequest): Account {
  const id = headers['stripe-account'] ?? headers['stripe-context']
  if (id === undefined || id === platform.own.settings.id) return platform.own
  const account = platform.connected.get(id)
  if (account !== undefined) return account
  throw new ApiError(
    403,
    `The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
    { code: 'account_invalid' },
  )
}

/** `POST /oauth/token` and `/oauth/deauthorize`. */
export function answerOauth(platform: Platform, ids: Ids, request: SandboxRequest): SandboxResponse {
  const form = new URLSearchParams(request.body.toString('utf8'))
  if (request.path === '/oauth/deauthorize') {
    const id = form.get('stripe_user_id') ?? ''
    if (!platform.connected.delete(id)) return refused('invalid_client', `This application is not connected to ${id}.`)
    return { status: 200, body: { stripe_user_id: id } }
  }
  if (form.get('grant_type') !== 'authorization_code') {
    return refused('unsupported_grant_type', 'This grant type is not supported.')
  }
  const id = platform.codes.get(form.get('code') ?? '')
  if (id === undefined) return refused('invalid_grant', 'This authorization code does not exist or has been used.')
  platform.codes.delete(form.get('code') ?? '')
  const { livemode } = platform.own.settings
  const mode = livemode ? 'live' : 'test'
  return {
    status: 200,
    body: {
      access_token: `sk_${mode}_${ids.token(24)}`,
      livemode,
      refresh_token: `rt_${ids.token(40)}`,
      scope: 'read_write',
      stripe_publishable_key: `pk_${mode}_${ids.token(24)}`,
      stripe_user_id: id,
      token_type: 'bearer',
    },
  }
}

const refused = (error: string, description: string): SandboxResponse => ({
  status: 400,
  body: { error, error_description: description },
})
