import { z } from 'zod'
import type { PriceFilter, PriceSource } from '#contract/products'
import type { Change } from '#contract/source'
import { ONE } from '#lib/decimal'
import { round } from '#lib/rounding'
import type { Price } from '#model/product'
import { companyId, type Domain } from './client.ts'
import { digitsOf } from './facts.ts'
import { codeField, codeOf } from './item-codes.ts'
import type { OdooContext } from './memory.ts'
import { changedPages, pages } from './pages.ts'
import { type KnownList, lists, listsNamed } from './price-lists.ts'
import {
  amountBy,
  isOrdinary,
  isWide,
  narrowRules,
  type PricedItem,
  reachableRules,
  type Rule,
  ruleShapeOf,
  rulesOf,
  wideRules,
} from './price-rules.ts'
import { find, link, number, text } from './records.ts'
import type { OdooSettings } from './settings.ts'
import { stamp, stampAfter, utcOf } from './stamps.ts'
import { type Days, daysOf } from './zone.ts'

/** The articles' own prices, and what the rules of price lists make of each item. */
export const prices: PriceSource<OdooSettings> = { lists, prices: read, changes }

const itemShape = z.object({
  id: z.number(),
  product_tmpl_id: link,
  default_code: text,
  barcode: text,
  categ_id: link,
  lst_price: number,
  standard_price: number,
  write_date: z.string(),
})
type ItemRow = z.infer<typeof itemShape>
const categoryShape = z.object({ id: z.number(), parent_id: link })
const AT_ONCE = 500

const ownItems = async (context: OdooContext): Promise<Domain> => [
  ['company_id', 'in', [await companyId(context), false]],
  ['sale_ok', '=', true],
]

async function itemDomain(context: OdooContext, items: readonly string[] | undefined): Promise<Domain> {
  const field = codeField(context.settings)
  const coded = items === undefined ? [field, '!=', false] : [field, 'in', items]
  return [coded, ...(await ownItems(context))]
}

export async function* read(context: OdooContext, { lists: names, items }: PriceFilter): AsyncGenerator<Price[]> {
  const wanted = await listsNamed(context, names)
  if (wanted.length === 0 || items?.length === 0) return
  const wide = new Map<number, Rule[]>()
  for (const { id } of wanted) if (id !== null) wide.set(id, await rulesOf(context, id, wideRules))
  const parents = await parentsOf(context)
  const days = await daysOf(context)
  const domain = await itemDomain(context, items)
  for await (const rows of pages(context, 'product.product', itemShape, { domain }, AT_ONCE)) {
    const page = rows.flatMap((row) => pricedItem(context, row, parents) ?? [])
    for (const list of wanted) {
      const found =
        list.id === null
          ? rows.flatMap((row) => ownPrice(context, row, list) ?? [])
          : await pricesBy(context, { ...list, id: list.id }, page, wide.get(list.id) ?? [], days)
      if (found.length > 0) yield found
    }
  }
}

async function parentsOf(context: OdooContext): Promise<ReadonlyMap<number, number | null>> {
  const found = await find(context, 'product.category', categoryShape, { domain: [] })
  return new Map(found.map(({ id, parent_id }) => [id, parent_id]))
}

function pricedItem(
  context: OdooContext,
  row: ItemRow,
  parents: ReadonlyMap<number, number | null>,
): PricedItem | null {
  const code = codeOf(row, context.settings)
  if (code === null) return null
  const categories: number[] = []
  for (let at = row.categ_id; at !== null && !categories.includes(at); at = parents.get(at) ?? null) categories.push(at)
  return {
    id: row.id,
    article: row.product_tmpl_id ?? 0,
    code,
    categories,
    salesPrice: row.lst_price,
    cost: row.standard_price,
  }
}

const ALWAYS = { compareAt: null, validFrom: null, validUntil: null, unit: null, customer: null } as const

function ownPrice({ settings }: OdooContext, row: ItemRow, { externalId: list, currency }: KnownList): Price | null {
  const item = codeOf(row, settings)
  if (item === null) return null
  const updatedAt = utcOf(row.write_date)
  return { ...ALWAYS, list, item, currency, amount: row.lst_price, minimumQuantity: ONE, updatedAt }
}

