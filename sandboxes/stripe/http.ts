import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import { accountOf, answerOauth, type Platform } from './connect.ts'
import { type ControlParts, metaAnswer } from './control-plane.ts'
import { ApiError, errorResponse } from './errors.ts'
import { API_VERSION } from './events.ts'
import { expand } from './expand.ts'
import { type Form, parseForm } from './form.ts'
import type { Idempotency } from './idempotency.ts'
import { demand, type Keys } from './keys.ts'
import { onlyKnown, texts } from './params.ts'
import type { RateLimiter } from './rate-limit.ts'
import { finishReports } from './reports.ts'
import { findRoute, type Route } from './routes.ts'
import type { Account } from './state.ts'

export interface HttpParts extends ControlParts {
  readonly platform: Platform
  readonly keys: Keys
  readonly idempotency: Idempotency
  readonly limiter: RateLimiter
}

const VERSION = /^\d{4}-\d{2}-\d{2}(\.[a-z_]+)?$/

/** Answers every path of the sandbox. */
export function httpHandler(parts: HttpParts): (request: SandboxRequest) => SandboxResponse | Promise<SandboxResponse> {
  const { ids } = parts.platform.own
  return (request) => {
    if (request.path.startsWith('/__meta/')) return metaAnswer(parts, request)
    if (request.path.startsWith('/oauth/')) return answerOauth(parts.platform, ids, request)
    const requestId = `req_${ids.token(14)}`
    const answer = refusing(requestId, () => route(parts, request, requestId))
    const key = request.headers['idempotency-key']
    return {
      ...answer,
      headers: {
        'request-id': requestId,
        'stripe-version': request.headers['stripe-version'] ?? API_VERSION,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...answer.headers,
      },
    }
  }
}

function refusing(requestId: string, act: () => SandboxResponse): SandboxResponse {
  try {
    return act()
  } catch (error) {
    if (error instanceof ApiError) return errorResponse(error, requestId)
    throw error
  }
}

function route(parts: HttpParts, request: SandboxRequest, requestId: string): SandboxResponse {
  const { method, path, headers } = request
  const key = parts.keys.authenticate(headers['authorization'])
  const version = headers['stripe-version']
  if (version !== undefined && !VERSION.test(version)) throw new ApiError(400, `Invalid Stripe API version: ${version}`)
  const account = accountOf(parts.platform, request)
  const nowMs = account.clock.now().getTime()
  const { route: found, id } = findRoute(method, path)
  parts.limiter.count(`${account.settings.id} ${method} ${found.path}`, nowMs)
  demand(key, found.permission, account.settings.id)
  finishReports(account)
  const form = formOf(request)
  const act = (): SandboxResponse => perform(account, found, form, id, request, requestId)
  const idempotencyKey = method === 'POST' ? headers['idempotency-key'] : undefined
  return idempotencyKey === undefined
    ? act()
    : once(parts.idempotency, `${account.settings.id} ${idempotencyKey}`, request, nowMs, requestId, act)
}

/** Acts once per key; what had begun to act is remembered, refusals included. */
function once(
  idempotency: Idempotency,
  key: string,
  request: SandboxRequest,
  nowMs: number,
  requestId: string,
  act: () => SandboxResponse,
): SandboxResponse {
  const fingerprint = `${request.path}?${request.query} ${request.body.toString('utf8')}`
  const replayed = idempotency.replay(key, fingerprint, nowMs)
  if (replayed !== null) return replayed
  try {
    const response = { ...act(), headers: { 'original-request': requestId } }
    idempotency.keep(key, fingerprint, response, nowMs)
    return response
  } catch (error) {
    if (error instanceof ApiError && error.more.executed === true) {
      idempotency.keep(key, fingerprint, errorResponse(error, requestId), nowMs)
    }
    throw error
  }
}

function perform(
  account: Account,
  found: Route,
  form: Form,
  id: string,
  request: SandboxRequest,
  requestId: string,
): SandboxResponse {
  onlyKnown(form, found.params)
  account.request = { id: requestId, idempotencyKey: request.headers['idempotency-key'] ?? null }
  try {
    const answer = found.handle(account, form, id)
    if ('raw' in answer) return answer.raw as SandboxResponse
    return { status: 200, body: expand(account, answer, texts(form, 'expand')) }
  } finally {
    account.request = null
  }
}

function formOf({ method, query, headers, body }: SandboxRequest): Form {
  if (method !== 'POST') return parseForm(query)
  const type = headers['content-type'] ?? ''
  if (body.length > 0 && !type.startsWith('application/x-www-form-urlencoded')) {
    throw new ApiError(400, 'Invalid request (check that your POST content type is application/x-www-form-urlencoded).')
  }
  return parseForm(new URLSearchParams(body.toString('utf8')))
}
