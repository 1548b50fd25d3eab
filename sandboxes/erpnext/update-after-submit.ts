import type { Doc, Site } from './controller.ts'
import { isBlank, rows } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import { type Field, type Meta, TABLE_TYPES } from './meta.ts'
import { FLOAT_TYPES } from './stored-form.ts'

/** A submitted document only takes changes in fields that allow them. */
export function checkUpdateAfterSubmit(doc: Doc, before: Readonly<Doc>, site: Site): void {
  const meta = site.meta(doc.doctype)
  compareParts(doc, before, meta, '')
  for (const table of meta.tables) {
    const old = new Map(rows(before, table.fieldname).map((row) => [row.name, row]))
    const child = site.meta(table.options ?? '')
    const now = rows(doc, table.fieldname)
    if (table.allow_on_submit !== true && now.length !== old.size) throw refused(table, '', old.size, now.length)
    for (const row of now) {
      const known = old.get(row.name)
      if (known !== undefined) compareParts(row, known, child, `Row #${String(row['idx'])}: `)
      else if (table.allow_on_submit !== true) throw refused(table, '', '', '')
    }
  }
}

function compareParts(doc: Doc, before: Readonly<Doc>, meta: Meta, prefix: string): void {
  for (const field of meta.fields) {
    if (field.allow_on_submit === true || field.is_virtual === true || TABLE_TYPES.has(field.fieldtype)) continue
    const from = before[field.fieldname]
    const to = doc[field.fieldname]
    if (same(from, to, field)) continue
    throw refused(field, prefix, from, to)
  }
}

function same(from: unknown, to: unknown, field: Field): boolean {
  if (isBlank(from) && isBlank(to)) return true
  if (FLOAT_TYPES.has(field.fieldtype)) return Math.abs(Number(from ?? 0) - Number(to ?? 0)) < 1e-9
  if (field.fieldtype === 'Int' || field.fieldtype === 'Check') return Number(from ?? 0) === Number(to ?? 0)
  return String(from ?? '') === String(to ?? '')
}

function refused(field: Field, prefix: string, from: unknown, to: unknown): FrappeError {
  const show = (value: unknown): string => `<strong>${shown(value, field)}</strong>`
  return new FrappeError(
    'UpdateAfterSubmitError',
    `${prefix === '' ? '' : prefix.trim()} Not allowed to change <strong>${field.label}</strong> after submission from ${show(from)} to ${show(to)}`,
    { title: 'Cannot Update After Submit' },
  )
}

function shown(value: unknown, field: Field): string {
  if (value === null || value === undefined) return 'None'
  if (value === '') return '""'
  if (FLOAT_TYPES.has(field.fieldtype) && Number.isInteger(value)) return `${String(value)}.0`
  return String(value)
}
