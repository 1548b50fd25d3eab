import { type Decimal, isZero, parseDecimal } from '#lib/decimal'
import { stableJson } from '#lib/hash'
import { round } from '#lib/rounding'
import type { Product, Variant } from '#model/product'
import { type Weight, weightIn } from '#model/weight'
import { type FieldRule, isNothing, type Side } from './ownership.ts'
import type { ProductRules } from './rules.ts'

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

/** One field that both systems have under names of their own, by its name in the store. */
export type CustomField = `customFields.${string}`
export type Field = ProductField | VariantField | CustomField
/** Values by field; an absent field is one that the side does not tell. */
export type Values = Readonly<Partial<Record<Field, unknown>>>

const pick = (record: object, fields: readonly Field[]): Values => {
  const held = record as Record<string, unknown>
  return Object.fromEntries(fields.filter((field) => held[field] !== undefined).map((field) => [field, held[field]]))
}
/** What is compared of a product's own fields; custom fields that a rule joins stand under their name in the store. */
export function productValues(product: Partial<Product>, { customFields }: ProductRules, side: Side): Values {
  const { customFields: told, ...plain } = product
  const joined = customFields.flatMap((entry) => {
    const value = told?.[entry[side]]
    return value === undefined ? [] : [[customField(entry.store), value]]
  })
  return { ...pick(plain, PRODUCT_FIELDS), ...(Object.fromEntries(joined) as Values) }
}

const PREFIX = 'customFields.'
const customField = (store: string): CustomField => `${PREFIX}${store}`
export const isCustom = (field: string): field is CustomField => field.startsWith(PREFIX)

/** Values of a product as a system takes them: the reverse of `productValues`. */
export function productChanges(values: Values, { customFields }: ProductRules, side: Side): Partial<Product> {
  const plain = Object.entries(values).filter(([field]) => !isCustom(field))
  const joined = customFields.flatMap((entry) => {
    const value = values[customField(entry.store)]
    return value === undefined ? [] : [[entry[side], value]]
  })
  const own = Object.fromEntries(plain) as Partial<Product>
  return joined.length === 0 ? own : { ...own, customFields: Object.fromEntries(joined) as Record<string, string> }
}

/** The rule of a field; a joined field may say its own, and has that of `customFields` otherwise. */
export function ruleOf({ fields, customFields }: ProductRules, field: Field): FieldRule {
  if (!isCustom(field)) return fields[field]
  const entry = customFields.find(({ store }) => customField(store) === field)
  const { owner, direction, onConflict } = fields.customFields
  return {
    owner: entry?.owner ?? owner,
    direction: entry?.direction ?? direction,
    onConflict: entry?.onConflict ?? onConflict,
  }
}

export const variantValues = (variant: Variant): Values => pick(variant, VARIANT_FIELDS)

const trimmed = (text: string): string => text.trim()

const FORMS: Partial<Record<Field, (value: never) => unknown>> = {
  title: trimmed,
  description: (html: string) => html.replaceAll(/\s+/g, ' ').replaceAll(/>\s+</g, '><').trim(),
  sku: trimmed,
  barcode: trimmed,
  tags: (tags: readonly string[]) => [...new Set(tags.map((tag) => tag.trim().toLowerCase()))].sort(),
  cost: (amount: string) => parseDecimal(amount) ?? amount,
  weight: inGrams,
  // Stores add a number of their own to the address of a picture, and one that is told the main picture holds no other.
  images: (images: NonNullable<Product['images']>) => images[0]?.url.replace(/\?.*$/, '') ?? null,
}

/**
 * Whether two values of a field are the same to a person: neither units of weight, the order of tags nor spaces at the ends make a
 * difference, and an empty text is none.
 */
export const isSame = (field: Field, a: unknown, b: unknown): boolean => formOf(field, a) === formOf(field, b)

function formOf(field: Field, value: unknown): string {
  if (isNothing(value)) return 'null'
  const form = (isCustom(field) ? trimmed : FORMS[field]) as ((value: unknown) => unknown) | undefined
  const formed = form === undefined ? value : form(value)
  return isNothing(formed) ? 'null' : stableJson(formed)
}

/** Systems round a weight that they convert: what differs by less than a tenth of a gram is one weight. */
function inGrams(weight: Weight): Decimal | null {
  const grams = round(weightIn(weight, 'g'), { places: 1, direction: 'half-even' })
  return isZero(grams) ? null : grams
}
