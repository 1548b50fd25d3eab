import type { Clock } from '#lib/clock'
import { type Decimal, ZERO } from '#lib/decimal'
import type {
  Catalog,
  InventoryItemState,
  OptionState,
  ProductState,
  SoldVariant,
  VariantState,
} from './catalog-state.ts'
import { type ChangeIndex, createChangeIndex } from './change-index.ts'
import { wordsOf } from './search.ts'
import type { NumericId } from './state.ts'

export function createCatalog(clock: Clock, lagMs: number): Catalog {
  const levels = new Map<NumericId, ChangeIndex>()
  const maps = {
    products: new Map(),
    variants: new Map(),
    variantByItem: new Map(),
    variantsBySku: new Map(),
    variantsBySkuWord: new Map(),
    productByHandle: new Map(),
    definitions: new Map(),
  }
  const indexes = {
    changedProducts: createChangeIndex(clock, lagMs),
    changedVariants: createChangeIndex(clock, lagMs),
    changedItems: createChangeIndex(clock, lagMs),
  }
  return {
    ...maps,
    ...indexes,
    changedLevels(locationId) {
      const known = levels.get(locationId)
      if (known !== undefined) return known
      const fresh = createChangeIndex(clock, lagMs)
      levels.set(locationId, fresh)
      return fresh
    },
    clear() {
      for (const kept of [...Object.values(maps), ...Object.values(indexes), ...levels.values()]) kept.clear()
    },
  }
}

/** Changes a SKU and keeps what finds it in step. */
export function setSku(catalog: Catalog, variant: VariantState, sku: string | null): void {
  forgetSku(catalog, variant)
  variant.item.sku = sku
  indexSku(catalog, variant)
}

function indexSku({ variantsBySku, variantsBySkuWord }: Catalog, variant: VariantState): void {
  const { sku } = variant.item
  if (sku === null) return
  const same = variantsBySku.get(sku)
  if (same === undefined) variantsBySku.set(sku, [variant])
  else same.push(variant)
  for (const word of wordsOf(sku)) {
    const known = variantsBySkuWord.get(word)
    if (known === undefined) variantsBySkuWord.set(word, new Set([variant]))
    else known.add(variant)
  }
}

function forgetSku({ variantsBySku, variantsBySkuWord }: Catalog, variant: VariantState): void {
  const { sku } = variant.item
  if (sku === null) return
  const left = (variantsBySku.get(sku) ?? []).filter((entry) => entry !== variant)
  if (left.length === 0) variantsBySku.delete(sku)
  else variantsBySku.set(sku, left)
  for (const word of wordsOf(sku)) variantsBySkuWord.get(word)?.delete(variant)
}

/** Keeps a variant that was just made. */
export function keepVariant(catalog: Catalog, variant: VariantState): void {
  catalog.variants.set(variant.id, variant)
  catalog.variantByItem.set(variant.item.id, variant)
  indexSku(catalog, variant)
  catalog.changedVariants.changed(variant)
  catalog.changedItems.changed(variant.item)
  for (const level of variant.item.levels.values()) {
    catalog.changedLevels(level.locationId).changed({ id: variant.item.id, updatedAt: level.updatedAt })
  }
}

/** Forgets a variant with its item and levels. */
export function dropVariant(catalog: Catalog, variant: VariantState): void {
  forgetSku(catalog, variant)
  catalog.variants.delete(variant.id)
  catalog.variantByItem.delete(variant.item.id)
  catalog.changedVariants.removed(variant.id)
  catalog.changedItems.removed(variant.item.id)
  for (const locationId of variant.item.levels.keys()) catalog.changedLevels(locationId).removed(variant.item.id)
}

export function keepProduct(catalog: Catalog, product: ProductState): void {
  catalog.products.set(product.id, product)
  catalog.productByHandle.set(product.handle, product)
  catalog.changedProducts.changed(product)
}

