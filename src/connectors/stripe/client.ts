import { z } from 'zod'
import type { Context, HttpResponse } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { answerError, fieldsOf } from './failures.ts'
import type { StripeSettings } from './settings.ts'

export type StripeContext = Context<StripeSettings>

type Query = Readonly<Record<string, string>>

/**
 * One object, or `null` when it does not exist.
 *
 * @throws {TillbridgeError} as the table in README.md, "Limits", says.
 */
export async function fetchOne<T>(
  context: StripeContext,
  path: string,
  schema: z.ZodType<T>,
  query: Query = {},
): Promise<T | null> {
  const response = await send(context, path, query)
  if (response.status === 404) return null
  return read(response, schema)
}

/** Every page of a list, newest first, as Stripe sends it. */
export async function* pagesOf<T extends { readonly id: string }>(
  context: StripeContext,
  path: string,
  schema: z.ZodType<T>,
  query: Query,
): AsyncGenerator<readonly T[]> {
  const page = z.object({ data: z.array(schema), has_more: z.boolean() })
  let after: string | undefined
  do {
    const cursor = after === undefined ? {} : { starting_after: after }
    const { data, has_more: hasMore } = read(await send(context, path, { limit: '100', ...query, ...cursor }), page)
    yield data
    after = hasMore ? data.at(-1)?.id : undefined
  } while (after !== undefined)
}

/** The raw answer, for the check: which permission is missing stands in the refusal. */
export const send = (context: StripeContext, path: string, query: Query): Promise<HttpResponse> =>
  context.http.send({ method: 'GET', path, query, effect: 'read' })

/** Sends a change. @throws {TillbridgeError} when Stripe refuses it. */
export async function post<T>(context: StripeContext, path: string, form: Query, schema: z.ZodType<T>): Promise<T> {
  return read(await context.http.send({ method: 'POST', path, form, effect: 'write' }), schema)
}

function read<T>(response: HttpResponse, schema: z.ZodType<T>): T {
  if (response.status !== 200) throw answerError(response)
  const parsed = schema.safeParse(response.json())
  if (parsed.success) return parsed.data
  throw new TillbridgeError({
    kind: 'bug',
    code: 'STRIPE_ANSWER_UNREADABLE',
    message: `Stripe answered in a way that Tillbridge does not know: ${fieldsOf(parsed.error)}.`,
    remedy: 'Update Tillbridge. If this is the newest version, report the attempt shown here.',
    detail: { requestId: response.headers['request-id'] ?? null },
  })
}
