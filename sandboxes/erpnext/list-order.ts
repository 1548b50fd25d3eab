import { collate } from './collate.ts'
import type { Doc } from './controller.ts'
import { isBlank } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import { type Column, STANDARD_FIELDS } from './list-fields.ts'
import type { Filter } from './list-filters.ts'
import type { Joined } from './list-join.ts'
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
 * Sorts as asked. Without an order the database answers in the order of the index it happens to use: by `modified` when that is
 * filtered, a tree by its position, a Bin by item and warehouse, otherwise by name.
 */
export function sortRows(
  found: readonly Joined[],
  order: readonly Order[],
  meta: Meta,
  filters: readonly Filter[],
): Joined[] {
  if (order.length > 0) return sortBy(found, order)
  if (filters.some((filter) => filter.field === 'modified')) return sortBy(found, [plain('modified')])
  if (meta.byName.has('lft')) return sortBy(found, [plain('lft')])
  if (meta.name === 'Bin') return sortBy(found, [plain('item_code'), plain('warehouse')])
  if (meta.istable || found.some((row) => row.children.size > 0)) return [...found]
  return sortBy(found, [plain('name')])
}

const plain = (field: string): Order => ({ field, child: null, descending: false })

function sortBy(found: readonly Joined[], order: readonly Order[]): Joined[] {
  const keyed = found.map((row) => ({ row, keys: order.map((one) => sortKey(row, one)) }))
  keyed.sort((one, other) => {
    for (const [index, { descending }] of order.entries()) {
      const difference = compare(one.keys[index] ?? '', other.keys[index] ?? '')
      if (difference !== 0) return descending ? -difference : difference
    }
    return 0
  })
  return keyed.map(({ row }) => row)
}

function sortKey(row: Joined, { field, child }: Order): string | number {
  const from: Readonly<Doc> | undefined = child === null ? row.doc : row.children.get(child)
  const value = from?.[field]
  return typeof value === 'number' ? value : collate(value === null || value === undefined ? '' : String(value))
}

function compare(one: string | number, other: string | number): number {
  return one < other ? -1 : one > other ? 1 : 0
}
