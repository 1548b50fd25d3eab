import { isTrue, listOf, type Rules, type Values } from './params.ts'
import type { Key, Shop } from './state.ts'

export type Access = 'list' | 'view' | 'create' | 'edit' | 'delete' | 'batch' | 'public'

/** One request on its way to a handler. */
export interface Call {
  readonly shop: Shop
  readonly key: Key | null
  /** The parts of the path that the pattern names. */
  readonly path: Readonly<Record<string, string>>
  readonly query: Values
  readonly body: Values
  /** Query and body together; the body wins. */
  readonly values: Values
  /** The route without the prefix, e.g. `/wc/v3/orders/5`. */
  readonly route: string
}

export interface Answer {
  readonly status?: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Route {
  readonly access: Access
  /** `/wc/v3/orders/:id`; a name stands for digits, `:name*` for letters too. */
  readonly pattern: string
  readonly rules?: Rules
  readonly required?: readonly string[]
  handle(call: Call): Answer
}

export const idOf = (call: Call, name = 'id'): number => Number(call.path[name])
export const urlOf = (shop: Shop, path: string): string => `${shop.baseUrl}/wp-json${path}`

/** The links of one thing, with what may be done to it. */
export function links(shop: Shop, self: string, hints: readonly string[] | null, up: string | null = null) {
  const collection = self.slice(0, self.lastIndexOf('/'))
  const hint = hints === null ? {} : { targetHints: { allow: hints } }
  return {
    _links: {
      self: [{ href: urlOf(shop, self), ...hint }],
      collection: [{ href: urlOf(shop, collection) }],
      ...(up === null ? {} : { up: [{ href: urlOf(shop, up) }] }),
    },
  }
}

export const ALL_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

export const PAGE_RULES = {
  context: { kind: 'enum', values: ['view', 'edit'] },
  page: { kind: 'integer', min: 1 },
  per_page: { kind: 'integer', min: 1, max: 100 },
} as const satisfies Rules

const DEFAULT_PAGE_SIZE = 10

export interface Paging {
  /** What the shop adds to the addresses of other pages. */
  readonly extra?: readonly (readonly [string, string])[]
  /** Past the end the total reads 0. */
  readonly forgetsTotal?: boolean
}

/** One page of a list with the headers that tell where it lies. */
export function paged<T>(call: Call, all: readonly T[], show: (one: T) => unknown, paging: Paging = {}): Answer {
  const size = Number(call.query['per_page'] ?? DEFAULT_PAGE_SIZE)
  const page = Number(call.query['page'] ?? 1)
  const from = call.query['offset'] === undefined ? (page - 1) * size : Number(call.query['offset'])
  const items = all.slice(from, from + size)
  const total = paging.forgetsTotal === true && items.length === 0 ? 0 : all.length
  const pages = Math.ceil(total / size)
  const near: string[] = []
  const extra = items.length === 0 ? (paging.extra ?? []).slice(0, 1) : (paging.extra ?? [])
  const link = (to: number, rel: string) => near.push(`<${addressOf(call, to, extra)}>; rel="${rel}"`)
  if (page > 1) link(Math.min(page - 1, pages), 'prev')
  if (page < pages) link(page + 1, 'next')
  const headers = { 'x-wp-total': String(total), 'x-wp-totalpages': String(pages) }
  return { body: items.map(show), headers: near.length === 0 ? headers : { ...headers, link: near.join(', ') } }
}

const LISTS = new Set(['status', 'include', 'exclude', 'created_via', 'customer', 'parent'])

function addressOf(call: Call, page: number, extra: readonly (readonly [string, string])[]): string {
  const pairs: [string, string][] = Object.entries(call.query).flatMap(([name, value]): [string, string][] =>
    Array.isArray(value) || (LISTS.has(name) && value !== '')
      ? listOf(value).map((one, index): [string, string] => [`${name}[${index}]`, one])
      : [[name, String(value)]],
  )
  const own = new Map(pairs)
  for (const [name, value] of extra) if (!own.has(name)) own.set(name, value)
  own.set('page', String(page))
  const text = [...own].map(([name, value]) => `${phpEncode(name)}=${phpEncode(value)}`).join('&')
  return `${urlOf(call.shop, call.route)}?${text}`
}

const phpEncode = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+')

export const created = (location: string, body: unknown): Answer => ({ status: 201, body, headers: { location } })
export const forced = (call: Call): boolean => isTrue(call.values['force'])
