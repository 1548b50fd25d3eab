import { OdooError, validationError } from '#sandboxes/odoo/errors'
import type { Row } from '#sandboxes/odoo/orm/database'
import type { Env, Model, Values } from '#sandboxes/odoo/orm/env'
import { displayName, valueOf } from '#sandboxes/odoo/orm/read'
import { createRecord, deleteRecords, record, update } from '#sandboxes/odoo/orm/records'

const VALUE = 'product.template.attribute.value'
const LINE = 'product.template.attribute.line'

/** What a line of attributes offers, as values of its article: one for each of its values, switched off where it went. */
function keepValues(env: Env, line: number): void {
  const row = record(env, LINE, line)
  const wanted = (row['value_ids'] ?? []) as number[]
  const held = env.site.db.find(VALUE, 'attribute_line_id', line).map((id) => record(env, VALUE, id))
  for (const { id, product_attribute_value_id: value } of held)
    update(env, VALUE, id, { ptav_active: wanted.includes(Number(value)) })
  for (const value of wanted)
    if (!held.some((one) => one['product_attribute_value_id'] === value))
      createRecord(env, VALUE, {
        attribute_line_id: line,
        product_attribute_value_id: value,
        product_tmpl_id: row['product_tmpl_id'],
        attribute_id: row['attribute_id'],
        ptav_active: true,
      })
}

const combinationOf = (row: Row): number[] => (row['product_template_attribute_value_ids'] ?? []) as number[]
const keyOf = (combination: readonly number[]): string => combination.toSorted((a, b) => a - b).join(',')

/**
 * One variant for each combination of the attributes' values: those that are missing are made, those that are there are in use again,
 * and those that no longer can be go, or are archived where something stands on them. `own`: fields of a single new variant.
 */
export function keepVariants(env: Env, template: number, own: Values = {}): void {
  const lines = env.site.db.find(LINE, 'product_tmpl_id', template)
  const choices = lines.map((line) =>
    env.site.db.find(VALUE, 'attribute_line_id', line).filter((id) => record(env, VALUE, id)['ptav_active'] !== false),
  )
  const variants = env.site.db.find('product.product', 'product_tmpl_id', template)
  const single = choices.filter((one) => one.length === 1).flat()
  for (const id of variants) {
    const combination = [...new Set([...combinationOf(record(env, 'product.product', id)), ...single])]
    if (combination.length === lines.length)
      update(env, 'product.product', id, { product_template_attribute_value_ids: combination })
  }
  const wanted = choices.reduce<number[][]>(
    (all, values) => all.flatMap((one) => values.map((value) => [...one, value])),
    [[]],
  )
  const isDynamic = lines.some(
    (line) =>
      record(env, 'product.attribute', Number(record(env, LINE, line)['attribute_id']))['create_variant'] === 'dynamic',
  )
  const keys = new Set(wanted.map(keyOf))
  const kept = new Map(
    env.site.db
      .find('product.product', 'product_tmpl_id', template)
      .map((id) => [keyOf(combinationOf(record(env, 'product.product', id))), id]),
  )
  for (const [key, id] of kept) if (keys.has(key)) update(env, 'product.product', id, { active: true })
  if (!isDynamic)
    for (const combination of wanted)
      if (!kept.has(keyOf(combination)))
        createRecord(env, 'product.product', {
          product_tmpl_id: template,
          ...(wanted.length > 1 ? {} : own),
          product_template_attribute_value_ids: [[6, 0, combination]],
        })
  for (const [key, id] of kept) if (!keys.has(key)) deleteOrArchive(env, id)
}

function deleteOrArchive(env: Env, id: number): void {
  try {
    deleteRecords(env, 'product.product', [id])
  } catch (error) {
    if (!(error instanceof OdooError)) throw error
    update(env, 'product.product', id, { active: false })
  }
}

function lineChanged(env: Env, line: number): void {
  keepValues(env, line)
  const template = Number(record(env, LINE, line)['product_tmpl_id'])
  // A new article gets its variants when all its lines are there.
  if (env.site.db.find('product.product', 'product_tmpl_id', template).length > 0) keepVariants(env, template)
}

export const attributeLine: Model = {
  label: 'Product Template Attribute Line',
  name: (env, row) => displayName(env, 'product.attribute', Number(row['attribute_id'])),
  computes: { value_count: (_env, row) => ((row['value_ids'] ?? []) as number[]).length },
  created(env, id) {
    const row = record(env, LINE, id)
    if (((row['value_ids'] ?? []) as number[]).length === 0)
      throw validationError(
        `The attribute ${displayName(env, 'product.attribute', Number(row['attribute_id']))} must have at least one value for the product ${displayName(env, 'product.template', Number(row['product_tmpl_id']))}.`,
      )
    lineChanged(env, id)
  },
  changed: lineChanged,
  deleted: (env, row) => {
    for (const id of env.site.db.find(VALUE, 'attribute_line_id', row.id))
      update(env, VALUE, id, { ptav_active: false })
    const template = Number(row['product_tmpl_id'])
    if (env.site.db.get('product.template', template) !== undefined) keepVariants(env, template)
  },
}

export const templateAttributeValue: Model = {
  name: (env, row) => String(record(env, 'product.attribute.value', Number(row['product_attribute_value_id']))['name']),
  computes: {
    name: (env, row) =>
      String(record(env, 'product.attribute.value', Number(row['product_attribute_value_id']))['name']),
  },
}

export const attribute: Model = {
  label: 'Product Attribute',
  prepare: (_env, values) => ({ create_variant: 'always', display_type: 'radio', ...values }),
}

export const attributeValue: Model = {
  label: 'Attribute Value',
  name: (env, row) =>
    `${displayName(env, 'product.attribute', Number(row['attribute_id']))}: ${String(valueOf(env, 'product.attribute.value', row, 'name'))}`,
  created: (env, id) => checkValue(env, id),
  changed: (env, id) => checkValue(env, id),
}

function checkValue(env: Env, id: number): void {
  const { attribute_id: of, name } = record(env, 'product.attribute.value', id)
  const twins = env.site.db
    .find('product.attribute.value', 'attribute_id', of)
    .filter((one) => record(env, 'product.attribute.value', one)['name'] === name)
  if (twins.length > 1)
    throw validationError(
      'The operation cannot be completed: You cannot create two values with the same name for the same attribute.',
    )
}

export const category: Model = {
  label: 'Product Category',
  order: 'complete_name',
  name: fullName,
  computes: { complete_name: fullName },
}

function fullName(env: Env, row: Row): string {
  const parent = env.site.db.get('product.category', Number(row['parent_id']))
  return parent === undefined ? String(row['name']) : `${fullName(env, parent)} / ${String(row['name'])}`
}
