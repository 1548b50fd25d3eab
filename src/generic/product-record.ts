import { z } from 'zod'
import type { ProductFields } from '#contract/products'
import type { Product, Variant } from '#model/product'
import { PRODUCT_WRITES, VARIANT_WRITES } from './product-writes.ts'
import { type FieldMap, type FieldNames, fieldMap, type ListMap, listMap, readTold, type Told } from './record-map.ts'
import { expression } from './setting-kinds.ts'
import {
  named,
  optionalFlag,
  optionalNumber,
  optionalObject,
  optionalStamp,
  optionalText,
  optionalTexts,
  stamp,
  toldOnly,
} from './record-values.ts'

/** Fields of what is sold and counted. */
export const VARIANT_NAMES = {
  id: 'Its id, by which stock and prices name it.',
  sku: 'Stock keeping unit, which stores know it by.',
  barcode: 'EAN, UPC and the like.',
  optionValues: 'An object: the choices that make this variant, such as `{ "Colour": colour }`.',
  price: 'The price where no price list says otherwise.',
  compareAtPrice: 'The price that is struck out.',
  cost: 'What one piece costs.',
  weight: 'Of one piece.',
  weightUnit: '`g`, `kg`, `lb` or `oz`; left out, `kg`.',
  taxClass: "The system's word for how it is taxed.",
  unit: 'The unit in which it is counted.',
  countryOfOrigin: 'Where it was made, e.g. `SE`.',
  customsCode: 'Harmonised system code.',
  requiresShipping: 'Whether it is sent.',
  tracked: 'Whether its stock is counted; of what the store makes of it, only then. `true` where all is.',
  disabled: 'Whether it is not sold any more.',
  reference: 'Ours, where the system stores one.',
} as const satisfies FieldNames

/** Fields of a product; where it has no list of variants, those of its one variant beside them. */
const OWN_NAMES = {
  id: 'Its id.',
  title: 'What people call it.',
  updatedAt: 'When it was changed, with its zone.',
  createdAt: 'When it was made, with its zone.',
  status: '`active`, `draft` or `archived`; left out, `active`.',
  description: 'As HTML.',
  vendor: 'The maker or brand.',
  productType: 'The kind of product.',
  handle: 'The part of its address in a store.',
  tags: 'A list of words, or one text with commas.',
} as const satisfies FieldNames

export const PRODUCT_NAMES = { ...VARIANT_NAMES, ...OWN_NAMES } as const satisfies FieldNames

/** How products are read from records. */
export const productMap = {
  fields: fieldMap(PRODUCT_NAMES, ['id', 'title', 'updatedAt']).describe(
    'Our fields, each with where it is in the record. Without `variants` a product has one, whose fields stand here.',
  ),
  variants: listMap({ ...VARIANT_NAMES, title: 'What tells it from the others.' }, ['id', 'sku'])
    .optional()
    .describe('What is sold of a product that comes in several forms.'),
  customFields: z
    .record(z.string().min(1), expression())
    .optional()
    .describe('Further fields under names of your own, for rules that join them with those of the store.'),
} as const

interface ProductMap {
  readonly fields: FieldMap
  readonly variants?: ListMap | undefined
  readonly customFields?: FieldMap | undefined
}

/** The fields that a map leads to: no product tells others. */
export function toldFields({ fields, variants, customFields }: ProductMap): ProductFields {
  const sold = variants?.fields ?? fields
  const isTold = (map: FieldMap, name: string): boolean => map[name] !== undefined
  return {
    product: [
      ...PRODUCT_WRITES.filter((name) => isTold(fields, name)),
      ...(customFields === undefined ? [] : (['customFields'] as const)),
    ],
    variant: VARIANT_WRITES.filter((name) => isTold(sold, name) && (name !== 'title' || variants !== undefined)),
  }
}

const variantShape = {
  id: named,
  title: optionalText,
  sku: optionalText,
  barcode: optionalText,
  optionValues: optionalObject,
  price: optionalNumber,
  compareAtPrice: optionalNumber,
  cost: optionalNumber,
  weight: optionalNumber,
  weightUnit: z.enum(['g', 'kg', 'lb', 'oz']).nullish(),
  taxClass: optionalText,
  unit: optionalText,
  countryOfOrigin: optionalText,
  customsCode: optionalText,
  requiresShipping: optionalFlag,
  tracked: optionalFlag,
  disabled: optionalFlag,
  reference: optionalText,
} as const
const variant = z.object(variantShape)

const product = z.object({
  id: named,
  title: named,
  updatedAt: stamp,
  createdAt: optionalStamp,
  status: z.enum(['active', 'draft', 'archived']).nullish(),
  description: optionalText,
  vendor: optionalText,
  productType: optionalText,
  handle: optionalText,
  tags: optionalTexts,
  customFields: z
    .record(
      z.string(),
      optionalText.transform((value) => value ?? null),
    )
    .optional(),
  variants: z.array(variant).min(1, 'there is none').optional(),
})

/**
 * The product that a record tells.
 *
 * @throws {TillbridgeError} `RECORD_UNREADABLE`: a figure that cannot be read is never taken for nothing.
 */
export function productFrom(told: Told, where: string): Product {
  const { id, handle, tags, createdAt, status, customFields, variants, ...own } = readTold(product, told, where)
  // Its one variant has its id, and no name that would tell it from others.
  const parts = (variants ?? [{ ...readTold(variant, told, where), title: undefined }]).map(variantOf)
  return {
    ...toldOnly({ description: own.description, vendor: own.vendor, productType: own.productType }),
    externalId: id,
    title: own.title,
    updatedAt: own.updatedAt,
    createdAt: createdAt ?? null,
    status: status ?? 'active',
    ...(handle == null ? {} : { handle }),
    ...(tags == null ? {} : { tags }),
    ...(customFields === undefined ? {} : { customFields }),
    options: optionsOf(parts),
    variants: parts,
  }
}

function variantOf(told: z.output<typeof variant>): Variant {
  const { id, sku, optionValues, weight, weightUnit, requiresShipping, tracked, disabled, ...rest } = told
  return {
    ...toldOnly(rest),
    externalId: id,
    sku: sku ?? null,
    optionValues: optionValues ?? {},
    ...(weight === undefined ? {} : { weight: weight === null ? null : { value: weight, unit: weightUnit ?? 'kg' } }),
    ...(requiresShipping == null ? {} : { requiresShipping }),
    ...(tracked == null ? {} : { tracked }),
    ...(disabled == null ? {} : { disabled }),
  }
}

/** In the order in which the variants name them. */
function optionsOf(variants: readonly Variant[]): Product['options'] {
  const values = new Map<string, Set<string>>()
  for (const [name, value] of variants.flatMap(({ optionValues }) => Object.entries(optionValues)))
    values.set(name, (values.get(name) ?? new Set()).add(value))
  return [...values].map(([name, all]) => ({ name, values: [...all] }))
}
