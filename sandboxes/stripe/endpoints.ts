import { ApiError } from './errors.ts'
import { covers, EVENT_TYPES } from './events.ts'
import type { Account, Endpoint, Json, Metadata } from './state.ts'

const MOST_ENDPOINTS = 16

export interface NewEndpoint {
  readonly url: string
  readonly enabledEvents: readonly string[]
  readonly apiVersion: string | null
  readonly connect: boolean
  readonly description: string | null
  readonly metadata: Metadata
}

/** Registers an address for events. */
export function addEndpoint(account: Account, input: NewEndpoint): Endpoint {
  checkUrl(account, input.url)
  checkEvents(input.enabledEvents)
  if (account.endpoints.rows.length >= MOST_ENDPOINTS) {
    throw new ApiError(400, 'You have reached the maximum of 16 webhook endpoints.', { executed: true })
  }
  return account.endpoints.add({
    ...account.stamp('we'),
    ...input,
    secret: `whsec_${account.ids.token(32)}`,
    status: 'enabled',
  })
}

/** Live endpoints must be reached by TLS; a test one may be on this machine. */
export function checkUrl(account: Account, url: string): void {
  const parsed = URL.parse(url)
  const secure = parsed?.protocol === 'https:'
  if (parsed === null || !(secure || (parsed.protocol === 'http:' && !account.settings.livemode))) {
    throw new ApiError(400, 'Invalid URL: URL must be publicly accessible.', { code: 'url_invalid', param: 'url' })
  }
}

export function checkEvents(events: readonly string[]): void {
  if (events.length === 0) {
    throw new ApiError(400, 'Missing required param: enabled_events.', {
      code: 'parameter_missing',
      param: 'enabled_events',
    })
  }
  const unknown = events.findIndex((name) => name !== '*' && !EVENT_TYPES.includes(name))
  if (unknown < 0) return
  throw new ApiError(400, `Invalid enabled_events[${unknown}]: must be one of the known event types`, {
    param: `enabled_events[${unknown}]`,
  })
}

/** Endpoints of this account that want events of a type, those for connected accounts apart. */
export const endpointsFor = (account: Account, type: string, connect: boolean): Endpoint[] =>
  account.endpoints.rows.filter(
    (endpoint) =>
      endpoint.status === 'enabled' &&
      endpoint.connect === connect &&
      endpoint.enabledEvents.some((pattern) => covers(pattern, type)),
  )

/** The secret is part of the answer to its creation and of no other. */
export function endpointView(account: Account, endpoint: Endpoint, withSecret = false): Json {
  return {
    id: endpoint.id,
    object: 'webhook_endpoint',
    api_version: endpoint.apiVersion,
    application: null,
    created: endpoint.created,
    description: endpoint.description,
    enabled_events: endpoint.enabledEvents,
    livemode: account.settings.livemode,
    metadata: endpoint.metadata,
    ...(withSecret ? { secret: endpoint.secret } : {}),
    status: endpoint.status,
    url: endpoint.url,
  }
}
