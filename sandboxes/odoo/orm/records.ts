import { keyError, missingError, requiredError, valueError } from '#sandboxes/odoo/errors'
import { checkCompany } from './access.ts'
import type { Row } from './database.ts'
import { inheritedOf } from './inherits.ts'
import { type Env, fieldsOf, modelOf, now, type Values } from './env.ts'
import type { Field } from './fields.ts'
import { storedValue } from './values.ts'

/** The record, or a MissingError. */
export function record(env: Env, model: string, id: number): Row {
  const row = env.site.db.get(model, id)
  if (row === undefined) throw missingError(model, id, env.uid)
  return row
}

/** Makes a record as `create` does: defaults and checks of its model, lines by commands, required fields. */
export function createRecord(env: Env, model: string, given: Values, from: 'caller' | 'server' = 'server'): number {
  if (from === 'caller') checkFields(env, model, given, 'create')
  const defaults = Object.entries(env.context).filter(
    ([key]) => key.startsWith('default_') && fieldsOf(env, model).has(key.slice(8)),
  )
  const merged = { ...Object.fromEntries(defaults.map(([key, value]) => [key.slice(8), value])), ...given }
  const prepared = modelOf(env, model).prepare?.(env, merged) ?? merged
  const { own, parent, parentField } = inheritedOf(env, model, prepared)
  const linked =
    parent === null || own[parentField.field] !== undefined
      ? own
      : {
          ...own,
          [parentField.field]: createRecord(
            { ...env, context: { ...env.context, create_from_variant: true } },
            parentField.model,
            parent,
          ),
        }
  const id = env.site.db.nextId(model)
  const at = now(env)
  const stamps = { create_date: at, write_date: at, create_uid: env.uid, write_uid: env.uid }
  const { plain, lines } = split(env, model, id, linked)
  env.site.db.put(model, { ...(fieldsOf(env, model).has('active') ? { active: true } : {}), ...plain, ...stamps, id })
  checkRequired(env, model, id)
  for (const [field, commands] of lines) applyCommands(env, model, id, field, commands)
  modelOf(env, model).created?.(env, id, prepared)
  checkCompany(env, model, env.site.db.get(model, id) ?? { id })
  return id
}

/** Changes records as `write` does. */
export function writeRecords(env: Env, model: string, ids: readonly number[], given: Values): void {
  checkFields(env, model, given, 'write')
  for (const id of ids) {
    const before = record(env, model, id)
    const values = modelOf(env, model).changing?.(env, id, given) ?? given
    const { own, parent, parentField } = inheritedOf(env, model, values)
    if (parent !== null && Object.keys(parent).length > 0)
      writeRecords(env, parentField.model, [Number(before[parentField.field])], parent)
    const { plain, lines } = split(env, model, id, own)
    update(env, model, id, plain)
    for (const [field, commands] of lines) applyCommands(env, model, id, field, commands)
    modelOf(env, model).changed?.(env, id, values, before)
    checkCompany(env, model, env.site.db.get(model, id) ?? { id })
  }
}

/** Sets stored values without the rules of the model; for the model's own work. */
export function update(env: Env, model: string, id: number, values: Values): void {
  const row = record(env, model, id)
  env.site.db.put(model, { ...row, ...values, id, write_date: now(env), write_uid: env.uid })
}

export function deleteRecords(env: Env, model: string, ids: readonly number[]): void {
  for (const id of ids) record(env, model, id)
  for (const id of ids) {
    modelOf(env, model).deleting?.(env, id)
    const row = record(env, model, id)
    for (const field of fieldsOf(env, model).values()) {
      if (field.type !== 'one2many' || field.comodel === null || field.inverse === null) continue
      const inverse = fieldsOf(env, field.comodel).get(field.inverse)
      if (inverse?.required === true || CASCADES.has(`${field.comodel}.${field.inverse}`))
        deleteRecords(env, field.comodel, env.site.db.find(field.comodel, field.inverse, id))
    }
    env.site.db.remove(model, id)
    modelOf(env, model).deleted?.(env, row)
    for (const data of env.site.db.find('ir.model.data', 'res_id', id))
      if (env.site.db.get('ir.model.data', data)?.['model'] === model) env.site.db.remove('ir.model.data', data)
  }
}

const CASCADES = new Set(['account.move.line.move_id', 'sale.order.line.order_id'])

