import type { Doc } from '#sandboxes/erpnext/controller'
import type { Meta } from '#sandboxes/erpnext/meta'
import { floatText } from '#sandboxes/erpnext/python'
import { FLOAT_TYPES } from '#sandboxes/erpnext/stored-form'

/** A field as a template writes it: `None` for an empty one, `2.0` for a number with decimals, nothing for a field that there is not. */
export function valueText(doc: Readonly<Doc>, field: string, meta: Meta): string {
  const value = doc[field]
  if (value === undefined) return meta.byName.has(field) ? 'None' : ''
  if (value === null) return 'None'
  if (typeof value === 'number') return numberText(value, field, meta)
  return typeof value === 'object' ? '' : String(value)
}

/** A field as JSON; numbers with decimals keep their `.0`. */
export function valueJson(doc: Readonly<Doc>, field: string, meta: Meta): string {
  const value = doc[field]
  if (value === undefined || value === null || typeof value === 'object') return 'null'
  return typeof value === 'number' ? numberText(value, field, meta) : JSON.stringify(value)
}

function numberText(value: number, field: string, meta: Meta): string {
  const type = meta.byName.get(field)?.fieldtype ?? ''
  return FLOAT_TYPES.has(type) ? floatText(value) : String(value)
}
