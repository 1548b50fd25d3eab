import {
  add,
  type Decimal,
  decimal,
  divide,
  HUNDRED,
  isPositive,
  isZero,
  maximum,
  minimum,
  multiply,
  negate,
  subtract,
  toNumber,
} from '#lib/decimal'
import { fromFloat, round } from '#lib/rounding'
import { validationError } from '#sandboxes/odoo/errors'
import type { Row } from '#sandboxes/odoo/orm/database'
import { companyOf, type Env, type Model, now, today } from '#sandboxes/odoo/orm/env'
import { displayName, valueOf } from '#sandboxes/odoo/orm/read'
import { record } from '#sandboxes/odoo/orm/records'
import { rounded } from '#sandboxes/odoo/orm/values'
import { convert } from '#sandboxes/odoo/books/currency'

/** The price of a variant by the first rule of a price list that fits, in the list's currency. */
export function priceIn(env: Env, pricelist: number, product: number, quantity: number): number {
  const variant = record(env, 'product.product', product)
  const price = Number(valueOf(env, 'product.product', variant, 'lst_price'))
  if (env.site.db.get('product.pricelist', pricelist) === undefined) return price
  const currency = Number(record(env, 'product.pricelist', pricelist)['currency_id'])
  const company = record(env, 'res.company', companyOf(env))
  const listed = convert(env, price, Number(company['currency_id']), currency, today(env))
  const rule = rulesOf(env, pricelist).find((one) => fits(env, one, variant, quantity))
  if (rule === undefined) return rounded(listed, 2)
  if (rule['compute_price'] === 'fixed') return Number(rule['fixed_price'])
  const base = convert(env, baseOf(env, rule, variant, quantity), baseCurrency(env, rule), currency, today(env))
  return rounded(toNumber(worked(rule, decimal(base))), 2)
}

/** What a percentage or formula starts from. */
function baseOf(env: Env, rule: Row, variant: Row, quantity: number): number {
  if (rule['base'] === 'pricelist') return priceIn(env, Number(rule['base_pricelist_id']), variant.id, quantity)
  return Number(
    valueOf(env, 'product.product', variant, rule['base'] === 'standard_price' ? 'standard_price' : 'lst_price'),
  )
}

const baseCurrency = (env: Env, rule: Row): number =>
  Number(
    rule['base'] === 'pricelist'
      ? record(env, 'product.pricelist', Number(rule['base_pricelist_id']))['currency_id']
      : record(env, 'res.company', companyOf(env))['currency_id'],
  )

/** What a percentage or formula makes of it. */
function worked(rule: Row, base: Decimal): Decimal {
  const value = (name: string): Decimal => fromFloat(Number(rule[name] ?? 0))
  const less = (percent: Decimal): Decimal => subtract(base, divide(multiply(base, percent), HUNDRED))
  if (rule['compute_price'] === 'percentage') return less(value('percent_price'))
  const isMarkup = rule['base'] === 'standard_price' && typeof rule['price_markup'] === 'number'
  let price = less(isMarkup ? negate(value('price_markup')) : value('price_discount'))
  const [step, least, most] = [value('price_round'), value('price_min_margin'), value('price_max_margin')]
  if (isPositive(step)) price = multiply(round(divide(price, step), { places: 0, direction: 'half-up' }), step)
  price = add(price, value('price_surcharge'))
  if (!isZero(least)) price = maximum(price, add(base, least))
  return isZero(most) ? price : minimum(price, add(base, most))
}

function rulesOf(env: Env, pricelist: number): Row[] {
  const rules = env.site.db
    .find('product.pricelist.item', 'pricelist_id', pricelist)
    .map((id) => record(env, 'product.pricelist.item', id))
  const key = (row: Row): string => String(row['applied_on'])
  return rules.sort(
    (a, b) =>
      key(a).localeCompare(key(b)) || Number(b['min_quantity'] ?? 0) - Number(a['min_quantity'] ?? 0) || b.id - a.id,
  )
}

function fits(env: Env, rule: Row, variant: Row, quantity: number): boolean {
  const at = now(env)
  const { date_start: from, date_end: until } = rule
  if ((typeof from === 'string' && from > at) || (typeof until === 'string' && until < at)) return false
  if (Number(rule['min_quantity'] ?? 0) > quantity) return false
  if (rule['applied_on'] === '0_product_variant') return rule['product_id'] === variant.id
  if (rule['applied_on'] === '1_product') return rule['product_tmpl_id'] === variant['product_tmpl_id']
  if (rule['applied_on'] === '2_product_category')
    return isWithin(env, valueOf(env, 'product.product', variant, 'categ_id'), rule['categ_id'])
  return true
}

function isWithin(env: Env, category: unknown, wanted: unknown): boolean {
  if (typeof category !== 'number') return false
  return category === wanted || isWithin(env, record(env, 'product.category', category)['parent_id'], wanted)
}

export const pricelist: Model = {
  label: 'Pricelist',
  name: (env, row) => `${String(row['name'])} (${displayName(env, 'res.currency', Number(row['currency_id']))})`,
  prepare: (env, values) => ({
    currency_id: record(env, 'res.company', companyOf(env))['currency_id'],
    ...(env.site.version < 18 ? { discount_policy: 'with_discount' } : {}),
    ...values,
  }),
}

export const pricelistItem: Model = {
  label: 'Pricelist Rule',
  computes: {
    currency_id: (env, row) =>
      env.site.db.get('product.pricelist', Number(row['pricelist_id']))?.['currency_id'] ?? false,
    name: (env, row) =>
      row['applied_on'] === '0_product_variant'
        ? `Variant: ${displayName(env, 'product.product', Number(row['product_id']))}`
        : 'All Products',
  },
  prepare: (_env, values) => ({
    applied_on: '3_global',
    compute_price: 'fixed',
    base: 'list_price',
    min_quantity: 0,
    ...values,
  }),
  created: checkDays,
  changed: checkDays,
}

function checkDays(env: Env, id: number): void {
  const { date_start: from, date_end: until } = record(env, 'product.pricelist.item', id)
  if (typeof from === 'string' && typeof until === 'string' && from >= until)
    throw validationError(`All Products: end date (${until}) should be after start date (${from})`)
}
