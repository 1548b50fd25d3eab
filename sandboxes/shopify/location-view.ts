import type { View } from './connections.ts'
import { gid } from './ids.ts'
import type { Shop } from './shop.ts'
import type { NumericId } from './state.ts'

export function locationView(shop: Shop, id: NumericId | null): View | null {
  const location = shop.locations.find((entry) => entry.id === id)
  if (location === undefined) return null
  return {
    __typename: 'Location',
    id: gid('Location', location.id),
    legacyResourceId: String(location.id),
    name: location.name,
    isActive: true,
    fulfillsOnlineOrders: true,
    shipsInventory: true,
  }
}
