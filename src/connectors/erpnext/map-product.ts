import { z } from 'zod'
import type { ProductChanges, VariantChanges } from '#contract/products'
import { type Decimal, isPositive, toNumber, ZERO } from '#lib/decimal'
import type { Product, Variant } from '#model/product'
import { countryCode } from './countries.ts'
import type { ErpnextSettings } from './settings.ts'
import { utcOf } from './site-time.ts'
import { number, REFERENCE_FIELD } from './vendor.ts'

const text = z
  .string()
  .nullish()
  .transform((value) => (value == null || value.trim() === '' ? null : value))
const flag = z
  .number()
  .nullish()
  .transform((value) => value === 1)
const quantity = number.nullish().transform((value): Decimal => value ?? ZERO)

export const barcodeRow = z.looseObject({ name: z.string(), parent: z.string(), barcode: text })
export const attributeRow = z.looseObject({ parent: z.string(), attribute: z.string(), attribute_value: text })
export const taxRow = z.looseObject({ parent: z.string(), item_tax_template: text, tax_category: text })

/** The fields of an item that lists tell. */
export const itemRow = z.looseObject({
  name: z.string(),
  item_name: text,
  description: text,
  disabled: flag,
  has_variants: flag,
  variant_of: text,
  is_stock_item: flag,
  stock_uom: text,
  weight_per_unit: quantity,
  weight_uom: text,
  country_of_origin: text,
  customs_tariff_number: text,
  brand: text,
  item_group: text,
  image: text,
  valuation_rate: quantity,
  last_purchase_rate: quantity,
  [REFERENCE_FIELD]: text,
  creation: z.string(),
  modified: z.string(),
})
const ITEM_FIELDS = Object.keys(itemRow.shape)
export const itemFields = ({ itemFields: more }: Pick<ErpnextSettings, 'itemFields'>): readonly string[] => [
  ...ITEM_FIELDS,
  ...more,
]

/** An item with what stands in its tables. */
export const itemDocument = itemRow.extend({
  barcodes: z.array(barcodeRow).default([]),
  attributes: z.array(attributeRow).default([]),
  taxes: z.array(taxRow).default([]),
})
export type ItemDocument = z.output<typeof itemDocument> & {
  /** Of its Product Bundle, where it has one. */
  readonly components?: Variant['components']
}

const WEIGHT_UNITS: Readonly<Record<string, 'g' | 'kg' | 'lb' | 'oz'>> = {
  kg: 'kg',
  kilogram: 'kg',
  gram: 'g',
  g: 'g',
  pound: 'lb',
  lb: 'lb',
  ounce: 'oz',
  oz: 'oz',
}
/** ERPNext's names of the units, as a new site has them. */
const WEIGHT_NAMES = { kg: 'Kg', g: 'Gram', lb: 'Pound', oz: 'Ounce' } as const

export interface MappingOptions {
  readonly settings: Pick<ErpnextSettings, 'skuField' | 'costField' | 'itemFields' | 'baseUrl'>
  readonly zone: string | null
}

/** One item of its own, or a template with its variants. */
export function productOf(head: ItemDocument, variants: readonly ItemDocument[], options: MappingOptions): Product {
  const names = head.has_variants ? head.attributes.map((row) => row.attribute) : []
  const stamps = [head, ...variants].map((item) => instantOf(item.modified, options.zone)).sort()
  return {
    externalId: head.name,
    title: head.item_name ?? head.name,
    updatedAt: stamps.at(-1) ?? new Date(0).toISOString(),
    createdAt: instantOf(head.creation, options.zone),
    ...headOf(head, options),
    options: names.map((name) => ({ name, values: valuesOf(name, variants) })),
    variants: (head.has_variants ? variants : [head]).map((item) => variantOf(item, options)),
  }
}

