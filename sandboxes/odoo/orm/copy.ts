import type { Row } from './database.ts'
import { type Env, fieldsOf, type Values } from './env.ts'
import { createRecord, record } from './records.ts'
import { valueOf } from './read.ts'

const LINES: Readonly<Record<string, readonly string[]>> = {
  'sale.order': ['order_line'],
  'account.move': ['invoice_line_ids'],
  'product.pricelist': ['item_ids'],
}
const NEVER = new Set([
  'id',
  'display_name',
  'create_date',
  'write_date',
  'create_uid',
  'write_uid',
  'state',
  'locked',
  'move_id',
  'order_id',
])

/** Values of a record that a copy takes over. */
export function copyValues(env: Env, model: string, row: Row): Values {
  const values: Record<string, unknown> = {}
  for (const field of fieldsOf(env, model).values()) {
    if (!field.copied || NEVER.has(field.name) || row[field.name] === undefined) continue
    if (field.name === 'name' && (model === 'sale.order' || model === 'account.move')) continue
    values[field.name] = field.type === 'many2many' ? [[6, 0, row[field.name]]] : row[field.name]
  }
  for (const lines of LINES[model] ?? []) {
    const field = fieldsOf(env, model).get(lines)
    const comodel = field?.comodel ?? ''
    const ids = valueOf(env, model, row, lines) as readonly number[]
    values[lines] = ids.map((id) => [0, 0, copyValues(env, comodel, record(env, comodel, id))])
  }
  return values
}

export function copyRecord(env: Env, model: string, id: number, changes: Values): number {
  const row = record(env, model, id)
  const named =
    fieldsOf(env, model).get('name') !== undefined && typeof row['name'] === 'string' && LINES[model] === undefined
  return createRecord(env, model, {
    ...copyValues(env, model, row),
    ...(named ? { name: `${String(row['name'])} (copy)` } : {}),
    ...changes,
  })
}
