import { collate } from './collate.ts'
import { isBlank, toFloat, toInt } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import { notPermitted, STANDARD_FIELDS } from './list-fields.ts'
import { type Field, type Meta, TABLE_TYPES } from './meta.ts'
import { FLOAT_TYPES } from './stored-form.ts'
import { timespan } from './timespan.ts'

/** The operators in the order in which the server lists them when one is unknown. */
const OPERATORS = [
  '>',
  'not in',
  'next',
  'fiscal year',
  '!=',
  'ancestors of',
  'timespan',
  '<=',
  'descendants of (inclusive)',
  'not descendants of',
  'not ancestors of',
  '>=',
  'like',
  'not like',
  'is',
  '=',
  'in',
  'between',
  '<',
  'previous',
  'descendants of',
] as const

export interface Filter {
  readonly doctype: string
  readonly field: string
  readonly operator: string
  readonly value: unknown
  readonly kind: Kind
  /** Whether a stored value passes. */
  readonly test: (stored: unknown) => boolean
}

type Kind = 'text' | 'number' | 'date' | 'datetime'

export interface FilterSources {
  readonly today: string
  readonly findMeta: (doctype: string) => Meta | undefined
  /** Names below (or above) a node of a tree. */
  readonly relatives: (doctype: string, name: string, operator: string) => readonly string[]
}

/** Reads `filters`: an object, or a list of `[field, operator, value]`, `[doctype, field, operator, value]`. */
export function parseFilters(given: unknown, meta: Meta, sources: FilterSources): Filter[] {
  if (given === null || given === undefined || given === '') return []
  if (typeof given === 'string') return [makeFilter(meta.name, 'name', '=', given, sources)]
  if (Array.isArray(given)) return given.map((one: unknown) => listFilter(one, meta, sources))
  return Object.entries(given as Record<string, unknown>).map(([field, value]) => {
    if (Array.isArray(value)) return makeFilter(meta.name, field, String(value[0]), value[1], sources)
    return makeFilter(meta.name, field, '=', value, sources)
  })
}

function listFilter(one: unknown, meta: Meta, sources: FilterSources): Filter {
  if (!Array.isArray(one)) throw new FrappeError('ValidationError', `Filter must be a tuple or list (in a list)`)
  const parts = one as unknown[]
  if (parts.length === 2) return makeFilter(meta.name, String(parts[0]), '=', parts[1], sources)
  if (parts.length === 3) return makeFilter(meta.name, String(parts[0]), String(parts[1]), parts[2], sources)
  if (parts.length >= 4) return makeFilter(String(parts[0]), String(parts[1]), String(parts[2]), parts[3], sources)
  throw new FrappeError(
    'ValidationError',
    'Filter must have 4 values (doctype, fieldname, operator, value): ' + String(parts),
  )
}

function makeFilter(doctype: string, name: string, given: string, value: unknown, sources: FilterSources): Filter {
  const operator = given.toLowerCase()
  if (!(OPERATORS as readonly string[]).includes(operator)) {
    throw new FrappeError('ValidationError', `Operator must be one of ${OPERATORS.join(', ')}`)
  }
  const meta = sources.findMeta(doctype)
  if (meta === undefined) throw new FrappeError('DoesNotExistError', `DocType ${doctype} not found`)
  const field = meta.byName.get(name)
  if (field === undefined && !STANDARD_FIELDS.has(name)) throw notPermitted(name)
  if (field !== undefined && TABLE_TYPES.has(field.fieldtype)) throw notPermitted(name)
  const kind = kindOf(name, field)
  if (operator.includes('descendants') || operator.includes('ancestors')) {
    const target = name === 'name' ? doctype : (field?.options ?? doctype)
    const names = new Set(sources.relatives(target, String(value), operator).map(collate))
    const wanted = !operator.startsWith('not')
    return {
      doctype,
      field: name,
      operator,
      value,
      kind,
      test: remembered((stored) => names.has(collate(String(stored ?? ''))) === wanted),
    }
  }
  const span = operator === 'timespan' ? timespan(String(value), sources.today) : null
  const test = span === null ? testFor(operator, value, kind) : betweenTest(span, kind)
  return { doctype, field: name, operator, value, kind, test }
}

