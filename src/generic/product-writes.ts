import type { NewProduct, NewVariant, ProductChanges, VariantChanges } from '#contract/products'

/** Fields of a product that a system may be told of. */
export const PRODUCT_WRITES = [
  'title',
  'status',
  'description',
  'vendor',
  'productType',
  'handle',
  'tags',
] as const satisfies readonly (keyof ProductChanges)[]

/** Fields of what is sold that a system may be told of. */
export const VARIANT_WRITES = [
  'sku',
  'title',
  'barcode',
  'price',
  'compareAtPrice',
  'cost',
  'weight',
  'taxClass',
  'unit',
  'countryOfOrigin',
  'customsCode',
  'requiresShipping',
  'tracked',
  'disabled',
  'reference',
] as const satisfies readonly (keyof VariantChanges)[]

/** A product without choices is its one variant, which has a reference of its own. */
export const referenceOfNew = ({ options, variants }: NewProduct, reference: string): string =>
  (options.length === 0 ? variants[0]?.reference : null) ?? reference

/** What the expressions of a write see of a new product: it, and its first variant, which is all of it where systems are flat. */
export const newProductInput = (product: NewProduct, reference: string): Readonly<Record<string, unknown>> => ({
  product,
  variant: product.variants[0] ?? null,
  reference,
})

/** The same of a variant that is added to the product with the id `product`. */
export const newVariantInput = (product: string, variant: NewVariant): Readonly<Record<string, unknown>> => ({
  product,
  variant,
  reference: variant.reference ?? null,
})

/** Only the fields that may be written. */
export function allowedOnly<T extends object>(changes: T, fields: readonly (keyof T)[]): Partial<T> {
  return Object.fromEntries(Object.entries(changes).filter(([name]) => fields.includes(name as keyof T))) as Partial<T>
}