async function pricesBy(
  context: OdooContext,
  list: KnownList & { readonly id: number },
  items: readonly PricedItem[],
  wide: readonly Rule[],
  days: Days,
): Promise<Price[]> {
  const articles = [...new Set(items.map(({ article }) => article))]
  const narrow = await rulesOf(
    context,
    list.id,
    narrowRules(
      items.map(({ id }) => id),
      articles,
    ),
  )
  const byItem = Map.groupBy(narrow, ({ product_id }) => product_id ?? 0)
  const byArticle = Map.groupBy(narrow, ({ product_id, product_tmpl_id }) =>
    product_id === null ? product_tmpl_id : 0,
  )
  const { price: places } = await digitsOf(context)
  const found: Price[] = []
  for (const item of items) {
    const rules = [...(byItem.get(item.id) ?? []), ...(byArticle.get(item.article) ?? []), ...wide]
    for (const rule of reachableRules(rules, item)) {
      const amount = round(await amountBy(context, rule, item, list), { places, direction: 'half-up' })
      found.push({
        ...ALWAYS,
        list: list.externalId,
        item: item.code,
        amount,
        currency: list.currency,
        validFrom: rule.date_start === null ? null : days.first(rule.date_start),
        validUntil: rule.date_end === null ? null : days.last(rule.date_end),
        minimumQuantity: isOrdinary(rule) ? ONE : rule.min_quantity,
        updatedAt: utcOf(rule.write_date),
      })
    }
  }
  return found
}

/** A rule that is removed shows nowhere; the whole comparison finds what it leaves behind. */
async function* changes(
  context: OdooContext,
  range: { readonly lists: readonly string[]; readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const wanted = await listsNamed(context, range.lists)
  const within: Domain = [
    ['write_date', '>=', stamp(range.since)],
    ['write_date', '<', stampAfter(range.until)],
  ]
  const ids = wanted.flatMap(({ id }) => id ?? [])
  let newestWide: string | null = null
  for await (const rules of changedPages(context, 'product.pricelist.item', ruleShapeOf(context), [
    ['pricelist_id', 'in', ids],
    ...within,
  ])) {
    for (const rule of rules) if (isWide(rule)) newestWide = rule.write_date
    yield* changedItems(context, narrowed(rules), rules.at(-1)?.write_date)
  }
  // A rule for a category or for everything may have changed the price of any item.
  if (newestWide !== null) yield* changedItems(context, [], newestWide)
  if (wanted.some(({ id }) => id === null) || (await haveComputed(context, ids)))
    yield* changedItems(context, within, null)
}

const idShape = z.object({ id: z.number() })

/** Whether any of the lists works prices out from those of the articles. */
async function haveComputed(context: OdooContext, lists: readonly number[]): Promise<boolean> {
  if (lists.length === 0) return false
  const domain = [
    ['pricelist_id', 'in', lists],
    ['compute_price', '!=', 'fixed'],
  ]
  return (await find(context, 'product.pricelist.item', idShape, { domain, limit: 1 })).length > 0
}

const narrowed = (rules: readonly Rule[]): Domain => {
  const items = rules.flatMap(({ product_id }) => product_id ?? [])
  const articles = rules.flatMap((rule) => (rule.product_id === null ? (rule.product_tmpl_id ?? []) : []))
  return ['|', ['id', 'in', items], ['product_tmpl_id', 'in', articles]]
}

/** The codes of items; `at`: when their prices changed, `null` = when they did themselves. */
async function* changedItems(
  context: OdooContext,
  domain: Domain,
  at: string | null | undefined,
): AsyncGenerator<readonly Change[]> {
  const all = [...domain, ...(await ownItems(context))]
  for await (const rows of pages(context, 'product.product', itemShape, { domain: all }, AT_ONCE))
    yield rows.flatMap((row) => {
      const key = codeOf(row, context.settings)
      return key === null ? [] : [{ key, name: null, updatedAt: utcOf(at ?? row.write_date), createdAt: null }]
    })
}
