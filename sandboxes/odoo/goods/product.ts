import { validationError } from '#sandboxes/odoo/errors'
import type { Row } from '#sandboxes/odoo/orm/database'
import { companyOf, type Env, type Model, type Values } from '#sandboxes/odoo/orm/env'
import { displayName } from '#sandboxes/odoo/orm/read'
import { deleteRecords, record, update, writeRecords } from '#sandboxes/odoo/orm/records'
import { rounded } from '#sandboxes/odoo/orm/values'
import { priceIn } from './pricelist.ts'
import { keepVariants } from './variants.ts'
import { quantities } from '#sandboxes/odoo/warehouse/quantities'

/** Digits of "Product Price" and the like. */
export function digits(env: Env, name: string): number {
  const [id] = env.site.db.find('decimal.precision', 'name', name)
  return id === undefined ? 2 : Number(env.site.db.get('decimal.precision', id)?.['digits'])
}

function variantName(env: Env, row: Row): string {
  const template = record(env, 'product.template', Number(row['product_tmpl_id']))
  const values = (row['product_template_attribute_value_ids'] ?? []) as number[]
  const many =
    values.length > 0
      ? ` (${values.map((id) => displayName(env, 'product.template.attribute.value', id)).join(', ')})`
      : ''
  const code = typeof row['default_code'] === 'string' ? `[${row['default_code']}] ` : ''
  return `${code}${String(template['name'])}${many}`
}

const quantity =
  (name: 'qty_available' | 'free_qty' | 'virtual_available' | 'incoming_qty' | 'outgoing_qty') =>
  (env: Env, row: Row): number =>
    quantities(env, row.id)[name]

export const product: Model = {
  label: 'Product Variant',
  order: 'default_code, id',
  name: variantName,
  computes: {
    qty_available: quantity('qty_available'),
    free_qty: quantity('free_qty'),
    virtual_available: quantity('virtual_available'),
    incoming_qty: quantity('incoming_qty'),
    outgoing_qty: quantity('outgoing_qty'),
    lst_price: (env, row) => listPrice(env, row) + extraPrice(env, row),
    price_extra: extraPrice,
    product_template_variant_value_ids: (_env, row) => row['product_template_attribute_value_ids'] ?? [],
    // A change of its article is one of the variant.
    write_date: (env, row) => {
      const template = env.site.db.get('product.template', Number(row['product_tmpl_id']))
      return [String(row['write_date']), String(template?.['write_date'] ?? '')].sort().at(-1)
    },
  },
  prepare: (_env, values) => ({ standard_price: 0, ...values }),
  changing: (env, id, values) =>
    'lst_price' in values
      ? { ...values, lst_price: Number(values['lst_price']) - extraPrice(env, record(env, 'product.product', id)) }
      : values,
  created: (env, id) => checkBarcode(env, id),
  changed: (env, id) => checkBarcode(env, id),
  deleting(env, id) {
    if (USERS.some((model) => env.site.db.find(model, 'product_id', id).length > 0))
      throw validationError(
        'The operation cannot be completed: another model requires the record being deleted. If possible, archive it instead.',
      )
  },
  deleted(env, row) {
    const template = Number(row['product_tmpl_id'])
    const isLast = env.site.db.find('product.product', 'product_tmpl_id', template).length === 0
    if (isLast && env.site.db.get('product.template', template) !== undefined)
      deleteRecords(env, 'product.template', [template])
  },
  methods: {
    get_contextual_price: {
      params: [],
      run: (env, [id = 0]) =>
        priceIn(env, Number(env.context['pricelist'] ?? 0), id, Number(env.context['quantity'] ?? 1)),
    },
  },
}

/** What may stand on a variant, so that it cannot be removed. */
const USERS = ['sale.order.line', 'account.move.line', 'stock.move', 'stock.quant'] as const

const listPrice = (env: Env, row: Row): number =>
  Number(record(env, 'product.template', Number(row['product_tmpl_id']))['list_price'] ?? 0)

function extraPrice(env: Env, row: Row): number {
  const ids = (row['product_template_attribute_value_ids'] ?? []) as number[]
  return ids.reduce(
    (sum, id) => sum + Number(record(env, 'product.template.attribute.value', id)['price_extra'] ?? 0),
    0,
  )
}