/** The fields of a product that stand in its item or template, as they are written too. */
export function headOf(
  item: ItemDocument,
  { settings }: MappingOptions,
): Pick<Product, 'status'> & Omit<ProductChanges, 'title' | 'status'> {
  const images = imagesOf(item, settings.baseUrl)
  return {
    status: item.disabled ? 'archived' : 'active',
    description: item.description,
    vendor: item.brand,
    productType: item.item_group,
    ...(images === undefined ? {} : { images }),
    ...(settings.itemFields.length === 0
      ? {}
      : { customFields: Object.fromEntries(settings.itemFields.map((name) => [name, asText(item[name])])) }),
  }
}

/** `undefined` = a file that needs a login: nobody else could see it. */
function imagesOf({ image, item_name: name }: ItemDocument, baseUrl: string): Product['images'] | undefined {
  if (image === null) return []
  if (image.startsWith('/private/')) return undefined
  return [{ url: image.startsWith('/') ? `${baseUrl}${image}` : image, alt: name }]
}

const asText = (value: unknown): string | null =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? String(value) : null

const valuesOf = (name: string, variants: readonly ItemDocument[]): string[] => [
  ...new Set(
    variants.flatMap((item) =>
      item.attributes.flatMap((row) => (row.attribute === name ? (row.attribute_value ?? []) : [])),
    ),
  ),
]

// A zone that may not be read makes the stamp a guess; it is good for an order, not for a claim.
export const instantOf = (stamp: string, zone: string | null): string =>
  utcOf(stamp, zone) ?? new Date(`${stamp.slice(0, 23).replace(' ', 'T')}Z`).toISOString()

export function variantOf(item: ItemDocument, { settings, zone }: MappingOptions): Variant {
  const barcode = item.barcodes.find((row) => row.barcode !== null)?.barcode ?? null
  const weight = weightOf(item)
  const country = item.country_of_origin === null ? null : countryCode(item.country_of_origin)
  const rates = settings.costField === 'valuation' ? [] : [item.last_purchase_rate]
  const cost = [...rates, item.valuation_rate].find(isPositive) ?? null
  return {
    externalId: item.name,
    title: item.item_name,
    sku: settings.skuField === 'barcode' ? barcode : item.name,
    barcode,
    optionValues: Object.fromEntries(
      item.attributes.flatMap((row) => (row.attribute_value === null ? [] : [[row.attribute, row.attribute_value]])),
    ),
    cost,
    ...(weight === undefined ? {} : { weight }),
    taxClass: item.taxes.find((row) => row.tax_category === null)?.item_tax_template ?? null,
    unit: item.stock_uom,
    ...(country === undefined ? {} : { countryOfOrigin: country }),
    customsCode: item.customs_tariff_number,
    tracked: item.is_stock_item,
    disabled: item.disabled,
    ...(item.components === undefined ? {} : { components: item.components }),
    reference: item[REFERENCE_FIELD],
    updatedAt: instantOf(item.modified, zone),
  }
}

/** `undefined` = in a unit that has no counterpart elsewhere. */
function weightOf({ weight_per_unit: value, weight_uom: name }: ItemDocument): Variant['weight'] | undefined {
  if (!isPositive(value)) return null
  const unit = name === null ? undefined : WEIGHT_UNITS[name.toLowerCase()]
  return unit === undefined ? undefined : { value, unit }
}

/** The fields of an item that stand in no table, as ERPNext takes them. */
export function plainFields({
  weight,
  cost,
  customsCode,
  disabled,
  reference,
}: VariantChanges): Record<string, unknown> {
  return {
    ...(weight === undefined
      ? {}
      : weight === null
        ? { weight_per_unit: 0 }
        : { weight_per_unit: toNumber(weight.value), weight_uom: WEIGHT_NAMES[weight.unit] }),
    ...(cost === undefined ? {} : { valuation_rate: cost === null ? 0 : toNumber(cost) }),
    ...(customsCode === undefined ? {} : { customs_tariff_number: customsCode ?? '' }),
    ...(disabled === undefined ? {} : { disabled: disabled ? 1 : 0 }),
    ...(reference === undefined ? {} : { [REFERENCE_FIELD]: reference ?? '' }),
  }
}