function checkFields(env: Env, model: string, values: Values, what: 'create' | 'write'): void {
  const fields = fieldsOf(env, model)
  for (const name of Object.keys(values)) {
    if (fields.has(name) || inheritedOf(env, model, { [name]: 1 }).parent?.[name] !== undefined) continue
    if (env.site.version === 19 && what === 'write') throw keyError(name)
    throw valueError(`Invalid field '${name}' ${env.site.version === 19 ? 'in' : 'on model'} '${model}'`)
  }
}

function checkRequired(env: Env, model: string, id: number): void {
  const row = record(env, model, id)
  for (const field of fieldsOf(env, model).values()) {
    if (!field.required || field.defaulted || modelOf(env, model).computes?.[field.name] !== undefined) continue
    const value = row[field.name]
    if ((value === false || value === undefined) && field.type !== 'boolean' && field.type !== 'one2many')
      throw requiredError(modelOf(env, model).label ?? model, model, field.label, field.name)
  }
}

interface Split {
  readonly plain: Values
  readonly lines: readonly (readonly [Field, Commands])[]
}

function split(env: Env, model: string, id: number, values: Values): Split {
  const plain: Record<string, unknown> = {}
  const lines: [Field, Commands][] = []
  for (const [name, value] of Object.entries(values)) {
    const field = fieldsOf(env, model).get(name)
    if (field === undefined || name === 'id') continue
    if (field.type === 'one2many' || field.type === 'many2many') {
      const commands = isCommands(value) ? value : Array.isArray(value) ? [[6, 0, value]] : []
      if (field.type === 'many2many' && env.site.db.get(model, id)?.[name] === undefined) plain[name] = []
      lines.push([field, commands])
      continue
    }
    const stored = storedValue(model, field, value)
    if (
      field.type === 'many2one' &&
      field.comodel !== null &&
      typeof stored === 'number' &&
      env.site.fields.has(field.comodel)
    )
      record(env, field.comodel, stored)
    plain[name] = stored
  }
  return { plain, lines }
}

type Commands = readonly (readonly unknown[])[]

const isCommands = (value: unknown): value is Commands =>
  Array.isArray(value) && value.length > 0 && value.every((one) => Array.isArray(one))

/** Carries out `[0, 0, values]`, `[1, id, values]`, `[2, id]`, `[3, id]`, `[4, id]`, `[5]` and `[6, 0, ids]`. */
function applyCommands(env: Env, model: string, id: number, field: Field, commands: Commands): void {
  for (const command of commands) {
    if (field.type === 'one2many') onLines(env, id, field, command)
    else onLinks(env, model, id, field, command)
  }
}

function onLines(env: Env, id: number, field: Field, [code, target, values]: readonly unknown[]): void {
  const { comodel, inverse } = field
  if (comodel === null || inverse === null) return
  if (code === 0) createRecord(env, comodel, { ...(values as Values), [inverse]: id }, 'caller')
  else if (code === 1) writeRecords(env, comodel, [Number(target)], values as Values)
  else if (code === 2 || code === 3) deleteRecords(env, comodel, [Number(target)])
  else if (code === 4) writeRecords(env, comodel, [Number(target)], { [inverse]: id })
  else if (code === 5) deleteRecords(env, comodel, env.site.db.find(comodel, inverse, id))
  else if (code === 6) {
    const wanted = new Set(values as readonly number[])
    deleteRecords(
      env,
      comodel,
      env.site.db.find(comodel, inverse, id).filter((one) => !wanted.has(one)),
    )
    writeRecords(env, comodel, [...wanted], { [inverse]: id })
  }
}

function onLinks(env: Env, model: string, id: number, field: Field, [code, target, values]: readonly unknown[]): void {
  const row = record(env, model, id)
  const held = row[field.name]
  const links = Array.isArray(held) ? (held as number[]) : []
  const keep = (ids: readonly number[]): void => update(env, model, id, { [field.name]: ids })
  if (code === 0 && field.comodel !== null) keep([...links, createRecord(env, field.comodel, values as Values)])
  else if (code === 1 && field.comodel !== null) writeRecords(env, field.comodel, [Number(target)], values as Values)
  else if (code === 2 || code === 3) keep(links.filter((one) => one !== target))
  else if (code === 4 && !links.includes(Number(target))) keep([...links, Number(target)])
  else if (code === 5) keep([])
  else if (code === 6) {
    const ids = values as readonly number[]
    if (field.comodel !== null && env.site.fields.has(field.comodel))
      for (const one of ids) record(env, field.comodel, one)
    keep([...new Set(ids)].sort((a, b) => a - b))
  }
}
