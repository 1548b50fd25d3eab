import type { FoundDocument } from '#contract/target'
import { isZero, subtract } from '#lib/decimal'
import type { Planned } from './adopt-planned.ts'

export interface MatchOptions {
  /** How many days the dates of a pair may be apart and still be the same; default 3. */
  readonly days?: number
  /** Whether a document with our reference is a partner in another currency too. */
  readonly anyCurrency?: boolean
  /** Pairs that somebody has ruled out. */
  excluded?(planned: Planned, found: FoundDocument): boolean
}

/** Why a pair is not sure. `several`: the document or the plan has another partner that is as good. */
export type Doubt = 'several' | 'number-missing' | 'amount-differs' | 'tax-differs' | 'date-differs' | 'not-issued'

/** A planned document and one of the target that could be it. */
export interface Pair {
  readonly planned: Planned
  readonly found: FoundDocument
  readonly doubts: readonly Doubt[]
}

export interface Matched {
  readonly sure: readonly Pair[]
  readonly doubtful: readonly Pair[]
  /** Planned documents without any partner. */
  readonly missing: readonly Planned[]
  /** Documents of the target without any partner. */
  readonly extra: readonly FoundDocument[]
}

const DAYS = 3

/**
 * Pairs planned documents with those that the target holds. Pure; the order of the input changes nothing. A pair is sure when
 * number, currency, amount, tax and date agree and neither side has another such partner; our own reference settles it at once.
 * Cancelled documents are partners of nothing.
 */
export function matchDocuments(
  planned: readonly Planned[],
  found: readonly FoundDocument[],
  options: MatchOptions = {},
): Matched {
  const sales = matchKind(planned, found, options, [
    'sales-order',
    'invoice',
    'credit-note',
    'delivery',
    'delivery-return',
  ])
  // A payment often names nothing but the document that it pays.
  const paid = new Map<string, string[]>()
  for (const { planned: one, found: other } of sales.sure) {
    paid.set(one.orderKey, [...(paid.get(one.orderKey) ?? []), other.externalId])
  }
  const named = planned.map((one) => ({ ...one, numbers: [...one.numbers, ...(paid.get(one.orderKey) ?? [])] }))
  const money = matchKind(named, found, options, ['payment', 'refund-payment', 'journal'])
  const pairs = [sales, money]
  const partners = new Set(
    pairs.flatMap(({ sure, doubtful }) => [...sure, ...doubtful]).map((pair) => pair.planned.reference),
  )
  const taken = new Set(pairs.flatMap(({ sure, doubtful }) => [...sure, ...doubtful]).map((pair) => idOf(pair.found)))
  return {
    sure: pairs.flatMap(({ sure }) => sure),
    doubtful: pairs.flatMap(({ doubtful }) => doubtful),
    missing: planned.filter((one) => !partners.has(one.reference)),
    extra: found.filter((one) => one.state !== 'cancelled' && !taken.has(idOf(one))),
  }
}

const idOf = (found: FoundDocument): string => `${found.kind} ${found.externalId}`

function matchKind(
  planned: readonly Planned[],
  found: readonly FoundDocument[],
  options: MatchOptions,
  kinds: readonly string[],
): Pick<Matched, 'sure' | 'doubtful'> {
  const wanted = planned.filter((one) => kinds.includes(one.kind)).toSorted(byText((one) => one.reference))
  const there = found
    .filter((one) => kinds.includes(one.kind) && one.state !== 'cancelled')
    .toSorted(byText((one) => `${one.date} ${one.externalId}`))
  const index = indexOf(there)
  const pairs = wanted.flatMap((one) => pairsOf(one, index, options))
  const own = pairs.filter(({ planned: one, found: other }) => other.reference === one.reference)
  const rest = without(pairs, own)
  const clear = rest.filter((pair) => pair.doubts.length === 0)
  const sure = [...own, ...unambiguous(clear)]
  const left = without(rest, sure)
  const doubtful = left.map((pair) => (pair.doubts.length === 0 ? { ...pair, doubts: ['several'] as const } : pair))
  return { sure, doubtful: bestDoubts(doubtful) }
}

const byText =
  <T>(text: (value: T) => string) =>
  (a: T, b: T): number =>
    text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0

/** The pairs of which neither side is in one of `taken`. */
function without(pairs: readonly Pair[], taken: readonly Pair[]): Pair[] {
  const references = new Set(taken.map((pair) => pair.planned.reference))
  const ids = new Set(taken.map((pair) => idOf(pair.found)))
  return pairs.filter((pair) => !references.has(pair.planned.reference) && !ids.has(idOf(pair.found)))
}

/**
 * Pairs whose sides have no other partner; and equal parts of one order (two payments of the same amount on one day), which may be
 * told apart in any way: they are paired in turn.
 */
