import { woocommerce } from '#connectors/woocommerce/index'
import type { Context, HttpRequest, HttpResponse } from '#contract/context'
import type { Clock } from '#lib/clock'
import { decimal } from '#lib/decimal'
import type { Order } from '#model/order'
import { answerRequest } from '#sandboxes/woocommerce/http'
import { addRates } from '#sandboxes/woocommerce/random-life-place'
import type { Packer } from '#sandboxes/woocommerce/random-life-state'
import { createShop } from '#sandboxes/woocommerce/shop'
import type { Key, Shop } from '#sandboxes/woocommerce/state'
import { noWire } from './no-wire.ts'

type Settings = Parameters<typeof woocommerce.baseUrl>[0]

/** The sandbox's shop without its server: the connector's calls go straight to what answers requests. */
export interface DirectWooCommerce {
  /** The shop that is open now. */
  readonly shop: () => Shop
  readonly now: () => Date
  /** Makes time go by. */
  pass(ms: number): void
  /** Reads an order as the connector does. */
  read(id: string): Promise<Order>
  /** Tells the shop of parcels as the connector does. */
  readonly packer: Packer
  /** Opens another shop, without orders. */
  open(): void
}

const OPENED_AT = Date.parse('2026-03-02T08:00:00Z')
const TIME_ZONE = 'Europe/Stockholm'
const KEY: Key = {
  consumerKey: 'ck_proof',
  consumerSecret: 'cs_proof',
  permissions: 'read_write',
  role: 'administrator',
}

const SETTINGS: Settings = woocommerce.settings.parse({
  siteUrl: 'http://localhost',
  consumerKey: KEY.consumerKey,
  consumerSecret: KEY.consumerSecret,
  timeZone: TIME_ZONE,
})

export function createDirectWooCommerce(): DirectWooCommerce {
  let now = OPENED_AT
  const clock: Clock = { now: () => new Date(now), sleep: () => Promise.resolve() }
  const opened = (): Shop => {
    const shop = createShop({ clock, zone: TIME_ZONE }, [KEY])
    addRates(shop)
    return shop
  }
  let shop = opened()
  const context: Context<Settings> = {
    clock,
    settings: SETTINGS,
    signal: new AbortController().signal,
    wire: noWire,
    http: { send: (request) => Promise.resolve(answerOf(shop, request)) },
  }
  const { orders } = woocommerce.reads
  const { fulfillments } = woocommerce.writes ?? {}
  if (orders === undefined || fulfillments === undefined) throw new Error('the connector reads no orders')
  return {
    shop: () => shop,
    now: clock.now,
    pass(ms) {
      now += ms
    },
    async read(id) {
      const order = await orders.get(context, id)
      if (order === null) throw new Error(`the shop does not know ${id}`)
      return order
    },
    packer: {
      async pack(orderId, packed) {
        const lines = packed.map(({ lineId, pieces }) => ({ line: String(lineId), quantity: decimal(pieces) }))
        const order = String(orderId)
        const parts = [{ fulfillmentOrder: order, lines }]
        return (await fulfillments.ship(context, { orderExternalId: order, parts, parcels: [], notify: false }))
          .externalId
      },
      unpack: (id) => fulfillments.cancel(context, id),
    },
    open() {
      now = OPENED_AT
      shop = opened()
    },
  }
}

const BASIC = `Basic ${Buffer.from(`${KEY.consumerKey}:${KEY.consumerSecret}`).toString('base64')}`

/** The answer as it would come over the wire. */
function answerOf(shop: Shop, { method, path, query = {}, json }: HttpRequest): HttpResponse {
  const {
    status,
    headers = {},
    body,
  } = answerRequest(shop, {
    method,
    path,
    query: new URLSearchParams(Object.entries(query)),
    headers: { authorization: BASIC, 'content-type': 'application/json' },
    body: Buffer.from(json === undefined ? '' : JSON.stringify(json)),
  })
  const text = String(body)
  return {
    status,
    headers,
    text,
    json: () => JSON.parse(text) as unknown,
  }
}
