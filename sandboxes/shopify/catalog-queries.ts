import { displayName, sellable, variantTitle } from './catalog.ts'
import type { Catalog, InventoryItemState, ProductState, VariantState } from './catalog-state.ts'
import { itemView, levelView, productView, stockedLocationView, variantView } from './catalog-view.ts'
import { connection, type ConnectionArgs, type View } from './connections.ts'
import { refuse } from './graphql-errors.ts'
import { numericId } from './ids.ts'
import { type Listing, type ListingArgs, listingCount, listingPage } from './listing.ts'
import { definitionOf } from './metafield-definitions.ts'
import { findMetafield } from './metafield-view.ts'
import { wordsOf } from './search.ts'
import type { Shop } from './shop.ts'
import { KEPT_QUANTITIES } from './catalog-state.ts'
import { levelKey } from './stock.ts'

interface CustomId {
  readonly namespace?: string | null
  readonly key: string
  readonly value: string
}

interface Identifier {
  readonly id?: string | null
  readonly handle?: string | null
  readonly customId?: CustomId | null
}

/** Reads of the catalogue and of the stock. */
export function catalogQueries(shop: Shop): View {
  const { catalog } = shop
  const products = productListing(catalog)
  const variants = variantListing(catalog)
  const items = itemListing(catalog)
  const product = (found: ProductState | null | undefined): View | null =>
    found == null ? null : productView(shop, found)
  const variant = (found: VariantState | null | undefined): View | null =>
    found == null ? null : variantView(shop, found)
  return {
    product: ({ id }: { id: string }) => product(byId(catalog.products, id, 'Product')),
    products: (args: ListingArgs) => listingPage(shop, products, args, (entry) => productView(shop, entry)),
    productsCount: (args: ListingArgs) => listingCount(shop, products, args),
    productByHandle: ({ handle }: { handle: string }) => product(catalog.productByHandle.get(handle)),
    productByIdentifier: ({ identifier }: { identifier: Identifier }) =>
      product(identifiedProduct(catalog, identifier)),
    productVariant: ({ id }: { id: string }) => variant(byId(catalog.variants, id, 'ProductVariant')),
    productVariants: (args: ListingArgs) => listingPage(shop, variants, args, (entry) => variantView(shop, entry)),
    productVariantsCount: (args: ListingArgs) => listingCount(shop, variants, args),
    productVariantByIdentifier: ({ identifier }: { identifier: Identifier }) =>
      variant(identifiedVariant(catalog, identifier)),
    inventoryItem: ({ id }: { id: string }) => {
      const found = byId(catalog.variantByItem, id, 'InventoryItem')
      return found === null ? null : itemView(shop, found.item)
    },
    inventoryItems: (args: ListingArgs) => listingPage(shop, items, args, (entry) => itemView(shop, entry)),
    inventoryLevel: ({ id }: { id: string }) => levelById(shop, id),
    inventoryProperties: { quantityNames: QUANTITY_NAMES },
    location: ({ id }: { id?: string | null }) =>
      stockedLocationView(shop, id == null ? (shop.locations[0]?.id ?? null) : numericId(id, 'Location')),
    locations: (args: ConnectionArgs) =>
      connection(shop.locations, args, (entry) => stockedLocationView(shop, entry.id) ?? {}),
  }
}

/** An object of the catalogue by its id, for `node` and `nodes`; undefined for another type. */
export function catalogNode(shop: Shop, type: string, id: string): View | null | undefined {
  const { catalog } = shop
  if (type === 'InventoryLevel') return levelById(shop, id)
  if (type === 'Product') {
    const found = byId(catalog.products, id, type)
    return found === null ? null : productView(shop, found)
  }
  if (type === 'ProductVariant') {
    const found = byId(catalog.variants, id, type)
    return found === null ? null : variantView(shop, found)
  }
  if (type !== 'InventoryItem') return undefined
  const found = byId(catalog.variantByItem, id, type)
  return found === null ? null : itemView(shop, found.item)
}

function byId<Found>(all: ReadonlyMap<number, Found>, id: string, type: string): Found | null {
  const number = numericId(id, type)
  if (number === null) throw refuse('RESOURCE_NOT_FOUND', `Invalid id: ${id}`)
  return all.get(number) ?? null
}

function levelById(shop: Shop, id: string): View | null {
  const key = levelKey(id)
  if (key === null) throw refuse('RESOURCE_NOT_FOUND', `Invalid id: ${id}`)
  const level = shop.catalog.variantByItem.get(key.itemId)?.item.levels.get(key.locationId)
  return level === undefined ? null : levelView(shop, level)
}

/** The product that an identifier names. */
export function identifiedProduct(catalog: Catalog, { id, handle, customId }: Identifier): ProductState | null {
  if (id != null) return byId(catalog.products, id, 'Product')
  if (handle != null) return catalog.productByHandle.get(handle) ?? null
  return customId == null ? null : (ownerOf(catalog, 'PRODUCT', customId) ?? null)
}

function identifiedVariant(catalog: Catalog, { id, customId }: Identifier): VariantState | null {
  if (id != null) return byId(catalog.variants, id, 'ProductVariant')
  return customId == null ? null : (ownerOf(catalog, 'PRODUCTVARIANT', customId) ?? null)
}

