import { collate, compareKeys } from './collate.ts'
import type { Doc } from './controller.ts'
import { isBlank, text, toInt } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import { type Column, parseColumn, parseColumns, STANDARD_FIELDS } from './list-fields.ts'
import { type Filter, parseFilters } from './list-filters.ts'
import { alone, type Joined, joinedRows, valueOf } from './list-join.ts'
import { readOrder, sortRows } from './list-order.ts'
import type { Meta } from './meta.ts'
import { userLimits } from './permissions.ts'
import type { SiteCore } from './site.ts'
import { relatives } from './tree.ts'

export interface ListRequest {
  readonly doctype: string
  readonly fields?: readonly unknown[] | undefined
  readonly filters?: unknown
  readonly orFilters?: unknown
  readonly orderBy?: string | undefined
  readonly groupBy?: string | undefined
  readonly start?: number
  /** 0 = all. */
  readonly limit?: number
  /** Leaves User Permissions out of it. */
  readonly ignoreUserPermissions?: boolean
}

/** Answers a list request from the store; an equality on an indexed field does not look at other documents. */
export function listDocs(site: SiteCore, request: ListRequest): Record<string, unknown>[] {
  const meta = site.meta(request.doctype)
  const { findMeta } = site
  const columns = parseColumns(request.fields ?? ['name'], meta, findMeta, site.version)
  const sources = {
    today: site.today(),
    findMeta,
    relatives: (doctype: string, name: string, operator: string) => relatives(site, doctype, name, operator),
  }
  const filters = parseFilters(request.filters, meta, sources)
  const orFilters = parseFilters(request.orFilters, meta, sources)
  const order = readOrder(request.orderBy, meta, columns, findMeta)
  const found = matches(site, meta, columns, filters, orFilters, request)
  const grouped = isBlank(request.groupBy) && !columns.some((column) => column.aggregate !== null)
  if (!grouped) return page(groupRows(site, found, columns, request, meta), request)
  const { start = 0, limit = 0 } = request
  const sorted = sortRows(found, order, meta, filters, limit > 0 ? start + limit : Infinity)
  return page(sorted, request).map((row) => answerRow(site, row, columns))
}

/** Number of rows, for `get_count`. */
export function countDocs(site: SiteCore, doctype: string, given: unknown): number {
  const meta = site.meta(doctype)
  const { findMeta } = site
  const sources = {
    today: site.today(),
    findMeta,
    relatives: (target: string, name: string, operator: string) => relatives(site, target, name, operator),
  }
  const filters = parseFilters(given, meta, sources)
  return matches(site, meta, [], filters, [], { doctype, ignoreUserPermissions: true }).length
}

function page<T>(rows: readonly T[], { start = 0, limit = 0 }: ListRequest): T[] {
  return limit > 0 ? rows.slice(start, start + limit) : rows.slice(start)
}

function matches(
  site: SiteCore,
  meta: Meta,
  columns: readonly Column[],
  filters: readonly Filter[],
  orFilters: readonly Filter[],
  request: ListRequest,
): Joined[] {
  const children = new Set([
    ...columns.filter((column) => column.kind === 'child').map((column) => column.via),
    ...[...filters, ...orFilters].map((filter) => filter.doctype).filter((doctype) => doctype !== meta.name),
  ])
  const limits = request.ignoreUserPermissions === true ? null : limitTest(site, meta)
  const found: Joined[] = []
  const plain = children.size === 0
  for (const doc of candidates(site, meta, filters)) {
    if (limits !== null && !limits(doc)) continue
    // Most lists join nothing: what does not pass is not worth an object.
    if (plain && !filters.every((filter) => filter.test(doc[filter.field]))) continue
    for (const row of plain ? [alone(doc)] : joinedRows(doc, meta, children)) {
      if (!plain && !filters.every((filter) => filter.test(valueOf(row, filter)))) continue
      if (orFilters.length > 0 && !orFilters.some((filter) => filter.test(valueOf(row, filter)))) continue
      found.push(row)
    }
  }
  return found
}

/** The few documents that an equality on the name or an indexed field leaves, or all. */
function candidates(site: SiteCore, meta: Meta, filters: readonly Filter[]): Iterable<Readonly<Doc>> {
  for (const { doctype, field, operator, value, kind } of filters) {
    if (kind !== 'text' || isBlank(value)) continue
    const names = operator === '=' ? [value] : operator === 'in' && Array.isArray(value) ? (value as unknown[]) : null
    if (names === null) continue
    if (doctype === meta.name && field === 'name') return names.flatMap((name) => site.read(meta.name, name) ?? [])
    if (!isIndexed(site, doctype, field) || names.length > MAX_INDEX_READS) continue
    const distinct = new Set(names.map((name) => collate(String(name))))
    const hits = [...distinct].flatMap((name) => site.findBy(doctype, field, name))
    if (doctype === meta.name) return hits
    const parents = new Set(hits.map((row) => text(row, 'parent')))
    return [...parents].flatMap((name) => site.read(meta.name, name) ?? [])
  }
  return site.all(meta.name)
}

