import { add, type Decimal, decimal, isPositive, isZero, sum, ZERO } from '#lib/decimal'

/** What a document of the old system consists of. Amounts are texts. */
export interface Entry {
  readonly ref: string
  readonly customer?: string | null
  readonly currency: string
  readonly date: string
  readonly lines: readonly EntryLine[]
  readonly taxes?: readonly { readonly account: string; readonly amount: string }[]
  /** Of payments. */
  readonly amount?: string
  /** The number of the document that it follows. */
  readonly follows?: string | null
  /** What a person wrote on it. */
  readonly note?: string
}

export interface EntryLine {
  readonly row: string
  readonly item?: string | null
  readonly account?: string | null
  readonly quantity?: string
  readonly amount: string
}

export interface Filed extends Entry {
  readonly number: string
  readonly total: Decimal
  readonly tax: Decimal
  readonly lineNumbers: Readonly<Record<string, string>>
  ref: string
  voided: boolean
}

/** Why the old system does not take something. */
export type Refusal = {
  readonly code: 'duplicate' | 'unknown_item' | 'unknown_customer' | 'unbalanced' | 'invalid'
  readonly what: string
}

export const COLLECTIONS = [
  'orders',
  'invoices',
  'credits',
  'receipts',
  'refunds',
  'shipments',
  'arrivals',
  'journals',
] as const
export type Collection = (typeof COLLECTIONS)[number]

/** An old system for one company: it files documents, counts their totals itself, and keeps references apart. */
export interface Books {
  readonly items: Set<string>
  readonly customers: Map<string, { readonly number: string; readonly keys: readonly string[]; readonly name: string }>
  file(collection: Collection, entry: Entry): Filed | Refusal
  byReference(collection: Collection, ref: string): readonly Filed[]
  byNumber(collection: Collection, number: string): Filed | null
  list(collection: Collection): readonly Filed[]
  all(): readonly Filed[]
  addCustomer(name: string, keys: readonly string[]): string
}

export const isRefusal = (result: Filed | Refusal): result is Refusal => 'code' in result

export function openBooks(items: readonly string[]): Books {
  const filed = new Map<Collection, Filed[]>(COLLECTIONS.map((name) => [name, []]))
  const books: Books = {
    items: new Set(items),
    customers: new Map(),
    file(collection, entry) {
      const list = filed.get(collection) ?? []
      const refusal = refusalOf(books, collection, entry, list)
      if (refusal !== null) return refusal
      const number = `${collection.slice(0, 2).toUpperCase()}-${1001 + list.length}`
      const lineNumbers = Object.fromEntries(entry.lines.map((line, index) => [line.row, `${number}/${index + 1}`]))
      const tax = sum((entry.taxes ?? []).map((one) => decimal(one.amount)))
      const document: Filed = {
        ...entry,
        number,
        lineNumbers,
        tax,
        total: totalOf(collection, entry, tax),
        voided: false,
      }
      list.push(document)
      return document
    },
    byReference: (collection, ref) => (filed.get(collection) ?? []).filter((one) => one.ref === ref),
    byNumber: (collection, number) => filed.get(collection)?.find((one) => one.number === number) ?? null,
    list: (collection) => filed.get(collection) ?? [],
    all: () => [...filed.values()].flat(),
    addCustomer(name, keys) {
      const number = `C${books.customers.size + 1}`
      books.customers.set(number, { number, keys, name })
      return number
    },
  }
  return books
}

function refusalOf(books: Books, collection: Collection, entry: Entry, list: readonly Filed[]): Refusal | null {
  if (entry.ref !== '' && list.some((one) => one.ref === entry.ref)) return { code: 'duplicate', what: entry.ref }
  const strange = entry.lines.find((line) => line.item != null && !books.items.has(line.item))
  if (strange !== undefined) return { code: 'unknown_item', what: strange.item ?? '' }
  if (entry.customer != null && !books.customers.has(entry.customer))
    return { code: 'unknown_customer', what: entry.customer }
  const balanced = collection !== 'journals' || isZero(sum(entry.lines.map((line) => decimal(line.amount))))
  return balanced ? null : { code: 'unbalanced', what: entry.ref }
}

function totalOf(collection: Collection, entry: Entry, tax: Decimal): Decimal {
  if (collection === 'receipts' || collection === 'refunds') return decimal(entry.amount ?? '0')
  const amounts = entry.lines.map((line) => decimal(line.amount))
  if (collection === 'journals') return sum(amounts.filter(isPositive))
  return collection === 'shipments' || collection === 'arrivals' ? ZERO : add(sum(amounts), tax)
}
