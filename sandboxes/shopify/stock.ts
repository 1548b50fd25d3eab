import type {
  Catalog,
  InventoryItemState,
  KeptQuantity,
  LevelState,
  ProductState,
  QuantityName,
  VariantState,
} from './catalog-state.ts'
import { KEPT_QUANTITIES } from './catalog-state.ts'
import { productBody } from './catalog-body.ts'
import { gid } from './ids.ts'
import { zonedText } from './search.ts'
import type { Shop } from './shop.ts'
import type { NumericId } from './state.ts'

/** A change of one level, by what is added to each kind of quantity. */
export interface StockMove {
  readonly level: LevelState
  readonly deltas: Partial<Record<KeptQuantity, number>>
}

export const isQuantityName = (name: string): name is QuantityName =>
  name === 'on_hand' || KEPT_QUANTITIES.some((entry) => entry === name)

/** A quantity of a level; what is on hand is all that stands in the building, whatever it waits for. */
export function quantityOf({ quantities }: LevelState, name: QuantityName): number {
  if (name !== 'on_hand') return quantities[name]
  const { available, committed, reserved, damaged, safety_stock: safety, quality_control: control } = quantities
  return available + committed + reserved + damaged + safety + control
}

// Not the number of the location itself, so that nobody takes one for the other.
const LEVEL_NUMBER_OFFSET = 36_954_570_752

export const levelGid = ({ item, locationId }: LevelState): string =>
  `${gid('InventoryLevel', locationId + LEVEL_NUMBER_OFFSET)}?inventory_item_id=${item.id}`

/** What a level's id names; `null` when it is of another form. */
export function levelKey(id: string): { readonly itemId: NumericId; readonly locationId: NumericId } | null {
  const match = /^gid:\/\/shopify\/InventoryLevel\/(\d+)\?inventory_item_id=(\d+)$/.exec(id)
  return match === null ? null : { itemId: Number(match[2]), locationId: Number(match[1]) - LEVEL_NUMBER_OFFSET }
}

export function newLevel(item: InventoryItemState, locationId: NumericId, at: Date, available = 0): LevelState {
  const quantities = Object.fromEntries(KEPT_QUANTITIES.map((name) => [name, 0])) as Record<KeptQuantity, number>
  quantities.available = available
  const level: LevelState = {
    item,
    locationId,
    isActive: true,
    quantities,
    changedAt: { available: at },
    createdAt: at,
    updatedAt: at,
  }
  item.levels.set(locationId, level)
  return level
}

/** Notes that a level changed and tells subscribers. */
function stampLevel(shop: Shop, level: LevelState, topic: string | null): void {
  level.updatedAt = shop.clock.now()
  shop.catalog.changedLevels(level.locationId).changed({ id: level.item.id, updatedAt: level.updatedAt })
  if (topic !== null) shop.emit({ topic, order: null, subjectId: null, body: levelBody(shop, level) })
}

const levelBody = (shop: Shop, level: LevelState): Readonly<Record<string, unknown>> => ({
  inventory_item_id: level.item.id,
  location_id: level.locationId,
  available: level.item.tracked ? level.quantities.available : null,
  updated_at: zonedText(shop.config.ianaTimezone, level.updatedAt),
  admin_graphql_api_id: levelGid(level),
})

/** Moves stock and tells subscribers: each level whose available quantity changed, then each product once. */
export function moveStock(shop: Shop, moves: readonly StockMove[]): void {
  const products = new Set<ProductState>()
  const now = shop.clock.now()
  for (const { level, deltas } of moves) {
    const before = quantityOf(level, 'on_hand')
    for (const name of KEPT_QUANTITIES) {
      const delta = deltas[name] ?? 0
      if (delta === 0) continue
      level.quantities[name] += delta
      level.changedAt[name] = now
    }
    if (quantityOf(level, 'on_hand') !== before) level.changedAt.on_hand = now
    const visible = (deltas.available ?? 0) !== 0
    stampLevel(shop, level, visible ? 'inventory_levels/update' : null)
    const variant = visible ? shop.catalog.variantByItem.get(level.item.id) : undefined
    if (variant === undefined) continue
    variant.updatedAt = now
    shop.catalog.changedVariants.changed(variant)
    products.add(variant.product)
  }
  for (const product of products) productChanged(shop, product)
}

/** Stocks an item at a location, or takes it out of there; quantities stay as they are. */
export function setLevelActive(shop: Shop, level: LevelState, active: boolean): void {
  level.isActive = active
  stampLevel(shop, level, active ? 'inventory_levels/connect' : 'inventory_levels/disconnect')
}

/** Marks a product as changed now and tells subscribers. */
export function productChanged(shop: Shop, product: ProductState, topic = 'products/update'): void {
  product.updatedAt = shop.clock.now()
  shop.catalog.changedProducts.changed(product)
  shop.emit({ topic, order: null, subjectId: product.id, body: () => productBody(shop, product) })
}

/** The level of an item at a location, made when it has none; one that is made for a change is not active. */
export function levelAt(shop: Shop, item: InventoryItemState, locationId: NumericId): LevelState {
  const known = item.levels.get(locationId)
  if (known !== undefined) return known
  const level = newLevel(item, locationId, shop.clock.now())
  level.isActive = false
  return level
}

export const variantOfSku = ({ variantsBySku }: Catalog, sku: string): VariantState | undefined =>
  variantsBySku.get(sku)?.[0]