function kindOf(name: string, field: Field | undefined): Kind {
  if (name === 'modified' || name === 'creation') return 'datetime'
  if (name === 'docstatus' || name === 'idx' || name === 'lft' || name === 'rgt') return 'number'
  const type = field?.fieldtype ?? 'Data'
  if (type === 'Date') return 'date'
  if (type === 'Datetime') return 'datetime'
  return FLOAT_TYPES.has(type) || type === 'Int' || type === 'Check' ? 'number' : 'text'
}

type Comparable = string | number

function comparable(value: unknown, kind: Kind): Comparable {
  if (kind === 'number') return value === null || value === undefined ? 0 : toFloat(value)
  if (kind === 'text') return collate(value === null || value === undefined ? '' : String(value))
  return value === null || value === undefined ? '' : String(value)
}

const LOWEST_DATETIME = '0001-01-01 00:00:00.000000'

/** A filter's date as the database compares it; nonsense becomes the lowest date there is. */
function wantedTime(value: unknown, kind: Kind): string {
  const match = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?/.exec(
    String(value),
  )
  if (match === null) return kind === 'date' ? LOWEST_DATETIME.slice(0, 10) : LOWEST_DATETIME
  const [, year = '', month = '', day = '', hour = '0', minute = '00', second = '00', fraction = ''] = match
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return kind === 'date' ? date : `${date} ${hour.padStart(2, '0')}:${minute}:${second}.${fraction.padEnd(6, '0')}`
}

function wanted(value: unknown, kind: Kind): Comparable {
  return kind === 'date' || kind === 'datetime' ? wantedTime(value, kind) : comparable(value, kind)
}

function testFor(operator: string, value: unknown, kind: Kind): (stored: unknown) => boolean {
  if (operator === 'is') {
    const set = String(value).toLowerCase() === 'set'
    return (stored) => (kind === 'number' ? stored !== null && stored !== undefined : !isBlank(stored)) === set
  }
  if (operator === 'in' || operator === 'not in') return inTest(value, kind, operator === 'in')
  if (operator === 'between') return betweenTest(value, kind)
  if (operator === 'like' || operator === 'not like') return likeTest(String(value ?? ''), operator === 'like')
  if ((operator === '=' || operator === '!=') && isBlank(value) && kind !== 'number') {
    return (stored) => isBlank(stored) === (operator === '=')
  }
  const other = wanted(value, kind)
  return (stored) => compareBy(operator, comparable(stored, kind), other)
}

function compareBy(operator: string, one: Comparable, other: Comparable): boolean {
  switch (operator) {
    case '=':
      return one === other
    case '!=':
      return one !== other
    case '>':
      return one > other
    case '>=':
      return one >= other
    case '<':
      return one < other
    case '<=':
      return one <= other
    default:
      return false
  }
}

const REMEMBERED = 1000

/** A test that is asked for the same few values again and again, e.g. the warehouses of 100,000 Bins. */
function remembered(test: (stored: unknown) => boolean): (stored: unknown) => boolean {
  const known = new Map<unknown, boolean>()
  return (stored) => {
    const before = known.get(stored)
    if (before !== undefined) return before
    const result = test(stored)
    if (known.size < REMEMBERED) known.set(stored, result)
    return result
  }
}

function inTest(value: unknown, kind: Kind, positive: boolean): (stored: unknown) => boolean {
  const list = Array.isArray(value)
    ? value
    : String(value ?? '')
        .split(',')
        .map((one) => one.trim())
  const names = new Set(list.map((one: unknown) => wanted(one, kind)))
  return remembered((stored) => names.has(comparable(stored, kind)) === positive)
}

function betweenTest(value: unknown, kind: Kind): (stored: unknown) => boolean {
  const [from, to] = Array.isArray(value) ? (value as unknown[]) : []
  const low = wanted(from, kind)
  const high =
    kind === 'datetime' && String(to).trim().length <= 10 ? `${String(to)} 23:59:59.999999` : wanted(to, kind)
  return (stored) => !isBlank(stored) && comparable(stored, kind) >= low && comparable(stored, kind) <= high
}

function likeTest(pattern: string, positive: boolean): (stored: unknown) => boolean {
  const escaped = collate(pattern)
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '[^]*')
    .replaceAll('_', '[^]')
  const like = new RegExp(`^${escaped}$`)
  return (stored) => like.test(collate(String(stored ?? ''))) === positive
}

/** `limit` and `limit_start` as the server reads them: what is no number is 0. */
export function readLimit(value: unknown, fallback: number): number {
  return value === undefined || value === null || value === '' ? fallback : toInt(value)
}
