import { OdooError, valueError } from '#sandboxes/odoo/errors'
import type { Row } from './database.ts'
import { type Env, fieldsOf, modelOf, type Values } from './env.ts'
import { isInherited } from './inherits.ts'
import { emptyOf } from './values.ts'

/** The name that a record goes by. */
export function displayName(env: Env, model: string, id: number): string {
  const row = env.site.db.get(model, id)
  if (row === undefined) return ''
  const own = modelOf(env, model).name?.(env, row)
  if (own !== undefined) return own
  const name = row['name'] ?? false
  return typeof name === 'string' && name !== '' ? name : `${model},${id}`
}

/** The bare value of a field: ids of relations, reckoned fields reckoned. */
export function valueOf(env: Env, model: string, row: Row, name: string): unknown {
  if (name === 'id') return row.id
  if (name === 'display_name') return displayName(env, model, row.id)
  const compute = modelOf(env, model).computes?.[name]
  if (compute !== undefined) return compute(env, row)
  const field = fieldsOf(env, model).get(name)
  if (field === undefined) return false
  if (field.type === 'one2many' && field.comodel !== null && field.inverse !== null)
    return linesOf(env, field.comodel, field.inverse, row.id)
  if (row[name] !== undefined) return row[name]
  if (isInherited(env, model, name)) {
    const parent = env.site.db.get('product.template', Number(row['product_tmpl_id']))
    return parent === undefined ? emptyOf(field) : valueOf(env, 'product.template', parent, name)
  }
  return field.related === null
    ? emptyOf(field)
    : (alongPath(env, model, row, field.related.split('.')) ?? emptyOf(field))
}

function linesOf(env: Env, comodel: string, inverse: string, id: number): readonly number[] {
  const ids = env.site.db.find(comodel, inverse, id)
  const active = fieldsOf(env, comodel).has('active') && env.context['active_test'] !== false
  const shown = active ? ids.filter((one) => env.site.db.get(comodel, one)?.['active'] !== false) : ids
  return comodel === 'sale.order.line' || comodel === 'account.move.line'
    ? shown.toSorted((a, b) => sequenceOf(env, comodel, a) - sequenceOf(env, comodel, b) || a - b)
    : shown
}

function sequenceOf(env: Env, model: string, id: number): number {
  const sequence = env.site.db.get(model, id)?.['sequence']
  return typeof sequence === 'number' ? sequence : 10
}

function alongPath(env: Env, model: string, row: Row, path: readonly string[]): unknown {
  let at: { model: string; row: Row } = { model, row }
  for (const [step, name] of path.entries()) {
    const value = valueOf(env, at.model, at.row, name)
    if (step === path.length - 1) return value
    const comodel = fieldsOf(env, at.model).get(name)?.comodel ?? null
    const next = comodel !== null && typeof value === 'number' ? env.site.db.get(comodel, value) : undefined
    if (comodel === null || next === undefined) return null
    at = { model: comodel, row: next }
  }
  return null
}

/** A value as `read` answers it: a relation with its name unless `load` is off. */
export function readValue(env: Env, model: string, row: Row, name: string, bare: boolean): unknown {
  const value = valueOf(env, model, row, name)
  const field = fieldsOf(env, model).get(name)
  if (field?.type !== 'many2one' || bare || typeof value !== 'number') return value
  return [value, field.comodel === null ? '' : displayName(env, field.comodel, value)]
}

/** `read`: records that are gone are left out; of a gone one, only its id can be read. */
export function readRecords(
  env: Env,
  model: string,
  ids: readonly number[],
  names: readonly string[] | null,
  bare = false,
): Values[] {
  checkLanguage(env)
  const fields = fieldsOf(env, model)
  const wanted = names === null || names.length === 0 ? [...fields.keys()] : names
  for (const name of wanted)
    if (!fields.has(name))
      throw valueError(`Invalid field '${name}' on ${env.site.version === 19 ? 'model ' : 'model '}'${model}'`)
  const onlyId = wanted.every((name) => name === 'id')
  const found: Values[] = []
  for (const id of ids) {
    const row = env.site.db.get(model, id)
    if (row === undefined) {
      if (onlyId) found.push({ id })
      continue
    }
    const answer: Record<string, unknown> = { id }
    for (const name of wanted) answer[name] = readValue(env, model, row, name, bare)
    found.push(answer)
  }
  return found
}

function checkLanguage(env: Env): void {
  const lang = env.context['lang']
  if (env.site.version <= 17 || typeof lang !== 'string') return
  if (!env.site.db.find('res.lang', 'code', lang).some((id) => env.site.db.get('res.lang', id)?.['active'] !== false))
    throw new OdooError('odoo.exceptions.UserError', `Invalid language code: ${lang}`)
}
