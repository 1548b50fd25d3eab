import { type Env, fieldsOf, type Values } from './env.ts'

/** Fields of a variant that are its own; all others of an article are its template's. */
const VARIANT_OWN = new Set([
  'id',
  'display_name',
  'create_date',
  'write_date',
  'create_uid',
  'write_uid',
  'active',
  'default_code',
  'barcode',
  'standard_price',
  'weight',
  'volume',
  'product_tmpl_id',
  'combination_indices',
  'product_template_attribute_value_ids',
  'product_template_variant_value_ids',
  'code',
  'partner_ref',
])

const PARENT = { model: 'product.template', field: 'product_tmpl_id' } as const

interface Inherited {
  readonly own: Values
  /** What goes to the record that this one extends; `null` when it extends none. */
  readonly parent: Values | null
  readonly parentField: typeof PARENT
}

export const isInherited = (env: Env, model: string, name: string): boolean =>
  model === 'product.product' && !VARIANT_OWN.has(name) && fieldsOf(env, PARENT.model).has(name)

export function inheritedOf(env: Env, model: string, values: Values): Inherited {
  if (model !== 'product.product') return { own: values, parent: null, parentField: PARENT }
  const all = Object.entries(values)
  const toParent = (name: string): boolean => name === 'lst_price' || isInherited(env, model, name)
  const parent = all
    .filter(([name]) => toParent(name))
    .map(([name, value]) => [name === 'lst_price' ? 'list_price' : name, value])
  return {
    own: Object.fromEntries(all.filter(([name]) => !toParent(name))),
    parent: Object.fromEntries(parent),
    parentField: PARENT,
  }
}
