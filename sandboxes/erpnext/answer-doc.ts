import type { Doc } from './controller.ts'
import { rows } from './fields.ts'
import { type Meta, TABLE_TYPES } from './meta.ts'
import { FLOAT_TYPES } from './stored-form.ts'

const HEAD = ['name', 'owner', 'creation', 'modified', 'modified_by', 'docstatus', 'idx'] as const

/**
 * A document as an answer shows it: fields in the DocType's order, number fields always, tables last. Empty fields are left out
 * by `/api/resource` and shown as `null` by the functions of `frappe.client`.
 */
export function answerDoc(
  doc: Readonly<Doc>,
  metaOf: (doctype: string) => Meta,
  nulls = false,
): Record<string, unknown> {
  const meta = metaOf(doc.doctype)
  const answer: Record<string, unknown> = {}
  for (const key of HEAD) if (doc[key] !== undefined && doc[key] !== null && doc[key] !== '') answer[key] = doc[key]
  for (const field of meta.fields) {
    if (TABLE_TYPES.has(field.fieldtype)) continue
    const value = doc[field.fieldname]
    if (value !== undefined && value !== null) answer[field.fieldname] = value
    else if (field.is_virtual === true) answer[field.fieldname] = null
    else if (FLOAT_TYPES.has(field.fieldtype) || field.fieldtype === 'Int' || field.fieldtype === 'Check')
      answer[field.fieldname] = 0
    else if (nulls) answer[field.fieldname] = null
  }
  if (meta.istable) {
    for (const key of ['parent', 'parentfield', 'parenttype']) if (doc[key] !== undefined) answer[key] = doc[key]
  }
  answer['doctype'] = doc.doctype
  for (const table of meta.tables)
    answer[table.fieldname] = rows(doc, table.fieldname).map((row) => answerDoc(row, metaOf, nulls))
  for (const key of ['__onload', '__unsaved', '__islocal']) if (doc[key] !== undefined) answer[key] = doc[key]
  return answer
}
