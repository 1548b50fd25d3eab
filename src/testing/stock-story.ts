import { listConnections } from '#database/connections'
import type { Sql } from '#database/pool'
import { startShopify, type ShopifySandbox } from '#sandboxes/shopify/start'
import { readStockFlow, type StockFlowKey, wantFullRun } from '#database/stock-flows'
import type { InventoryRulesInput } from '#stock/rules'
import { startStory, type Story, type StoryConfiguration, type StoryOptions } from './story.ts'

export const STORES = 'Stores - AC'

export interface StockStoryOptions extends Omit<StoryOptions, 'flows' | 'rules' | 'adjust'> {
  /** How many shops sell the same stock; default 1. */
  readonly shops?: number
  /** The same for each shop, or by its place in the list. */
  readonly inventory?: InventoryRulesInput | ((shop: number) => InventoryRulesInput)
  /** Prepares the shops and the ERP before Tillbridge hears of them. */
  readonly before?: (parts: { readonly shops: readonly ShopifySandbox[] }) => void
}

/** Shops that sell the stock of one ERP. */
export interface StockStory extends AsyncDisposable {
  readonly story: Story
  readonly shops: readonly ShopifySandbox[]
  readonly keys: readonly StockFlowKey[]
  /** What a shop offers of a SKU at its first location. */
  offered(sku: string, shop?: number): number
  /** Compares everything and waits until that is done, in all shops. */
  compareAll(): Promise<void>
  /** Waits until nothing is left to look at. */
  quiet(): Promise<void>
  /** Waits until the condition holds, or says what was seen instead. */
  until(what: string, condition: () => unknown): Promise<void>
}

const PATIENCE_MS = 90_000

/** Starts shops with one location that counts each, an ERP, and a Tillbridge that keeps their stock in step. */
export async function startStockStory(options: StockStoryOptions = {}): Promise<StockStory> {
  const { shops: count = 1, inventory = {}, before, ...rest } = options
  const others = await otherShops(count, options)
  const story = await startStory({
    ...rest,
    policies: { documents: 'order', ...rest.policies },
    flows: [],
    adjust: (file) => withStock(file, others, inventory),
  })
  const shops = [story.shop, ...others]
  before?.({ shops })
  const { bridge, url } = story.running
  const connections = await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)
  for (const connection of connections.filter(({ key }) => key.startsWith('shop-'))) {
    if (url !== null && rest.withoutWebhooks !== true) await bridge.engine.subscribe(connection, url)
  }
  const found = await bridge.pool.query<{ integration_id: string }>(
    'select integration_id from tillbridge.integrations order by key',
  )
  const keys = found.rows.map((row) => ({ organizationId: bridge.organizationId, integrationId: row.integration_id }))
  const until = async (what: string, condition: () => unknown): Promise<void> => {
    const deadline = Date.now() + PATIENCE_MS
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error(`this did not happen in time: ${what}; ${await stateOf(bridge.pool)}`)
      await bridge.clock.sleep(5)
    }
  }
  const quiet = (): Promise<void> =>
    until('everything is looked at', async () => {
      await Promise.all(shops.map((shop) => shop.deliveries.settled()))
      const left = await bridge.pool.query<{ left: number }>(
        `select (select count(*) from tillbridge.stock_hints)::int + (select count(*) from tillbridge.stock_levels where due_at is not null)::int as left`,
      )
      return left.rows[0]?.left === 0
    })
  return {
    story,
    shops,
    keys,
    until,
    quiet,
    offered: (sku, shop = 0) => shops[shop]?.stock.level(sku).available ?? Number.NaN,
    async compareAll() {
      const before = await Promise.all(keys.map((key) => readStockFlow(bridge.pool, key)))
      for (const key of keys) await wantFullRun(bridge.pool, key)
      await until('a full run', async () => {
        const now = await Promise.all(keys.map((key) => readStockFlow(bridge.pool, key)))
        return now.every(
          (row, index) => row?.fullWantedAt === null && row.fullFinishedAt !== (before[index]?.fullFinishedAt ?? null),
        )
      })
      await quiet()
    },
    async [Symbol.asyncDispose]() {
      await story[Symbol.asyncDispose]()
      for (const shop of others) await shop.stop()
    },
  }
}

/** What Tillbridge knows, for the message of a story that got stuck. */
async function stateOf(sql: Sql): Promise<string> {
  const tables = ['stock_hints', 'stock_levels', 'stock_demand', 'stock_flows', 'stock_items', 'stock_facts']
  const found = await Promise.all(tables.map((table) => sql.query(`select * from tillbridge.${table} limit 5`)))
  return JSON.stringify(Object.fromEntries(tables.map((table, index) => [table, found[index]?.rows])), null, 1)
}

/** The second shop and those after it. */
async function otherShops(count: number, options: StockStoryOptions): Promise<ShopifySandbox[]> {
  const others: ShopifySandbox[] = []
  for (let index = 1; index < count; index += 1) {
    others.push(
      await startShopify({
        ...options.shop,
        shop: {
          currency: 'EUR',
          taxesIncluded: true,
          domain: `shop-${index + 1}.myshopify.com`,
          ...options.shop?.shop,
        },
      }),
    )
  }
  return others
}

/** Every integration sells what lies in the stores, at the first location of its shop. */
function withStock(
  file: StoryConfiguration,
  others: readonly ShopifySandbox[],
  inventory: NonNullable<StockStoryOptions['inventory']>,
): StoryConfiguration {
  const acme = file.integrations['acme'] ?? {}
  const rulesOf = (shop: number) => ({
    inventory: {
      locations: [{ location: FIRST_LOCATION, places: [STORES] }],
      ...(typeof inventory === 'function' ? inventory(shop) : inventory),
    },
  })
  const flows = { orders: { enabled: true }, inventory: { enabled: true } }
  const shopOf = (shop: ShopifySandbox) => ({
    connector: 'shopify',
    settings: {
      shop: shop.domain,
      baseUrl: shop.url,
      clientId: shop.clientId,
      clientSecret: shop.clientSecret,
      timeZone: 'Europe/Berlin',
      ...((file.connections['shop'] as { settings: { plan?: string } }).settings.plan === undefined
        ? {}
        : { plan: 'plus' }),
    },
  })
  return {
    ...file,
    connections: {
      ...file.connections,
      ...Object.fromEntries(others.map((shop, index) => [`shop-${index + 2}`, shopOf(shop)])),
    },
    integrations: {
      acme: { ...acme, flows, rules: rulesOf(0) },
      ...Object.fromEntries(
        others.map((_, index) => [
          `acme-${index + 2}`,
          { ...acme, store: `shop-${index + 2}`, flows, rules: rulesOf(index + 1) },
        ]),
      ),
    },
  }
}

// Ids of a sandbox's shop are the same in every shop.
export const [FIRST_LOCATION = '', SECOND_LOCATION = ''] = await locationsOfShop()

async function locationsOfShop(): Promise<string[]> {
  const shop = await startShopify()
  const locations = shop.locations().map(String)
  await shop.stop()
  return locations
}
