import { fulfillmentStatus } from './fulfillment-view.ts'
import { figures, financialStatus } from './figures.ts'
import type { OrderState } from './state.ts'

/** Decides whether an order belongs to a search. */
export type Matcher = (order: OrderState) => boolean

export interface ParsedSearch {
  readonly matches: Matcher
  /** Lowest `updated_at` that can match, in ms, when the whole search is narrowed by one; lets the index start there. */
  readonly updatedFrom: number | null
}

interface Term {
  readonly field: string | null
  readonly comparator: string
  readonly value: string
}

type Node =
  | { readonly kind: 'term'; readonly term: Term }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Node[] }
  | { readonly kind: 'not'; readonly part: Node }

const TOKEN = /\s*(\(|\)|-(?=[\w(])|(?:(\w+):(>=|<=|>|<)?)?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s()'"]+)))/gy

interface Token {
  readonly sign: string | null
  readonly term: Term | null
}

function tokens(query: string): Token[] {
  const found: Token[] = []
  TOKEN.lastIndex = 0
  for (let match = TOKEN.exec(query); match !== null; match = TOKEN.exec(query)) {
    const [, whole = '', field, comparator, single, double, bare] = match
    if (whole === '(' || whole === ')' || whole === '-') found.push({ sign: whole, term: null })
    else if (field === undefined && bare !== undefined && /^(AND|OR|NOT)$/.test(bare))
      found.push({ sign: bare, term: null })
    else
      found.push({
        sign: null,
        term: {
          field: field ?? null,
          comparator: comparator ?? ':',
          value: (single ?? double ?? bare ?? '').replace(/\\(.)/g, '$1'),
        },
      })
  }
  return found
}

export function parseSearch(query: string | null | undefined, zone: string): ParsedSearch {
  const root = parseQuery(query)
  if (root === null) return { matches: () => true, updatedFrom: null }
  return { matches: compile(root, (term) => compileTerm(term, zone)), updatedFrom: lowerBound(root, zone) }
}

/** What a search over other things than orders can ask for. A field that is not here is ignored, as Shopify does. */
export interface SearchFields<Item> {
  readonly texts: Readonly<Record<string, (item: Item) => readonly (string | null)[]>>
  readonly dates: Readonly<Record<string, (item: Item) => Date | null>>
  readonly numbers: Readonly<Record<string, (item: Item) => number>>
}

/** The same syntax over any kind of item. */
export function searchOver<Item>(
  query: string | null | undefined,
  zone: string,
  { texts, dates, numbers }: SearchFields<Item>,
): (item: Item) => boolean {
  const root = parseQuery(query)
  if (root === null) return () => true
  return compile<Item>(root, ({ field, comparator, value }) => {
    const date = dates[field ?? '']
    if (date !== undefined) return dateMatcher(date, comparator, instantIn(zone, value))
    const number = numbers[field ?? '']
    if (number !== undefined) return (item) => compares(number(item), comparator, Number(value))
    const text = texts[field ?? '']
    if (text === undefined) return () => true
    const wanted = value.toLowerCase()
    return (item) => text(item).some((entry) => entry?.toLowerCase() === wanted)
  })
}

/** Shopify's search syntax: terms side by side or with AND, OR, NOT, `-`, parentheses and comparators. */
function parseQuery(query: string | null | undefined): Node | null {
  const all = tokens(query ?? '')
  if (all.length === 0) return null
  let at = 0
  const peek = (): Token | undefined => all[at]
  const parseOr = (): Node => {
    const parts = [parseAnd()]
    while (peek()?.sign === 'OR') {
      at += 1
      parts.push(parseAnd())
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'or', parts }
  }
  const parseAnd = (): Node => {
    const parts: Node[] = []
    for (let token = peek(); token !== undefined && token.sign !== 'OR' && token.sign !== ')'; token = peek()) {
      if (token.sign === 'AND') at += 1
      else parts.push(parseOne())
    }
    return { kind: 'and', parts }
  }
  const parseOne = (): Node => {
    const token = peek()
    at += 1
    if (token?.sign === '-' || token?.sign === 'NOT') return { kind: 'not', part: parseOne() }
    if (token?.sign === '(') {
      const inner = parseOr()
      at += 1
      return inner
    }
    return token?.term == null ? { kind: 'and', parts: [] } : { kind: 'term', term: token.term }
  }
  return parseOr()
}

function compile<Item>(node: Node, ofTerm: (term: Term) => (item: Item) => boolean): (item: Item) => boolean {
  if (node.kind === 'term') return ofTerm(node.term)
  if (node.kind === 'not') {
    const inner = compile(node.part, ofTerm)
    return (item) => !inner(item)
  }
  const parts = node.parts.map((part) => compile(part, ofTerm))
  return node.kind === 'and' ? (item) => parts.every((part) => part(item)) : (item) => parts.some((part) => part(item))
}

function lowerBound(node: Node, zone: string): number | null {
  if (node.kind === 'term') {
    const { field, comparator, value } = node.term
    return field === 'updated_at' && (comparator === '>=' || comparator === '>') ? instantIn(zone, value) : null
  }
  if (node.kind !== 'and') return null
  const bounds = node.parts.map((part) => lowerBound(part, zone)).filter((bound) => bound !== null)
  return bounds.length === 0 ? null : Math.max(...bounds)
}

const DATES: Readonly<Record<string, (order: OrderState) => Date | null>> = {
  updated_at: (order) => order.updatedAt,
  created_at: (order) => order.createdAt,
  processed_at: (order) => order.processedAt,
}

const TEXTS: Readonly<Record<string, (order: OrderState) => readonly (string | null)[]>> = {
  name: (order) => [order.name, order.name.replace(/^#/, '')],
  id: (order) => [String(order.id)],
  source_identifier: (order) => [order.sourceIdentifier],
  source_name: (order) => [order.sourceName],
  email: (order) => [order.email],
  tag: (order) => order.tags,
  po_number: (order) => [order.poNumber],
  customer_id: (order) => [order.customer === null ? null : String(order.customer.id)],
  financial_status: (order) => [financialStatus(order)],
  fulfillment_status: (order) => [
    fulfillmentStatus(order),
    fulfillmentStatus(order) === 'FULFILLED' ? 'shipped' : null,
  ],
  gateway: (order) => order.transactions.map((entry) => entry.gateway),
  confirmation_number: (order) => [order.confirmationNumber],
  test: (order) => [String(order.test)],
  sku: (order) => order.lines.map((line) => line.sku),
}

function compileTerm({ field, comparator, value }: Term, zone: string): Matcher {
  const wanted = value.toLowerCase()
  if (field === null)
    return (order) =>
      [order.name, order.name.replace(/^#/, ''), order.email].some((text) => text?.toLowerCase() === wanted)
  const date = DATES[field]
  if (date !== undefined) return dateMatcher(date, comparator, instantIn(zone, value))
  if (field === 'status') return statusMatcher(wanted)
  if (field === 'total_price' || field === 'current_total_price') {
    return (order) =>
      compares(
        Number(figures(order)[field === 'total_price' ? 'total' : 'currentTotal'].shop),
        comparator,
        Number(value),
      )
  }
  if (field === 'id' && comparator !== ':') return (order) => compares(order.id, comparator, Number(value))
  const texts = TEXTS[field]
  // Shopify warns about a field it does not know and searches as if the term were not there.
  if (texts === undefined) return () => true
  return (order) => texts(order).some((text) => text !== null && (value === '*' || text.toLowerCase() === wanted))
}

function statusMatcher(status: string): Matcher {
  switch (status) {
    case 'open':
      return (order) => order.closedAt === null && order.cancelledAt === null
    case 'closed':
      return (order) => order.closedAt !== null
    case 'cancelled':
      return (order) => order.cancelledAt !== null
    case 'not_closed':
      return (order) => order.closedAt === null
    default:
      return () => true
  }
}

/** Shopify compares to the second. */
export const wholeSeconds = (at: Date): number => Math.floor(at.getTime() / 1000) * 1000

function dateMatcher<Item>(
  date: (item: Item) => Date | null,
  comparator: string,
  wanted: number | null,
): (item: Item) => boolean {
  if (wanted === null) return () => false
  return (item) => {
    const value = date(item)
    return value !== null && compares(wholeSeconds(value), comparator, wanted)
  }
}

function compares(a: number, comparator: string, b: number): boolean {
  if (comparator === '>=') return a >= b
  if (comparator === '<=') return a <= b
  if (comparator === '>') return a > b
  return comparator === '<' ? a < b : a === b
}

/** A text without an offset means the shop's own time. */
function instantIn(zone: string, value: string): number | null {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(value)
  const plain = /^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00` : value
  const asUtc = Date.parse(hasZone ? plain : `${plain}Z`)
  if (Number.isNaN(asUtc)) return null
  return hasZone ? asUtc : asUtc - offsetMs(zone, new Date(asUtc - offsetMs(zone, new Date(asUtc))))
}

// Zones change their offset on a quarter of an hour at the finest, and asking Intl is slow.
const QUARTER_MS = 900_000
const offsets = new Map<string, number>()

function offsetMs(zone: string, at: Date): number {
  const key = `${zone}|${Math.floor(at.getTime() / QUARTER_MS)}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at)
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(parts.find((part) => part.type === 'timeZoneName')?.value ?? '')
  const minutes = match === null ? 0 : (Number(match[2]) * 60 + Number(match[3])) * (match[1] === '-' ? -1 : 1)
  if (offsets.size > 10_000) offsets.clear()
  offsets.set(key, minutes * 60_000)
  return minutes * 60_000
}

/** The instant as the shop's clock shows it, for REST bodies: `2026-11-20T10:00:00+01:00`. */
export function zonedText(zone: string, at: Date): string {
  const offset = offsetMs(zone, at)
  const local = new Date(at.getTime() + offset).toISOString().slice(0, 19)
  const minutes = Math.abs(offset) / 60_000
  const pad = (value: number): string => String(value).padStart(2, '0')
  return `${local}${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}
