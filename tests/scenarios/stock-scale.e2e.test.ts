import { expect, test } from 'vitest'
import { readStockFlow } from '#database/stock-flows'
import { startStockStory, STORES } from '#testing/stock-story'
import { PATIENCE_MS } from './books.ts'

const COUNT = 750
const PAGE = 250
// What a page of 250 products and a batch of 250 figures cost.
const [PAGE_POINTS, BATCH_POINTS] = [101, 10]
// Others have used what is given back in so many seconds: all but what background work leaves, so that the run waits for each page.
const USED_SECONDS = 13.5

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
    story.erp.fillWith({ items: skus, warehouses: [STORES], qty: () => 25 })
    // The first comparison makes the index; what is measured finds everything changed, without a word from the ERP.
    shop.deliveries.configure({ dropShare: 1 })
    await selling.compareAll()
    shop.deliveries.configure({ dropShare: 0 })
    story.erp.deliveries.configure({ dropShare: 1 })
    const ours = new Set(skus)
    for (const bin of story.erp.documents('Bin')) {
      if (ours.has(String(bin['item_code']))) story.erp.site.setValue('Bin', bin.name, { actual_qty: 30 })
    }
    story.erp.deliveries.configure({ dropShare: 0 })
    await pool.query(
      `update tillbridge.connections set quota_at = clock_timestamp() + make_interval(secs => $1) where connector = 'shopify'`,
      [USED_SECONDS],
    )
    const before = shop.traffic.at(-1)
    const whole = selling.compareAll()

    // One product is counted anew while everything is compared.
    await until('the run is under way', async () => ((await readStockFlow(pool, key))?.fullDone ?? 0) >= PAGE)
    const hot = skus.at(-1) ?? ''
    const told = performance.now()
    story.erp.stock.set(hot, STORES, 3)
    await until('the hot product shows it', () => selling.offered(hot) === 3)
    const hotMs = performance.now() - told
    // It has not waited for the run.
    expect((await readStockFlow(pool, key))?.fullWantedAt).not.toBeNull()

    await whole
    const calls = shop.traffic.slice(before === undefined ? 0 : shop.traffic.lastIndexOf(before) + 1)
    const bodies = calls.map(({ response }) => JSON.stringify(response))
    const points = bodies.reduce((sum, body) => sum + Number(/"actualQueryCost":(\d+)/.exec(body)?.[1] ?? 0), 0)
    const pages = Math.ceil(COUNT / PAGE)
    const best = pages * (PAGE_POINTS + BATCH_POINTS)
    process.stdout.write(
      `${COUNT} products: ${points} points in ${calls.length} calls, ${best} in ${2 * pages} are dictated; the hot product after ${Math.round(hotMs)} ms\n`,
    )
    expect(selling.offered(skus[0] ?? '')).toBe(30)
    expect(points).toBeLessThanOrEqual(best * 1.2)
    expect(bodies.filter((body) => body.includes('THROTTLED'))).toEqual([])
  },
  PATIENCE_MS,
)
