import { decimal } from '#lib/decimal'
import { itemBody } from './catalog-body.ts'
import { DEFAULT_TITLE, freeHandle, keepProduct, keepVariant, newItem, newVariant, settleOptions } from './catalog.ts'
import type { InventoryItemState, ProductState, ProductStatus, VariantState, WeightUnit } from './catalog-state.ts'
import { defaultLocation, type Shop } from './shop.ts'
import type { NumericId } from './state.ts'
import { newLevel } from './stock.ts'

/** A variant as a test describes it. */
export interface VariantInput {
  readonly sku?: string | null
  readonly barcode?: string | null
  readonly price?: string
  readonly compareAtPrice?: string | null
  readonly taxable?: boolean
  readonly taxCode?: string | null
  readonly inventoryPolicy?: 'DENY' | 'CONTINUE'
  /** One value per option of the product: `['S', 'Red']`. */
  readonly values?: readonly string[]
  /** Default true. An item that is not tracked has no stock to sell out. */
  readonly tracked?: boolean
  readonly requiresShipping?: boolean
  /** In the shop's currency. */
  readonly cost?: string | null
  readonly weight?: { readonly value: number; readonly unit: WeightUnit }
  readonly countryCodeOfOrigin?: string | null
  readonly harmonizedSystemCode?: string | null
  /** Available units: at the default location, or by location. Default 0 at the default location. */
  readonly stock?: number | Readonly<Record<NumericId, number>>
}

/** A product as a test describes it. */
export interface ProductInput {
  readonly title: string
  readonly handle?: string
  readonly descriptionHtml?: string
  readonly vendor?: string
  readonly productType?: string
  readonly status?: ProductStatus
  readonly tags?: readonly string[]
  readonly giftCard?: boolean
  readonly seo?: { readonly title?: string; readonly description?: string }
  readonly category?: string
  /** Addresses of images. */
  readonly images?: readonly string[]
  /** Names of the options, `['Size', 'Colour']`; none for a product without a choice. */
  readonly options?: readonly string[]
  readonly variants?: readonly VariantInput[]
}

/** Adds a product with its variants, without telling anyone. */
export function createProduct(shop: Shop, input: ProductInput): ProductState {
  const at = shop.clock.now()
  const next = (type: string): NumericId => shop.ids.next(type)
  const status = input.status ?? 'ACTIVE'
  const product: ProductState = {
    id: next('Product'),
    handle: input.handle ?? freeHandle(shop.catalog, input.title),
    title: input.title,
    descriptionHtml: input.descriptionHtml ?? '',
    vendor: input.vendor ?? shop.config.name,
    productType: input.productType ?? '',
    status,
    tags: [...(input.tags ?? [])].sort(),
    giftCard: input.giftCard ?? false,
    templateSuffix: null,
    seo: { title: input.seo?.title ?? null, description: input.seo?.description ?? null },
    category: input.category ?? null,
    collectionIds: [],
    media: (input.images ?? []).map((url) => ({ id: next('MediaImage'), url, alt: null })),
    options: (input.options ?? ['Title']).map((name) => ({ id: next('ProductOption'), name, values: [] })),
    variants: [],
    metafields: [],
    createdAt: at,
    updatedAt: at,
    publishedAt: status === 'ACTIVE' ? at : null,
  }
  for (const variant of input.variants ?? [{}]) createVariant(shop, product, variant)
  settleOptions(product, () => next('ProductOptionValue'))
  keepProduct(shop.catalog, product)
  return product
}

/** Adds a variant to a product, without telling anyone. */
export function createVariant(shop: Shop, product: ProductState, input: VariantInput): VariantState {
  const at = shop.clock.now()
  const id = shop.ids.next('ProductVariant')
  const item = newItem(shop.ids.next('InventoryItem'), at, {
    sku: input.sku ?? null,
    tracked: input.tracked ?? !product.giftCard,
    requiresShipping: input.requiresShipping ?? !product.giftCard,
    unitCost: input.cost == null ? null : decimal(input.cost),
    countryCodeOfOrigin: input.countryCodeOfOrigin ?? null,
    harmonizedSystemCode: input.harmonizedSystemCode ?? null,
    ...(input.weight === undefined ? {} : { weight: input.weight }),
  })
  const { stock = 0 } = input
  const levels = typeof stock === 'number' ? [[defaultLocation(shop), stock] as const] : Object.entries(stock)
  for (const [location, available] of levels) newLevel(item, Number(location), at, available)
  const variant = newVariant(id, product, item, at, {
    barcode: input.barcode ?? null,
    price: decimal(input.price ?? '0'),
    compareAtPrice: input.compareAtPrice == null ? null : decimal(input.compareAtPrice),
    taxable: input.taxable ?? true,
    taxCode: input.taxCode ?? null,
    inventoryPolicy: input.inventoryPolicy ?? 'DENY',
    values: input.values ?? product.options.map(() => DEFAULT_TITLE),
  })
  product.variants.push(variant)
  keepVariant(shop.catalog, variant)
  return variant
}

/** Tells of an item that was made, changed or deleted. */
export function announceItem(shop: Shop, item: InventoryItemState, verb: 'create' | 'update' | 'delete'): void {
  const body = verb === 'delete' ? { id: item.id } : () => itemBody(shop, item)
  shop.emit({ topic: `inventory_items/${verb}`, order: null, subjectId: item.id, body })
}
