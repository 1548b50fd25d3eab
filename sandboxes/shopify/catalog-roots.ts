import { catalogQueries } from './catalog-queries.ts'
import type { View } from './connections.ts'
import type { IdempotencyKeys } from './idempotency.ts'
import { inventoryMutations } from './inventory-mutations.ts'
import { metafieldDefinitionRoots } from './metafield-definitions.ts'
import { metafieldMutations } from './metafield-mutations.ts'
import { productMutations } from './product-mutations.ts'
import { productOperations } from './product-operations.ts'
import type { Shop } from './shop.ts'
import { variantMutations } from './variant-mutations.ts'

/** Queries and mutations about products and stock. */
export const catalogRoots = (shop: Shop, keys: IdempotencyKeys): View => ({
  ...catalogQueries(shop),
  ...inventoryMutations(shop, keys),
  ...productMutations(shop),
  ...productOperations(shop),
  ...variantMutations(shop),
  ...metafieldMutations(shop),
  ...metafieldDefinitionRoots(shop),
})
