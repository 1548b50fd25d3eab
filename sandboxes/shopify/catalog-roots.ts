import { catalogQueries } from './catalog-queries.ts'
import type { View } from './connections.ts'
import type { IdempotencyKeys } from './idempotency.ts'
import { inventoryMutations } from './inventory-mutations.ts'
import type { Shop } from './shop.ts'

/** Queries and mutations about products and stock. */
export const catalogRoots = (shop: Shop, keys: IdempotencyKeys): View => ({
  ...catalogQueries(shop),
  ...inventoryMutations(shop, keys),
})
