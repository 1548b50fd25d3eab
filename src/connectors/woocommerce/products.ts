import { z } from 'zod'
import type { ProductSource } from '#contract/products'
import type { Change } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import type { Product } from '#model/product'
import { fetchAll, fetchIfThere, fetchOne, PAGE_SIZE, pagesOf, type WooContext } from './client.ts'
import { hasVariations, productOf, type Reading } from './map-product.ts'
import { changedProducts } from './products-changes.ts'
import type { WooSettings } from './settings.ts'
import { weightUnit } from './shop-units.ts'
import { key, keyOrNone, text } from './vendor.ts'
import { product, PRODUCTS, variation, type WooProduct, type WooVariation } from './vendor-product.ts'

/** Products with their variations. Source: README.md, "Products". */
export const products: ProductSource<WooSettings> = {
  fields: {
    product: ['title', 'description', 'status', 'vendor', 'handle', 'tags', 'images', 'collections', 'customFields'],
    variant: ['sku', 'barcode', 'weight', 'taxClass', 'requiresShipping'],
  },
  changes: (context: WooContext, range): AsyncGenerator<readonly Change[]> => changedProducts(context, range),
  get: readProduct,
  parse,
  findByName,
  all,
  bySku,
}

// What is shown to buyers has paragraphs put in and short codes carried out; a write answers with the text as it is kept.
const AS_KEPT = { context: 'edit' } as const

/** The whole product; `null` when it is gone, or in the trash: WooCommerce itself calls that deleted. */
export async function readProduct(context: WooContext, productKey: string): Promise<Product | null> {
  const source = await fetchProduct(context, productKey)
  if (source === null || source.status === 'trash' || source.type === 'variation') return null
  return whole(context, source, await readingOf(context))
}

export const fetchProduct = (context: WooContext, productKey: string): Promise<WooProduct | null> =>
  fetchIfThere(context, `${PRODUCTS}/${productKey}`, product, AS_KEPT)

export const readingOf = async (context: WooContext): Promise<Reading> => ({
  settings: context.settings,
  weightUnit: await weightUnit(context),
})

const whole = async (context: WooContext, source: WooProduct, reading: Reading): Promise<Product> =>
  productOf(source, hasVariations(source.type) ? await variationsOf(context, source.id) : [], reading)

const variationsOf = (context: WooContext, productKey: string): Promise<WooVariation[]> =>
  fetchAll(context, `${PRODUCTS}/${productKey}/variations`, z.array(variation), { orderby: 'id', order: 'asc' })

async function* all(context: WooContext) {
  const reading = await readingOf(context)
  const query = { ...AS_KEPT, status: 'any', orderby: 'id', order: 'asc' }
  for await (const { rows, total } of pagesOf(context, PRODUCTS, z.array(product), query)) {
    const page: Product[] = []
    for (const source of rows) page.push(await whole(context, source, reading))
    yield { products: page, total }
  }
}

const holder = z.object({ id: key, sku: text, parent_id: keyOrNone })

/** Products and variations by their SKUs, several parted by commas; WooCommerce takes small letters and capitals for the same. */
export const holdersOf = (context: WooContext, skus: string): Promise<z.output<typeof holder>[]> =>
  fetchOne(context, PRODUCTS, z.array(holder), {
    sku: skus,
    status: 'any',
    per_page: String(PAGE_SIZE),
    _fields: 'id,sku,parent_id',
  })

async function bySku(context: WooContext, sku: string): Promise<readonly Product[]> {
  const rows = await holdersOf(context, sku)
  const found: Product[] = []
  for (const id of new Set(rows.filter((row) => row.sku === sku).map((row) => row.parent_id ?? row.id))) {
    const read = await readProduct(context, id)
    if (read?.variants.some((variant) => variant.sku === sku) === true) found.push(read)
  }
  return found
}

async function findByName(context: WooContext, name: string): Promise<string | null> {
  const wanted = name.trim()
  if (wanted === '') return null
  const rows = z.array(z.object({ id: key, name: z.string() }))
  const query = { search: wanted, status: 'any', per_page: String(PAGE_SIZE), _fields: 'id,name' }
  const [only, ...others] = (await fetchOne(context, PRODUCTS, rows, query)).filter((row) => row.name === wanted)
  return only === undefined || others.length > 0 ? null : only.id
}

function parse(): Product {
  throw new TillbridgeError({
    kind: 'bug',
    code: 'NOT_READABLE',
    message: 'Products of WooCommerce are read from the shop, not from payloads.',
  })
}
