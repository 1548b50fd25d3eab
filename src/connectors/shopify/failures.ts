import { z } from 'zod'
import type { HttpResponse } from '#contract/context'
import { type ErrorKind, TillbridgeError } from '#lib/errors'
import type { Operation } from './client.ts'

const cost = z.object({
  requestedQueryCost: z.number().nullish(),
  actualQueryCost: z.number().nullish(),
  throttleStatus: z
    .object({ maximumAvailable: z.number(), currentlyAvailable: z.number(), restoreRate: z.number() })
    .nullish(),
})

const graphqlError = z.object({
  message: z.string().default(''),
  path: z.array(z.union([z.string(), z.number()])).nullish(),
  extensions: z.looseObject({ code: z.string().nullish(), requiredAccess: z.string().nullish() }).nullish(),
})
type GraphqlError = z.output<typeof graphqlError>

export const graphqlAnswer = z.object({
  data: z.unknown().optional(),
  // Some gateways answer `{"errors": "text"}`.
  errors: z.union([z.array(graphqlError), z.string().transform((message): GraphqlError[] => [{ message }])]).nullish(),
  extensions: z.looseObject({ cost: cost.nullish() }).nullish(),
})
export type GraphqlAnswer = z.output<typeof graphqlAnswer>

type AnyOperation = Pick<Operation<unknown>, 'name' | 'effect'>

const NO_ACCESS: Readonly<Record<number, readonly [code: string, message: string, remedy: string]>> = {
  401: ['SHOPIFY_TOKEN_REVOKED', 'Shopify no longer accepts the access token.', 'Connect the shop again.'],
  403: [
    'SHOPIFY_TOKEN_REVOKED',
    'Shopify refuses this app access to the shop.',
    'Check that the app is installed, then connect the shop again.',
  ],
  402: [
    'SHOPIFY_SHOP_FROZEN',
    'The shop is frozen because its bill is not paid.',
    'Settle the bill in the Shopify admin; Tillbridge goes on by itself after the next check.',
  ],
  404: [
    'SHOPIFY_SHOP_GONE',
    'There is no shop under this name, or it was closed.',
    'Check the myshopify.com name of the connection.',
  ],
  301: ['SHOPIFY_SHOP_MOVED', 'The shop has got another myshopify.com name.', 'Make a connection with the new name.'],
  423: [
    'SHOPIFY_SHOP_LOCKED',
    'Shopify has locked the shop.',
    'Contact Shopify support, then check the connection again.',
  ],
}

/** The failure that an HTTP status other than 200 stands for. */
export function statusError(response: HttpResponse, operation: AnyOperation): TillbridgeError {
  const { status } = response
  const detail = {
    operation: operation.name,
    status,
    answer: response.text.slice(0, 300),
    requestId: requestId(response),
  }
  const noAccess = NO_ACCESS[status]
  if (noAccess !== undefined) {
    const [code, message, remedy] = noAccess
    return new TillbridgeError({ kind: 'unauthorized', code, message, remedy, detail })
  }
  if (status === 429 || status === 430) {
    return new TillbridgeError({
      kind: 'throttled',
      code: 'SHOPIFY_THROTTLED',
      message: 'Shopify asks for fewer calls.',
      retryAfterSeconds: Number(response.headers['retry-after']) || 2,
      detail,
    })
  }
  if (status >= 500) return unavailable(operation, detail)
  return ourFault(`Shopify refused the request with status ${status}.`, detail)
}

