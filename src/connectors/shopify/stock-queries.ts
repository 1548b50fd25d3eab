import { z } from 'zod'
import type { Operation } from './client.ts'
import { gid, instant, listOf, text } from './vendor-values.ts'

// Stock in Shopify's spelling: only what is read.

const cursors = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() })

const level = z.object({
  isActive: z.boolean().nullish(),
  location: z.object({ id: gid }),
  quantities: z.array(z.object({ name: z.string(), quantity: z.number().int() })),
  updatedAt: instant.nullish(),
})

const item = z.object({
  id: gid,
  sku: text,
  tracked: z.boolean(),
  variants: z.object({ nodes: z.array(z.object({ id: gid })) }).nullish(),
  inventoryLevels: z.object({ pageInfo: cursors, nodes: z.array(level) }),
})
export type VendorLevel = z.output<typeof level>
export type VendorItem = z.output<typeof item>

/** Levels that a page of items brings along for each; an item at more locations is read on its own. */
export const LEVELS_PER_ITEM = 10

const LEVEL = `isActive location { id } quantities(names: ["available", "committed"]) { name quantity } updatedAt`
const ITEM = `id sku tracked variants(first: 1) { nodes { id } }
      inventoryLevels(first: ${LEVELS_PER_ITEM}) { pageInfo { hasNextPage endCursor } nodes { ${LEVEL} } }`

/** How many items one call reads. */
const ITEMS_PER_PAGE = 250
/** How many are read by name in one call: were each charged on its own, this many would just be allowed. */
export const ITEMS_BY_NAME = 50

export const STOCK_ITEMS: Operation<{
  inventoryItems: { pageInfo: z.output<typeof cursors>; nodes: VendorItem[] }
}> = {
  name: 'StockItems',
  text: `query StockItems($after: String) {
  inventoryItems(first: ${ITEMS_PER_PAGE}, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { ${ITEM} }
  }
}`,
  cost: 200,
  effect: 'read',
  data: z.object({ inventoryItems: z.object({ pageInfo: cursors, nodes: z.array(item) }) }),
}

const typed = z.union([item, z.object({}).transform(() => null)]).nullable()

export const STOCK_OF: Operation<{ nodes: (VendorItem | null)[] }> = {
  name: 'StockOf',
  text: `query StockOf($ids: [ID!]!) {
  nodes(ids: $ids) { ... on InventoryItem { ${ITEM} } }
}`,
  cost: 20,
  effect: 'read',
  data: z.object({ nodes: z.array(typed) }),
}

export const MORE_LEVELS: Operation<{ inventoryItem: Pick<VendorItem, 'inventoryLevels'> | null }> = {
  name: 'MoreLevels',
  text: `query MoreLevels($id: ID!, $after: String) {
  inventoryItem(id: $id) {
    inventoryLevels(first: 250, after: $after) { pageInfo { hasNextPage endCursor } nodes { ${LEVEL} } }
  }
}`,
  cost: 40,
  effect: 'read',
  data: z.object({
    inventoryItem: z.object({ inventoryLevels: z.object({ pageInfo: cursors, nodes: z.array(level) }) }).nullable(),
  }),
}

const location = z.object({ id: gid, name: z.string() })

export const STOCK_LOCATIONS: Operation<{
  locations: { pageInfo: z.output<typeof cursors>; nodes: z.output<typeof location>[] }
}> = {
  name: 'StockLocations',
  text: `query StockLocations($after: String) {
  locations(first: 250, after: $after) { pageInfo { hasNextPage endCursor } nodes { id name } }
}`,
  cost: 15,
  effect: 'read',
  data: z.object({ locations: z.object({ pageInfo: cursors, nodes: z.array(location) }) }),
}

const userErrors = listOf(
  z.object({ field: z.array(z.string()).nullish(), message: z.string(), code: z.string().nullish() }),
)
export type StockUserError = z.output<typeof userErrors>[number]

export const SET_STOCK: Operation<{ inventorySetQuantities: { userErrors: StockUserError[] } | null }> = {
  name: 'SetStock',
  text: `mutation SetStock($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { field message code } }
}`,
  cost: 10,
  effect: 'write',
  data: z.object({ inventorySetQuantities: z.object({ userErrors }).nullable() }),
}

export const ADJUST_STOCK: Operation<{ inventoryAdjustQuantities: { userErrors: StockUserError[] } | null }> = {
  name: 'AdjustStock',
  text: `mutation AdjustStock($input: InventoryAdjustQuantitiesInput!, $key: String!) {
  inventoryAdjustQuantities(input: $input) @idempotent(key: $key) { userErrors { field message code } }
}`,
  cost: 10,
  effect: 'write',
  data: z.object({ inventoryAdjustQuantities: z.object({ userErrors }).nullable() }),
}

export const STOCK_AT: Operation<{ inventoryActivate: { userErrors: StockUserError[] } | null }> = {
  name: 'StockAt',
  text: `mutation StockAt($item: ID!, $location: ID!, $available: Int!, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available) @idempotent(key: $key) {
    userErrors { field message }
  }
}`,
  cost: 10,
  effect: 'write',
  data: z.object({ inventoryActivate: z.object({ userErrors }).nullable() }),
}
