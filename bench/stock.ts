import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { readSettings } from '#app/settings'
import { type Running, startTillbridge } from '#app/start'
import { listConnections } from '#database/connections'
import { listIntegrations } from '#database/integrations'
import { readStockFlow, type StockFlowKey, wantFullRun } from '#database/stock-flows'
import { type ErpnextSandbox, startErpnext } from '#sandboxes/erpnext/start'
import { type ShopifySandbox, startShopify } from '#sandboxes/shopify/start'
import { startEmbeddedPostgres } from '#database/embedded/supervisor'
import { ask, dataFolder } from './bridge.ts'
import { type Child, startChild } from './children.ts'

export interface StockFigures {
  /** Calls of a comparison of everything, by those that the sizes of pages and batches dictate. */
  readonly callsRatio: number
  readonly levelsPerSecond: number
  /** From the ERP's change to the store's figure, in milliseconds. */
  readonly idleP50Ms: number
  readonly idleP99Ms: number
  /** The same while everything is compared. */
  readonly busyP50Ms: number
  readonly busyP99Ms: number
  /** Megabytes that a full run added at most to the resident memory of Tillbridge's process, garbage included. */
  readonly memoryMb: number
}

const STORES = 'Stores - AC'
const PAGE = 250
const FACTS = 5_000

interface Site extends AsyncDisposable {
  readonly shop: ShopifySandbox
  readonly erp: ErpnextSandbox
  /** Looks into the database; the work is done by the child. */
  readonly running: Running
  readonly child: Child
  readonly key: StockFlowKey
  readonly skus: readonly string[]
}

// What a page and a batch cost a store, and what its smallest plan gives back each second.
const PAGE_POINTS = 101
const BATCH_POINTS = 10
const RESTORED = 100
// What background work leaves of the bucket is back after this time.
const LEFT_SECONDS = 6

/**
 * How long a comparison of everything takes at a store on its smallest plan, by the time in which the store gives back what its pages and
 * batches cost. It begins with what background work leaves to everything else, and nothing more.
 */
export async function measureThrottledStock(levels: number): Promise<number> {
  await using site = await startSite(levels, 'standard')
  const { erp, shop } = site
  await firstComparison(site)
  changeAll(erp)
  shop.drain()
  await delay(LEFT_SECONDS * 1000)
  const began = performance.now()
  await whole(site)
  const seconds = (performance.now() - began) / 1000
  return seconds / ((Math.ceil(levels / PAGE) * (PAGE_POINTS + BATCH_POINTS)) / RESTORED)
}

/** Stock of `levels` products from an ERPNext to a Shopify on its largest plan, both in this process. */
export async function measureStock(levels: number, changes: number): Promise<StockFigures> {
  await using site = await startSite(levels, 'enterprise')
  const { shop, erp, skus, child } = site
  await firstComparison(site)
  // The first comparison has set everything; in the second everything differs again.
  changeAll(erp)
  const calls = shop.requestCount + erp.requestCount
  const began = performance.now()
  const memory = await watchMemory(child)
  await whole(site)
  const seconds = (performance.now() - began) / 1000
  const memoryMb = await memory.stop()
  const dictated = 2 * Math.ceil(levels / PAGE) + Math.ceil(levels / FACTS)
  const callsRatio = (shop.requestCount + erp.requestCount - calls) / dictated
  tell(site, true)
  const idle = await changesOf(site, skus.slice(0, changes))
  const comparing = whole(site)
  const busy = await changesOf(site, skus.slice(-changes))
  await comparing
  return {
    callsRatio,
    levelsPerSecond: levels / seconds,
    idleP50Ms: quantile(idle, 0.5),
    idleP99Ms: quantile(idle, 0.99),
    busyP50Ms: quantile(busy, 0.5),
    busyP99Ms: quantile(busy, 0.99),
    memoryMb,
  }
}

type Plan = 'standard' | 'enterprise'

