import { KEPT_QUANTITIES, type KeptQuantity, type LevelState, type QuantityName } from './catalog-state.ts'
import type { IdempotencyKeys } from './idempotency.ts'
import type { Life, PlacedOrder } from './life.ts'
import { findVariant, itemChanged, type VariantKey } from './products.ts'
import { defaultLocation, type Shop } from './shop.ts'
import type { NumericId } from './state.ts'
import { levelAt, moveStock, quantityOf, setLevelActive } from './stock.ts'

/** A location by its number, its place in the list (`0` is the default one) or its name. */
type LocationKey = number | string

export type Quantities = Readonly<Record<QuantityName, number>>

/** The shop's stock, as its owner works with it. */
export interface Stock {
  /** Sets what is available, stocking the item at the location when it is not. Default location: the first. */
  set(variant: VariantKey, location: LocationKey | undefined, available: number): void
  /** Adds to quantities: `{ damaged: 2, available: -2 }`. */
  adjust(variant: VariantKey, location: LocationKey | undefined, deltas: Partial<Record<KeptQuantity, number>>): void
  /** All quantities at a location; zeros where the item has no level. */
  level(variant: VariantKey, location?: LocationKey): Quantities & { readonly isActive: boolean }
  /** Places a paid order, refused when it is sold out. */
  sell(sku: string, quantity: number): PlacedOrder
  /** Turns the counting of an item on or off. */
  track(variant: VariantKey, tracked: boolean): void
  activate(variant: VariantKey, location: LocationKey): void
  deactivate(variant: VariantKey, location: LocationKey): void
  /** How long each change by the API takes, so that two with one idempotency key can meet. */
  holdMs: number
}

export function createStock(shop: Shop, life: Life, keys: IdempotencyKeys): Stock {
  const find = (variant: VariantKey, location: LocationKey | undefined): LevelState =>
    levelAt(shop, findVariant(shop, variant).item, locationOf(shop, location))
  return {
    set(variant, location, available) {
      const level = find(variant, location)
      if (!level.isActive) setLevelActive(shop, level, true)
      moveStock(shop, [{ level, deltas: { available: available - level.quantities.available } }])
    },
    adjust: (variant, location, deltas) => moveStock(shop, [{ level: find(variant, location), deltas }]),
    level(variant, location) {
      const level = findVariant(shop, variant).item.levels.get(locationOf(shop, location))
      const names: readonly QuantityName[] = [...KEPT_QUANTITIES, 'on_hand']
      const quantities = names.map((name) => [name, level === undefined ? 0 : quantityOf(level, name)])
      return { ...(Object.fromEntries(quantities) as Quantities), isActive: level?.isActive ?? false }
    },
    sell: (sku, quantity) => life.place({ lines: [{ sku, quantity }], enforceStock: true }),
    track(key, tracked) {
      const variant = findVariant(shop, key)
      variant.item.tracked = tracked
      itemChanged(shop, variant)
    },
    activate: (variant, location) => setLevelActive(shop, find(variant, location), true),
    deactivate: (variant, location) => setLevelActive(shop, find(variant, location), false),
    get holdMs() {
      return keys.holdMs
    },
    set holdMs(ms) {
      keys.holdMs = ms
    },
  }
}

function locationOf(shop: Shop, key: LocationKey | undefined): NumericId {
  if (key === undefined) return defaultLocation(shop)
  const found =
    shop.locations.find((entry) => entry.id === key || entry.name === key || String(entry.id) === key) ??
    (typeof key === 'number' ? shop.locations[key] : undefined)
  if (found === undefined) throw new Error(`The shop has no location ${key}`)
  return found.id
}
