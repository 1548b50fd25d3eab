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
    isFulfillmentService: false,
    isPrimary: shop.locations[0] === location,
    fulfillmentService: null,
    address: NO_ADDRESS,
    addressVerified: false,
    activatable: false,
    deactivatable: false,
    deactivatedAt: null,
    deletable: false,
    hasActiveInventory: true,
    hasUnfulfilledOrders: false,
    fulfillsOnlineOrders: true,
    shipsInventory: true,
  }
}

const NO_ADDRESS: View = {
  address1: null,
  address2: null,
  city: null,
  country: null,
  countryCode: null,
  formatted: [],
  latitude: null,
  longitude: null,
  phone: null,
  province: null,
  provinceCode: null,
  zip: null,
}
