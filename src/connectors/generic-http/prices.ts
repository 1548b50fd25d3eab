import type { PriceChange, PriceSource, PriceTarget, VariantOutcome } from '#contract/products'
import type { Change } from '#contract/source'
import { asList } from '#lib/expressions'
import type { Price, PriceList } from '#model/product'
import { changeFrom } from '#generic/change-answer'
import { evaluated } from '#generic/failure-rules'
import { priceFrom, priceListFrom, writtenFrom } from '#generic/price-record'
import { toldBy } from '#generic/record-map'
import { fieldsOf } from './answer.ts'
import { pagesOf } from './pages.ts'
import { call, type HttpContext } from './request.ts'
import type { HttpSettings } from './settings.ts'

type Prices = NonNullable<HttpSettings['prices']>

/** The price lists that the settings describe. */
export const pricesOf = (setting: Prices): PriceSource<HttpSettings> => ({
  lists: (context) => lists(context, setting),
  prices: (context, filter) => prices(context, setting, filter),
  changes: (context, range) => changes(context, setting, range),
})

export const priceTargetOf = (setting: Prices, write: NonNullable<Prices['write']>): PriceTarget<HttpSettings> => ({
  largestBatch: write.batch,
  lists: (context) => lists(context, setting),
  prices: (context, filter) => prices(context, setting, filter),
  change: (context, list, wanted) => change(context, write, list, wanted),
})

async function lists(context: HttpContext, setting: Prices): Promise<readonly PriceList[]> {
  const where = 'prices.lists'
  const found: PriceList[] = []
  const { fields } = setting.lists
  for await (const items of pagesOf(context, setting.lists, { where, input: {}, effect: 'read' }))
    for (const item of items) found.push(priceListFrom(await toldBy({ fields, lists: {} }, item, { where }), where))
  return found
}

async function* prices(
  context: HttpContext,
  setting: Prices,
  filter: { readonly lists: readonly string[]; readonly items?: readonly string[] },
): AsyncGenerator<readonly Price[]> {
  if (filter.lists.length === 0) return
  const where = 'prices.prices'
  const { fields } = setting.prices
  const input = { lists: filter.lists, items: filter.items ?? null }
  const wanted = filter.items === undefined ? null : new Set(filter.items)
  for await (const items of pagesOf(context, setting.prices, { where, input, effect: 'read' })) {
    const page: Price[] = []
    for (const item of items) {
      const price = priceFrom(await toldBy({ fields, lists: {} }, item, { where, bindings: input }), where)
      if (filter.lists.includes(price.list) && (wanted === null || wanted.has(price.item))) page.push(price)
    }
    if (page.length > 0) yield page
  }
}

async function* changes(
  context: HttpContext,
  setting: Prices,
  range: { readonly lists: readonly string[]; readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const where = 'prices.changes'
  const { item: key, updatedAt } = setting.changes
  const input = { lists: range.lists, since: range.since.toISOString(), until: range.until.toISOString() }
  for await (const items of pagesOf(context, setting.changes, { where, input, effect: 'read' })) {
    const page: Change[] = []
    for (const item of items) {
      const told = await fieldsOf({ key, updatedAt }, item, { where, effect: 'read', bindings: input })
      const change = changeFrom({ ...told, name: told.key }, where)
      const at = Date.parse(change.updatedAt)
      if (at >= range.since.getTime() && at < range.until.getTime()) page.push(change)
    }
    if (page.length > 0) yield page
  }
}

async function change(
  context: HttpContext,
  write: NonNullable<Prices['write']>,
  list: string,
  { set, remove }: PriceChange,
): Promise<readonly VariantOutcome[]> {
  const where = 'prices.write'
  const ids = [...set.map(({ item }) => item), ...remove]
  const input = { list, set, remove }
  const answer = await call(context, write, { where, input, effect: 'write' })
  if (write.outcomes === undefined) return ids.map((externalId) => ({ externalId, outcome: 'written' }))
  const place = { where: `${where}.outcomes`, effect: 'write' as const, answer: true, bindings: input }
  return writtenFrom(asList(await evaluated(write.outcomes, answer?.body, place)), ids, place.where)
}
