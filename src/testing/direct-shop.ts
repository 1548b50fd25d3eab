import { shopify } from '#connectors/shopify/index'
import type { Context, HttpRequest, HttpResponse } from '#contract/context'
import type { Clock } from '#lib/clock'
import type { Order } from '#model/order'
import { createChangeIndex } from '#sandboxes/shopify/change-index'
import type { CostBucket } from '#sandboxes/shopify/cost'
import { createEndpoint, type GraphqlEndpoint } from '#sandboxes/shopify/graphql'
import { createIds, type Ids, seededRandom } from '#sandboxes/shopify/ids'
import { createLife, type Life } from '#sandboxes/shopify/life'
import { mutations } from '#sandboxes/shopify/mutations'
import { rootView } from '#sandboxes/shopify/root'
import { DEFAULT_SCOPES } from '#sandboxes/shopify/scopes'
import { createShop, type Shop } from '#sandboxes/shopify/shop'
import { createSubscriptions } from '#sandboxes/shopify/subscriptions'
import { noWire } from './no-wire.ts'

type Settings = Parameters<typeof shopify.baseUrl>[0]

/** The sandbox's shop without its server: the connector's calls go straight to the endpoint that answers GraphQL. */
export interface DirectShop {
  readonly life: Life
  /** The instant that it is in the shop. */
  readonly now: () => Date
  /** Makes time go by. */
  pass(ms: number): void
  /** Reads an order as the connector does. */
  read(id: string): Promise<Order>
  /** Empties the shop, as if it had just been opened: the same seed gives the same ids. */
  open(seed: number): void
}

const OPENED_AT = Date.parse('2026-03-02T08:00:00Z')
/** IANA zone of the shop. */
export const TIME_ZONE = 'Europe/Stockholm'
const LOCATIONS = 3

/** One shop for many orders: parsing and checking a query costs more than answering it, and is done once. */
export function createDirectShop(): DirectShop {
  let now = OPENED_AT
  let ids = createIds(seededRandom(1))
  const clock: Clock = { now: () => new Date(now), sleep: () => Promise.resolve() }
  const fresh: Ids = { next: (type) => ids.next(type), uuid: () => ids.uuid(), token: (length) => ids.token(length) }
  const shop = createShop(CONFIG, clock, fresh)
  const index = createChangeIndex(clock, 0)
  const endpoint = createEndpoint(rootView(shop, index, createSubscriptions(), mutations(shop)))
  const context = directContext(endpoint, clock)
  const source = shopify.reads.orders
  if (source === undefined) throw new Error('the connector reads no orders')
  return {
    life: createLife(shop),
    now: clock.now,
    pass(ms) {
      now += ms
    },
    async read(id) {
      const order = await source.get(context, id)
      if (order === null) throw new Error(`the shop does not know ${id}`)
      return order
    },
    open(seed) {
      now = OPENED_AT
      ids = createIds(seededRandom(seed))
      ids.next('Shop')
      for (let count = 0; count < LOCATIONS; count += 1) ids.next('Location')
      clear(shop)
    },
  }
}

const CONFIG: Shop['config'] = {
  id: 700_000_000_001,
  name: 'Proof',
  domain: 'proof.myshopify.com',
  currency: 'SEK',
  ianaTimezone: TIME_ZONE,
  taxesIncluded: true,
  plan: 'enterprise',
}

function clear(shop: Shop): void {
  for (const kept of [
    shop.orders,
    shop.orderIdByName,
    shop.catalog,
    shop.customers,
    shop.customerByEmail,
    shop.companies,
    shop.people.customerByPhone,
    shop.people.changedCustomers,
  ]) {
    kept.clear()
  }
  shop.orderCount = 0
}

const SETTINGS: Settings = shopify.settings.parse({
  shop: CONFIG.domain,
  accessToken: 'shpat_proof',
  timeZone: TIME_ZONE,
  plan: 'enterprise',
})

/** Never empty: the proof is about figures, not about limits. */
const BUCKET: CostBucket = {
  maximumAvailable: 1_000_000,
  restoreRate: 1_000_000,
  available: () => 1_000_000,
  take: () => true,
  giveBack: () => {},
}

const CALL = { scopes: new Set(DEFAULT_SCOPES) }

function directContext(endpoint: GraphqlEndpoint, clock: Clock): Context<Settings> {
  return {
    clock,
    settings: SETTINGS,
    signal: new AbortController().signal,
    wire: noWire,
    http: {
      async send(call) {
        const asked = call.json as { query: string; variables: Record<string, unknown>; operationName: string }
        return answerOf(await endpoint.answer(asked, CALL, BUCKET, clock.now()), call)
      },
    },
  }
}

/** The answer as it would come over the wire: as text, read again. */
function answerOf(body: unknown, { path }: HttpRequest): HttpResponse {
  const text = JSON.stringify(body)
  return {
    status: 200,
    headers: { 'x-request-id': path },
    text,
    json: () => JSON.parse(text) as unknown,
  }
}
