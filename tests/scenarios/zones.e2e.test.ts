import { afterAll, beforeAll, expect, test } from 'vitest'
import { listIntegrations } from '#database/integrations'
import { listTransfers } from '#database/transfers'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import { type ShopifySandbox, startShopify } from '#sandboxes/shopify/start'
import { startStory, type Story, type StoryConfiguration } from '#testing/story'
import { aMug, booksOf, issued, PATIENCE_MS } from './books.ts'

interface Place {
  readonly key: string
  readonly zone: string
  /** Instants of orders, each with the business day that the shop's clock shows. */
  readonly orders: readonly (readonly [instant: string, day: string])[]
}

// Each pair lies on both sides of midnight by the shop's own clock; the nights of the changed clocks have an hour less or more.
const PLACES: readonly Place[] = [
  {
    key: 'honolulu',
    zone: 'Pacific/Honolulu',
    orders: [
      ['2026-03-10T09:59:59Z', '2026-03-09'],
      ['2026-03-10T10:00:00Z', '2026-03-10'],
    ],
  },
  {
    key: 'kathmandu',
    zone: 'Asia/Kathmandu',
    orders: [
      ['2026-05-01T18:14:59Z', '2026-05-01'],
      ['2026-05-01T18:15:00Z', '2026-05-02'],
    ],
  },
  {
    key: 'tonga',
    zone: 'Pacific/Tongatapu',
    orders: [
      ['2026-06-30T10:59:59Z', '2026-06-30'],
      ['2026-06-30T11:00:00Z', '2026-07-01'],
    ],
  },
  {
    key: 'berlin',
    zone: 'Europe/Berlin',
    orders: [
      ['2026-03-28T22:59:59Z', '2026-03-28'],
      ['2026-03-28T23:00:00Z', '2026-03-29'],
      ['2026-03-29T00:59:59Z', '2026-03-29'],
      ['2026-03-29T01:00:00Z', '2026-03-29'],
      ['2026-03-29T21:59:59Z', '2026-03-29'],
      ['2026-03-29T22:00:00Z', '2026-03-30'],
      ['2026-10-24T21:59:59Z', '2026-10-24'],
      ['2026-10-24T22:00:00Z', '2026-10-25'],
      ['2026-10-25T00:30:00Z', '2026-10-25'],
      ['2026-10-25T01:30:00Z', '2026-10-25'],
      ['2026-10-25T22:59:59Z', '2026-10-25'],
      ['2026-10-25T23:00:00Z', '2026-10-26'],
    ],
  },
]
const GO_LIVE_ON = '2026-03-09'

let story: Story
const shops = new Map<string, ShopifySandbox>()

beforeAll(async () => {
  for (const { key, zone } of PLACES) {
    const domain = `${key}.myshopify.com`
    shops.set(key, await startShopify({ shop: { domain, currency: 'EUR', ianaTimezone: zone } }))
  }
  story = await startStory({ withoutWebhooks: true, policies: { goLiveOn: GO_LIVE_ON }, adjust: withShops })
}, PATIENCE_MS)
afterAll(async () => {
  await story[Symbol.asyncDispose]()
  for (const shop of shops.values()) await shop.stop()
})

/** One ERP that several stores feed, each with its own clock. */
function withShops(file: StoryConfiguration): unknown {
  const connections = PLACES.map(({ key, zone }) => {
    const shop = shopOf(key)
    const { domain, url: baseUrl, clientId, clientSecret } = shop
    const settings = { shop: domain, baseUrl, clientId, clientSecret, timeZone: zone }
    return [`shop-${key}`, { connector: 'shopify', settings }]
  })
  const integrations = PLACES.map(({ key }) => [key, { ...file.integrations['acme'], store: `shop-${key}` }])
  return {
    ...file,
    connections: { ...file.connections, ...Object.fromEntries(connections) },
    integrations: { ...file.integrations, ...Object.fromEntries(integrations) },
  }
}

function shopOf(key: string): ShopifySandbox {
  const shop = shops.get(key)
  if (shop === undefined) throw new Error(`no shop ${key}`)
  return shop
}

async function sweep(key: string) {
  const { pool, organizationId, engine } = story.running.bridge
  const integrations = await listIntegrations(pool, organizationId)
  const integrationId = integrations.find((integration) => integration.key === key)?.integrationId ?? ''
  const swept = await engine.sweep({ organizationId, integrationId, flow: 'orders' })
  await story.settled()
  return { swept, integrationId }
}

/** The documents of one shop's order: its integration's key begins every reference. */
const daysOf = (key: string, order: PlacedOrder): unknown => {
  const own = (document: { readonly [field: string]: unknown }) =>
    String(document['tillbridge_ref']).startsWith(`${key}:`)
  const { orders, invoices, payments } = booksOf(story, order)
  return {
    order: orders.filter(own).map((document) => document['transaction_date']),
    invoice: invoices.filter(own).map((document) => document['posting_date']),
    payment: payments.filter(own).map((document) => document['posting_date']),
  }
}

test.each(PLACES)(
  'scenario 7: orders around midnight in $zone are booked once each, on the business day of the store',
  async ({ key, orders }) => {
    const shop = shopOf(key)
    const placed = orders.map(([placedAt]) => shop.place(aMug({ placedAt })))
    expect((await sweep(key)).swept).toMatchObject({ found: orders.length })
    const booked = placed.map((order) => daysOf(key, order))
    expect(booked).toEqual(orders.map(([, day]) => ({ order: [day], invoice: [day], payment: [day] })))

    // The cursor stands at an instant, not at a local time: nothing is read as news twice, and nothing new is left out.
    expect((await sweep(key)).swept).toMatchObject({ found: 0, raised: 0 })
    const now = shop.place(aMug())
    expect((await sweep(key)).swept).toMatchObject({ found: 1, raised: 0 })
    expect(daysOf(key, now)).toMatchObject({ order: [expect.any(String)] })
    const own = issued(story, 'Sales Order').filter((document) =>
      String(document['tillbridge_ref']).startsWith(`${key}:`),
    )
    expect(own).toHaveLength(orders.length + 1)
  },
)

test('scenario 7: the first day to be booked begins at the store’s midnight', async () => {
  const shop = shopOf('honolulu')
  // In Honolulu 8 March is not over until 10:00 UTC of the 9th.
  const dayBefore = shop.place(aMug({ placedAt: '2026-03-09T09:59:59Z' }))
  const firstDay = shop.place(aMug({ placedAt: '2026-03-09T10:00:00Z' }))
  for (const order of [dayBefore, firstDay]) shop.update(order.id, { note: 'touched today' })
  const { integrationId } = await sweep('honolulu')
  const { queries, organizationId } = story.running.bridge
  const [before, first] = await Promise.all(
    [dayBefore, firstDay].map((order) => listTransfers(queries, organizationId, { integrationId, record: order.name })),
  )
  expect(before).toMatchObject([{ state: 'skipped', causeCode: 'BEFORE_GO_LIVE' }])
  expect(first).toMatchObject([{ state: 'synced' }])
})
