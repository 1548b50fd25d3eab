import { zoneOffsetMs } from '#lib/clock'

export interface Term {
  readonly field: string | null
  readonly comparator: string
  readonly value: string
}

export type Node =
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

/** What a search over other things than orders can ask for. A field that is not here is ignored, as Shopify does. */
export interface SearchFields<Item> {
  readonly texts: Readonly<Record<string, (item: Item) => readonly (string | null)[]>>
  readonly dates: Readonly<Record<string, (item: Item) => Date | null>>
  readonly numbers: Readonly<Record<string, (item: Item) => number>>
  /** Texts that are matched word by word: `sku:A-1` also finds `A-1-RED`. */
  readonly words?: Readonly<Record<string, (item: Item) => readonly (string | null)[]>>
}

/** What finds items by one exact value of a field, so that not all have to be looked at. */
export type Lookups<Item> = Readonly<Record<string, (value: string) => Iterable<Item>>>

/** The items that a search can match at most, when its terms tell; `null` for all. */
export function narrowed<Item>(query: string | null | undefined, lookups: Lookups<Item>): ReadonlySet<Item> | null {
  const root = parseQuery(query)
  return root === null ? null : candidates(root, lookups)
}

function candidates<Item>(node: Node, lookups: Lookups<Item>): ReadonlySet<Item> | null {
  if (node.kind === 'not') return null
  if (node.kind === 'term') {
    const { field, comparator, value } = node.term
    const lookup = comparator === ':' && !value.includes('*') ? lookups[field ?? ''] : undefined
    return lookup === undefined ? null : new Set(lookup(value))
  }
  const parts = node.parts.map((part) => candidates(part, lookups))
  if (node.kind === 'and') return parts.find((part) => part !== null) ?? null
  return parts.every((part) => part !== null) ? new Set(parts.flatMap((part) => [...part])) : null
}

/** Lowest `updated_at` (ms) that a search can match; `null` when it does not say. */
export function updatedFrom(query: string | null | undefined, zone: string): number | null {
  const root = parseQuery(query)
  return root === null ? null : lowerBound(root, zone)
}

/** Letters and digits that belong together, in lower case, as searches split a text. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []

/** Whether the wanted words stand in the text one behind the other; a `*` at the end lets the last one go on. */
function wordMatcher(value: string): (text: string) => boolean {
  const open = value.endsWith('*')
  const wanted = wordsOf(value)
  if (wanted.length === 0) return (text) => open && text !== ''
  const last = wanted.length - 1
  return (text) => {
    const words = wordsOf(text)
    return words.some((_, start) =>
      wanted.every((word, index) => {
        const found = words[start + index]
        return open && index === last ? found?.startsWith(word) === true : found === word
      }),
    )
  }
}

/** The same syntax over any kind of item. */
export function searchOver<Item>(
  query: string | null | undefined,
  zone: string,
  { texts, dates, numbers, words = {} }: SearchFields<Item>,
): (item: Item) => boolean {
  const root = parseQuery(query)
  if (root === null) return () => true
  return compile<Item>(root, ({ field, comparator, value }) => {
    const date = dates[field ?? '']
    if (date !== undefined) return dateMatcher(date, comparator, instantIn(zone, value))
    const number = numbers[field ?? '']
    if (number !== undefined) return (item) => compares(number(item), comparator, Number(value))
    const worded = words[field ?? '']
    if (worded !== undefined) {
      const matches = wordMatcher(value)
      return (item) => worded(item).some((entry) => entry !== null && matches(entry))
    }
    const text = texts[field ?? '']
    if (text === undefined) return () => true
    const wanted = value.toLowerCase()
    return (item) => text(item).some((entry) => entry?.toLowerCase() === wanted)
  })
}

/** Shopify's search syntax: terms side by side or with AND, OR, NOT, `-`, parentheses and comparators. */
export function parseQuery(query: string | null | undefined): Node | null {
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

export function compile<Item>(node: Node, ofTerm: (term: Term) => (item: Item) => boolean): (item: Item) => boolean {
  if (node.kind === 'term') return ofTerm(node.term)
  if (node.kind === 'not') {
    const inner = compile(node.part, ofTerm)
    return (item) => !inner(item)
  }
  const parts = node.parts.map((part) => compile(part, ofTerm))
  return node.kind === 'and' ? (item) => parts.every((part) => part(item)) : (item) => parts.some((part) => part(item))
}

export function lowerBound(node: Node, zone: string): number | null {
  if (node.kind === 'term') {
    const { field, comparator, value } = node.term
    return field === 'updated_at' && (comparator === '>=' || comparator === '>') ? instantIn(zone, value) : null
  }
  if (node.kind !== 'and') return null
  const bounds = node.parts.map((part) => lowerBound(part, zone)).filter((bound) => bound !== null)
  return bounds.length === 0 ? null : Math.max(...bounds)
}

/** Shopify compares to the second. */
export const wholeSeconds = (at: Date): number => Math.floor(at.getTime() / 1000) * 1000

export function dateMatcher<Item>(
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

export function compares(a: number, comparator: string, b: number): boolean {
  if (comparator === '>=') return a >= b
  if (comparator === '<=') return a <= b
  if (comparator === '>') return a > b
  return comparator === '<' ? a < b : a === b
}

/** A text without an offset means the shop's own time. */
export function instantIn(zone: string, value: string): number | null {
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
  const offset = zoneOffsetMs(zone, at)
  if (offsets.size > 10_000) offsets.clear()
  offsets.set(key, offset)
  return offset
}

/** The instant as the shop's clock shows it, for REST bodies: `2026-11-20T10:00:00+01:00`. */
export function zonedText(zone: string, at: Date): string {
  const offset = offsetMs(zone, at)
  const local = new Date(at.getTime() + offset).toISOString().slice(0, 19)
  const minutes = Math.abs(offset) / 60_000
  const pad = (value: number): string => String(value).padStart(2, '0')
  return `${local}${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}
