import { decimal, parseDecimal, toNumber } from '#lib/decimal'
import { round } from '#lib/rounding'
import { OdooError, valueError } from '#sandboxes/odoo/errors'
import type { Field } from './fields.ts'

const NUMBERS = new Set(['integer', 'float', 'monetary'])
const LISTS = new Set(['one2many', 'many2many'])

/** What a field without a value reads as. */
export function emptyOf(field: Field): unknown {
  if (NUMBERS.has(field.type)) return 0
  return LISTS.has(field.type) ? [] : false
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})/
const DATETIME = /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2}(\.\d+)?)?$/

/** A value as it is kept, refused with Python's own words where it does not fit. */
export function storedValue(model: string, field: Field, value: unknown): unknown {
  if (value === null || value === undefined || value === false) return emptyOf(field)
  if (field.type === 'float' || field.type === 'monetary') return floatOf(value)
  if (field.type === 'integer') return Number(value)
  if (field.type === 'boolean') return Boolean(value)
  if (field.type === 'selection') return selectionOf(model, field, value)
  if (field.type === 'many2one') return relationOf(value)
  if (field.type === 'date') return dateOf(String(value)).slice(0, 10)
  if (field.type === 'datetime') return datetimeOf(String(value))
  if (field.type === 'json' || field.type === 'binary') return value
  return value === '' ? false : String(value)
}

function floatOf(value: unknown): number {
  const read = typeof value === 'number' ? value : parseDecimal(String(value))
  if (read === null) throw valueError(`could not convert string to float: '${String(value)}'`)
  return Number(read)
}

function selectionOf(model: string, field: Field, value: unknown): unknown {
  if (field.selection !== null && !field.selection.includes(String(value)))
    throw valueError(`Wrong value for ${model}.${field.name}: '${String(value)}'`)
  return value
}

function relationOf(value: unknown): unknown {
  if (typeof value === 'number') return value
  if (Array.isArray(value) && typeof value[0] === 'number') return value[0]
  throw new OdooError(
    'psycopg2.errors.InvalidTextRepresentation',
    `invalid input syntax for type integer: "${String(value)}"\n`,
  )
}

function dateOf(text: string): string {
  const match = DATE.exec(text)
  if (match === null) throw valueError(`time data '${text}' does not match format '%Y-%m-%d'`)
  const [, year, month, day] = match
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  if (Number(month) < 1 || Number(month) > 12) throw valueError('month must be in 1..12')
  if (Number(day) < 1 || Number(day) > lastDay) throw valueError('day is out of range for month')
  return text
}

function datetimeOf(text: string): string {
  if (!DATETIME.test(text)) throw valueError(`time data '${text}' does not match format '%Y-%m-%d %H:%M:%S'`)
  dateOf(text)
  return text.length === 10 ? `${text} 00:00:00` : text.slice(0, 19)
}

/** A number rounded half away from zero, through exact decimals. */
export const rounded = (value: number, places: number): number =>
  toNumber(round(decimal(value), { places, direction: 'half-up' }))
