import { compare, type Decimal, decimal, multiply, parseDecimal } from '#lib/decimal'
import { stableJson } from '#lib/hash'
import { round } from '#lib/rounding'
import type { Product, Variant } from '#model/product'
import { isNothing } from './ownership.ts'

export { isNothing, type Side } from './ownership.ts'

/** Fields of a product that may move between the sides, each on its own. */
export const PRODUCT_FIELDS = [
  'title',
  'description',
  'status',
  'vendor',
  'productType',
  'handle',
  'tags',
  'seo',
  'images',
  'collections',
  'customFields',
] as const satisfies readonly (keyof Product)[]
export type ProductField = (typeof PRODUCT_FIELDS)[number]

/** Fields of a variant that may move between the sides. Its prices follow the rules of price lists, and its stock those of stock. */
export const VARIANT_FIELDS = [
  'sku',
  'barcode',
  'cost',
  'weight',
  'taxClass',
  'unit',
  'countryOfOrigin',
  'customsCode',
  'requiresShipping',
] as const satisfies readonly (keyof Variant)[]
export type VariantField = (typeof VARIANT_FIELDS)[number]

export type Field = ProductField | VariantField
/** Values by field; an absent field is one that the side does not tell. */
export type Values = Readonly<Partial<Record<Field, unknown>>>

const pick = (record: object, fields: readonly Field[]): Values => {
  const held = record as Record<string, unknown>
  return Object.fromEntries(fields.filter((field) => held[field] !== undefined).map((field) => [field, held[field]]))
}
export const productValues = (product: Product): Values => pick(product, PRODUCT_FIELDS)
export const variantValues = (variant: Variant): Values => pick(variant, VARIANT_FIELDS)

const FORMS: Partial<Record<Field, (value: never) => unknown>> = {
  title: (text: string) => text.trim(),
  description: (html: string) => html.replaceAll(/\s+/g, ' ').replaceAll(/>\s+</g, '><').trim(),
  sku: (text: string) => text.trim(),
  barcode: (text: string) => text.trim(),
  tags: (tags: readonly string[]) => [...new Set(tags.map((tag) => tag.trim().toLowerCase()))].sort(),
  cost: (amount: string) => parseDecimal(amount) ?? amount,
  weight: (weight: NonNullable<Variant['weight']>) => inGrams(weight),
}

/**
 * Whether two values of a field are the same to a person: neither units of weight, the order of tags nor spaces at the ends make a
 * difference, and an empty text is none.
 */
export const isSame = (field: Field, a: unknown, b: unknown): boolean => formOf(field, a) === formOf(field, b)

function formOf(field: Field, value: unknown): string {
  if (isNothing(value)) return 'null'
  const form = FORMS[field] as ((value: unknown) => unknown) | undefined
  const formed = form === undefined ? value : form(value)
  return isNothing(formed) ? 'null' : stableJson(formed)
}

const GRAMS = {
  g: decimal('1'),
  kg: decimal('1000'),
  lb: decimal('453.59237'),
  oz: decimal('28.349523125'),
} as const

/** Systems round a weight that they convert: what differs by less than a tenth of a gram is one weight. */
function inGrams({ value, unit }: NonNullable<Variant['weight']>): Decimal | null {
  const grams = round(multiply(value, GRAMS[unit]), { places: 1, direction: 'half-even' })
  return compare(grams, decimal('0')) === 0 ? null : grams
}
