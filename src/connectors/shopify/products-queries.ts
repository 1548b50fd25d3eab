import { z } from 'zod'
import type { Operation } from './client.ts'
import { pageInfo } from './vendor-graphql.ts'
import { amount, flag, gid, instant, text } from './vendor-values.ts'

/** Our reference of a product that we made: a metafield whose values are unique in the shop. */
export const REFERENCE = { namespace: 'tillbridge', key: 'reference', type: 'id' } as const

const VARIANT_FIELDS = `id title sku barcode price compareAtPrice taxable requiresComponents updatedAt selectedOptions { name value }
  inventoryItem { id tracked requiresShipping unitCost { amount } measurement { weight { value unit } } countryCodeOfOrigin harmonizedSystemCode }`
const PRODUCT_FIELDS = `id title handle status descriptionHtml vendor productType tags seo { title description } featuredMedia { alt preview { image { url } } } createdAt updatedAt
  options { name optionValues { name } }`

export const variant = z.object({
  id: gid,
  title: text,
  sku: text,
  barcode: text,
  price: amount,
  compareAtPrice: amount.nullish(),
  taxable: flag,
  requiresComponents: flag,
  updatedAt: instant,
  selectedOptions: z.array(z.object({ name: z.string(), value: z.string() })),
  inventoryItem: z.object({
    id: gid,
    tracked: flag,
    requiresShipping: flag,
    unitCost: z.object({ amount }).nullish(),
    measurement: z
      .object({
        weight: z.object({ value: amount, unit: z.enum(['GRAMS', 'KILOGRAMS', 'POUNDS', 'OUNCES']) }).nullish(),
      })
      .nullish(),
    countryCodeOfOrigin: text,
    harmonizedSystemCode: text,
  }),
})
export type GraphqlVariant = z.output<typeof variant>

export const productHead = z.looseObject({
  id: gid,
  title: z.string(),
  handle: z.string(),
  status: z.string(),
  descriptionHtml: z.string(),
  vendor: text,
  productType: text,
  tags: z.array(z.string()),
  seo: z.object({ title: text, description: text }),
  featuredMedia: z
    .object({ alt: text, preview: z.object({ image: z.object({ url: z.string() }).nullish() }).nullish() })
    .nullish(),
  createdAt: instant,
  updatedAt: instant,
  options: z.array(z.object({ name: z.string(), optionValues: z.array(z.object({ name: z.string() })) })),
})
export type GraphqlProductHead = z.output<typeof productHead>

// What a page of 50 products is counted as; a single product is counted too high by it, and the difference is given back.
const PAGE_WEIGHT = 7

/** An operation that asks for these metafields of each product too; they stand at it as `metafield0` and so on. */
export function withMetafields<T extends { readonly text: string }>(operation: T, names: readonly string[]): T {
  if (names.length === 0) return operation
  const asked = names.map((name, index) => {
    const [namespace = '', key = ''] = name.split('.')
    return `metafield${index}: metafield(namespace: "${namespace}", key: "${key}") { value }`
  })
  const seo = 'seo { title description }'
  const text = operation.text.replace(seo, `${seo} ${asked.join(' ')}`)
  return {
    ...operation,
    text,
    ...('cost' in operation ? { cost: Number(operation.cost) + names.length * PAGE_WEIGHT } : {}),
  }
}

const variantsPage = z.object({ pageInfo, nodes: z.array(variant) })
const product = productHead.extend({ variants: variantsPage })
export type GraphqlProduct = z.output<typeof product>

export const userErrors = z.array(
  z.object({ field: z.array(z.string()).nullish(), message: z.string(), code: z.string().nullish() }),
)
export type UserErrors = z.output<typeof userErrors>

const VARIANTS = (first: number): string =>
  `variants(first: ${first}) { pageInfo { hasNextPage endCursor } nodes { ${VARIANT_FIELDS} } }`

