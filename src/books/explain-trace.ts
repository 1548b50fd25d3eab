import { parseDecimal } from '#lib/decimal'
import { followed, isFollowed, unfollowed } from '#lib/decimal-origin'
import type { TargetDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import type { Payout } from '#model/payout'
import type { BookedPayment } from './payouts/facts.ts'

// Figures by the name of their field. Everything else that looks like a number is an id, a rate or a code: it names, it is not
// calculated with.
const ORDER_FIGURES = new Set(['shop', 'presentment', 'quantity', 'currentQuantity'])
const DOCUMENT_FIGURES = new Set([
  'quantity',
  'net',
  'gross',
  'listAmount',
  'amount',
  'base',
  'rounding',
  'netTotal',
  'taxTotal',
  'total',
])

const PAYOUT_FIGURES = ['amount', 'fee', 'feeTax', 'withheldTax', 'net', 'rate']

/** The order with every figure followed, by its path in the record: `order.lines[901].unitPrice.shop`. */
export const followedOrder = (order: Order, root = 'order'): Order =>
  mapFigures(order, root, (name, value, path) => (ORDER_FIGURES.has(name) ? follow(value, path) : value))

/** The payout with every figure followed: `payout.transactions[txn_1].fee`. */
export const followedPayout = (payout: Payout): Payout => followedNumbers(payout, 'payout', PAYOUT_FIGURES)

/** Payments that are booked, with every figure followed: as held documents, and what they moved. */
export const followedPayments = (payments: readonly BookedPayment[]): readonly BookedPayment[] =>
  payments.map((one) => ({
    ...one,
    document: followedDocument(one.document, one.reference),
    cleared: followedNumbers(one.cleared, `held[${one.reference}].cleared`, ['amount']),
  }))

/** Held documents with every figure followed: `held[nordlys:invoice:5501].rows[line:901].net`. */
export const followedHeld = (held: readonly HeldDocument[]): readonly HeldDocument[] =>
  held.map((one) => ({ ...one, document: followedDocument(one.document, one.reference) }))

const followedDocument = <D extends TargetDocument>(document: D, reference: string): D =>
  mapFigures(document, `held[${reference}]`, (name, value, path) =>
    DOCUMENT_FIGURES.has(name) ? follow(value, path) : value,
  )

/** Numbers of the tables with which a document is mapped, followed: `mappings.items[2].components[0].share`. */
export const followedNumbers = <T>(value: T, root: string, names: readonly string[]): T =>
  mapFigures(value, root, (name, text, path) => (names.includes(name) ? follow(text, path) : text))

/** The same value with every figure as plain text again. */
export const unfollowedCopy = <T>(value: T): T => {
  if (isFollowed(value)) return unfollowed(value) as T
  if (Array.isArray(value)) return value.map(unfollowedCopy) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unfollowedCopy(inner)])) as T
}

const follow = (value: string, path: string): string => {
  const parsed = parseDecimal(value)
  // A currency code beside an amount (`currencies.shop`) is no figure.
  return parsed === null ? value : followed(parsed, { by: 'source', path })
}

type Change = (name: string, value: string, path: string) => string

function mapFigures<T>(value: T, path: string, change: Change, name = ''): T {
  if (typeof value === 'string') return change(name, value, path) as T
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => mapFigures(item, `${path}[${nameOf(item, index)}]`, change)) as T
  }
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, mapFigures(inner, `${path}.${field}`, change, field)]),
  ) as T
}

/** Parts are named by their own id: positions change when a store lists them in another order. */
function nameOf(item: unknown, index: number): string {
  const { externalId, id, reference } = (item ?? {}) as Readonly<Record<string, unknown>>
  return String(externalId ?? id ?? reference ?? index)
}
