import { expect } from 'vitest'
import { listIntegrations } from '#database/integrations'
import type { ErpDocument } from '#sandboxes/proof/erp-facts'
import type { StoreOrder, StoreSide } from '#testing/store-side'
import type { StoryConfiguration, StoryStore } from '#testing/story-core'
import type { Scenario } from './chapter.ts'
import type { Play } from './kit.ts'
import { mugs } from './purchases.ts'

interface Place {
  readonly key: string
  readonly timeZone: string
  /** Instants of orders, each with the business day that the shop's clock shows. */
  readonly orders: readonly (readonly [instant: string, day: string])[]
}

// Two instants of each lie on both sides of midnight by the shop's own clock; the nights of the changed clocks have an hour less or more.
const PLACES: readonly Place[] = [
  {
    key: 'honolulu',
    timeZone: 'Pacific/Honolulu',
    orders: [
      ['2026-03-10T09:59:59Z', '2026-03-09'],
      ['2026-03-10T10:00:00Z', '2026-03-10'],
    ],
  },
  {
    key: 'kathmandu',
    timeZone: 'Asia/Kathmandu',
    orders: [
      ['2026-05-01T18:14:59Z', '2026-05-01'],
      ['2026-05-01T18:15:00Z', '2026-05-02'],
    ],
  },
  {
    key: 'tonga',
    timeZone: 'Pacific/Tongatapu',
    orders: [
      ['2026-06-30T10:59:59Z', '2026-06-30'],
      ['2026-06-30T11:00:00Z', '2026-07-01'],
    ],
  },
  {
    key: 'berlin',
    timeZone: 'Europe/Berlin',
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

type Stores = ReadonlyMap<string, StoryStore<StoreSide>>

/** One ERP that several stores feed, each with its own clock. */
const withStores =
  (stores: Stores) =>
  (file: StoryConfiguration): unknown => {
    const acme = file.integrations['acme'] as { readonly policies: object }
    const policies = { ...acme.policies, goLiveOn: GO_LIVE_ON }
    const [connections, integrations] = [
      [...stores].map(([key, store]) => [`shop-${key}`, store.connection({})]),
      [...stores.keys()].map((key) => [key, { ...acme, store: `shop-${key}`, policies, flows: {}, rules: {} }]),
    ]
    return {
      ...file,
      connections: { ...file.connections, ...Object.fromEntries(connections) },
      integrations: { ...file.integrations, ...Object.fromEntries(integrations) },
    }
  }

async function sweep({ story }: Play, key: string) {
  const { pool, organizationId, engine } = story.running.bridge
  const integrations = await listIntegrations(pool, organizationId)
  const integrationId = integrations.find((integration) => integration.key === key)?.integrationId ?? ''
  const swept = await engine.sweep({ organizationId, integrationId, flow: 'orders' })
  await story.settled()
  return swept
}

/** The days of a shop's documents: its integration's key begins every reference, and the order's key ends it. */
function daysOf({ erp }: Play, key: string, documents: readonly ErpDocument[]): readonly string[] {
  return documents
    .filter(({ kind, reference }) => kind === 'invoice' && reference?.startsWith(`${key}:`) === true)
    .map((document) => erp.dayOf(document))
    .toSorted()
}

async function playAt(play: Play, { key, orders }: Place, { shop }: StoryStore<StoreSide>): Promise<void> {
  const placed = orders.map(([at]): StoreOrder => shop.buy(mugs(1, { at })))
  expect(await sweep(play, key)).toMatchObject({ found: placed.length })
  const documents = play.erp.documents()
  expect(daysOf(play, key, documents)).toEqual(orders.map(([, day]) => day))
  // The cursor stands at an instant, not at a local time: nothing is read as news twice, and nothing new is left out.
  expect(await sweep(play, key)).toMatchObject({ found: 0, raised: 0 })
  shop.buy(mugs(1))
  expect(await sweep(play, key)).toMatchObject({ found: 1, raised: 0 })
  expect(daysOf(play, key, play.erp.documents())).toHaveLength(orders.length + 1)
}

async function beginStores({ pair, shop }: Play): Promise<Stores> {
  const stores = new Map<string, StoryStore<StoreSide>>()
  const currency = shop.facts()[0]?.currency ?? ''
  for (const { key, timeZone } of PLACES) stores.set(key, await pair.beginStore({ currency, timeZone }))
  return stores
}

/** Further shops join the ERP; what they sell belongs to no order of the pair's own shop, so nothing is compared after it. */
export const ZONES: Scenario = {
  name: 'Orders around midnight in Honolulu, Kathmandu and Tonga, and in both nights of changed clocks, are booked once each on the business day of the store',
  failures: [7],
  async play(play) {
    const stores = await beginStores(play)
    try {
      await play.configure({}, withStores(stores))
      for (const place of PLACES) {
        const store = stores.get(place.key)
        if (store !== undefined) await playAt(play, place, store)
      }
      await play.configure({})
    } finally {
      for (const store of stores.values()) await store.stop()
    }
  },
}