export const PRODUCTS_CHANGED: Operation<{
  products: {
    pageInfo: z.output<typeof pageInfo>
    nodes: { id: string; title: string; createdAt: string; updatedAt: string }[]
  }
}> = {
  name: 'ProductsChanged',
  text: `query ProductsChanged($query: String!, $after: String) {
  products(first: 250, after: $after, query: $query, sortKey: UPDATED_AT) {
    pageInfo { hasNextPage endCursor } nodes { id title createdAt updatedAt }
  }
}`,
  cost: 13,
  effect: 'read',
  data: z.object({
    products: z.object({
      pageInfo,
      nodes: z.array(z.object({ id: gid, title: z.string(), createdAt: instant, updatedAt: instant })),
    }),
  }),
}

export const PRODUCT: Operation<{ product: GraphqlProduct | null }> = {
  name: 'Product',
  text: `query Product($id: ID!) { product(id: $id) { ${PRODUCT_FIELDS} ${VARIANTS(100)} } }`,
  cost: 54,
  effect: 'read',
  data: z.object({ product: product.nullable() }),
}

const bundle = z.object({
  id: gid,
  productVariantComponents: z.object({
    pageInfo,
    nodes: z.array(z.object({ quantity: z.number(), productVariant: z.object({ id: gid }) })),
  }),
})

/** What bundles consist of; asked for apart, since few variants are bundles and every query would pay for it. */
export const BUNDLES: Operation<{ nodes: (z.output<typeof bundle> | null)[] }> = {
  name: 'Bundles',
  text: `query Bundles($ids: [ID!]!) {
  nodes(ids: $ids) { ... on ProductVariant { id productVariantComponents(first: 50) {
    pageInfo { hasNextPage endCursor } nodes { quantity productVariant { id } }
  } } }
}`,
  cost: 90,
  effect: 'read',
  data: z.object({ nodes: z.array(bundle.nullable()) }),
}

export const PRODUCT_VARIANTS: Operation<{
  product: { updatedAt: string; variants: z.output<typeof variantsPage> } | null
}> = {
  name: 'ProductVariants',
  text: `query ProductVariants($id: ID!, $after: String) {
  product(id: $id) { updatedAt variants(first: 250, after: $after) { pageInfo { hasNextPage endCursor } nodes { ${VARIANT_FIELDS} } } }
}`,
  cost: 58,
  effect: 'read',
  data: z.object({ product: z.object({ updatedAt: instant, variants: variantsPage }).nullable() }),
}

/** Pages of whole products, for shops that are compared without a bulk export. */
export const PRODUCTS_PAGE: Operation<{
  products: { pageInfo: z.output<typeof pageInfo>; nodes: GraphqlProduct[] }
}> = {
  name: 'ProductsPage',
  text: `query ProductsPage($after: String) {
  products(first: 50, after: $after, sortKey: ID) {
    pageInfo { hasNextPage endCursor } nodes { ${PRODUCT_FIELDS} ${VARIANTS(10)} }
  }
}`,
  cost: 230,
  effect: 'read',
  data: z.object({ products: z.object({ pageInfo, nodes: z.array(product) }) }),
}

export const PRODUCTS_COUNT: Operation<{ productsCount: { count: number } | null }> = {
  name: 'ProductsCount',
  text: 'query ProductsCount { productsCount(limit: null) { count } }',
  cost: 10,
  effect: 'read',
  data: z.object({ productsCount: z.object({ count: z.number() }).nullable() }),
}

/** The search matches words, so what it finds is compared again. */
export const VARIANTS_WITH: Operation<{
  productVariants: {
    pageInfo: z.output<typeof pageInfo>
    nodes: { sku: string | null; barcode: string | null; product: { id: string } }[]
  }
}> = {
  name: 'VariantsWith',
  text: `query VariantsWith($query: String!, $after: String) {
  productVariants(first: 50, after: $after, query: $query) { pageInfo { hasNextPage endCursor } nodes { sku barcode product { id } } }
}`,
  cost: 16,
  effect: 'read',
  data: z.object({
    productVariants: z.object({
      pageInfo,
      nodes: z.array(z.object({ sku: text, barcode: text, product: z.object({ id: gid }) })),
    }),
  }),
}

export const PRODUCTS_TITLED: Operation<{ products: { nodes: { id: string; title: string }[] } }> = {
  name: 'ProductsTitled',
  text: 'query ProductsTitled($query: String!) { products(first: 10, query: $query) { nodes { id title } } }',
  cost: 6,
  effect: 'read',
  data: z.object({ products: z.object({ nodes: z.array(z.object({ id: gid, title: z.string() })) }) }),
}

