import { createHash, createHmac } from 'node:crypto'
import { createPoster } from '#sandboxes/kit/post'
import { showProduct } from './product-show.ts'
import { showOrder } from './show-order.ts'
import { showCoupon, showCustomer } from './people-show.ts'
import type { Shop, Webhook } from './state.ts'

export interface Delivery {
  readonly webhookId: number
  readonly topic: string
  readonly body: string
  readonly status: number | null
}

/** How deliveries go wrong on purpose. */
export interface DeliveryChaos {
  /** Share that is never sent, 0 to 1. */
  readonly dropShare: number
  /** Share that is sent twice, 0 to 1. */
  readonly duplicateShare: number
  /** Whatever waits may be sent next. Default false: oldest first. */
  readonly shuffled?: boolean
}

export interface Deliveries {
  readonly sent: readonly Delivery[]
  configure(chaos: DeliveryChaos): void
  /** While it is held nothing is sent, as when nobody visits the site; `false` sends what waits. */
  hold(held: boolean): void
  /** When nothing waits or is under way. */
  settled(): Promise<void>
  stop(): void
}

const TIMEOUT_MS = 60_000
const MOST_FAILURES = 5
const AGENT = 'WooCommerce/9.9.5 Hookshot (WordPress/6.9)'

/** The queue of the site: events of one thing by one webhook are one delivery, whose body is made when it is sent. */
export function createDeliveries(shop: Shop, random: () => number): Deliveries {
  const poster = createPoster(1)
  const sent: Delivery[] = []
  const waiting = new Map<string, { readonly hook: Webhook; readonly id: number }>()
  let chaos: DeliveryChaos = { dropShare: 0, duplicateShare: 0 }
  const state: { held: boolean; running: Promise<void> | null } = { held: false, running: null }

  const run = async (): Promise<void> => {
    while (!state.held) {
      const place = chaos.shuffled === true ? Math.floor(random() * waiting.size) : 0
      const next = [...waiting][place]
      if (next === undefined) return
      const [key, { hook, id }] = next
      waiting.delete(key)
      if (hook.status !== 'active' || random() < chaos.dropShare) continue
      await deliver(hook, id)
      if (random() < chaos.duplicateShare) await deliver(hook, id)
    }
  }
  const start = (): void => {
    if (state.held || state.running !== null) return
    state.running = new Promise<void>((resolve) => setImmediate(resolve)).then(run).finally(() => {
      state.running = null
      if (waiting.size > 0) start()
    })
  }
  const deliver = async (hook: Webhook, id: number): Promise<void> => {
    const body = JSON.stringify(payload(shop, hook, id))
    const { status } = await poster.send({
      url: hook.url,
      headers: headersOf(shop, hook, body),
      body,
      timeoutMs: TIMEOUT_MS,
    })
    sent.push({ webhookId: hook.id, topic: hook.topic, body, status })
    if (status !== null && status >= 200 && status <= 302) hook.failures = 0
    else fail(hook)
  }
  shop.listeners.push((event, id) => {
    if (event === 'webhook.ping') return void ping(shop, id, poster)
    for (const hook of shop.webhooks.values()) {
      if (hook.topic !== event || hook.status !== 'active') continue
      waiting.set(`${hook.id} ${id}`, { hook, id })
    }
    start()
  })
  return {
    sent,
    configure: (next) => void (chaos = next),
    hold(next) {
      state.held = next
      start()
    },
    async settled() {
      while (state.running !== null) await state.running
    },
    stop: () => poster.stop(),
  }
}

/** More than five failures in a row switch a webhook off; nothing is sent again. */
function fail(hook: Webhook): void {
  if (hook.failures > MOST_FAILURES) hook.status = 'disabled'
  else hook.failures += 1
}

async function ping(shop: Shop, id: number, poster: ReturnType<typeof createPoster>): Promise<void> {
  const hook = shop.webhooks.get(id)
  if (hook === undefined) return
  const headers = { 'User-Agent': AGENT, 'Content-Type': 'application/x-www-form-urlencoded' }
  await poster.send({ url: hook.url, headers, body: `webhook_id=${id}`, timeoutMs: TIMEOUT_MS })
}

function payload(shop: Shop, { topic }: Webhook, id: number): unknown {
  const [resource = '', event = ''] = topic.split('.')
  if (resource === 'action') return { action: event, arg: id }
  if (event === 'deleted') return { id }
  const [order, product] = [shop.orders.get(id), shop.products.get(id)]
  const [customer, coupon] = [shop.customers.get(id), shop.coupons.get(id)]
  if (resource === 'order' && order !== undefined) return showOrder(shop, order)
  if (resource === 'product' && product !== undefined) return showProduct(shop, product)
  if (resource === 'customer' && customer !== undefined) return showCustomer(shop, customer)
  if (resource === 'coupon' && coupon !== undefined) return showCoupon(shop, coupon)
  return { code: `woocommerce_rest_${resource}_invalid_id`, message: 'Invalid ID.', data: { status: 404 } }
}

export const signature = (secret: string, body: string): string =>
  createHmac('sha256', secret).update(body).digest('base64')

function headersOf(shop: Shop, hook: Webhook, body: string): Record<string, string> {
  const [resource = '', event = ''] = hook.topic.split('.')
  const second = Math.floor(shop.clock.now().getTime() / 1000)
  return {
    'User-Agent': AGENT,
    'Content-Type': 'application/json',
    'X-WC-Webhook-Source': `${shop.baseUrl}/`,
    'X-WC-Webhook-Topic': hook.topic,
    'X-WC-Webhook-Resource': resource,
    'X-WC-Webhook-Event': event,
    'X-WC-Webhook-Signature': signature(hook.secret, body),
    'X-WC-Webhook-ID': String(hook.id),
    // Of the webhook and the second, so not one for each event.
    'X-WC-Webhook-Delivery-ID': createHash('md5').update(`${hook.id}${second}`).digest('hex'),
  }
}
