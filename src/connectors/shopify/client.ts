import type { z } from 'zod'
import type { Context, HttpResponse } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { errorOf, fieldsOf, type GraphqlAnswer, graphqlAnswer, statusError } from './failures.ts'
import { API_VERSION, type ShopifySettings } from './settings.ts'

/** A query or mutation with what is known of it beforehand. */
export interface Operation<T> {
  readonly name: string
  /** The GraphQL text. */
  readonly text: string
  /** The points that Shopify reserves for it; the difference to the real cost is given back. */
  readonly cost: number
  readonly effect: 'read' | 'write'
  /** What we read of `data`. */
  readonly data: z.ZodType<T>
}

const PATH = `/admin/api/${API_VERSION}/graphql.json`

/**
 * Runs one operation and reads its answer.
 *
 * @throws {TillbridgeError} as the table in README.md, "Limits", says.
 */
export async function graphql<T>(
  context: Context<ShopifySettings>,
  operation: Operation<T>,
  variables: Readonly<Record<string, unknown>>,
): Promise<T> {
  const { response, answer } = await call(context, operation, variables)
  const failure = errorOf(answer, operation, response)
  if (failure !== null) throw failure
  return read(answer, operation, response)
}

/**
 * As `graphql`, but fields that may not be read (missing scope) are `null` instead of a failure, and with the API version that
 * Shopify really served. For the connection check.
 */
export async function graphqlLenient<T>(
  context: Context<ShopifySettings>,
  operation: Operation<T>,
  variables: Readonly<Record<string, unknown>>,
): Promise<{ readonly data: T; readonly servedVersion: string | null }> {
  const { response, answer } = await call(context, operation, variables)
  const failure = errorOf(answer, operation, response)
  if (failure !== null && (failure.code !== 'SHOPIFY_SCOPE_MISSING' || answer.data == null)) throw failure
  return { data: read(answer, operation, response), servedVersion: response.headers['x-shopify-api-version'] ?? null }
}

async function call<T>(
  context: Context<ShopifySettings>,
  operation: Operation<T>,
  variables: Readonly<Record<string, unknown>>,
): Promise<{ response: HttpResponse; answer: GraphqlAnswer }> {
  const response = await context.http.send({
    method: 'POST',
    path: PATH,
    json: { query: operation.text, variables, operationName: operation.name },
    effect: operation.effect,
    cost: operation.cost,
  })
  if (response.status !== 200) throw statusError(response, operation)
  const parsed = graphqlAnswer.safeParse(response.json())
  if (parsed.success) return { response, answer: parsed.data }
  throw new TillbridgeError({
    kind: operation.effect === 'read' ? 'transient' : 'outcome-unknown',
    code: 'ANSWER_NOT_JSON',
    message: 'Something between Tillbridge and Shopify answered in place of Shopify.',
    detail: { operation: operation.name, answer: response.text.slice(0, 200) },
  })
}

function read<T>(answer: GraphqlAnswer, operation: Operation<T>, response: HttpResponse): T {
  const parsed = operation.data.safeParse(answer.data)
  if (parsed.success) return parsed.data
  throw new TillbridgeError({
    kind: 'bug',
    code: 'SHOPIFY_ANSWER_UNREADABLE',
    message: `Shopify answered in a way that Tillbridge does not know: ${fieldsOf(parsed.error)}.`,
    remedy: 'Update Tillbridge. If this is the newest version, report the attempt shown here.',
    detail: { operation: operation.name, requestId: response.headers['x-request-id'] ?? null },
  })
}

interface Cursors {
  readonly hasNextPage: boolean
  readonly endCursor?: string | null | undefined
}

/** The pages of a connection at the root, one call each. The operation takes the cursor as `$after`. */
export async function* pagesOf<T, Node>(
  context: Context<ShopifySettings>,
  operation: Operation<T>,
  variables: Readonly<Record<string, unknown>>,
  pick: (data: T) => { readonly pageInfo: Cursors; readonly nodes: readonly Node[] },
): AsyncGenerator<readonly Node[]> {
  let after: string | null = null
  do {
    const data: T = await graphql(context, operation, { ...variables, after })
    const { pageInfo, nodes } = pick(data)
    yield nodes
    after = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null
  } while (after !== null)
}
