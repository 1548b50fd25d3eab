import { z } from 'zod'
import type { Context, HttpResponse } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { answerError, fieldsOf } from './failures.ts'
import type { KlarnaSettings } from './settings.ts'
import { pagination } from './vendor.ts'

export type KlarnaContext = Context<KlarnaSettings>

type Query = Readonly<Record<string, string>>

const PAGE_SIZE = 500

/**
 * One object, or `null` when it does not exist.
 *
 * @throws {TillbridgeError} as the table in README.md, "Limits", says.
 */
export async function fetchOne<T>(context: KlarnaContext, path: string, schema: z.ZodType<T>): Promise<T | null> {
  const response = await send(context, path, {})
  return response.status === 404 ? null : read(response, schema)
}

/**
 * A whole list, whatever its order.
 *
 * @throws {TillbridgeError} `transient`, `KLARNA_LIST_INCOMPLETE` when fewer came than Klarna said there are.
 */
export async function fetchAll<T>(
  context: KlarnaContext,
  path: string,
  list: { readonly name: string; readonly of: z.ZodType<T> },
  query: Query,
): Promise<T[]> {
  const page = z.looseObject({ pagination })
  const listed = z.array(list.of)
  const items: T[] = []
  for (;;) {
    const part = { ...query, size: String(PAGE_SIZE), offset: String(items.length) }
    const answer = read(await send(context, path, part), page)
    const found = readAs(answer[list.name], listed)
    items.push(...found)
    const { total, next } = answer.pagination
    const hasMore = total == null ? next != null : items.length < total
    if (!hasMore) return items
    if (found.length === 0) throw incomplete(list.name, items.length, total)
  }
}

/** The raw answer, for the check. */
export const send = (context: KlarnaContext, path: string, query: Query): Promise<HttpResponse> =>
  context.http.send({ method: 'GET', path: `/settlements/v1${path}`, query, effect: 'read' })

function read<T>(response: HttpResponse, schema: z.ZodType<T>): T {
  if (response.status !== 200) throw answerError(response)
  return readAs(response.json(), schema)
}

function readAs<T>(value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new TillbridgeError({
    kind: 'bug',
    code: 'KLARNA_ANSWER_UNREADABLE',
    message: `Klarna answered in a way that Tillbridge does not know: ${fieldsOf(parsed.error)}.`,
    remedy: 'Update Tillbridge. If this is the newest version, report the attempt shown here.',
  })
}

const incomplete = (name: string, got: number, total: number | null | undefined): TillbridgeError =>
  new TillbridgeError({
    kind: 'transient',
    code: 'KLARNA_LIST_INCOMPLETE',
    message: `Klarna said that there are ${total ?? 'more'} ${name} and sent ${got}.`,
  })
