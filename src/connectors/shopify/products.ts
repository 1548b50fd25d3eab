import type { Context } from '#contract/context'
import type { ProductSource } from '#contract/products'
import type { Change } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import type { Product } from '#model/product'
import { graphql, pagesOf } from './client.ts'
import { productFromGraphql } from './map-product.ts'
import {
  type GraphqlProduct,
  type GraphqlVariant,
  PRODUCT,
  PRODUCT_VARIANTS,
  PRODUCTS_CHANGED,
  PRODUCTS_COUNT,
  PRODUCTS_PAGE,
  PRODUCTS_TITLED,
  VARIANTS_WITH_SKU,
} from './products-queries.ts'
import type { ShopifySettings } from './settings.ts'

type ShopifyContext = Context<ShopifySettings>

export const products: ProductSource<ShopifySettings> = { changes, get: readProduct, parse, findByName, all, bySku }

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
  const { product } = await graphql(context, PRODUCT, { id: productGid(key) })
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
  return productFromGraphql(product, variants)
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

async function* all(
  context: ShopifyContext,
): AsyncGenerator<{ readonly products: readonly Product[]; readonly total: number | null }> {
  const { productsCount } = await graphql(context, PRODUCTS_COUNT, {})
  for await (const nodes of pagesOf(context, PRODUCTS_PAGE, {}, (data) => data.products)) {
    const page: Product[] = []
    for (const product of nodes) page.push(await whole(context, product))
    yield { products: page, total: productsCount?.count ?? null }
  }
}

async function bySku(context: ShopifyContext, sku: string): Promise<readonly Product[]> {
  const ids = new Set<string>()
  const query = `sku:'${quoted(sku)}'`
  for await (const nodes of pagesOf(context, VARIANTS_WITH_SKU, { query }, (data) => data.productVariants)) {
    for (const node of nodes) if (node.sku === sku) ids.add(node.product.id)
  }
  const found: Product[] = []
  for (const id of ids) {
    const product = await readProduct(context, id)
    if (product?.variants.some((variant) => variant.sku === sku) === true) found.push(product)
  }
  return found
}
