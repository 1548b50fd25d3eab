import type { z } from 'zod'
import type { Context, HttpRequest, HttpResponse } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { bodyOf, failureOf, fieldsOf } from './failures.ts'
import type { WooSettings } from './settings.ts'

export type WooContext = Context<WooSettings>

export type Query = Readonly<Record<string, string>>

// PHP answers in seconds on a good day; hosts stop a request after 30 to 60.
const TIMEOUT_MS = 60_000

export const PAGE_SIZE = 100

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `wp-json`, e.g. `/wc/v3/orders`. */
  readonly route: string
  readonly query?: Query
  readonly json?: unknown
}

/** The raw answer, for the check and for pages. */
export const send = (context: WooContext, call: Call): Promise<HttpResponse> =>
  context.http.send(requestOf(context, call))

/**
 * One object or list.
 *
 * @throws {TillbridgeError} as the table in README.md, "Failures", says.
 */
export async function fetchOne<T>(
  context: WooContext,
  route: string,
  schema: z.ZodType<T>,
  query: Query = {},
): Promise<T> {
  return read(await send(context, { method: 'GET', route, query }), schema, 'read')
}

/** As `fetchOne`, `null` when WooCommerce knows no such record. */
export async function fetchIfThere<T>(
  context: WooContext,
  route: string,
  schema: z.ZodType<T>,
  query: Query = {},
): Promise<T | null> {
  const response = await send(context, { method: 'GET', route, query })
  return response.status === 404 && isGone(response) ? null : read(response, schema, 'read')
}

/** Every page of a list that stands still. */
export async function fetchAll<T>(
  context: WooContext,
  route: string,
  schema: z.ZodType<T[]>,
  query: Query = {},
): Promise<T[]> {
  const found: T[] = []
  for (let page = 1; ; page += 1) {
    const rows = await fetchOne(context, route, schema, { ...query, per_page: String(PAGE_SIZE), page: String(page) })
    found.push(...rows)
    if (rows.length < PAGE_SIZE) return found
  }
}

/** Every page of a list, each with how many rows there are in all, where the shop tells. */
export async function* pagesOf<T>(
  context: WooContext,
  route: string,
  schema: z.ZodType<T[]>,
  query: Query = {},
): AsyncGenerator<{ readonly rows: readonly T[]; readonly total: number | null }> {
  for (let page = 1; ; page += 1) {
    const paged = { ...query, per_page: String(PAGE_SIZE), page: String(page) }
    const response = await send(context, { method: 'GET', route, query: paged })
    const rows = read(response, schema, 'read')
    const [total, pages] = [countOf(response, 'x-wp-total'), countOf(response, 'x-wp-totalpages')]
    if (rows.length > 0) yield { rows, total }
    // A cache may keep the headers away.
    if (pages === null ? rows.length < PAGE_SIZE : page >= pages) return
  }
}

const countOf = ({ headers }: HttpResponse, name: string): number | null => {
  const stated = headers[name]
  return stated !== undefined && /^\d+$/.test(stated) ? Number(stated) : null
}

/** Sends a change. @throws {TillbridgeError} when WooCommerce refuses it. */
export async function change<T>(context: WooContext, call: Call, schema: z.ZodType<T>): Promise<T> {
  return read(await send(context, call), schema, 'write')
}

function read<T>(response: HttpResponse, schema: z.ZodType<T>, effect: HttpRequest['effect']): T {
  if (response.status !== 200 && response.status !== 201) throw failureOf(response, effect)
  const parsed = schema.safeParse(bodyOf(response, effect))
  if (parsed.success) return parsed.data
  throw new TillbridgeError({
    kind: 'bug',
    code: 'WOOCOMMERCE_ANSWER_UNREADABLE',
    message: `WooCommerce answered in a way that Tillbridge does not know: ${fieldsOf(parsed.error)}.`,
    remedy: 'Update Tillbridge. If this is the newest version, report the attempt shown here.',
    detail: { answer: response.text.slice(0, 300) },
  })
}

const isGone = ({ text }: HttpResponse): boolean => /"code":"woocommerce_rest_[a-z_]*invalid_id"/.test(text)

function requestOf({ settings }: WooContext, { method, route, query = {}, json }: Call): HttpRequest {
  const { consumerKey, consumerSecret } = settings
  const keys = settings.sendKeys === 'query' ? { consumer_key: consumerKey, consumer_secret: consumerSecret } : {}
  return {
    method,
    ...addressOf(settings, route, { ...query, ...keys }),
    // A fatal error of PHP is told as JSON to those who ask for it; some caches answer in place of the shop.
    headers: { accept: 'application/json', 'cache-control': 'no-cache' },
    ...(json === undefined ? {} : { json }),
    effect: method === 'GET' ? 'read' : 'write',
    timeoutMs: TIMEOUT_MS,
  }
}

// With `rest_route` the keys are looked at only where `wp-json/wc/` stands in the address as it is, not percent-encoded.
function addressOf({ permalinks }: WooSettings, route: string, query: Query): Pick<HttpRequest, 'path' | 'query'> {
  if (permalinks === 'pretty') {
    const path = `/wp-json${route}`
    return Object.keys(query).length === 0 ? { path } : { path, query }
  }
  const more = new URLSearchParams(query).toString()
  return { path: `/?rest_route=${route}&x=wp-json/wc/${more === '' ? '' : `&${more}`}` }
}
