import { z } from 'zod'
import type { PriceFilter, PriceSource } from '#contract/products'
import type { Change } from '#contract/source'
import { compare, ONE } from '#lib/decimal'
import type { Price, PriceList } from '#model/product'
import type { Domain } from './client.ts'
import { currencies, priceLists } from './facts.ts'
import { codesOf } from './item-codes.ts'
import type { OdooContext } from './memory.ts'
import { changedPages, pages } from './pages.ts'
import { find, link, number, text } from './records.ts'
import type { OdooSettings } from './settings.ts'
import { stamp, stampAfter, utcOf } from './stamps.ts'

/** Prices that price lists name for single items; rules by percentages or formulas, for categories or everything, are left out. */
export const prices: PriceSource<OdooSettings> = { lists, prices: read, changes }

async function lists(context: OdooContext): Promise<readonly PriceList[]> {
  const codes = new Map((await currencies(context)).map(({ id, name }) => [id, name]))
  return (await priceLists(context)).map(({ name, currency_id }) => ({
    externalId: name,
    name,
    currency: codes.get(currency_id ?? 0) ?? context.settings.companyCurrency,
    audience: null,
  }))
}

const ruleShape = z.object({
  id: z.number(),
  pricelist_id: link,
  product_id: link,
  product_tmpl_id: link,
  fixed_price: number,
  min_quantity: number,
  date_start: text,
  date_end: text,
  write_date: z.string(),
})
type Rule = z.infer<typeof ruleShape>

async function ruleDomain(context: OdooContext, names: readonly string[]): Promise<Domain> {
  const ids = (await priceLists(context)).filter(({ name }) => names.includes(name)).map(({ id }) => id)
  return [
    ['pricelist_id', 'in', ids],
    ['compute_price', '=', 'fixed'],
    ['applied_on', 'in', ['0_product_variant', '1_product']],
  ]
}

async function* read(context: OdooContext, { lists: names, items }: PriceFilter): AsyncGenerator<readonly Price[]> {
  const currencyOf = new Map((await lists(context)).map((list) => [list.externalId, list.currency]))
  const nameOf = new Map((await priceLists(context)).map(({ id, name }) => [id, name]))
  const domain = await ruleDomain(context, names)
  for await (const rules of pages(context, 'product.pricelist.item', ruleShape, { domain })) {
    const codes = await codesOfRules(context, rules)
    const found = rules.flatMap((rule) => {
      const list = nameOf.get(rule.pricelist_id ?? 0)
      const currency = currencyOf.get(list ?? '')
      if (list === undefined || currency === undefined) return []
      return (codes.get(rule.id) ?? []).map((item) => ({ ...priceOf(rule), list, currency, item }))
    })
    const wanted = items === undefined ? found : found.filter(({ item }) => items.includes(item))
    if (wanted.length > 0) yield wanted
  }
}

const priceOf = (rule: Rule): Omit<Price, 'list' | 'currency' | 'item'> => ({
  amount: rule.fixed_price,
  compareAt: null,
  validFrom: rule.date_start?.slice(0, 10) ?? null,
  validUntil: rule.date_end?.slice(0, 10) ?? null,
  minimumQuantity: compare(rule.min_quantity, ONE) > 0 ? rule.min_quantity : ONE,
  unit: null,
  customer: null,
  updatedAt: utcOf(rule.write_date),
})

const ownShape = z.object({ id: z.number(), product_tmpl_id: link })

/** The items of each rule: one variant, or all of an article that have no rule of their own there. */
async function codesOfRules(context: OdooContext, rules: readonly Rule[]): Promise<ReadonlyMap<number, string[]>> {
  const templates = rules.flatMap((rule) => (rule.product_id === null ? (rule.product_tmpl_id ?? []) : []))
  const domain = [['product_tmpl_id', 'in', [...new Set(templates)]]]
  const variants =
    templates.length === 0 ? [] : await find(context, 'product.product', ownShape, { domain, order: 'id' })
  const codes = await codesOf(context, [
    ...rules.flatMap((rule) => rule.product_id ?? []),
    ...variants.map(({ id }) => id),
  ])
  const own = new Set(
    rules.flatMap((rule) => (rule.product_id === null ? [] : [`${rule.pricelist_id} ${rule.product_id}`])),
  )
  return new Map(
    rules.map((rule) => {
      const ids =
        rule.product_id === null
          ? variants
              .filter((one) => one.product_tmpl_id === rule.product_tmpl_id)
              .map(({ id }) => id)
              .filter((id) => !own.has(`${rule.pricelist_id} ${id}`))
          : [rule.product_id]
      return [rule.id, ids.flatMap((id) => codes.get(id) ?? [])]
    }),
  )
}

async function* changes(
  context: OdooContext,
  range: { readonly lists: readonly string[]; readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const domain = [
    ...(await ruleDomain(context, range.lists)),
    ['write_date', '>=', stamp(range.since)],
    ['write_date', '<', stampAfter(range.until)],
  ]
  for await (const rules of changedPages(context, 'product.pricelist.item', ruleShape, domain)) {
    const codes = await codesOfRules(context, rules)
    yield rules.flatMap((rule) =>
      (codes.get(rule.id) ?? []).map((key) => ({
        key,
        name: null,
        updatedAt: utcOf(rule.write_date),
        createdAt: null,
      })),
    )
  }
}