function checkBarcode(env: Env, id: number): void {
  const row = record(env, 'product.product', id)
  const code = row['barcode']
  if (typeof code !== 'string') return
  const others = env.site.db.find('product.product', 'barcode', code)
  if (others.length < 2) return
  const holders = others.map((one) => displayName(env, 'product.product', one)).join(' and ')
  throw validationError(
    `Barcode(s) already assigned:\n\n- Barcode "${code}" already assigned to product(s): ${holders}\n\nNote: products that you don't have access to will not be shown above.`,
  )
}

const ofOnlyVariant =
  (field: string) =>
  (env: Env, row: Row): unknown => {
    const variants = env.site.db.find('product.product', 'product_tmpl_id', row.id)
    const [only] = variants
    return variants.length === 1 && only !== undefined ? (record(env, 'product.product', only)[field] ?? false) : false
  }

const VARIANT_FIELDS = ['default_code', 'barcode', 'standard_price', 'weight', 'volume'] as const

export const template: Model = {
  label: 'Product',
  order: 'name, id',
  name(env, row) {
    const code = ofOnlyVariant('default_code')(env, row)
    return `${typeof code === 'string' ? `[${code}] ` : ''}${String(row['name'])}`
  },
  computes: {
    default_code: ofOnlyVariant('default_code'),
    barcode: ofOnlyVariant('barcode'),
    standard_price: ofOnlyVariant('standard_price'),
    product_variant_count: (env, row) => variantsOf(env, row).length,
    product_variant_id: (env, row) => variantsOf(env, row)[0] ?? false,
    product_variant_ids: variantsOf,
  },
  prepare: templateDefaults,
  created(env, id, values) {
    if (env.context['create_from_variant'] === true) return
    keepVariants(env, id, ownOf(values))
  },
  changing: (env, _id, values) => ({ ...values, ...roundedPrice(env, values) }),
  changed(env, id, values) {
    const variants = env.site.db.find('product.product', 'product_tmpl_id', id)
    const [only, more] = variants
    const own = ownOf(values)
    if (only !== undefined && more === undefined && Object.keys(own).length > 0)
      writeRecords(env, 'product.product', [only], own)
    const isLeft = variants.some((one) => record(env, 'product.product', one)['active'] !== false)
    if ('attribute_line_ids' in values || (values['active'] === true && !isLeft)) keepVariants(env, id)
    if (values['active'] === false) for (const one of variants) update(env, 'product.product', one, { active: false })
  },
}

/** Those in use, unless archived ones are asked for. */
function variantsOf(env: Env, row: Row): number[] {
  const ids = env.site.db.find('product.product', 'product_tmpl_id', row.id)
  if (env.context['active_test'] === false) return [...ids]
  return ids.filter((id) => record(env, 'product.product', id)['active'] !== false)
}

const ownOf = (values: Values): Values =>
  Object.fromEntries(VARIANT_FIELDS.flatMap((name) => (name in values ? [[name, values[name]]] : [])))

function roundedPrice(env: Env, values: Values): Values {
  const price = values['list_price']
  return typeof price === 'number' && env.site.version < 19
    ? { list_price: rounded(price, digits(env, 'Product Price')) }
    : {}
}

function templateDefaults(env: Env, values: Values): Values {
  const { version } = env.site
  const tax = record(env, 'res.company', companyOf(env))['account_sale_tax_id']
  const category = env.site.db.rows('product.category').next().value?.id ?? false
  const kind =
    version <= 17
      ? { detailed_type: values['type'] ?? 'consu', type: values['detailed_type'] ?? 'consu' }
      : { type: 'consu', is_storable: false }
  const unit = env.site.db.rows('uom.uom').next().value?.id ?? false
  const defaults = {
    ...kind,
    list_price: 1,
    sale_ok: true,
    purchase_ok: true,
    invoice_policy: 'order',
    uom_id: unit,
    ...(version === 19 ? {} : { uom_po_id: unit }),
    categ_id: version === 19 ? false : category,
    taxes_id: typeof tax === 'number' ? [[6, 0, [tax]]] : [],
    tracking: 'none',
    sale_line_warn: 'no-message',
    expense_policy: 'no',
    service_type: 'manual',
  }
  return { ...defaults, ...values, ...roundedPrice(env, values) }
}
