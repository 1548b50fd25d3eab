import { constraintError } from '#sandboxes/odoo/errors'
import type { Field } from './fields.ts'
import type { Model } from './env.ts'
import { record, update } from './records.ts'

/** Fields of one's own: they exist in the model at once, under names that start with `x_`. */
export const modelField: Model = {
  label: 'Fields',
  prepare: (_env, values) => ({ state: 'manual', ttype: 'char', copied: true, store: true, ...values }),
  created(env, id) {
    const row = record(env, 'ir.model.fields', id)
    const model = String(record(env, 'ir.model', Number(row['model_id']))['model'])
    const name = String(row['name'])
    if (!name.startsWith('x_')) throw constraintError("Custom fields must have a name that starts with 'x_'!")
    const fields = env.site.fields.get(model)
    if (fields?.has(name) === true) throw constraintError('Field names must be unique per model.')
    const field: Field = {
      name,
      type: String(row['ttype']),
      comodel: typeof row['relation'] === 'string' ? row['relation'] : null,
      inverse: null,
      related: null,
      selection: null,
      required: row['required'] === true,
      defaulted: false,
      readonly: row['readonly'] === true,
      copied: row['copied'] !== false,
      label: String(row['field_description'] || name),
    }
    fields?.set(name, field)
    update(env, 'ir.model.fields', id, { model })
  },
  deleted: (env, row) => void env.site.fields.get(String(row['model']))?.delete(String(row['name'])),
}

export const externalId: Model = {
  label: 'Model Data',
  order: 'module, model, name',
  prepare: (_env, values) => ({ module: '', noupdate: false, ...values }),
  created(env, id) {
    const row = record(env, 'ir.model.data', id)
    const twins = env.site.db
      .find('ir.model.data', 'name', row['name'])
      .filter((one) => record(env, 'ir.model.data', one)['module'] === row['module'])
    if (twins.length > 1)
      throw constraintError(
        `duplicate key value violates unique constraint "ir_model_data_module_name_uniq_index"\nDETAIL:  Key (module, name)=(${String(row['module'])}, ${String(row['name'])}) already exists.\n`,
      )
  },
}
