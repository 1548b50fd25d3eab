import type { View } from './connections.ts'
import { fulfillmentMutations } from './fulfillment-mutations.ts'
import { fulfillmentOrderMutations } from './fulfillment-order-mutations.ts'
import { fulfillmentQueries } from './fulfillment-queries.ts'
import type { Shop } from './shop.ts'

/** Queries and mutations about shipments. */
export const tradeRoots = (shop: Shop): View => ({
  ...fulfillmentQueries(shop),
  ...fulfillmentMutations(shop),
  ...fulfillmentOrderMutations(shop),
})
