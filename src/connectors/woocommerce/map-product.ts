import { type Decimal, parseDecimal } from '#lib/decimal'
import type { Product, Variant } from '#model/product'
import type { Weight } from '#model/weight'
import { metaText } from './map-line.ts'
import type { WooSettings } from './settings.ts'
import type { WooProduct, WooSold, WooVariation } from './vendor-product.ts'

/** What a product is read with. */
export interface Reading {
  readonly settings: WooSettings
  readonly weightUnit: Weight['unit'] | null
}

/** Our reference of what we made, hidden in the shop. WooCommerce cannot be searched by it. */
export const REFERENCE_FIELD = '_tillbridge_ref'

/** Products whose variations are what is sold; those of subscriptions too. */
export const hasVariations = (type: string): boolean => type.startsWith('variable')

/** A group shows other products, and an external one is sold elsewhere: neither stands on an order. */
export const isSold = (type: string): boolean => type !== 'grouped' && type !== 'external'

export function productOf(source: WooProduct, variations: readonly WooVariation[], reading: Reading): Product {
  const stamps = [source, ...variations].flatMap(({ date_modified_gmt: at }) => at ?? [])
  return {
    ...headOf(source, reading),
    externalId: source.id,
    // A variation changes without its product.
    updatedAt: stamps.toSorted().at(-1) ?? source.date_created_gmt ?? new Date(0).toISOString(),
    createdAt: source.date_created_gmt ?? null,
    options: hasVariations(source.type)
      ? optionsOf(source).map(({ name, options }) => ({ name, values: options }))
      : [],
    variants: variantsOf(source, variations, reading),
  }
}

type Head = Omit<Product, 'externalId' | 'updatedAt' | 'createdAt' | 'options' | 'variants'>

/** The product's own fields. */
export const headOf = (source: WooProduct, { settings }: Reading): Head => ({
  title: source.name,
  status: statusOf(source.status),
  description: source.description ?? null,
  vendor: source.brands[0] ?? null,
  ...(source.slug === null ? {} : { handle: source.slug }),
  tags: source.tags,
  images: source.images.map(({ src, alt }) => ({ url: src, alt })),
  collections: source.categories,
  customFields: Object.fromEntries(
    settings.productMetaFields.map((name) => [name, metaText(source.meta_data, [name])]),
  ),
})

/** What only staff see was put away; everything else that is not for sale is not ready yet. */
const statusOf = (status: string): Product['status'] =>
  status === 'publish' ? 'active' : status === 'private' ? 'archived' : 'draft'

/** The attributes that a customer chooses by. */
export const optionsOf = (source: WooProduct): WooProduct['attributes'] =>
  source.attributes.filter((attribute) => attribute.variation === true)

function variantsOf(source: WooProduct, variations: readonly WooVariation[], reading: Reading): Variant[] {
  if (!isSold(source.type)) return []
  if (!hasVariations(source.type)) return [{ ...soldAs(source, reading, null), stockItem: source.id, optionValues: {} }]
  return variations
    .filter(({ status }) => status !== 'trash')
    .map((variation) => ({ ...variationOf(variation, reading, source), stockItem: `${source.id}/${variation.id}` }))
}

/** A variation; what it takes from its product is left out where `parent` is not known. */
export function variationOf(
  source: WooVariation,
  reading: Reading,
  parent: WooProduct | null,
): Omit<Variant, 'stockItem'> {
  return {
    ...soldAs(source, reading, parent),
    title: source.name,
    optionValues: Object.fromEntries(
      source.attributes
        // Nothing stands for any value.
        .filter(({ option }) => option !== '')
        .map(({ id, name, option }) => [nameOfOption(parent, id, name), option]),
    ),
    // A variation that is switched off is private.
    disabled: source.status !== 'publish',
  }
}

const fold = (name: string): string => name.trim().toLowerCase()

const nameOfOption = (parent: WooProduct | null, id: number, name: string): string =>
  parent?.attributes.find((attribute) => (id > 0 ? attribute.id === id : fold(attribute.name) === fold(name)))?.name ??
  name

/** What a product or variation states of what is sold. */
export function soldAs(source: WooSold, reading: Reading, parent: WooProduct | null): Omit<Variant, 'optionValues'> {
  const { price, compareAtPrice } = priceOf(source)
  const taxClass = taxClassOf(source, parent)
  return {
    externalId: source.id,
    title: null,
    // A variation without a SKU shows that of its product, and no two can have one.
    sku: parent !== null && source.sku === parent.sku ? null : source.sku,
    barcode: source.global_unique_id,
    price,
    compareAtPrice,
    ...weightOf(source.weight, reading),
    ...(taxClass === undefined ? {} : { taxClass }),
    requiresShipping: source.virtual !== true,
    tracked: source.manage_stock === true || source.manage_stock === 'parent',
    ...(source.date_modified_gmt == null ? {} : { updatedAt: source.date_modified_gmt }),
  }
}

/** The price that holds now, and the regular one while a sale holds. A sale that has not begun, or is over, is not told. */
export function priceOf(source: Pick<WooSold, 'regular_price' | 'sale_price' | 'on_sale'>) {
  const { regular_price: regular, sale_price: sale, on_sale: isOnSale } = source
  return isOnSale === true && sale !== null
    ? { price: sale, compareAtPrice: regular }
    : { price: regular, compareAtPrice: null }
}

export const STANDARD_CLASS = 'standard'

function taxClassOf(source: WooSold, parent: WooProduct | null): string | null | undefined {
  if (source.tax_status !== null && source.tax_status !== 'taxable') return null
  if (source.tax_class !== 'parent') return source.tax_class ?? STANDARD_CLASS
  return parent === null ? undefined : taxClassOf(parent, null)
}

function weightOf(text: string | null, { weightUnit: unit }: Reading): Pick<Variant, 'weight'> {
  if (unit === null) return {}
  const value: Decimal | null = text === null ? null : parseDecimal(text.replace(',', '.'))
  return { weight: value === null ? null : { value, unit } }
}
