import type { Context } from '#contract/context'
import type { ProductSource } from '#contract/products'
import type { Change } from '#contract/source'
import { decimal } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { Product, Variant } from '#model/product'
import { bulkLines } from './bulk.ts'
import { graphql, pagesOf } from './client.ts'
import { productFromGraphql } from './map-product.ts'
import {
  ALL_PRODUCTS,
  BUNDLES,
  type GraphqlProduct,
  type GraphqlProductHead,
  type GraphqlVariant,
  PRODUCT,
  PRODUCT_VARIANTS,
  PRODUCTS_CHANGED,
  PRODUCTS_COUNT,
  PRODUCTS_PAGE,
  PRODUCTS_TITLED,
  productHead,
  variant,
  VARIANTS_WITH,
  withMetafields,
} from './products-queries.ts'
import type { ShopifySettings } from './settings.ts'

type ShopifyContext = Context<ShopifySettings>

export const products: ProductSource<ShopifySettings> = {
  fields: {
    product: [
      'title',
      'description',
      'status',
      'vendor',
      'productType',
      'handle',
      'tags',
      'seo',
      'images',
      'customFields',
    ],
    variant: ['sku', 'barcode', 'cost', 'weight', 'taxClass', 'countryOfOrigin', 'customsCode', 'requiresShipping'],
  },
  changes,
  get: readProduct,
  parse,
  findByName,
  all,
  bySku,
  byBarcode,
}

/** The names of the metafields that this connection tells and takes. */
export const metafieldNames = ({ metafields }: ShopifySettings): readonly string[] => Object.keys(metafields)

export const productGid = (id: string): string => `gid://shopify/Product/${id}`
export const variantGid = (id: string): string => `gid://shopify/ProductVariant/${id}`

async function* changes(
  context: ShopifyContext,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  // Shopify stamps in whole seconds: a range that begins within a second must take that second whole.
  const query = `updated_at:>='${since.toISOString().slice(0, 19)}Z' AND updated_at:<'${until.toISOString()}'`
  for await (const nodes of pagesOf(context, PRODUCTS_CHANGED, { query }, (data) => data.products)) {
    if (nodes.length > 0)
      yield nodes.map(({ id, title, createdAt, updatedAt }) => ({ key: id, name: title, createdAt, updatedAt }))
  }
}

/** The whole product, or `null` when it is gone. */
export async function readProduct(context: ShopifyContext, key: string): Promise<Product | null> {
  const { product } = await graphql(context, withMetafields(PRODUCT, metafieldNames(context.settings)), {
    id: productGid(key),
  })
  return product === null ? null : whole(context, product)
}

async function whole(context: ShopifyContext, product: GraphqlProduct): Promise<Product> {
  const variants: GraphqlVariant[] = [...product.variants.nodes]
  let { pageInfo } = product.variants
  while (pageInfo.hasNextPage) {
    const next = await graphql(context, PRODUCT_VARIANTS, {
      id: productGid(product.id),
      after: pageInfo.endCursor ?? null,
    })
    // A page of another state would be mixed in: variants could be missing or twice.
    if (next.product === null || next.product.updatedAt !== product.updatedAt) throw changedMeanwhile()
    variants.push(...next.product.variants.nodes)
    ;({ pageInfo } = next.product.variants)
  }
  const whole = productFromGraphql(product, variants, metafieldNames(context.settings))
  const bundles = variants.filter((entry) => entry.requiresComponents).map(({ id }) => id)
  return bundles.length === 0 ? whole : withComponents(context, whole, bundles)
}

// Each bundle has a connection of its own, which is paid for.
const BUNDLES_AT_ONCE = 10