export function dropProduct(catalog: Catalog, product: ProductState): void {
  for (const variant of product.variants) dropVariant(catalog, variant)
  catalog.products.delete(product.id)
  if (catalog.productByHandle.get(product.handle) === product) catalog.productByHandle.delete(product.handle)
  catalog.changedProducts.removed(product.id)
}

/** Changes the handle, which no two products share. */
export function setHandle(catalog: Catalog, product: ProductState, handle: string): void {
  if (catalog.productByHandle.get(product.handle) === product) catalog.productByHandle.delete(product.handle)
  product.handle = handle
  catalog.productByHandle.set(handle, product)
}

/** A handle made of a title, with a number behind it while another product has it. */
export function freeHandle(catalog: Catalog, title: string): string {
  const plain =
    title
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '') || 'product'
  if (!catalog.productByHandle.has(plain)) return plain
  let number = 1
  while (catalog.productByHandle.has(`${plain}-${number}`)) number += 1
  return `${plain}-${number}`
}

export const DEFAULT_TITLE = 'Default Title'

/** Whether the product is sold without a choice. */
export const hasOnlyDefault = (product: ProductState): boolean =>
  product.variants.length === 1 &&
  product.variants[0]?.values.length === 1 &&
  product.variants[0].values[0] === DEFAULT_TITLE

export const variantTitle = (variant: VariantState): string => variant.values.join(' / ') || DEFAULT_TITLE

export const displayName = (variant: VariantState): string => {
  const title = variantTitle(variant)
  return title === DEFAULT_TITLE ? variant.product.title : `${variant.product.title} - ${title}`
}

/** Units that can be sold online: what is available wherever the item is stocked. */
export function sellable(variant: VariantState): number {
  let units = 0
  for (const level of variant.item.levels.values()) if (level.isActive) units += level.quantities.available
  return units
}

/** The variant in the flat form that order lines are made from. */
export function soldVariant(variant: VariantState): SoldVariant {
  const { product, item } = variant
  const title = variantTitle(variant)
  return {
    productId: product.id,
    variantId: variant.id,
    inventoryItemId: item.id,
    sku: item.sku,
    title: product.title,
    variantTitle: title === DEFAULT_TITLE ? null : title,
    vendor: product.vendor,
    barcode: variant.barcode,
    price: variant.price,
    taxable: variant.taxable,
    requiresShipping: item.requiresShipping,
    giftCard: product.giftCard,
  }
}

/** Adds values that variants use to the options, and drops those that none uses unless told to keep them. */
export function settleOptions(product: ProductState, next: () => NumericId, keepUnused = false): void {
  product.options.forEach((option: OptionState, index) => {
    const used = new Set(product.variants.map((variant) => variant.values[index] ?? ''))
    const kept = option.values.filter((value) => keepUnused || used.has(value.name))
    for (const name of used) {
      if (name !== '' && !kept.some((value) => value.name === name)) kept.push({ id: next(), name })
    }
    option.values = kept
  })
}

export const newItem = (id: NumericId, at: Date, given: Partial<InventoryItemState>): InventoryItemState => ({
  id,
  sku: null,
  tracked: false,
  requiresShipping: true,
  unitCost: null,
  weight: { value: 0, unit: 'KILOGRAMS' },
  countryCodeOfOrigin: null,
  provinceCodeOfOrigin: null,
  harmonizedSystemCode: null,
  levels: new Map(),
  createdAt: at,
  updatedAt: at,
  ...given,
})

export const newVariant = (
  id: NumericId,
  product: ProductState,
  item: InventoryItemState,
  at: Date,
  given: Partial<VariantState>,
): VariantState => ({
  id,
  product,
  item,
  barcode: null,
  price: ZERO as Decimal,
  compareAtPrice: null,
  taxable: true,
  taxCode: null,
  inventoryPolicy: 'DENY',
  values: [DEFAULT_TITLE],
  components: [],
  metafields: [],
  createdAt: at,
  updatedAt: at,
  ...given,
})
