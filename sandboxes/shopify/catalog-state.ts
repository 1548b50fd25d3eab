import type { Decimal } from '#lib/decimal'
import type { ChangeIndex } from './change-index.ts'
import type { NumericId } from './state.ts'

/** A value of its own that an app keeps at a product or variant. */
export interface MetafieldState {
  readonly id: NumericId
  readonly namespace: string
  readonly key: string
  readonly type: string
  value: string
  readonly createdAt: Date
  updatedAt: Date
}

/** What the metafields of one key at one kind of owner must be; kept by owner type, namespace and key. */
export interface DefinitionState {
  readonly id: NumericId
  readonly ownerType: string
  readonly namespace: string
  readonly key: string
  readonly name: string
  readonly description: string | null
  readonly type: string
  /** No two owners may have one value. A definition of type `id` always asks for that. */
  readonly unique: boolean
}

export interface OptionState {
  readonly id: NumericId
  name: string
  values: { readonly id: NumericId; name: string }[]
}

export type WeightUnit = 'KILOGRAMS' | 'GRAMS' | 'POUNDS' | 'OUNCES'

/** The kinds of quantities that are kept; `on_hand` is the sum of all but `incoming`. */
export const KEPT_QUANTITIES = [
  'available',
  'committed',
  'reserved',
  'damaged',
  'safety_stock',
  'quality_control',
  'incoming',
] as const

export type KeptQuantity = (typeof KEPT_QUANTITIES)[number]
export type QuantityName = KeptQuantity | 'on_hand'

/** One item at one location. A level that is not active keeps its quantities and is not sold from. */
export interface LevelState {
  readonly item: InventoryItemState
  readonly locationId: NumericId
  isActive: boolean
  readonly quantities: Record<KeptQuantity, number>
  /** When each quantity changed last; absent for one that never did. */
  readonly changedAt: Partial<Record<QuantityName, Date>>
  readonly createdAt: Date
  updatedAt: Date
}

export interface InventoryItemState {
  readonly id: NumericId
  sku: string | null
  tracked: boolean
  requiresShipping: boolean
  /** In the shop's currency. */
  unitCost: Decimal | null
  weight: { readonly value: number; readonly unit: WeightUnit }
  countryCodeOfOrigin: string | null
  provinceCodeOfOrigin: string | null
  harmonizedSystemCode: string | null
  /** By location. */
  readonly levels: Map<NumericId, LevelState>
  readonly createdAt: Date
  updatedAt: Date
}

export interface VariantState {
  readonly id: NumericId
  readonly product: ProductState
  readonly item: InventoryItemState
  barcode: string | null
  price: Decimal
  compareAtPrice: Decimal | null
  taxable: boolean
  taxCode: string | null
  inventoryPolicy: 'DENY' | 'CONTINUE'
  /** One value per option of the product, in its order. */
  values: readonly string[]
  /** What a bundle consists of; none for what is sold as it is. */
  components: readonly { readonly id: NumericId; readonly variant: VariantState; readonly quantity: number }[]
  metafields: MetafieldState[]
  readonly createdAt: Date
  updatedAt: Date
}

export type ProductStatus = 'ACTIVE' | 'DRAFT' | 'ARCHIVED'

export interface ProductState {
  readonly id: NumericId
  handle: string
  title: string
  descriptionHtml: string
  vendor: string
  productType: string
  status: ProductStatus
  tags: readonly string[]
  readonly giftCard: boolean
  templateSuffix: string | null
  seo: { readonly title: string | null; readonly description: string | null }
  /** `gid://shopify/TaxonomyCategory/…` */
  category: string | null
  collectionIds: readonly NumericId[]
  media: readonly { readonly id: NumericId; readonly url: string; readonly alt: string | null }[]
  options: OptionState[]
  variants: VariantState[]
  metafields: MetafieldState[]
  readonly createdAt: Date
  updatedAt: Date
  publishedAt: Date | null
}

/** What the shop sells, with what finds it quickly. */
export interface Catalog {
  readonly products: Map<NumericId, ProductState>
  readonly variants: Map<NumericId, VariantState>
  readonly variantByItem: Map<NumericId, VariantState>
  readonly variantsBySku: Map<string, VariantState[]>
  /** By each word of the SKU in lower case: searches match words. */
  readonly variantsBySkuWord: Map<string, Set<VariantState>>
  readonly productByHandle: Map<string, ProductState>
  /** By `PRODUCT/namespace.key`. */
  readonly definitions: Map<string, DefinitionState>
  readonly changedProducts: ChangeIndex
  readonly changedVariants: ChangeIndex
  readonly changedItems: ChangeIndex
  /** The index of the levels of one location; its ids are those of the items. */
  changedLevels(locationId: NumericId): ChangeIndex
  /** Forgets everything. */
  clear(): void
}

/** A variant as an order line needs it. */
export interface SoldVariant {
  readonly productId: NumericId
  readonly variantId: NumericId
  readonly inventoryItemId: NumericId
  readonly sku: string | null
  readonly title: string
  readonly variantTitle: string | null
  readonly vendor: string | null
  readonly barcode: string | null
  readonly price: string
  readonly taxable: boolean
  readonly requiresShipping: boolean
  readonly giftCard: boolean
}