async function withComponents(context: ShopifyContext, product: Product, bundles: readonly string[]): Promise<Product> {
  const parts = new Map<string, Variant['components']>()
  for (let start = 0; start < bundles.length; start += BUNDLES_AT_ONCE) {
    const ids = bundles.slice(start, start + BUNDLES_AT_ONCE).map(variantGid)
    const { nodes } = await graphql(context, BUNDLES, { ids })
    for (const node of nodes)
      if (node !== null)
        parts.set(
          node.id,
          node.productVariantComponents.nodes.map((part) => ({
            item: part.productVariant.id,
            quantity: decimal(String(part.quantity)),
          })),
        )
  }
  const variants = product.variants.map((entry) => {
    const components = parts.get(entry.externalId)
    return components === undefined ? entry : { ...entry, components }
  })
  return { ...product, variants }
}

const changedMeanwhile = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'SHOPIFY_PRODUCT_CHANGED',
    message: 'The product changed while it was read. It is read again.',
  })

function parse(): Product {
  throw new TillbridgeError({
    kind: 'bug',
    code: 'NOT_READABLE',
    message: 'Products of Shopify are read from Shopify, not from payloads.',
  })
}

const quoted = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")

async function findByName(context: ShopifyContext, name: string): Promise<string | null> {
  const { products: found } = await graphql(context, PRODUCTS_TITLED, { query: `title:'${quoted(name)}'` })
  const [only, ...others] = found.nodes.filter(({ title }) => title === name.trim())
  return only === undefined || others.length > 0 ? null : only.id
}

interface ProductsPage {
  readonly products: readonly Product[]
  readonly total: number | null
}

// A bulk export takes some seconds before its first line, so a small catalogue is read quicker page by page.
const BULK_FROM = 500
const BULK_PAGE = 250

async function* all(context: ShopifyContext): AsyncGenerator<ProductsPage> {
  const { productsCount } = await graphql(context, PRODUCTS_COUNT, {})
  const total = productsCount?.count ?? null
  if (total !== null && total >= BULK_FROM) return yield* exported(context, total)
  for await (const nodes of pagesOf(
    context,
    withMetafields(PRODUCTS_PAGE, metafieldNames(context.settings)),
    {},
    (data) => data.products,
  )) {
    const page: Product[] = []
    for (const product of nodes) page.push(await whole(context, product))
    yield { products: page, total }
  }
}

/** Each product's line comes before those of its variants, which name it. */
async function* exported(context: ShopifyContext, total: number): AsyncGenerator<ProductsPage> {
  const names = metafieldNames(context.settings)
  let products: Product[] = []
  let head: GraphqlProductHead | null = null
  let variants: GraphqlVariant[] = []
  const close = (): void => {
    if (head !== null) products.push(productFromGraphql(head, variants, names))
    head = null
    variants = []
  }
  for await (const line of bulkLines(context, withMetafields(ALL_PRODUCTS, names).text)) {
    if (!isChild(line)) {
      close()
      head = productHead.parse(line)
    } else if (head !== null && line.__parentId === productGid(head.id)) variants.push(variant.parse(line))
    else throw changedMeanwhile()
    if (products.length >= BULK_PAGE) {
      yield { products, total }
      products = []
    }
  }
  close()
  if (products.length > 0) yield { products, total }
}

const isChild = (line: unknown): line is { readonly __parentId: string } =>
  typeof line === 'object' && line !== null && '__parentId' in line

function bySku(context: ShopifyContext, sku: string): Promise<readonly Product[]> {
  return holders(context, 'sku', sku)
}

function byBarcode(context: ShopifyContext, barcode: string): Promise<readonly Product[]> {
  return holders(context, 'barcode', barcode)
}

/** A search compares words; what it finds is compared exactly. */
async function holders(context: ShopifyContext, key: 'sku' | 'barcode', value: string): Promise<readonly Product[]> {
  const ids = new Set<string>()
  const query = `${key}:'${quoted(value)}'`
  for await (const nodes of pagesOf(context, VARIANTS_WITH, { query }, (data) => data.productVariants)) {
    for (const node of nodes) if (node[key] === value) ids.add(node.product.id)
  }
  const found: Product[] = []
  for (const id of ids) {
    const product = await readProduct(context, id)
    if (product?.variants.some((variant) => variant[key] === value) === true) found.push(product)
  }
  return found
}
