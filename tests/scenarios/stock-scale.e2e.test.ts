import { expect, test } from 'vitest'
import { readStockFlow } from '#database/stock-flows'
import { startStockStory, STORES } from '#testing/stock-story'

const PATIENCE_MS = 180_000
const COUNT = 3_000
// What Shopify gives back each second on its smallest plan, and what a page of 250 products and a batch of 250 figures cost.
const RESTORED = 100
const [BUCKET, PAGE_POINTS, BATCH_POINTS] = [2_000, 101, 10]

test(
  'scenario 42: everything is compared within what the store allows, and a product that sells overtakes it',
  async () => {
    await using selling = await startStockStory({
      shop: { shop: { currency: 'EUR', plan: 'basic' } },
      before: ({ shops }) => shops[0]?.products.addMany({ count: COUNT, prefix: 'SKU', stock: 10 }),
    })
    const { story, until } = selling
    const [shop] = selling.shops
    const [key] = selling.keys
    if (shop === undefined || key === undefined) return
    const { pool } = story.running.bridge
    const skus = shop.products.all().flatMap(({ sku }) => sku ?? [])
    const ours = new Set(skus)
    story.erp.fillWith({ items: skus, warehouses: [STORES], qty: () => 25 })
    // The first comparison makes the index; what is measured finds everything changed.
    await selling.compareAll()
    for (const bin of story.erp.documents('Bin')) {
      if (ours.has(String(bin['item_code']))) story.erp.site.setValue('Bin', bin.name, { actual_qty: 30 })
    }
    const calls = shop.requestCount
    shop.drain()
    const began = performance.now()
    const whole = selling.compareAll()

    // One product is counted anew while everything is compared.
    await until('the run is under way', async () => ((await readStockFlow(pool, key))?.fullDone ?? 0) >= 500)
    const hot = skus.at(-1) ?? ''
    const told = performance.now()
    story.erp.stock.set(hot, STORES, 3)
    await until('the hot product shows it', () => selling.offered(hot) === 3)
    const hotMs = performance.now() - told
    expect((await readStockFlow(pool, key))?.fullWantedAt).not.toBeNull()
    expect(hotMs).toBeLessThan(60_000)

    await whole
    const seconds = (performance.now() - began) / 1000
    const pages = Math.ceil(COUNT / 250)
    const best = (pages * PAGE_POINTS + pages * BATCH_POINTS) / RESTORED
    process.stdout.write(
      `${COUNT} products: ${seconds.toFixed(1)} s, the allowance alone takes ${best.toFixed(1)} s from an empty bucket of ${BUCKET}; ${shop.requestCount - calls} calls for ${2 * pages} pages and batches; the hot product after ${Math.round(hotMs)} ms\n`,
    )
    expect(selling.offered(skus[0] ?? '')).toBe(30)
    const throttled = shop.traffic.filter(({ response }) => JSON.stringify(response).includes('THROTTLED'))
    expect(throttled.length).toBeLessThanOrEqual(1)
  },
  PATIENCE_MS,
)
