import type { PriceSource, ProductSource } from '#contract/products'
import { asList } from '#lib/expressions'
import type { Price, Product } from '#model/product'
import { badSetting, evaluated } from '#generic/failure-rules'
import { notReadable } from '#generic/operation-errors'
import { priceFrom } from '#generic/price-record'
import { productFrom, toldFields } from '#generic/product-record'
import { toldBy } from '#generic/record-map'
import type { FileContext } from './folders.ts'
import { type Intake, takeIn } from './intake.ts'
import { changes, get, sourceOf } from './read.ts'
import { keptRecords } from './records.ts'
import type { FileSettings } from './settings.ts'

type Products = NonNullable<FileSettings['products']>
type Prices = NonNullable<FileSettings['prices']>

/** Products from files, as they were told last. A key may be that of a product or of what is sold of it. */
export function productsOf(setting: Products): ProductSource<FileSettings> {
  const { fields, variants, customFields } = setting
  const where = 'products'
  const intake: Intake<Product> = {
    kind: where,
    folder: where,
    setting,
    async make({ values }, record, { key, at }) {
      const map = { fields, lists: { variants }, objects: { customFields } }
      const told = await toldBy(map, record, { where, bindings: { settings: values } })
      const product = productFrom({ ...told, updatedAt: at }, where)
      if (key === undefined || product.externalId === key) return product
      throw badSetting('ANSWER_PATH', where, `the record ${key} makes the product ${product.externalId}`, 'read')
    },
  }
  const holding = async (context: FileContext, test: (product: Product) => boolean): Promise<Product[]> => {
    const found: Product[] = []
    for await (const page of all(context, intake)) found.push(...page.products.filter(test))
    return found
  }
  return {
    ...sourceOf(intake),
    fields: toldFields(setting),
    customFields: Object.keys(customFields ?? {}),
    parse: notReadable,
    async get(context, key) {
      const own = await get(context, intake, key)
      if (own !== null || variants === undefined) return own
      const [found] = await holding(context, (one) => one.variants.some(({ externalId }) => externalId === key))
      return found ?? null
    },
    async *all(context) {
      await takeIn(context, intake, context.clock.now())
      yield* all(context, intake)
    },
    async bySku(context, sku) {
      await takeIn(context, intake, context.clock.now())
      return holding(context, (one) => one.variants.some((variant) => variant.sku === sku))
    },
  }
}

async function* all(
  { settings }: FileContext,
  { make }: Intake<Product>,
): AsyncGenerator<{ readonly products: readonly Product[]; readonly total: null }> {
  for await (const records of keptRecords({ settings, kind: 'products' }))
    yield {
      products: await Promise.all(records.map(({ record, key, updatedAt: at }) => make(settings, record, { key, at }))),
      total: null,
    }
}

/** Prices from files: a record tells all prices of one item. */
export function pricesOf(setting: Prices): PriceSource<FileSettings> {
  const { fields, items: source } = setting
  const where = 'prices'
  const intake: Intake<readonly Price[]> = {
    kind: where,
    folder: where,
    setting,
    async make({ values }, record, { key, at }) {
      const bindings = { settings: values }
      const prices: Price[] = []
      for (const part of asList(await evaluated(source, record, { where: `${where}.items`, bindings }))) {
        const told = await toldBy({ fields, lists: {} }, part, { where, bindings })
        prices.push(priceFrom({ ...told, updatedAt: at, item: told['item'] ?? key }, where))
      }
      const other = prices.find(({ item }) => key !== undefined && item !== key)
      if (other === undefined) return prices
      throw badSetting('ANSWER_PATH', where, `the record ${key ?? ''} tells a price of ${other.item}`, 'read')
    },
  }
  return {
    lists: () =>
      Promise.resolve(
        setting.lists.map(({ id, name = id, currency }) => ({ externalId: id, name, currency, audience: null })),
      ),
    async *prices(context, { lists, items }) {
      const wanted = (prices: readonly Price[]): readonly Price[] => prices.filter(({ list }) => lists.includes(list))
      await takeIn(context, intake, context.clock.now())
      if (items !== undefined) {
        for (const item of items) yield wanted((await get(context, intake, item)) ?? [])
        return
      }
      const { settings } = context
      for await (const records of keptRecords({ settings, kind: where }))
        for (const { record, key, updatedAt: at } of records)
          yield wanted(await intake.make(settings, record, { key, at }))
    },
    changes: (context, range) => changes(context, intake, range),
  }
}
