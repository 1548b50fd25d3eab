import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import type { Field, Meta } from '#sandboxes/erpnext/meta'
import { flt } from '#sandboxes/erpnext/numbers'
import { FLOAT_DIGITS, MONEY_DIGITS } from './totals/lines.ts'

const NUMBERS: ReadonlySet<string> = new Set(['Int', 'Check', 'Float', 'Currency', 'Percent'])

/** A row that the server itself adds while it validates: it gets zeros but none of the DocType's defaults. */
export function newRow(site: Site, doctype: string, values: Readonly<Record<string, unknown>>): Row {
  const row: Row = { doctype, name: '', docstatus: 0 }
  for (const field of site.meta(doctype).fields) if (NUMBERS.has(field.fieldtype)) row[field.fieldname] = 0
  return Object.assign(row, values)
}

/** Fills what is empty, never what was sent. */
export function fillMissing(target: Doc, values: Readonly<Record<string, unknown>>): void {
  for (const [field, value] of Object.entries(values)) {
    const known = target[field]
    if ((known === undefined || known === null || known === '') && value !== undefined && value !== null)
      target[field] = value
  }
}

interface RoundedField {
  readonly fieldname: string
  readonly digits: number
}

const roundedFields = new WeakMap<Meta, readonly RoundedField[]>()

/** Rounds every number of a row to the digits of its field. */
export function roundFloats(row: Row, meta: Meta): void {
  let fields = roundedFields.get(meta)
  if (fields === undefined) {
    fields = meta.fields.flatMap((field) =>
      digitsOf(field) === null ? [] : [{ fieldname: field.fieldname, digits: digitsOf(field) ?? 0 }],
    )
    roundedFields.set(meta, fields)
  }
  for (const { fieldname, digits } of fields) row[fieldname] = flt(row[fieldname], digits)
}

function digitsOf(field: Field): number | null {
  if (field.precision !== undefined && Number(field.precision) > 0) return Number(field.precision)
  if (field.fieldtype === 'Currency') return MONEY_DIGITS
  return field.fieldtype === 'Float' || field.fieldtype === 'Percent' ? FLOAT_DIGITS : null
}

/** Whether a DocType has a field. */
export function hasField(site: Site, doctype: string, fieldname: string): boolean {
  return site.meta(doctype).byName.has(fieldname)
}
