import { z } from 'zod'
import { isZero } from '#lib/decimal'
import type { Product, Variant } from '#model/product'
import type { GraphqlProductHead, GraphqlVariant } from './products-queries.ts'

const STATUS = { ACTIVE: 'active', DRAFT: 'draft', ARCHIVED: 'archived' } as const
const WEIGHT = { GRAMS: 'g', KILOGRAMS: 'kg', POUNDS: 'lb', OUNCES: 'oz' } as const

/** The product's own fields, without its variants. */
export const headFromGraphql = (product: GraphqlProductHead, names: readonly string[]): Omit<Product, 'variants'> => ({
  externalId: product.id,
  title: product.title,
  updatedAt: product.updatedAt,
  createdAt: product.createdAt,
  // Statuses that came later hide a product in one way or another.
  status: STATUS[product.status as keyof typeof STATUS] ?? 'draft',
  description: product.descriptionHtml,
  vendor: product.vendor,
  productType: product.productType,
  handle: product.handle,
  tags: product.tags,
  seo: product.seo,
  ...picture(product),
  customFields: {
    [SEO_TITLE]: product.seo.title,
    [SEO_DESCRIPTION]: product.seo.description,
    ...Object.fromEntries(names.map((name, index) => [name, metafieldValue(product[`metafield${index}`])])),
  },
  options: isPlain(product)
    ? []
    : product.options.map(({ name, optionValues }) => ({ name, values: optionValues.map((value) => value.name) })),
})

/** The search texts as custom fields, so that a rule can join them with fields of a system that has no such thing. */
export const [SEO_TITLE, SEO_DESCRIPTION] = ['seo.title', 'seo.description'] as const

const metafieldValue = (value: unknown): string | null =>
  z.object({ value: z.string() }).nullish().parse(value)?.value ?? null

/** A picture that is still being made ready has no address yet: then nobody knows what it will be. */
function picture({ featuredMedia: main }: GraphqlProductHead): Pick<Product, 'images'> {
  if (main == null) return { images: [] }
  const url = main.preview?.image?.url
  return url === undefined ? {} : { images: [{ url, alt: main.alt }] }
}

/** A product without a choice has one option with one value of these names. */
const isPlain = ({ options }: GraphqlProductHead): boolean =>
  options.length === 1 &&
  options[0]?.name === 'Title' &&
  options[0].optionValues.every(({ name }) => name === 'Default Title')

export const productFromGraphql = (
  product: GraphqlProductHead,
  variants: readonly GraphqlVariant[],
  names: readonly string[],
): Product => ({
  ...headFromGraphql(product, names),
  variants: variants.map((variant) => variantFromGraphql(variant, isPlain(product))),
})

export function variantFromGraphql(variant: GraphqlVariant, plain = false): Variant {
  const { inventoryItem: item } = variant
  const weight = item.measurement?.weight ?? null
  return {
    externalId: variant.id,
    stockItem: item.id,
    title: plain ? null : variant.title,
    sku: variant.sku,
    barcode: variant.barcode,
    optionValues: plain ? {} : Object.fromEntries(variant.selectedOptions.map(({ name, value }) => [name, value])),
    price: variant.price,
    compareAtPrice: variant.compareAtPrice ?? null,
    cost: item.unitCost?.amount ?? null,
    weight: weight === null || isZero(weight.value) ? null : { value: weight.value, unit: WEIGHT[weight.unit] },
    taxClass: variant.taxable ? 'taxable' : null,
    countryOfOrigin: item.countryCodeOfOrigin,
    customsCode: item.harmonizedSystemCode,
    requiresShipping: item.requiresShipping,
    tracked: item.tracked,
    updatedAt: variant.updatedAt,
  }
}