/** More values than this are found faster by looking at every document. */
const MAX_INDEX_READS = 2000
/** Every item has a Bin in each warehouse: the index of warehouses would not leave anything out. */
const COARSE_INDEXES: ReadonlySet<string> = new Set(['Bin.warehouse', 'Item Price.price_list', 'Item.item_group'])

function isIndexed(site: SiteCore, doctype: string, field: string): boolean {
  if (doctype === 'Bin' && field === 'item_code') return true
  if (COARSE_INDEXES.has(`${doctype}.${field}`)) return false
  const known = site.findMeta(doctype)?.byName.get(field)
  return known?.unique === true || known?.search_index === true || field === 'parent'
}

function limitTest(site: SiteCore, meta: Meta): ((doc: Readonly<Doc>) => boolean) | null {
  const limits = userLimits(site)
  if (limits.size === 0) return null
  return (doc) => {
    const own = limits.get(meta.name)
    if (own !== undefined && !own.has(doc.name)) return false
    return meta.links.every((field) => {
      const names = limits.get(field.options ?? '')
      const value = text(doc, field.fieldname)
      return names === undefined || value === '' || names.has(value)
    })
  }
}

function answerRow(site: SiteCore, row: Joined, columns: readonly Column[]): Record<string, unknown> {
  const answer: Record<string, unknown> = {}
  for (const column of columns) answer[column.alias] = cell(site, row, column)
  return answer
}

function cell(site: SiteCore, row: Joined, column: Column): unknown {
  if (column.kind === 'child') return row.children.get(column.via)?.[column.field] ?? null
  if (column.kind === 'own') return row.doc[column.field] ?? null
  const target = site.meta(row.doc.doctype).byName.get(column.via)?.options ?? ''
  return site.value(target, row.doc[column.via], column.field)
}

function groupRows(
  site: SiteCore,
  found: readonly Joined[],
  columns: readonly Column[],
  request: ListRequest,
  meta: Meta,
): Record<string, unknown>[] {
  const keys = (request.groupBy ?? '').split(',').flatMap((one) => {
    const name = one.trim()
    return name === '' ? [] : (parseColumn(name, meta, site.findMeta) ?? [])
  })
  const groups = new Map<string, Joined[]>()
  for (const row of found) {
    const key = keys.map((column) => collate(String(cell(site, row, column) ?? ''))).join('\u0000')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  const answers = [...groups.entries()].map(([, group]) => {
    const answer: Record<string, unknown> = {}
    for (const column of columns) answer[column.alias] = aggregateCell(site, group, column)
    return answer
  })
  const wanted = (request.orderBy ?? '').trim().split(/\s+/)
  const by = wanted[0]?.replaceAll('`', '') ?? ''
  if (by === '' || answers[0]?.[by] === undefined) return answers
  const turn = wanted[1]?.toLowerCase() === 'desc' ? -1 : 1
  return answers.sort((one, other) => turn * compareCells(one[by], other[by]))
}

function compareCells(one: unknown, other: unknown): number {
  return typeof one === 'number' && typeof other === 'number'
    ? one - other
    : compareKeys(collate(String(one ?? '')), collate(String(other ?? '')))
}

function aggregateCell(site: SiteCore, group: readonly Joined[], column: Column): unknown {
  const first = group[0]
  if (column.aggregate === null) return first === undefined ? null : cell(site, first, column)
  const values = group.map((row) => cell(site, row, column)).filter((value) => value !== null)
  if (column.aggregate === 'count') return values.length
  const numbers = values.map(Number)
  const sum = numbers.reduce((total, value) => total + value, 0)
  if (column.aggregate === 'sum') return sum
  if (column.aggregate === 'avg') return numbers.length === 0 ? null : sum / numbers.length
  const sorted = values.toSorted(compareCells)
  return (column.aggregate === 'min' ? sorted[0] : sorted.at(-1)) ?? null
}

/** The database refuses a negative offset. */
export function checkedStart(site: SiteCore, doctype: string, value: unknown): number {
  const start = toInt(value)
  if (start >= 0) return start
  const near = `'${start}' at line 6`
  const blank = '\n\t\t\t'
  site.session.debug.push(
    `Syntax error in query:\nselect \`tab${doctype}\`.\`name\`${blank}from \`tab${doctype}\`${blank}${blank}${blank}${blank}limit 20 offset ${start} `,
  )
  throw new FrappeError(
    'ProgrammingError',
    `(1064, "You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server version for the right syntax to use near ${near}")`,
    { module: 'pymysql.err', show: false },
  )
}

export const isStandardField = (name: string): boolean => STANDARD_FIELDS.has(name)
