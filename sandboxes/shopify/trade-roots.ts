import { companyMutations } from './company-mutations.ts'
import { companyQueries } from './company-queries.ts'
import type { View } from './connections.ts'
import { customerMutations } from './customer-mutations.ts'
import { customerQueries } from './customer-queries.ts'
import { fulfillmentMutations } from './fulfillment-mutations.ts'
import { fulfillmentOrderMutations } from './fulfillment-order-mutations.ts'
import { fulfillmentQueries } from './fulfillment-queries.ts'
import { priceMutations } from './price-mutations.ts'
import { priceQueries } from './price-queries.ts'
import type { Shop } from './shop.ts'

/** Queries and mutations about shipments, customers, companies and their prices. */
export const tradeRoots = (shop: Shop): View => ({
  ...customerQueries(shop),
  ...customerMutations(shop),
  ...companyQueries(shop),
  ...companyMutations(shop),
  ...fulfillmentQueries(shop),
  ...fulfillmentMutations(shop),
  ...fulfillmentOrderMutations(shop),
  ...priceQueries(shop),
  ...priceMutations(shop),
})
