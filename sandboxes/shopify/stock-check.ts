import { sellable } from './catalog.ts'
import type { SoldVariant } from './catalog-state.ts'
import { ShopRefusal } from './payments.ts'
import type { PlaceLine } from './place-input.ts'
import { defaultLocation, type Shop } from './shop.ts'
import type { NumericId } from './state.ts'
import { variantOfSku } from './stock.ts'

/** Refuses an order for more than there is of an item that may not be oversold. */
export function refuseSoldOut(shop: Shop, lines: readonly PlaceLine[]): void {
  const wanted = new Map<NumericId, number>()
  for (const line of lines) {
    const id = Number(line.variantId?.split('/').at(-1))
    const variant = line.sku === undefined ? shop.catalog.variants.get(id) : variantOfSku(shop.catalog, line.sku)
    if (variant === undefined || !variant.item.tracked || variant.inventoryPolicy === 'CONTINUE') continue
    const units = (wanted.get(variant.id) ?? 0) + line.quantity
    wanted.set(variant.id, units)
    if (sellable(variant) < units) throw new ShopRefusal(`${variant.product.title} is sold out.`)
  }
}

/**
 * The location that an online order is sent from when that is not the first one: the first that has enough, or the
 * first that stocks the item at all. `null` for the shop's first location.
 */
export function placeWithStock(shop: Shop, product: SoldVariant | null, quantity: number): NumericId | null {
  const item = product === null ? undefined : shop.catalog.variants.get(product.variantId)?.item
  if (item === undefined || !item.tracked) return null
  const levels = shop.locations.flatMap(({ id }) => item.levels.get(id) ?? []).filter((level) => level.isActive)
  const chosen = levels.find((level) => level.quantities.available >= quantity) ?? levels[0]
  return chosen === undefined || chosen.locationId === defaultLocation(shop) ? null : chosen.locationId
}
