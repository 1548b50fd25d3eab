import { expect, onTestFinished, test } from 'vitest'
import { wantFullRun } from '#database/stock-flows'
import { startOldSystem } from '#sandboxes/old-system/start'
import { oldSystemSettings } from '#testing/generic/old-system-settings'
import { startStory, type Story, type StoryOptions } from '#testing/story'

const PATIENCE_MS = 60_000

const RULES: NonNullable<StoryOptions['rules']> = {
  products: { create: { store: 'active' } },
  'price-lists': { feeds: [{ list: 'RETAIL' }] },
}

async function begin() {
  const old = await startOldSystem({ items: ['MUG'] })
  onTestFinished(() => old.stop())
  const story = await startStory({
    flows: ['products', 'price-lists', 'inventory', 'fulfillments'],
    policies: { documents: 'order', payments: false },
    mappings: { locations: [{ location: '*', warehouse: 'W1' }] },
    rules: RULES,
    adjust: (file) => ({
      ...file,
      connections: {
        ...file.connections,
        erp: { connector: 'generic-http', slots: 4, settings: oldSystemSettings(old) },
      },
    }),
  })
  onTestFinished(() => story[Symbol.asyncDispose]())
  const locations = [{ location: String(story.shop.locations()[0]), places: ['W1'] }]
  await story.configure({ rules: { ...RULES, inventory: { locations } } })
  return { old, story }
}

const until = (story: Story, what: () => unknown) =>
  expect.poll(
    async () => {
      await story.settled()
      return what()
    },
    { timeout: PATIENCE_MS, interval: 10 },
  )

test(
  'a custom ERP over HTTP: product, price and stock reach the store, an order the ERP, and its delivery the customer',
  { timeout: 120_000 },
  async () => {
    const { old, story } = await begin()
    const { shop } = story
    old.catalog.put({ code: 'MUG', name: 'A mug', ean: '4006381333931', kg: '0.4' })
    await until(story, () => shop.products.list().length).toBe(1)
    expect(shop.products.variant('MUG')).toMatchObject({ barcode: '4006381333931' })
    old.catalog.price('RETAIL', 'MUG', '19.95')
    old.shop.lay('MUG', 'W1', '7')
    // What the store sells is listed by the full run; a new product is counted from the next one on.
    const { organizationId, integrationId } = story
    await wantFullRun(story.running.bridge.pool, { organizationId, integrationId })
    await until(story, () => [shop.products.variant('MUG').price, shop.stock.level('MUG').available]).toEqual([
      '19.95',
      7,
    ])

    const order = shop.place({
      lines: [
        { sku: 'MUG', title: 'A mug', quantity: 2, price: '19.95', taxRates: [{ title: 'VAT 25%', rate: '0.25' }] },
      ],
    })
    await until(story, () => old.books.list('orders').length).toBe(1)
    const [filed] = old.books.list('orders')
    expect(filed).toMatchObject({ total: '39.9', tax: '7.98' })
    expect(await story.transfer(order.name)).toMatchObject({ state: 'synced' })

    const delivery = old.warehouse.deliver(filed?.number ?? '', { carrier: 'UPS', track: '1Z-A' })
    await until(story, () => shop.order(order.id).fulfillments.length).toBe(1)
    const [sent] = shop.order(order.id).fulfillments
    expect(sent).toMatchObject({ status: 'SUCCESS', tracking: [{ company: 'UPS', number: '1Z-A' }] })
    // The same again changes nothing: the customer is told once.
    old.warehouse.change(delivery.no, {})
    await old.listeners.settled()
    await story.settled()
    expect(shop.notifications(order.id)).toHaveLength(1)
    expect(old.books.list('orders')).toHaveLength(1)
  },
)
