import type { Context } from '#contract/context'
import type { StockTarget } from '#contract/stock'
import type { StockedItem, StockPlace, StoreLevel } from '#model/stock'
import { graphql, pagesOf } from './client.ts'
import type { ShopifySettings } from './settings.ts'
import {
  ITEMS_BY_NAME,
  MORE_LEVELS,
  STOCK_ITEMS,
  STOCK_LOCATIONS,
  STOCK_OF,
  type VendorItem,
  type VendorLevel,
} from './stock-queries.ts'
import { adjustLevels, LARGEST_BATCH, setLevels } from './stock-set.ts'

type ShopifyContext = Context<ShopifySettings>

interface Filter {
  readonly locations: readonly string[]
  readonly stockItems?: readonly string[]
}

export const stock: StockTarget<ShopifySettings> = {
  largestBatch: LARGEST_BATCH,
  locations,
  items,
  levels,
  set: setLevels,
  adjust: adjustLevels,
}

async function locations(context: ShopifyContext): Promise<readonly StockPlace[]> {
  const found: StockPlace[] = []
  for await (const nodes of pagesOf(context, STOCK_LOCATIONS, {}, (data) => data.locations)) {
    found.push(...nodes.map(({ id, name }) => ({ externalId: id, name, parent: null, isGroup: false })))
  }
  return found
}

async function* items(context: ShopifyContext, filter: Filter): AsyncGenerator<readonly StockedItem[]> {
  const wanted = new Set(filter.locations)
  for await (const nodes of vendorItems(context, filter.stockItems)) {
    const page: StockedItem[] = []
    for (const node of nodes) page.push(stockedItem(node, await levelsOf(context, node), wanted))
    yield page
  }
}

async function* levels(context: ShopifyContext, filter: Filter): AsyncGenerator<readonly StoreLevel[]> {
  for await (const page of items(context, filter))
    yield page.filter((item) => item.counted).flatMap((item) => item.levels)
}

async function* vendorItems(
  context: ShopifyContext,
  stockItems: readonly string[] | undefined,
): AsyncGenerator<readonly VendorItem[]> {
  if (stockItems === undefined) {
    yield* pagesOf(context, STOCK_ITEMS, {}, (data) => data.inventoryItems)
    return
  }
  for (let start = 0; start < stockItems.length; start += ITEMS_BY_NAME) {
    const ids = stockItems.slice(start, start + ITEMS_BY_NAME).map((id) => `gid://shopify/InventoryItem/${id}`)
    const { nodes } = await graphql(context, STOCK_OF, { ids })
    yield nodes.filter((node) => node !== null)
  }
}

/** All levels of an item; those beyond the first page are read on their own. */
async function levelsOf(context: ShopifyContext, node: VendorItem): Promise<readonly VendorLevel[]> {
  const found = [...node.inventoryLevels.nodes]
  let { pageInfo } = node.inventoryLevels
  while (pageInfo.hasNextPage && pageInfo.endCursor != null) {
    const variables = { id: `gid://shopify/InventoryItem/${node.id}`, after: pageInfo.endCursor }
    const more: { inventoryItem: Pick<VendorItem, 'inventoryLevels'> | null } = await graphql(
      context,
      MORE_LEVELS,
      variables,
    )
    if (more.inventoryItem === null) break
    found.push(...more.inventoryItem.inventoryLevels.nodes)
    pageInfo = more.inventoryItem.inventoryLevels.pageInfo
  }
  return found
}

function stockedItem(node: VendorItem, all: readonly VendorLevel[], wanted: ReadonlySet<string>): StockedItem {
  return {
    stockItem: node.id,
    sku: node.sku,
    variantExternalId: node.variants?.nodes[0]?.id ?? null,
    counted: node.tracked,
    levels: all
      .filter((level) => level.isActive !== false && wanted.has(level.location.id))
      .flatMap((level) => storeLevel(node.id, level)),
  }
}

function storeLevel(stockItem: string, level: VendorLevel): StoreLevel[] {
  const quantity = (name: string): number | null =>
    level.quantities.find((candidate) => candidate.name === name)?.quantity ?? null
  const available = quantity('available')
  if (available === null) return []
  return [
    {
      stockItem,
      location: level.location.id,
      available,
      committed: quantity('committed'),
      updatedAt: level.updatedAt ?? null,
    },
  ]
}