/** What the `errors` of an answer stand for, or `null` when there are none. */
export function errorOf(
  answer: GraphqlAnswer,
  operation: AnyOperation,
  response: HttpResponse,
): TillbridgeError | null {
  const errors = answer.errors ?? []
  const first = errors[0]
  if (first === undefined) return null
  const detail = { operation: operation.name, errors: errors.slice(0, 5), requestId: requestId(response) }
  const withCode = (code: string): GraphqlError | undefined => errors.find((error) => error.extensions?.code === code)
  if (withCode('THROTTLED') !== undefined || (first.extensions?.code == null && first.message === 'Throttled')) {
    return new TillbridgeError({
      kind: 'throttled',
      code: 'SHOPIFY_THROTTLED',
      message: 'Shopify asks for fewer calls.',
      retryAfterSeconds: secondsToWait(answer),
      detail,
    })
  }
  if (withCode('INTERNAL_SERVER_ERROR') !== undefined) return unavailable(operation, detail)
  const denied = withCode('ACCESS_DENIED')
  if (denied !== undefined) return scopeMissing(denied, detail)
  const undefinedKey = withCode('NOT_FOUND')
  if (undefinedKey !== undefined && /definition/i.test(undefinedKey.message)) return definitionMissing(detail)
  return ourFault(`Shopify does not understand a request of Tillbridge: ${first.message}`, detail)
}

// The whole requested cost must be in the bucket before the query is run.
function secondsToWait(answer: GraphqlAnswer): number {
  const { requestedQueryCost: requested, throttleStatus: bucket } = answer.extensions?.cost ?? {}
  if (requested == null || bucket == null || bucket.restoreRate <= 0) return 1
  return Math.max(0.1, (requested - bucket.currentlyAvailable) / bucket.restoreRate)
}

function scopeMissing(error: GraphqlError, detail: Record<string, unknown>): TillbridgeError {
  const text = `${error.extensions?.requiredAccess ?? ''} ${error.message}`
  if (/not approved/i.test(text)) return notApproved(error, detail)
  const scopes = [...new Set(text.match(/\b(?:read|write)_[a-z_]+/g) ?? [])]
  const field = (error.path ?? []).filter((part) => typeof part === 'string').join('.')
  const named = scopes.length === 0 ? 'a permission that it does not have' : `the permission ${scopes.join(' or ')}`
  return new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_SCOPE_MISSING',
    message: `The Shopify app needs ${named}${field === '' ? '' : ` to read "${field}"`}.`,
    remedy: 'Add the permission to the app in Shopify, install it again, check the connection, then retry.',
    subject: `scope:${scopes.join('|') || field}`,
    detail,
  })
}

/** Names, addresses, e-mail and phone of buyers are protected: a public app needs Shopify's approval besides the permission. */
const notApproved = (error: GraphqlError, detail: Record<string, unknown>): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_CUSTOMER_DATA_NOT_APPROVED',
    message: 'Shopify has not approved this app for the data of customers, so orders cannot be read.',
    remedy:
      'Ask for protected customer data (name, address, e-mail, phone) in the app’s API access settings, then retry.',
    subject: `approval:${(error.path ?? []).join('.')}`,
    detail,
  })

/** Records are found by a metafield only where the shop has a definition of it. */
const definitionMissing = (detail: Record<string, unknown>): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_DEFINITION_MISSING',
    message: 'Shopify cannot look for our reference: the shop has no metafield definition of type "id" for it.',
    remedy:
      'Delete the metafield definition "tillbridge.reference" of products in Shopify, if there is one, and retry.',
    subject: 'metafield-definition',
    detail,
  })

function unavailable(operation: AnyOperation, detail: Record<string, unknown>): TillbridgeError {
  const kind: ErrorKind = operation.effect === 'read' ? 'transient' : 'outcome-unknown'
  return new TillbridgeError({
    kind,
    code: 'SHOPIFY_UNAVAILABLE',
    message: 'Shopify has a fault at the moment.',
    detail,
  })
}

const ourFault = (message: string, detail: Record<string, unknown>): TillbridgeError =>
  new TillbridgeError({
    kind: 'bug',
    code: 'SHOPIFY_REQUEST_INVALID',
    message,
    remedy: 'This is a fault of Tillbridge. Report it with the attempt shown here.',
    detail,
  })

const requestId = (response: HttpResponse): string | null => response.headers['x-request-id'] ?? null

const complaint = (message: string): string => (message.endsWith('received undefined') ? 'is missing' : `(${message})`)

/** The fields that a schema complained about, for a message: `lineItems.0.title is missing`. */
export const fieldsOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'the whole'} ${complaint(issue.message)}`)
    .join(', ')