async function startSite(levels: number, plan: Plan): Promise<Site> {
  const parts = new AsyncDisposableStack()
  const folder = parts.use(await dataFolder())
  const vendorPlan = plan === 'standard' ? 'basic' : plan
  const shop = parts.use(await startShopify({ shop: { currency: 'EUR', plan: vendorPlan } }))
  const erp = parts.use(await startErpnext({ seed: 'reference', lean: true }))
  shop.products.addMany({ count: levels, prefix: 'SKU', stock: 10 })
  const skus = shop.products.all().flatMap(({ sku }) => sku ?? [])
  erp.fillWith({ items: skus, warehouses: [STORES], qty: () => 25 })
  const postgres = parts.use(await startEmbeddedPostgres({ dataDirectory: join(folder.path, 'postgres') }))
  const env = { DATABASE_URL: postgres.connectionString, TILLBRIDGE_DATA: folder.path }
  const settings = readSettings(env, { port: 0, logLevel: 'silent' })
  const running = parts.use(await startTillbridge(settings, { roles: [] }))
  const child = parts.use(await startChild('./bridge-child.ts', ['web,worker', configuration(shop, erp, plan)], env))
  const key = await connect(running, child.url)
  const site = { shop, erp, running, child, key, skus, [Symbol.asyncDispose]: () => parts.disposeAsync() }
  // A comparison is for what nobody told of; and what the store tells of our own figures costs no call, but most of the time of this process.
  tell(site, false)
  return site
}

function changeAll(erp: ErpnextSandbox): void {
  for (const bin of erp.documents('Bin')) {
    if (String(bin['item_code']).startsWith('SKU-')) erp.site.setValue('Bin', bin.name, { actual_qty: 30 })
  }
}

const configuration = (shop: ShopifySandbox, erp: ErpnextSandbox, plan: Plan): string =>
  JSON.stringify({
    version: 1,
    connections: {
      shop: {
        connector: 'shopify',
        settings: {
          shop: shop.domain,
          baseUrl: shop.url,
          clientId: shop.clientId,
          clientSecret: shop.clientSecret,
          plan,
        },
      },
      erp: {
        connector: 'erpnext',
        settings: {
          baseUrl: erp.url,
          apiKey: erp.apiKey,
          apiSecret: erp.apiSecret,
          company: 'Acme GmbH',
          companyCurrency: 'EUR',
          webhookSecret: 'secret-of-bench',
        },
      },
    },
    integrations: {
      bench: {
        store: 'shop',
        target: 'erp',
        live: true,
        flows: { inventory: { enabled: true } },
        rules: { inventory: { locations: [{ location: String(shop.locations()[0]), places: [STORES] }] } },
      },
    },
  })

async function connect({ bridge }: Running, url: string): Promise<StockFlowKey> {
  for (const connection of await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)) {
    await bridge.engine.subscribe(connection, url)
  }
  const [integration] = await listIntegrations(bridge.pool, bridge.organizationId)
  return { organizationId: bridge.organizationId, integrationId: integration?.integrationId ?? '' }
}

/** Whether the store and the ERP send their webhooks. */
function tell({ shop, erp }: Pick<Site, 'shop' | 'erp'>, isTelling: boolean): void {
  for (const { deliveries } of [shop, erp]) deliveries.configure({ dropShare: isTelling ? 0 : 1 })
}

/** The comparison that begins by itself when the flow is switched on. */
async function firstComparison({ running, key }: Site): Promise<void> {
  while ((await readStockFlow(running.bridge.pool, key))?.fullFinishedAt == null) await delay(20)
}

/** Compares everything, to the end. */
async function whole({ running, key }: Site): Promise<void> {
  const { pool } = running.bridge
  const before = await readStockFlow(pool, key)
  await wantFullRun(pool, key)
  for (;;) {
    const row = await readStockFlow(pool, key)
    if (row?.fullWantedAt === null && row.fullFinishedAt !== (before?.fullFinishedAt ?? null)) return
    await delay(20)
  }
}

/** One product after the other is counted anew in the ERP. Answers how long each took to reach the store. */
async function changesOf({ erp, shop }: Site, skus: readonly string[]): Promise<number[]> {
  const times: number[] = []
  for (const [index, sku] of skus.entries()) {
    const wanted = 40 + index
    erp.stock.set(sku, STORES, wanted)
    const told = performance.now()
    while (shop.stock.level(sku).available !== wanted) await delay(2)
    times.push(performance.now() - told)
  }
  return times
}

/** Asks the process how much it has, again and again. */
async function watchMemory(child: Child): Promise<{ stop(): Promise<number> }> {
  const used = async (): Promise<number> => (await ask<{ rss: number }>(child, 'memory')).rss
  const before = await used()
  let most = before
  const ended = new AbortController()
  const watching = (async () => {
    while (!ended.signal.aborted) {
      most = Math.max(most, await used())
      await delay(250)
    }
  })()
  return {
    async stop() {
      ended.abort()
      await watching
      return (most - before) / 1024 / 1024
    },
  }
}

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN
