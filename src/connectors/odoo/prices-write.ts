import { z } from 'zod'
import type { PriceChange, PriceTarget, VariantOutcome } from '#contract/products'
import { compare, subtract, toNumber } from '#lib/decimal'
import type { Values } from './client.ts'
import { unknown } from './facts.ts'
import { codeField, codeOf } from './item-codes.ts'
import type { OdooContext } from './memory.ts'
import { type KnownList, lists, listsNamed } from './price-lists.ts'
import { isOrdinary, narrowRules, type Rule, rulesOf } from './price-rules.ts'
import { read } from './prices.ts'
import { act, find, link, number, text, write } from './records.ts'
import type { OdooSettings } from './settings.ts'
import { stamp } from './stamps.ts'

/** The ordinary prices of a list: fixed, for one piece, without an end. What has quantities or dates stays as people made it. */
export const priceTarget: PriceTarget<OdooSettings> = { largestBatch: 500, lists, prices: read, change }

const itemShape = z.object({
  id: z.number(),
  product_tmpl_id: link,
  default_code: text,
  barcode: text,
  lst_price: number,
  price_extra: number,
  product_template_attribute_value_ids: z.array(z.number()),
})
type Item = z.infer<typeof itemShape>

type Wanted = PriceChange['set'][number]

async function change(
  context: OdooContext,
  name: string,
  { set, remove }: PriceChange,
): Promise<readonly VariantOutcome[]> {
  const [list] = await listsNamed(context, [name])
  if (list === undefined) throw unknown('price list', name)
  const codes = [...set.map(({ item }) => item), ...remove]
  const field = codeField(context.settings)
  const items = await find(context, 'product.product', itemShape, { domain: [[field, 'in', codes]], order: 'id' })
  const itemOf = (code: string): Item | undefined => items.find((one) => codeOf(one, context.settings) === code)
  const known = set.flatMap((wanted) => {
    const item = itemOf(wanted.item)
    return item === undefined ? [] : [{ wanted, item }]
  })
  const refused = new Map<string, VariantOutcome>()
  for (const { wanted } of known)
    if (wanted.currency !== list.currency) refused.set(wanted.item, otherCurrency(wanted, list))
  const ready = known.filter(({ wanted }) => !refused.has(wanted.item))
  const gone = remove.flatMap((code) => itemOf(code) ?? [])
  if (list.id === null) {
    for (const one of ready) {
      const outcome = await setOwnPrice(context, one)
      if (outcome !== null) refused.set(one.wanted.item, outcome)
    }
    for (const code of remove)
      refused.set(code, refusal(code, 'PRICE_NEEDED', 'An article always has a price in Odoo.'))
  } else await setOnList(context, list.id, ready, gone)
  return codes.map(
    (externalId) =>
      refused.get(externalId) ?? { externalId, outcome: itemOf(externalId) === undefined ? 'gone' : 'written' },
  )
}

interface Ready {
  readonly wanted: Wanted
  readonly item: Item
}

/** All changes of a list in one call, which is one transaction. */
async function setOnList(
  context: OdooContext,
  list: number,
  ready: readonly Ready[],
  gone: readonly Item[],
): Promise<void> {
  const items = [...ready.map(({ item }) => item), ...gone]
  if (items.length === 0) return
  const articles = [...new Set(items.flatMap((item) => item.product_tmpl_id ?? []))]
  const rules = await rulesOf(
    context,
    list,
    narrowRules(
      items.map(({ id }) => id),
      articles,
    ),
  )
  const now = stamp(context.clock.now())
  const open = rules.filter(
    (rule) =>
      rule.compute_price === 'fixed' &&
      rule.date_end === null &&
      (rule.date_start === null || rule.date_start <= now) &&
      isOrdinary(rule),
  )
  const single = await onlyVariants(context, articles)
  const commands: unknown[] = []
  for (const { wanted, item } of ready) {
    const fixed_price = toNumber(wanted.amount)
    const rule = newest(open, item, single)
    if (rule !== undefined) commands.push([1, rule.id, { fixed_price }])
    else commands.push(...behindDated({ ...ruleFor(item), fixed_price }, rules, item))
  }
  for (const item of gone) {
    const rule = newest(open, item, single)
    if (rule !== undefined) commands.push([2, rule.id])
  }
  if (commands.length > 0) await write(context, 'product.pricelist', [list], { item_ids: commands })
}

const ruleFor = ({ id, product_tmpl_id }: Item): object => ({
  applied_on: '0_product_variant',
  compute_price: 'fixed',
  product_id: id,
  product_tmpl_id,
  min_quantity: 0,
})

/**
 * Of rules that fit alike Odoo takes the newest, so an ordinary price that is added would hide the ones with dates: it takes the place of
 * the oldest of them, and each of these moves on by one.
 */
function behindDated(added: Values, rules: readonly Rule[], item: Item): unknown[] {
  const dated = rules
    .filter((rule) => rule.product_id === item.id && isOrdinary(rule))
    .filter((rule) => rule.date_start !== null || rule.date_end !== null)
    .toSorted((a, b) => a.id - b.id)
  const contents = [{ ...added, date_start: false, date_end: false }, ...dated.map(contentOf)]
  return contents.map((content, index) => {
    const place = dated[index]
    return place === undefined ? [0, 0, content] : [1, place.id, content]
  })
}

/** A rule as it would be written anew. */
const contentOf = ({ id: _id, pricelist_id: _list, write_date: _at, ...rule }: Rule): Values =>
  Object.fromEntries(
    Object.entries(rule).map(([name, value]) => [
      name,
      value === null ? false : NUMBERS.test(name) ? Number(value) : value,
    ]),
  )

const NUMBERS = /^(fixed|percent|price)_|^min_quantity$/

/** The item's own rule, or that of its article where it is the only variant; of several the newest, as Odoo takes it. */
function newest(rules: readonly Rule[], item: Item, single: ReadonlySet<number>): Rule | undefined {
  const own = rules.filter((rule) => rule.product_id === item.id)
  const article = item.product_tmpl_id
  const shared =
    article !== null && single.has(article)
      ? rules.filter((rule) => rule.product_id === null && rule.product_tmpl_id === article)
      : []
  return (own.length > 0 ? own : shared).toSorted((a, b) => b.id - a.id)[0]
}

const variantShape = z.object({
  id: z.number(),
  product_tmpl_id: link,
  product_template_attribute_value_ids: z.array(z.number()),
})

/** Articles with one variant. */
async function onlyVariants(context: OdooContext, articles: readonly number[]): Promise<ReadonlySet<number>> {
  const domain = [['product_tmpl_id', 'in', articles]]
  const rows = await find(context, 'product.product', variantShape, { domain, context: { active_test: false } })
  const counts = Map.groupBy(rows, (row) => row.product_tmpl_id)
  return new Set(articles.filter((article) => counts.get(article)?.length === 1))
}

/**
 * The price of the article where it has one variant. With several, the article has one price, and each value of an attribute what it adds
 * to it: only a value that no other variant has can make up for the difference. `null` = it has the price.
 */
async function setOwnPrice(context: OdooContext, { wanted, item }: Ready): Promise<VariantOutcome | null> {
  if (compare(wanted.amount, item.lst_price) === 0) return null
  const domain = [['product_tmpl_id', '=', item.product_tmpl_id]]
  const siblings = await find(context, 'product.product', variantShape, { domain, context: { active_test: false } })
  if (siblings.length === 1) {
    await act(context, 'product.product', 'write', [item.id], {
      args: { vals: { lst_price: toNumber(wanted.amount) } },
    })
    return null
  }
  const own = item.product_template_attribute_value_ids.find((value) =>
    siblings.every(({ id, product_template_attribute_value_ids: values }) => id === item.id || !values.includes(value)),
  )
  if (own === undefined) return refusal(wanted.item, 'PRICE_OF_ARTICLE', SHARED)
  const [value] = await find(context, 'product.template.attribute.value', valueShape, { domain: [['id', '=', own]] })
  const extra = subtract(wanted.amount, subtract(item.lst_price, value?.price_extra ?? item.price_extra))
  await write(context, 'product.template.attribute.value', [own], { price_extra: toNumber(extra) })
  return null
}

const valueShape = z.object({ id: z.number(), price_extra: number })

const SHARED =
  'Odoo keeps one sales price for all variants of an article, and what their values add to it. Feed a price list instead, which has prices for single variants.'

const refusal = (externalId: string, code: string, message: string): VariantOutcome => ({
  externalId,
  outcome: 'refused',
  code,
  message,
})

const otherCurrency = ({ item, currency }: Wanted, list: KnownList): VariantOutcome =>
  refusal(
    item,
    'PRICE_CURRENCY_DIFFERS',
    `The price is in ${currency}, the list ${list.name} in ${list.currency}: prices are never exchanged.`,
  )
