import { z } from 'zod'
import {
  add,
  compare,
  type Decimal,
  divide,
  HUNDRED,
  isZero,
  multiply,
  negate,
  ONE,
  subtract,
  ZERO,
} from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import { round } from '#lib/rounding'
import { type Domain, serverVersion } from './client.ts'
import type { OdooContext } from './memory.ts'
import type { KnownList } from './price-lists.ts'
import { find, link, number, type Shape, text } from './records.ts'

const ruleShape = z.object({
  id: z.number(),
  pricelist_id: link,
  applied_on: z.string(),
  product_id: link,
  product_tmpl_id: link,
  categ_id: link,
  compute_price: z.string(),
  base: z.string(),
  base_pricelist_id: link,
  fixed_price: number,
  percent_price: number,
  price_discount: number,
  price_markup: number.optional(),
  price_round: number,
  price_surcharge: number,
  price_min_margin: number,
  price_max_margin: number,
  min_quantity: number,
  date_start: text,
  date_end: text,
  write_date: z.string(),
})
export type Rule = z.infer<typeof ruleShape>

/** An item with what its prices may be worked out from. */
export interface PricedItem {
  readonly id: number
  readonly article: number
  readonly code: string
  /** Its category and those above it. */
  readonly categories: readonly number[]
  readonly salesPrice: Decimal
  readonly cost: Decimal
}

const WIDE = ['2_product_category', '3_global']

/** Rules for single items or articles. */
export const narrowRules = (ids: readonly number[], articles: readonly number[]): Domain => [
  '|',
  '&',
  ['applied_on', '=', '0_product_variant'],
  ['product_id', 'in', ids],
  '&',
  ['applied_on', '=', '1_product'],
  ['product_tmpl_id', 'in', articles],
]

/** Rules for whole categories, or for everything. */
export const wideRules: Domain = [['applied_on', 'in', WIDE]]
export const isWide = ({ applied_on }: Rule): boolean => WIDE.includes(applied_on)

/** From 18 on a rule upon costs has a markup of its own. */
export function ruleShapeOf(context: OdooContext): Shape<Rule> {
  if (serverVersion(context.settings) >= 18) return ruleShape
  return ruleShape.omit({ price_markup: true })
}

export const rulesOf = (context: OdooContext, list: number, domain: Domain): Promise<Rule[]> =>
  find(context, 'product.pricelist.item', ruleShapeOf(context), { domain: [['pricelist_id', '=', list], ...domain] })

const fits = (rule: Rule, item: PricedItem): boolean => {
  if (rule.applied_on === '0_product_variant') return rule.product_id === item.id
  if (rule.applied_on === '1_product') return rule.product_tmpl_id === item.article
  if (rule.applied_on === '2_product_category') return item.categories.includes(rule.categ_id ?? 0)
  return true
}

/** The order in which Odoo tries rules: the narrowest first, then the larger quantity, then the newer one. */
const byPrecedence =
  (item: PricedItem) =>
  (a: Rule, b: Rule): number =>
    a.applied_on.localeCompare(b.applied_on) ||
    compare(b.min_quantity, a.min_quantity) ||
    item.categories.indexOf(a.categ_id ?? 0) - item.categories.indexOf(b.categ_id ?? 0) ||
    b.id - a.id

export const isOrdinary = ({ min_quantity }: Rule): boolean => compare(min_quantity, ONE) <= 0

/** The rules that may ever decide on an item's price: what stands behind one that always holds is never reached. */
export function reachableRules(rules: readonly Rule[], item: PricedItem): Rule[] {
  const ordered = rules.filter((rule) => fits(rule, item)).sort(byPrecedence(item))
  const last = ordered.findIndex((rule) => isOrdinary(rule) && rule.date_start === null && rule.date_end === null)
  return last < 0 ? ordered : ordered.slice(0, last + 1)
}

/**
 * What a rule makes of an item, in the list's currency, unrounded to nothing but what the rule says.
 *
 * @throws {TillbridgeError} `rejected`, `PRICE_RULE_NOT_READ`, for one that depends on more than the item itself.
 */
export async function amountBy(context: OdooContext, rule: Rule, item: PricedItem, list: KnownList): Promise<Decimal> {
  if (rule.compute_price === 'fixed') return rule.fixed_price
  if (rule.base === 'pricelist') throw notRead(list, item, 'it is worked out from another price list')
  if (list.currency !== context.settings.companyCurrency)
    throw notRead(list, item, `it would be exchanged from ${context.settings.companyCurrency}`)
  const base = rule.base === 'standard_price' ? item.cost : item.salesPrice
  if (rule.compute_price === 'percentage') return less(base, rule.percent_price)
  if (rule.compute_price === 'formula') return byFormula(rule, base)
  throw notRead(list, item, `nobody knows what "${rule.compute_price}" means`)
}

const less = (base: Decimal, percent: Decimal): Decimal => subtract(base, divide(multiply(base, percent), HUNDRED))

function byFormula(rule: Rule, base: Decimal): Decimal {
  const isMarkup = rule.base === 'standard_price' && rule.price_markup !== undefined
  let price = less(base, isMarkup ? negate(rule.price_markup ?? ZERO) : rule.price_discount)
  if (!isZero(rule.price_round))
    price = multiply(round(divide(price, rule.price_round), { places: 0, direction: 'half-up' }), rule.price_round)
  price = add(price, rule.price_surcharge)
  const [least, most] = [rule.price_min_margin, rule.price_max_margin]
  if (!isZero(least) && compare(price, add(base, least)) < 0) price = add(base, least)
  if (!isZero(most) && compare(price, add(base, most)) > 0) price = add(base, most)
  return price
}

const notRead = (list: KnownList, { code }: PricedItem, why: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PRICE_RULE_NOT_READ',
    message: `The price of ${code} on the list ${list.name} is not taken over: ${why}.`,
    remedy: 'Give it a fixed price on the list, or feed the store from the other list itself.',
    subject: `price-list:${list.name}`,
  })
