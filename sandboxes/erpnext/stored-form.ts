import type { Doc, Row } from './controller.ts'
import { FrappeError } from './frappe-error.ts'
import { rows, toFloat, toInt } from './fields.ts'
import type { Field, Meta } from './meta.ts'

export const FLOAT_TYPES: ReadonlySet<string> = new Set(['Float', 'Currency', 'Percent'])
const TIME_TYPES: ReadonlySet<string> = new Set(['Date', 'Datetime', 'Time'])
/** Columns of text: a number that was sent comes back as text. */
const TEXT_TYPES: ReadonlySet<string> = new Set([
  'Data',
  'Link',
  'Dynamic Link',
  'Select',
  'Small Text',
  'Text',
  'Long Text',
  'Text Editor',
  'Code',
  'HTML Editor',
  'Read Only',
  'Password',
  'Barcode',
])
/** Currency columns keep nine decimals. */
const COLUMN_FACTOR = 1e9

/**
 * Number fields become numbers as the framework does before it computes, stores or answers. Missing ones become 0 with `all`;
 * without it they stay missing, so that a mandatory one is found.
 */
export function castNumbers(doc: Doc, meta: Meta, all: boolean): void {
  for (const field of meta.fields) {
    const value = doc[field.fieldname]
    if (!all && (value === undefined || value === null)) continue
    if (FLOAT_TYPES.has(field.fieldtype)) doc[field.fieldname] = toFloat(value)
    else if (field.fieldtype === 'Check') doc[field.fieldname] = toInt(value) === 0 ? 0 : 1
    else if (field.fieldtype === 'Int') doc[field.fieldname] = toInt(value)
  }
}

/** What the database keeps of a document: known columns only, typed; child rows in the same way. */
export function storedForm(doc: Readonly<Doc>, meta: Meta, metaOf: (doctype: string) => Meta): Doc {
  const stored: Doc = {
    doctype: doc.doctype,
    name: doc.name,
    docstatus: doc.docstatus,
    owner: doc['owner'],
    creation: doc['creation'],
    modified: doc['modified'],
    modified_by: doc['modified_by'],
    idx: doc['idx'] ?? 0,
  }
  if (meta.istable) {
    stored['parent'] = doc['parent']
    stored['parentfield'] = doc['parentfield']
    stored['parenttype'] = doc['parenttype']
  }
  for (const field of meta.fields) {
    if (field.is_virtual === true || field.fieldtype === 'Table' || field.fieldtype === 'Table MultiSelect') continue
    stored[field.fieldname] = columnValue(doc[field.fieldname], field, meta)
  }
  for (const field of meta.tables) {
    const child = metaOf(field.options ?? '')
    stored[field.fieldname] = rows(doc, field.fieldname).map((row: Row) => storedForm(row, child, metaOf))
  }
  return stored
}

function columnValue(value: unknown, field: Field, meta: Meta): unknown {
  if (FLOAT_TYPES.has(field.fieldtype)) return Math.round(toFloat(value) * COLUMN_FACTOR) / COLUMN_FACTOR
  if (field.fieldtype === 'Check') return toInt(value) === 0 ? 0 : 1
  if (field.fieldtype === 'Int') return toInt(value)
  if (value === undefined || value === null) return null
  if (field.unique === true && String(value).trim() === '') return null
  if (TIME_TYPES.has(field.fieldtype)) return timeValue(value, field, meta)
  return TEXT_TYPES.has(field.fieldtype) && typeof value !== 'string' ? String(value) : value
}

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/
/** What may follow the date; a zone mark may not. */
const CLOCK = /^([ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?$/

function timeValue(value: unknown, field: Field, meta: Meta): unknown {
  const given = String(value)
  if (given === '') return null
  // The database gives times back without the zeros in front of hour, minute and second.
  if (field.fieldtype === 'Time') return given.replaceAll(/(^|:)0(\d)/g, '$1$2')
  const day = given.slice(0, 10)
  if (!DATE.test(day) || Number.isNaN(Date.parse(day)) || !CLOCK.test(given.slice(day.length))) {
    const kind = field.fieldtype === 'Date' ? 'date' : 'datetime'
    throw new FrappeError(
      'OperationalError',
      `(1292, "Incorrect ${kind} value: '${given}' for column \`{{db}}\`.\`tab${meta.name}\`.\`${field.fieldname}\` at row 1")`,
      { module: 'pymysql.err', show: false },
    )
  }
  return field.fieldtype === 'Date' ? day : given.replace('T', ' ')
}
