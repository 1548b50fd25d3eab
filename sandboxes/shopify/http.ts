import type { Faults } from '#sandboxes/kit/faults'
import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import type { Auth } from './auth.ts'
import { authorize } from './authorize.ts'
import { type BulkOperations, RESULT_PATH } from './bulk-operations.ts'
import { metaAnswer } from './control-plane.ts'
import type { CostBucket } from './cost.ts'
import type { Deliveries } from './deliveries.ts'
import type { GraphqlEndpoint, GraphqlRequest } from './graphql.ts'
import type { Life } from './life.ts'
import type { Shop } from './shop.ts'
import { type StagedUploads, UPLOAD_PATH } from './staged-uploads.ts'
import type { Stock } from './stock-api.ts'
import type { OrderStock } from './stock-effects.ts'
import type { Subscriptions } from './subscriptions.ts'

export interface HttpParts {
  readonly shop: Shop
  readonly auth: Auth
  readonly endpoint: GraphqlEndpoint
  readonly bucket: CostBucket
  readonly deliveries: Deliveries
  readonly life: Life
  readonly subscriptions: Subscriptions
  readonly bulk: BulkOperations
  readonly uploads: StagedUploads
  readonly stock: Stock
  readonly orderStock: OrderStock
  readonly faults: Faults
}

const GRAPHQL_PATH = /^\/admin\/api\/(\d{4}-\d{2}|unstable)\/graphql\.json$/
const INVALID_TOKEN = { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' }

/** Answers every path of the sandbox. */
export function httpHandler(parts: HttpParts): (request: SandboxRequest) => Promise<SandboxResponse> {
  return async (request) => {
    if (request.path.startsWith('/__meta/')) return metaAnswer(parts, request)
    const answer = await route(parts, request)
    return { ...answer, headers: { 'x-request-id': parts.shop.ids.uuid(), ...answer.headers } }
  }
}

async function route(parts: HttpParts, request: SandboxRequest): Promise<SandboxResponse> {
  const { method, path } = request
  if (path === '/admin/oauth/access_token' && method === 'POST') return parts.auth.token(request)
  const page = method === 'GET' ? authorize(parts.shop, parts.auth, request) : null
  if (page !== null) return page
  if (path.startsWith(RESULT_PATH) && method === 'GET') return parts.bulk.download(path)
  if (path.startsWith(UPLOAD_PATH)) return parts.uploads.receive(request)
  const version = GRAPHQL_PATH.exec(path)?.[1]
  if (version === undefined || method !== 'POST') return { status: 404, body: { errors: 'Not Found' } }
  if (!parts.auth.accepts(request.headers['x-shopify-access-token'])) return { status: 401, body: INVALID_TOKEN }
  const asked = readRequest(request)
  if (asked === null) return { status: 400, body: { errors: { query: 'Required parameter missing or invalid' } } }
  const { endpoint, auth, bucket, shop } = parts
  const body = await endpoint.answer(asked, { scopes: auth.scopes }, bucket, shop.clock.now())
  return { status: 200, body, headers: { 'x-shopify-api-version': version, 'x-shopid': String(shop.config.id) } }
}

function readRequest(request: SandboxRequest): GraphqlRequest | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(request.body.toString('utf8'))
  } catch {
    return null
  }
  if (parsed === null || typeof parsed !== 'object') return null
  const { query, variables, operationName } = parsed as Record<string, unknown>
  if (typeof query !== 'string' || query === '') return null
  return {
    query,
    variables: variables !== null && typeof variables === 'object' ? (variables as Record<string, unknown>) : {},
    operationName: typeof operationName === 'string' ? operationName : null,
  }
}