function unambiguous(pairs: readonly Pair[]): Pair[] {
  const byPlanned = Map.groupBy(pairs, (pair) => pair.planned.reference)
  const byFound = Map.groupBy(pairs, (pair) => idOf(pair.found))
  const sure: Pair[] = []
  for (const [reference, own] of byPlanned) {
    const partners = own.map((pair) => idOf(pair.found))
    const rivals = new Set(partners.flatMap((id) => byFound.get(id) ?? []).map((pair) => pair.planned.reference))
    const orders = new Set(partners.flatMap((id) => byFound.get(id) ?? []).map((pair) => pair.planned.orderKey))
    const closed = [...rivals].every((rival) =>
      sameSet(
        (byPlanned.get(rival) ?? []).map((pair) => idOf(pair.found)),
        partners,
      ),
    )
    if (orders.size !== 1 || rivals.size !== partners.length || !closed) continue
    const turn = [...rivals].toSorted().indexOf(reference)
    const mine = own.toSorted(byText((pair) => `${pair.found.date} ${pair.found.externalId}`))[turn]
    if (mine !== undefined) sure.push(mine)
  }
  return sure
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one))

/** Of a planned document's doubtful partners those that share a number with it, where there are any. */
function bestDoubts(pairs: readonly Pair[]): Pair[] {
  const named = new Set(
    pairs.filter((pair) => !pair.doubts.includes('number-missing')).map((pair) => pair.planned.reference),
  )
  return pairs.filter((pair) => !named.has(pair.planned.reference) || !pair.doubts.includes('number-missing'))
}

interface Index {
  readonly byKind: ReadonlyMap<string, readonly FoundDocument[]>
  readonly byWord: ReadonlyMap<string, readonly FoundDocument[]>
  readonly byAmount: ReadonlyMap<string, readonly FoundDocument[]>
}

function indexOf(found: readonly FoundDocument[]): Index {
  const byWord = new Map<string, FoundDocument[]>()
  for (const one of found) {
    for (const word of new Set(one.numbers.flatMap(wordsOf))) {
      const named = byWord.get(word)
      if (named === undefined) byWord.set(word, [one])
      else named.push(one)
    }
  }
  return {
    byWord,
    byKind: Map.groupBy(found, (one) => one.kind),
    byAmount: Map.groupBy(found, (one) => amountKey(one)),
  }
}

const amountKey = ({ kind, currency, total }: Pick<FoundDocument, 'kind' | 'currency' | 'total'>): string =>
  `${kind} ${currency} ${total}`

/** Everything that could be the planned document: it names the order, or it has the amount, the day and the customer. */
function pairsOf(planned: Planned, index: Index, { days = DAYS, excluded, anyCurrency = false }: MatchOptions): Pair[] {
  const words = planned.numbers.map(plainNumber).filter((word) => word !== '')
  const named = words.flatMap((word) => index.byWord.get(word) ?? []).filter((one) => one.kind === planned.kind)
  const own = (index.byKind.get(planned.kind) ?? []).filter((one) => one.reference === planned.reference)
  const alike = (index.byAmount.get(amountKey(planned)) ?? []).filter(
    (one) => daysBetween(one.date, planned.date) <= days && sameCustomer(planned, one) === true,
  )
  const partners = new Set(own.length > 0 ? own : [...named, ...alike])
  return [...partners]
    .filter((one) => excluded?.(planned, one) !== true)
    .filter(
      (one) =>
        (one.reference === null || one.reference === planned.reference) &&
        (one.currency === planned.currency || (anyCurrency && one.reference !== null)),
    )
    .map((one) => ({ planned, found: one, doubts: doubtsOf(planned, one, named.includes(one), days) }))
}

function doubtsOf(planned: Planned, found: FoundDocument, isNamed: boolean, days: number): Doubt[] {
  const doubts: Doubt[] = []
  if (!isNamed && found.reference !== planned.reference) doubts.push('number-missing')
  if (!isZero(subtract(found.total, planned.total))) doubts.push('amount-differs')
  else if (found.taxTotal !== null && planned.taxTotal !== null && !isZero(subtract(found.taxTotal, planned.taxTotal)))
    doubts.push('tax-differs')
  if (daysBetween(found.date, planned.date) > days) doubts.push('date-differs')
  if (found.state === 'draft') doubts.push('not-issued')
  return doubts
}

const DAY_MS = 24 * 60 * 60_000

/** Whole days between two dates, `YYYY-MM-DD`; never negative. */
export const daysBetween = (a: string, b: string): number =>
  Math.abs(Date.parse(`${a}T00:00:00Z`) - Date.parse(`${b}T00:00:00Z`)) / DAY_MS

/** Whether both name the same buyer; `null` when one of them names nobody. */
export function sameCustomer(planned: Planned, found: FoundDocument): boolean | null {
  const email = (text: string | null): string | null => text?.trim().toLowerCase() ?? null
  if (planned.partyEmail !== null && email(planned.partyEmail) === email(found.partyEmail)) return true
  if (found.partyName === null) return null
  return plainName(planned.partyName) === plainName(found.partyName)
}

const plainName = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()

/** A number without what people write around it: `#1001`, `No. 1001` and `1001` are one. */
const plainNumber = (text: string): string =>
  text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')

/** The whole text and every word of it that holds a digit. An amount (`1001.00`) stays one word, so that it is no order number. */
function wordsOf(text: string): string[] {
  const words = text.split(/[\s,;:()[\]"'<>]+/).map(plainNumber)
  return [plainNumber(text), ...words.filter((word) => /\d/.test(word))].filter((word) => word !== '')
}
