import { FrappeError } from './frappe-error.ts'
import { type Meta, TABLE_TYPES } from './meta.ts'

export const STANDARD_FIELDS: ReadonlySet<string> = new Set([
  'name',
  'owner',
  'creation',
  'modified',
  'modified_by',
  'docstatus',
  'idx',
  'parent',
  'parentfield',
  'parenttype',
  '_user_tags',
  '_comments',
  '_assign',
  '_liked_by',
  'lft',
  'rgt',
  'doctype',
])

/** One column of a list: of the DocType itself, of a child table, of a linked document, or an aggregate. */
export interface Column {
  readonly kind: 'own' | 'child' | 'link'
  /** Child DocType, or the link field. */
  readonly via: string
  readonly field: string
  readonly aggregate: string | null
  /** Key in the answer. */
  readonly alias: string
}

const AGGREGATE = /^(count|sum|avg|min|max)\(\s*(?:distinct\s+)?([`\w .*]+?)\s*\)$/i
const TABLE_COLUMN = /^`?tab([^`.]+)`?\.`?([\w ]+)`?$/

/** Reads the `fields` of a list request; table fields are dropped without a word. */
export function parseColumns(
  fields: readonly unknown[],
  meta: Meta,
  findMeta: (doctype: string) => Meta | undefined,
  version: 15 | 16,
): Column[] {
  return fields.flatMap((field) => {
    if (version === 16 && typeof field === 'object' && field !== null) return functionColumn(field, meta, findMeta)
    if (typeof field !== 'string') throw notPermitted(String(field))
    if (field === '*') return allColumns(meta)
    if (version === 16 && AGGREGATE.test(field.split(/\s+as\s+/i)[0]?.trim() ?? '')) {
      throw new FrappeError(
        'ValidationError',
        `SQL functions are not allowed as strings in SELECT: ${field}. Use dict syntax like {'COUNT': '*'} instead.`,
      )
    }
    const column = parseColumn(field, meta, findMeta)
    return column === null ? [] : [column]
  })
}

/** Version 16: `{"COUNT": "*", "as": "n"}`. */
function functionColumn(given: object, meta: Meta, findMeta: (doctype: string) => Meta | undefined): Column[] {
  const { as: alias, ...call } = given as Record<string, unknown>
  const [[name, inner] = ['', '']] = Object.entries(call)
  const column = parseColumn(`${name}(${String(inner)}) as ${String(alias ?? name.toLowerCase())}`, meta, findMeta)
  return column === null ? [] : [column]
}

function allColumns(meta: Meta): Column[] {
  const standard = ['name', 'owner', 'creation', 'modified', 'modified_by', 'docstatus', 'idx']
  const own = meta.fields.filter((field) => !TABLE_TYPES.has(field.fieldtype) && field.is_virtual !== true)
  return [...standard, ...own.map((field) => field.fieldname)].map((name) => ownColumn(name, name))
}

const ownColumn = (field: string, alias: string): Column => ({ kind: 'own', via: '', field, aggregate: null, alias })

export function parseColumn(given: string, meta: Meta, findMeta: (doctype: string) => Meta | undefined): Column | null {
  if (/\(\s*select\b|\bselect\b.*\bfrom\b/i.test(given))
    throw new FrappeError('DataError', 'Use of sub-query or function is restricted')
  const [expression = '', named] = given.split(/\s+as\s+/i)
  const alias = named?.replaceAll(/[`'"]/g, '').trim()
  const call = AGGREGATE.exec(expression.trim())
  if (call !== null) {
    const inner = (call[2] ?? '*').trim()
    const base = inner === '*' ? ownColumn('name', 'name') : parseColumn(inner, meta, findMeta)
    return base === null
      ? null
      : { ...base, aggregate: (call[1] ?? 'count').toLowerCase(), alias: alias ?? expression.trim() }
  }
  if (/\(/.test(expression)) throw new FrappeError('DataError', 'Use of sub-query or function is restricted')
  return plainColumn(expression.trim(), alias, meta, findMeta)
}

function plainColumn(
  name: string,
  alias: string | undefined,
  meta: Meta,
  findMeta: (doctype: string) => Meta | undefined,
): Column | null {
  const table = TABLE_COLUMN.exec(name)
  if (table !== null) {
    const [, doctype = '', field = ''] = table
    const other = findMeta(doctype)
    if (other === undefined || !isColumn(other, field)) throw notPermitted(field)
    return {
      kind: doctype === meta.name ? 'own' : 'child',
      via: doctype === meta.name ? '' : doctype,
      field,
      aggregate: null,
      alias: alias ?? field,
    }
  }
  const plain = name.replaceAll('`', '')
  const [link = '', target] = plain.split('.')
  if (target !== undefined) return dottedColumn(link, target, alias, meta, findMeta)
  const field = meta.byName.get(plain)
  if (field !== undefined && (TABLE_TYPES.has(field.fieldtype) || field.is_virtual === true)) return null
  if (field === undefined && !STANDARD_FIELDS.has(plain)) throw notPermitted(plain)
  return ownColumn(plain, alias ?? plain)
}

function dottedColumn(
  link: string,
  target: string,
  alias: string | undefined,
  meta: Meta,
  findMeta: (doctype: string) => Meta | undefined,
): Column {
  const field = meta.byName.get(link)
  const other = findMeta(field?.options ?? '')
  if (field === undefined || other === undefined || !isColumn(other, target)) throw notPermitted(`${link}.${target}`)
  const isTable = TABLE_TYPES.has(field.fieldtype)
  return {
    kind: isTable ? 'child' : 'link',
    via: isTable ? other.name : link,
    field: target,
    aggregate: null,
    alias: alias ?? target,
  }
}

function isColumn(meta: Meta, field: string): boolean {
  const known = meta.byName.get(field)
  return known === undefined ? STANDARD_FIELDS.has(field) : !TABLE_TYPES.has(known.fieldtype)
}

export function notPermitted(field: string): FrappeError {
  return new FrappeError('DataError', `Field not permitted in query: ${field}`)
}
