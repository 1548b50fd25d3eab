import { constantFrom, sample } from 'fast-check'
import { expect, test } from 'vitest'
import type { DriftArea } from '#drift/difference'
import { quiet } from './products-kit.ts'
import { PATIENCE_MS } from './books.ts'
import { startStockStory, STORES } from '#testing/stock-story'
import { startStory, type Story } from '#testing/story'

const compare = ({ running, organizationId, integrationId }: Story, area: DriftArea) => {
  const now = running.bridge.clock.now()
  const since = new Date(now.getTime() - 60_000)
  const asked = { since, until: now, timeZone: 'Europe/Berlin', areas: [area], madeBy: 'person' } as const
  return running.bridge.engine.drift({ organizationId, integrationId, ...asked })
}

test(
  'every level of stock that somebody moves on one side is found, and no other; nothing is written',
  async () => {
    await using selling = await startStockStory({ withoutWebhooks: true })
    const { story } = selling
    const skus = Array.from({ length: 30 }, (_, index) => `THING-${index}`)
    for (const sku of skus) {
      story.erp.items.add({ code: sku })
      story.shop.products.add({ sku, title: sku, price: '10.00', stock: 0 })
    }
    story.erp.stock.setMany(STORES, Object.fromEntries(skus.map((sku) => [sku, 20])))
    await selling.compareAll()
    expect(await compare(story, 'stock')).toMatchObject({ differences: [], compared: { stock: 30 } })

    const injected = new Map<string, { store: string; target: string }>()
    const drawn = sample(constantFrom('shop', 'erp', 'both', 'none'), { numRuns: skus.length, seed: 45 })
    for (const [index, sku] of skus.entries()) {
      const kind = drawn[index]
      if (kind === 'shop' || kind === 'both') story.shop.stock.set(sku, undefined, 33)
      if (kind === 'erp' || kind === 'both') story.erp.stock.set(sku, STORES, 12)
      const [store, target] = [
        kind === 'shop' || kind === 'both' ? '33' : '20',
        kind === 'erp' || kind === 'both' ? '12' : '20',
      ]
      if (store !== target) injected.set(sku, { store, target })
    }
    const writes = () =>
      story.shop.traffic.filter(({ request }) => request.body.toString().includes('inventorySetQuantities')).length
    const before = writes()
    const { differences } = await compare(story, 'stock')
    expect(new Map(differences.map(({ subject, store, target }) => [subject, { store, target }]))).toEqual(injected)
    expect(new Set(differences.map(({ wrong, state }) => `${wrong} ${state}`))).toEqual(new Set(['store drifted']))
    expect(writes()).toBe(before)

    // To have compared takes the news from nobody: what moved in the ERP is found by the sweep, as ever.
    const { engine } = story.running.bridge
    const [key = { organizationId: '', integrationId: '' }] = selling.keys
    const moved = skus[drawn.indexOf('erp')] ?? ''
    await engine.sweep({ ...key, flow: 'inventory' })
    await selling.until('the sweep finds what moved', () => selling.offered(moved) === 12)

    // The remedy that it names.
    await selling.compareAll()
    expect((await compare(story, 'stock')).differences).toEqual([])

    // What we booked ourselves moves the ERP's figure until that is read again, which the next sweep does: nobody has to be told of it.
    const settle = async (flow: 'orders' | 'inventory') => {
      await engine.sweep({ ...key, flow })
      await story.settled()
      await selling.quiet()
    }
    const order = story.shop.place({ lines: [{ sku: moved, quantity: 2, price: '10.00' }] })
    await settle('orders')
    await settle('inventory')
    story.shop.cancel(order.name)
    await settle('orders')
    expect((await compare(story, 'stock')).differences).toMatchObject([
      { sku: moved, target: '12', state: 'under-way' },
    ])
    await settle('inventory')
    expect((await compare(story, 'stock')).differences).toEqual([])
  },
  PATIENCE_MS,
)

test(
  'every price that somebody changes on either side is found, struck-out ones too, and no other',
  async () => {
    const feeds = [{ list: 'Web EUR', compareAt: { list: 'Standard Selling' } }]
    await using story = await startStory({ flows: ['products', 'price-lists'], rules: { 'price-lists': { feeds } } })
    const skus = Array.from({ length: 8 }, (_, index) => `PRICED-${index}`)
    for (const sku of skus) {
      story.erp.items.add({ code: sku })
      story.erp.prices.set(sku, 'Web EUR', 40)
      story.shop.products.add({ sku, title: sku, price: '1.00' })
    }
    await quiet(story)
    expect((await compare(story, 'prices')).differences).toEqual([])

    // Nobody tells of it: the shop's messages are kept back, and the ERP has none.
    story.shop.deliveries.paused = true
    story.shop.products.updateVariant('PRICED-2', { price: '39' })
    story.erp.prices.set('PRICED-3', 'Web EUR', 44)
    story.shop.products.updateVariant('PRICED-5', { price: '41' })
    story.erp.prices.set('PRICED-6', 'Standard Selling', 60)
    const { differences } = await compare(story, 'prices')
    expect(differences.map(({ sku, store, target, wrong }) => ({ sku, store, target, wrong }))).toEqual([
      { sku: 'PRICED-2', store: '39', target: '40', wrong: 'store' },
      { sku: 'PRICED-3', store: '40', target: '44', wrong: 'store' },
      { sku: 'PRICED-5', store: '41', target: '40', wrong: 'store' },
      { sku: 'PRICED-6', store: '40', target: '40 (before: 60)', wrong: 'store' },
    ])
    story.shop.deliveries.paused = false
  },
  PATIENCE_MS,
)
