import { ApiError, missing } from './errors.ts'
import type { Form } from './form.ts'
import { integer, text } from './params.ts'
import type { Json } from './state.ts'
import { isOlder, type Stored, type Table } from './table.ts'

export interface ListOf<T extends Stored> {
  /** What the objects are called in errors, e.g. `payout`. */
  readonly object: string
  readonly url: string
  readonly table: Table<T>
  /** A part of the table that is known to hold all that passes, oldest first. */
  readonly within?: readonly T[]
  keep(row: T): boolean
  view(row: T): Json
}

const DEFAULT_LIMIT = 10
const MOST = 100

export const PAGE_PARAMS = ['limit', 'starting_after', 'ending_before', 'expand']

/** One page, newest first. A cursor is a place in time: it need not pass the filters itself. */
export function listPage<T extends Stored>(form: Form, list: ListOf<T>): Json {
  const limit = integer(form, 'limit') ?? DEFAULT_LIMIT
  if (limit < 1 || limit > MOST) {
    const rule = limit < 1 ? 'greater than or equal to 1' : 'less than or equal to 100'
    throw new ApiError(400, `This value must be ${rule}.`, { code: 'parameter_invalid_integer', param: 'limit' })
  }
  const after = cursor(form, 'starting_after', list)
  const before = cursor(form, 'ending_before', list)
  if (after !== null && before !== null) {
    throw new ApiError(400, 'You may only specify one of these parameters: starting_after, ending_before.', {
      code: 'parameters_exclusive',
    })
  }
  const found = before === null ? older(list, after, limit) : newer(list, before, limit)
  return {
    object: 'list',
    data: found.rows.map((row) => list.view(row)),
    has_more: found.more,
    url: list.url,
  }
}

function cursor<T extends Stored>(form: Form, name: string, { table, object }: ListOf<T>): T | null {
  const id = text(form, name)
  if (id === undefined) return null
  const row = table.get(id)
  if (row === undefined) throw missing(object, id, name)
  return row
}

interface Found<T> {
  readonly rows: readonly T[]
  readonly more: boolean
}

function older<T extends Stored>({ table, within, keep }: ListOf<T>, after: T | null, limit: number): Found<T> {
  const all = within ?? table.rows
  const rows: T[] = []
  for (let index = (after === null ? all.length : placeOf(all, after)) - 1; index >= 0; index -= 1) {
    const row = all[index]
    if (row === undefined || !keep(row)) continue
    if (rows.length === limit) return { rows, more: true }
    rows.push(row)
  }
  return { rows, more: false }
}

function newer<T extends Stored>({ table, within, keep }: ListOf<T>, before: T, limit: number): Found<T> {
  const all = within ?? table.rows
  const rows: T[] = []
  for (let index = placeOf(all, before); index < all.length; index += 1) {
    const row = all[index]
    if (row === undefined || !isOlder(before, row) || !keep(row)) continue
    if (rows.length === limit) return { rows: rows.reverse(), more: true }
    rows.push(row)
  }
  return { rows: rows.reverse(), more: false }
}

/** How many rows are older than the cursor. */
function placeOf<T extends Stored>(rows: readonly T[], cursor: T): number {
  let from = 0
  let until = rows.length
  while (from < until) {
    const middle = (from + until) >>> 1
    const row = rows[middle]
    if (row !== undefined && isOlder(row, cursor)) from = middle + 1
    else until = middle
  }
  return from
}
