import { displayName, sellable, variantTitle } from './catalog.ts'
import type { InventoryItemState, LevelState, ProductState, VariantState } from './catalog-state.ts'
import { connection, type ConnectionArgs, type View } from './connections.ts'
import { refuse } from './graphql-errors.ts'
import { gid, numericId } from './ids.ts'
import { type Listing, listingPage } from './listing.ts'
import { locationView } from './location-view.ts'
import { metafieldFields } from './metafield-view.ts'
import { restAmount } from './money.ts'
import { instant, money } from './money-view.ts'
import { productFields } from './product-view.ts'
import { searchOver } from './search.ts'
import type { Shop } from './shop.ts'
import { sortedConnection } from './sorted-connection.ts'
import type { NumericId } from './state.ts'
import { isQuantityName, levelGid, quantityOf } from './stock.ts'

// Products, variants, items, levels and locations lead to each other, so they stand in one file.

interface SortedArgs extends ConnectionArgs {
  readonly sortKey?: string | null
}

const VARIANT_ORDERS: Readonly<Record<string, (variant: VariantState) => number | string>> = {
  ID: (variant) => variant.id,
  SKU: (variant) => variant.item.sku ?? '',
  TITLE: variantTitle,
  FULL_TITLE: displayName,
  INVENTORY_QUANTITY: sellable,
}

export function productView(shop: Shop, product: ProductState): View {
  const self = (): View => productView(shop, product)
  return {
    ...productFields(shop, product),
    variants: (args: SortedArgs) => {
      const order = VARIANT_ORDERS[args.sortKey ?? 'POSITION']
      const view = (variant: VariantState): View => variantView(shop, variant)
      return order === undefined
        ? connection(product.variants, args, view)
        : sortedConnection(product.variants, args, order, view)
    },
    collections: (args: ConnectionArgs) =>
      connection(
        product.collectionIds.map((id) => ({ id })),
        args,
        ({ id }) => ({
          __typename: 'Collection',
          id: gid('Collection', id),
          title: `Collection ${id}`,
          handle: String(id),
        }),
      ),
    inCollection: ({ id }: { id: string }) => product.collectionIds.includes(numericId(id, 'Collection') ?? -1),
    ...metafieldFields(product.metafields, 'PRODUCT', self),
  }
}

export function variantView(shop: Shop, variant: VariantState): View {
  const { currency } = shop.config
  const { product } = variant
  return {
    __typename: 'ProductVariant',
    id: gid('ProductVariant', variant.id),
    legacyResourceId: String(variant.id),
    title: variantTitle(variant),
    displayName: displayName(variant),
    sku: variant.item.sku,
    barcode: variant.barcode,
    price: restAmount(variant.price, currency),
    compareAtPrice: variant.compareAtPrice === null ? null : restAmount(variant.compareAtPrice, currency),
    taxable: variant.taxable,
    taxCode: variant.taxCode,
    position: () => product.variants.indexOf(variant) + 1,
    selectedOptions: () =>
      product.options.map((option, index) => ({
        name: option.name,
        value: variant.values[index] ?? '',
        optionValue: {
          __typename: 'ProductOptionValue',
          id: gid('ProductOptionValue', option.values.find((value) => value.name === variant.values[index])?.id ?? 0),
          name: variant.values[index] ?? '',
          hasVariants: true,
        },
      })),
    inventoryPolicy: variant.inventoryPolicy,
    inventoryQuantity: () => sellable(variant),
    sellableOnlineQuantity: () => sellable(variant),
    availableForSale: () =>
      product.status === 'ACTIVE' &&
      (!variant.item.tracked || variant.inventoryPolicy === 'CONTINUE' || sellable(variant) > 0),
    requiresComponents: variant.components.length > 0,
    productVariantComponents: (args: ConnectionArgs) =>
      connection(variant.components, args, (part) => ({
        __typename: 'ProductVariantComponent',
        id: gid('ProductVariantComponent', part.id),
        quantity: part.quantity,
        productVariant: () => variantView(shop, part.variant),
      })),
    showUnitPrice: false,
    unitPrice: null,
    image: null,
    inventoryItem: () => itemView(shop, variant.item),
    product: () => productView(shop, product),
    ...metafieldFields(variant.metafields, 'PRODUCTVARIANT', () => variantView(shop, variant)),
    createdAt: () => instant(variant.createdAt),
    updatedAt: () => instant(variant.updatedAt),
  }
}

interface LevelsArgs extends ConnectionArgs {
  readonly includeInactive?: boolean | null
  readonly query?: string | null
}