export const PRODUCT_OF_REFERENCE: Operation<{ productByIdentifier: { id: string } | null }> = {
  name: 'ProductOfReference',
  text: `query ProductOfReference($value: String!) {
  productByIdentifier(identifier: { customId: { namespace: "${REFERENCE.namespace}", key: "${REFERENCE.key}", value: $value } }) { id }
}`,
  cost: 1,
  effect: 'read',
  data: z.object({ productByIdentifier: z.object({ id: gid }).nullable() }),
}

export const REFERENCE_DEFINE: Operation<{ metafieldDefinitionCreate: { userErrors: UserErrors } | null }> = {
  name: 'ReferenceDefine',
  text: `mutation ReferenceDefine {
  metafieldDefinitionCreate(definition: { name: "Tillbridge reference", namespace: "${REFERENCE.namespace}", key: "${REFERENCE.key}", type: "${REFERENCE.type}", ownerType: PRODUCT, description: "Finds the products that Tillbridge made." }) {
    userErrors { field message code }
  }
}`,
  cost: 10,
  effect: 'write',
  data: z.object({ metafieldDefinitionCreate: z.object({ userErrors }).nullable() }),
}

export const METAFIELDS_DELETE: Operation<{ metafieldsDelete: { userErrors: UserErrors } | null }> = {
  name: 'MetafieldsDelete',
  text: `mutation MetafieldsDelete($metafields: [MetafieldIdentifierInput!]!) {
  metafieldsDelete(metafields: $metafields) { userErrors { field message } }
}`,
  cost: 10,
  effect: 'write',
  data: z.object({ metafieldsDelete: z.object({ userErrors }).nullable() }),
}

export const PRODUCT_UPDATE: Operation<{
  productUpdate: { product?: GraphqlProductHead | null | undefined; userErrors: UserErrors } | null
}> = {
  name: 'ProductUpdate',
  text: `mutation ProductUpdate($product: ProductUpdateInput!) {
  productUpdate(product: $product) { product { ${PRODUCT_FIELDS} } userErrors { field message } }
}`,
  cost: 12,
  effect: 'write',
  data: z.object({ productUpdate: z.object({ product: productHead.nullish(), userErrors }).nullable() }),
}

const writtenVariants = z.object({ productVariants: z.array(variant).nullish(), userErrors }).nullable()

export const VARIANTS_UPDATE: Operation<{ productVariantsBulkUpdate: z.output<typeof writtenVariants> }> = {
  name: 'VariantsUpdate',
  text: `mutation VariantsUpdate($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $productId, variants: $variants, allowPartialUpdates: true) {
    productVariants { ${VARIANT_FIELDS} } userErrors { field message code }
  }
}`,
  cost: 12,
  effect: 'write',
  data: z.object({ productVariantsBulkUpdate: writtenVariants }),
}

export const VARIANTS_CREATE: Operation<{ productVariantsBulkCreate: z.output<typeof writtenVariants> }> = {
  name: 'VariantsCreate',
  text: `mutation VariantsCreate($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkCreate(productId: $productId, variants: $variants) {
    productVariants { ${VARIANT_FIELDS} } userErrors { field message code }
  }
}`,
  cost: 12,
  effect: 'write',
  data: z.object({ productVariantsBulkCreate: writtenVariants }),
}

export const PRODUCT_SET: Operation<{
  productSet: { product?: { id: string } | null | undefined; userErrors: UserErrors } | null
}> = {
  name: 'ProductSet',
  text: `mutation ProductSet($input: ProductSetInput!) {
  productSet(input: $input, synchronous: true) { product { id } userErrors { field message code } }
}`,
  cost: 15,
  effect: 'write',
  data: z.object({ productSet: z.object({ product: z.object({ id: gid }).nullish(), userErrors }).nullable() }),
}

/** Everything at once, for `bulkOperationRunQuery`: no pages, variants as lines of their own. */
export const ALL_PRODUCTS = {
  text: `{
  products { edges { node { ${PRODUCT_FIELDS} variants { edges { node { ${VARIANT_FIELDS} } } } } } }
}`,
}
