import { collate } from './collate.ts'
import type { Doc } from './controller.ts'
import { isBlank } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import { type Column, STANDARD_FIELDS } from './list-fields.ts'
import type { Filter } from './list-filters.ts'
import type { Joined } from './list-join.ts'
import { firstInOrder } from './list-select.ts'
import type { Meta } from './meta.ts'

export interface Order {
  readonly field: string
  readonly child: string | null
  readonly descending: boolean
}

const ILLEGAL = /[^a-z0-9\-_ ,`'".()]/i

/** Reads `modified asc, name desc`. */
export function readOrder(
  given: string | undefined,
  meta: Meta,
  columns: readonly Column[],
  findMeta: (doctype: string) => Meta | undefined,
): Order[] {
  if (isBlank(given)) return []
  const whole = String(given)
  if (ILLEGAL.test(whole)) throw new FrappeError('ValidationError', 'Illegal SQL Query')
  return whole.split(',').map((part) => {
    const [name = '', way = 'asc'] = part.trim().split(/\s+(?=asc$|desc$)/i)
    const [, table, inTable] = /^`?tab([^`.]+)`?\.`?(\w+)`?$/.exec(name) ?? []
    const field = inTable ?? name.replaceAll('`', '')
    const other = table === undefined || table === meta.name ? meta : findMeta(table)
    const known =
      other?.byName.has(field) === true ||
      STANDARD_FIELDS.has(field) ||
      columns.some((column) => column.alias === field)
    if (!known)
      throw new FrappeError('OperationalError', `(1054, "Unknown column '${field}' in 'ORDER BY'")`, {
        module: 'pymysql.err',
        show: false,
      })
    return { field, child: other === meta ? null : (table ?? null), descending: way.toLowerCase() === 'desc' }
  })
}

/**
 * Sorts as asked; only the first `take` rows have to be right. Without an order the database answers in the order of the index it
 * happens to use: by `modified` when that is filtered, a tree by its position, a Bin by item and warehouse, otherwise by name.
 */
export function sortRows(
  found: readonly Joined[],
  order: readonly Order[],
  meta: Meta,
  filters: readonly Filter[],
  take = Infinity,
): Joined[] {
  if (order.length > 0) return sortBy(found, order, take)
  if (filters.some((filter) => filter.field === 'modified')) return sortBy(found, [plain('modified')], take)
  if (meta.byName.has('lft')) return sortBy(found, [plain('lft')], take)
  if (meta.name === 'Bin') return sortBy(found, [plain('item_code'), plain('warehouse')], take)
  if (meta.istable || found.some((row) => row.children.size > 0)) return [...found]
  return sortBy(found, [plain('name')], take)
}

const plain = (field: string): Order => ({ field, child: null, descending: false })

interface Keyed {
  readonly row: Joined
  /** Place before sorting, which decides between equals. */
  readonly at: number
  readonly keys: readonly (string | number)[]
}

function sortBy(found: readonly Joined[], order: readonly Order[], take: number): Joined[] {
  const turns = order.map(({ descending }) => (descending ? -1 : 1))
  const [first] = order
  if (first === undefined) return [...found]
  const turn = turns[0] ?? 1
  return firstInOrder(found, take, {
    keyed: (row, at): Keyed => ({ row, at, keys: order.map((one) => sortKey(row, one)) }),
    compare(one, other) {
      for (let index = 0; index < turns.length; index += 1) {
        const difference = compare(one.keys[index] ?? '', other.keys[index] ?? '')
        if (difference !== 0) return difference * (turns[index] ?? 1)
      }
      return one.at - other.at
    },
    isBeyond: (row, last) => compare(sortKey(row, first), last.keys[0] ?? '') * turn > 0,
  }).map(({ row }) => row)
}

/** Written in one form only: they compare as they are. */
const PLAIN_TEXTS: ReadonlySet<string> = new Set(['modified', 'creation'])

function sortKey(row: Joined, { field, child }: Order): string | number {
  const from: Readonly<Doc> | undefined = child === null ? row.doc : row.children.get(child)
  const value = from?.[field]
  if (typeof value === 'number') return value
  if (typeof value === 'string') return PLAIN_TEXTS.has(field) ? value : collate(value)
  return value === null || value === undefined ? '' : collate(String(value))
}

function compare(one: string | number, other: string | number): number {
  return one < other ? -1 : one > other ? 1 : 0
}