/** The one whose metafield of type `id` has the value; without a definition of that type nobody can be found. */
function ownerOf<Type extends 'PRODUCT' | 'PRODUCTVARIANT'>(
  catalog: Catalog,
  type: Type,
  { namespace, key, value }: CustomId,
): (Type extends 'PRODUCT' ? ProductState : VariantState) | undefined
function ownerOf(
  catalog: Catalog,
  type: 'PRODUCT' | 'PRODUCTVARIANT',
  { namespace, key, value }: CustomId,
): ProductState | VariantState | undefined {
  if (definitionOf(catalog, type, namespace, key)?.type !== 'id')
    throw refuse('NOT_FOUND', "Metafield definition of type 'id' is required when using custom ids.")
  const owners = type === 'PRODUCT' ? catalog.products.values() : catalog.variants.values()
  for (const owner of owners) {
    const field = findMetafield(owner.metafields, namespace, key)
    if (field?.type === 'id' && field.value === value) return owner
  }
  return undefined
}

const QUANTITY_NAMES: readonly View[] = [...KEPT_QUANTITIES, 'on_hand'].map((name) => ({
  name,
  displayName: name.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase()),
  isInUse: true,
  belongsTo: name === 'on_hand' || name === 'incoming' ? [] : ['on_hand'],
  comprises: name === 'on_hand' ? KEPT_QUANTITIES.filter((entry) => entry !== 'incoming') : [],
}))

const only = <Item>(item: Item | undefined): readonly Item[] => (item === undefined ? [] : [item])

function skuLookup(catalog: Catalog, value: string): readonly VariantState[] {
  const sets = wordsOf(value).map((word) => catalog.variantsBySkuWord.get(word))
  const smallest = sets.sort((a, b) => (a?.size ?? 0) - (b?.size ?? 0))[0]
  return [...(smallest ?? [])]
}

const productListing = (catalog: Catalog): Listing<ProductState> => ({
  index: catalog.changedProducts,
  get: (id) => catalog.products.get(id),
  fields: {
    texts: {
      handle: (product) => [product.handle],
      status: (product) => [product.status],
      vendor: (product) => [product.vendor],
      product_type: (product) => [product.productType],
      tag: (product) => product.tags,
      barcode: (product) => product.variants.map((variant) => variant.barcode),
      gift_card: (product) => [String(product.giftCard)],
    },
    words: {
      '': (product) => [
        product.title,
        product.vendor,
        ...product.tags,
        ...product.variants.map((entry) => entry.item.sku),
      ],
      title: (product) => [product.title],
      sku: (product) => product.variants.map((variant) => variant.item.sku),
    },
    dates: {
      updated_at: (product) => product.updatedAt,
      created_at: (product) => product.createdAt,
      published_at: (product) => product.publishedAt,
    },
    numbers: {
      id: (product) => product.id,
      inventory_total: (product) => product.variants.reduce((sum, variant) => sum + sellable(variant), 0),
    },
  },
  lookups: {
    id: (value) => only(catalog.products.get(Number(value))),
    handle: (value) => only(catalog.productByHandle.get(value)),
    sku: (value) => new Set(skuLookup(catalog, value).map((variant) => variant.product)),
  },
  sortKeys: {
    TITLE: (product) => product.title.toLowerCase(),
    VENDOR: (product) => product.vendor.toLowerCase(),
    PRODUCT_TYPE: (product) => product.productType.toLowerCase(),
    CREATED_AT: (product) => product.createdAt.getTime(),
    PUBLISHED_AT: (product) => product.publishedAt?.getTime() ?? 0,
    INVENTORY_TOTAL: (product) => product.variants.reduce((sum, variant) => sum + sellable(variant), 0),
  },
})

const variantListing = (catalog: Catalog): Listing<VariantState> => ({
  index: catalog.changedVariants,
  get: (id) => catalog.variants.get(id),
  fields: {
    texts: {
      barcode: (variant) => [variant.barcode],
      product_status: (variant) => [variant.product.status],
      vendor: (variant) => [variant.product.vendor],
      product_type: (variant) => [variant.product.productType],
      tag: (variant) => variant.product.tags,
      taxable: (variant) => [String(variant.taxable)],
      managed: (variant) => [String(variant.item.tracked)],
      option1: (variant) => [variant.values[0] ?? null],
      option2: (variant) => [variant.values[1] ?? null],
      option3: (variant) => [variant.values[2] ?? null],
    },
    words: {
      '': (variant) => [displayName(variant), variant.item.sku],
      title: (variant) => [variantTitle(variant)],
      sku: (variant) => [variant.item.sku],
    },
    dates: { updated_at: (variant) => variant.updatedAt },
    numbers: {
      id: (variant) => variant.id,
      product_id: (variant) => variant.product.id,
      inventory_quantity: sellable,
    },
  },
  lookups: {
    id: (value) => only(catalog.variants.get(Number(value))),
    product_id: (value) => catalog.products.get(Number(value))?.variants ?? [],
    sku: (value) => skuLookup(catalog, value),
  },
  sortKeys: {
    SKU: (variant) => variant.item.sku ?? '',
    TITLE: variantTitle,
    FULL_TITLE: displayName,
    NAME: displayName,
    INVENTORY_QUANTITY: sellable,
  },
})

const itemListing = (catalog: Catalog): Listing<InventoryItemState> => ({
  index: catalog.changedItems,
  get: (id) => catalog.variantByItem.get(id)?.item,
  fields: {
    texts: {},
    words: { '': (item) => [item.sku], sku: (item) => [item.sku] },
    dates: { updated_at: (item) => item.updatedAt, created_at: (item) => item.createdAt },
    numbers: { id: (item) => item.id },
  },
  lookups: {
    id: (value) => only(catalog.variantByItem.get(Number(value))?.item),
    sku: (value) => skuLookup(catalog, value).map((variant) => variant.item),
  },
})