export function itemView(shop: Shop, item: InventoryItemState): View {
  const { catalog, config } = shop
  const variant = catalog.variantByItem.get(item.id)
  const variants = variant === undefined ? [] : [variant]
  return {
    __typename: 'InventoryItem',
    id: gid('InventoryItem', item.id),
    legacyResourceId: String(item.id),
    sku: item.sku,
    tracked: item.tracked,
    trackedEditable: { locked: false, reason: null },
    requiresShipping: item.requiresShipping,
    unitCost: item.unitCost === null ? null : money(item.unitCost, config.currency),
    measurement: { id: gid('InventoryItemMeasurement', item.id), weight: item.weight },
    countryCodeOfOrigin: item.countryCodeOfOrigin,
    provinceCodeOfOrigin: item.provinceCodeOfOrigin,
    harmonizedSystemCode: item.harmonizedSystemCode,
    countryHarmonizedSystemCodes: (args: ConnectionArgs) => connection<{ id: number }>([], args, () => ({})),
    duplicateSkuCount: () => Math.max(0, (catalog.variantsBySku.get(item.sku ?? '') ?? []).length - 1),
    inventoryHistoryUrl: `https://${config.domain}/admin/products/inventory/${item.id}/inventory_history`,
    locationsCount: () => ({ count: activeLevels(item).length, precision: 'EXACT' }),
    variant: () => (variant === undefined ? null : variantView(shop, variant)),
    variants: (args: ConnectionArgs) => connection(variants, args, (entry) => variantView(shop, entry)),
    inventoryLevel: (args: { locationId: string; includeInactive?: boolean | null }) => {
      const level = item.levels.get(numericId(args.locationId, 'Location') ?? -1)
      return visible(level, args.includeInactive) ? levelView(shop, level) : null
    },
    inventoryLevels: (args: LevelsArgs) => {
      const levels = args.includeInactive === true ? [...item.levels.values()] : activeLevels(item)
      const matches = searchOver(args.query, config.ianaTimezone, LEVEL_FIELDS)
      const listed = levels.map((level) => listedLevel(level, level.locationId)).filter(matches)
      return connection(listed, args, ({ level }) => levelView(shop, level))
    },
    createdAt: () => instant(item.createdAt),
    updatedAt: () => instant(item.updatedAt),
  }
}

const activeLevels = (item: InventoryItemState): LevelState[] =>
  [...item.levels.values()].filter((level) => level.isActive)

const visible = (level: LevelState | undefined, includeInactive: boolean | null | undefined): level is LevelState =>
  level !== undefined && (level.isActive || includeInactive === true)

interface ListedLevel {
  readonly id: NumericId
  readonly updatedAt: Date
  readonly level: LevelState
}

const listedLevel = (level: LevelState, id: NumericId): ListedLevel => ({ id, updatedAt: level.updatedAt, level })

const LEVEL_FIELDS = {
  texts: { inventory_item_id: ({ level }: ListedLevel) => [String(level.item.id)] },
  dates: {
    updated_at: ({ level }: ListedLevel) => level.updatedAt,
    created_at: ({ level }: ListedLevel) => level.createdAt,
  },
  numbers: { id: ({ level }: ListedLevel) => level.locationId },
}

export function levelView(shop: Shop, level: LevelState): View {
  return {
    __typename: 'InventoryLevel',
    id: levelGid(level),
    isActive: level.isActive,
    canDeactivate: () => level.isActive && activeLevels(level.item).length > 1 && level.quantities.committed === 0,
    deactivationAlert: null,
    item: () => itemView(shop, level.item),
    location: () => stockedLocationView(shop, level.locationId),
    quantities: ({ names }: { names: readonly string[] }) => names.map((name) => quantityView(level, name)),
    createdAt: () => instant(level.createdAt),
    updatedAt: () => instant(level.updatedAt),
  }
}

function quantityView(level: LevelState, name: string): View {
  if (!isQuantityName(name)) throw refuse('BAD_REQUEST', `The specified quantity name is invalid: ${name}.`)
  const at = level.changedAt[name]
  return {
    __typename: 'InventoryQuantity',
    id: `${levelGid(level).replace('InventoryLevel', 'InventoryQuantity')}&name=${name}`,
    name,
    quantity: quantityOf(level, name),
    updatedAt: at === undefined ? null : instant(at),
  }
}

/** A location with what is stocked there. */
export function stockedLocationView(shop: Shop, id: NumericId | null): View | null {
  const view = locationView(shop, id)
  if (view === null || id === null) return null
  const levelOf = (itemId: NumericId): LevelState | undefined =>
    shop.catalog.variantByItem.get(itemId)?.item.levels.get(id)
  return {
    ...view,
    inventoryLevel: (args: { inventoryItemId: string; includeInactive?: boolean | null }) => {
      const level = levelOf(numericId(args.inventoryItemId, 'InventoryItem') ?? -1)
      return visible(level, args.includeInactive) ? levelView(shop, level) : null
    },
    inventoryLevels: (args: LevelsArgs) => {
      const listing: Listing<ListedLevel> = {
        index: shop.catalog.changedLevels(id),
        get(itemId) {
          const level = levelOf(itemId)
          return visible(level, args.includeInactive) ? listedLevel(level, itemId) : undefined
        },
        fields: LEVEL_FIELDS,
        lookups: {},
      }
      return listingPage(shop, listing, args, ({ level }) => levelView(shop, level))
    },
  }
}
