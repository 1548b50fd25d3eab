import type { ProductSource } from '#contract/products'
import type { Product } from '#model/product'
import { notReadable } from '#generic/operation-errors'
import { productFrom, toldFields } from '#generic/product-record'
import { toldBy } from '#generic/record-map'
import { pagesOf } from './pages.ts'
import { sourceOf } from './read.ts'
import type { HttpContext } from './request.ts'
import type { HttpSettings } from './settings.ts'
import type { ListSetting } from './settings-requests.ts'

export type Products = NonNullable<HttpSettings['products']>

/** The products that the settings describe. A key may be that of a product or of what is sold of it. */
export function productsOf(setting: Products): ProductSource<HttpSettings> {
  const make = (settings: HttpSettings, record: unknown): Promise<Product> => productOf(settings, setting, record)
  const isOf = ({ externalId, variants }: Product, key: string): boolean =>
    externalId === key || variants.some((variant) => variant.externalId === key)
  const source = sourceOf({ where: 'products', setting, make, isOf })
  return {
    ...source,
    fields: toldFields(setting),
    customFields: Object.keys(setting.customFields ?? {}),
    parse: notReadable,
    all: (context) => all(context, setting, source),
    bySku: (context, sku) => bySku(context, setting, source, sku),
  }
}

const productOf = async (
  { values }: HttpSettings,
  { fields, variants, customFields }: Products,
  record: unknown,
): Promise<Product> => {
  const place = { where: 'products', bindings: { settings: values } }
  return productFrom(
    await toldBy({ fields, lists: { variants }, objects: { customFields } }, record, place),
    'products',
  )
}

type Reading = Pick<ProductSource<HttpSettings>, 'changes' | 'get'>

async function* all(
  context: HttpContext,
  setting: Products,
  source: Reading,
): AsyncGenerator<{ readonly products: readonly Product[]; readonly total: null }> {
  if (setting.all !== undefined) {
    for await (const products of listed(context, setting, setting.all, { where: 'products.all', input: {} }))
      yield { products, total: null }
    return
  }
  const seen = new Set<string>()
  const range = { since: new Date(0), until: new Date(context.clock.now().getTime() + DAY_MS) }
  for await (const page of source.changes(context, range)) {
    const products: Product[] = []
    for (const { key } of page.filter((change) => !seen.has(change.key))) {
      const product = await source.get(context, key)
      if (product === null || seen.has(product.externalId)) continue
      for (const { externalId } of [product, ...product.variants]) seen.add(externalId)
      products.push(product)
    }
    if (products.length > 0) yield { products, total: null }
  }
}

// The clock of the system may be ahead of ours.
const DAY_MS = 24 * 60 * 60_000

async function bySku(
  context: HttpContext,
  setting: Products,
  source: Reading,
  sku: string,
): Promise<readonly Product[]> {
  const holds = ({ variants }: Product): boolean => variants.some((variant) => variant.sku === sku)
  if (setting.bySku === undefined) {
    const product = await source.get(context, sku)
    return product !== null && holds(product) ? [product] : []
  }
  const found: Product[] = []
  for await (const page of listed(context, setting, setting.bySku, { where: 'products.bySku', input: { sku } }))
    found.push(...page.filter(holds))
  return found
}

async function* listed(
  context: HttpContext,
  setting: Products,
  list: ListSetting,
  { where, input }: { readonly where: string; readonly input: Readonly<Record<string, unknown>> },
): AsyncGenerator<readonly Product[]> {
  for await (const items of pagesOf(context, list, { where, input, effect: 'read' })) {
    const products: Product[] = []
    for (const item of items) products.push(await productOf(context.settings, setting, item))
    yield products
  }
}
