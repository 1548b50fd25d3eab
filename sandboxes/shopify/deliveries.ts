import { createHmac } from 'node:crypto'
import { createPoster, type Poster } from '#sandboxes/kit/post'
import type { Ids } from './ids.ts'
import { API_VERSION } from './schema.ts'
import type { Shop, ShopEvent } from './shop.ts'
import { headerTopic, type Subscription, type Subscriptions } from './subscriptions.ts'
import { eventBody } from './webhook-event.ts'

/** How deliveries misbehave on purpose. */
export interface DeliveryChaos {
  /** Share of deliveries that are never sent, 0 to 1. */
  readonly dropShare: number
  /** Share that is sent a second time with the same event and webhook ids. */
  readonly duplicateShare: number
  /** Each delivery waits this long at least and at most. */
  readonly delayMs: readonly [number, number]
  /** Draws the next delivery from all that wait instead of the oldest. */
  readonly shuffle: boolean
}

/** One attempt to deliver, as a test looks at it. */
interface DeliveryRecord {
  readonly topic: string
  readonly webhookId: string
  readonly eventId: string
  readonly orderId: number | null
  readonly attempt: number
  /** HTTP status; `null` when there was no answer in time; `'dropped'` when chaos swallowed it. */
  readonly status: number | null | 'dropped'
}

export interface Deliveries {
  configure(chaos: Partial<DeliveryChaos>): void
  /** While true, deliveries wait. */
  paused: boolean
  /** The newest attempts, oldest first. */
  readonly log: readonly DeliveryRecord[]
  /** Number of 2xx answers since the start. */
  readonly delivered: number
  /** Deliveries that wait for their turn, are under way, or wait for a retry. */
  readonly pending: number
  /** Resolves when nothing waits or is under way; a delivery that waits for a retry does not count. */
  settled(): Promise<void>
  /** Divides the gaps between retries: 14,400 makes four hours one second. Default 1. */
  compressTime: number
  /** Sends an event that is about no order, e.g. `app/uninstalled`. */
  send(topic: string, body: Readonly<Record<string, unknown>>): void
  stop(): void
}

// Eight retries within four hours, each gap longer than the last (the sum is 240 minutes; the single gaps are not published).
const RETRY_GAPS_MINUTES = [1, 2, 5, 12, 25, 45, 65, 85]
const TIMEOUT_MS = 5000
const MAX_IN_FLIGHT = 48
const KEPT_LOG = 2000

interface Delivery {
  readonly subscription: Subscription
  readonly topic: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly webhookId: string
  readonly eventId: string
  readonly orderId: number | null
  attempt: number
}

export interface DeliveriesOptions {
  readonly shop: Shop
  readonly ids: Ids
  readonly random: () => number
  readonly secret: string
  readonly subscriptions: Subscriptions
}

export const signature = (secret: string, body: string | Buffer): string =>
  createHmac('sha256', secret).update(body).digest('base64')

interface State {
  chaos: DeliveryChaos
  paused: boolean
  compressTime: number
  inFlight: number
  delayed: number
  retrying: number
  delivered: number
  stopped: boolean
  triggered: { readonly at: number; readonly count: number }
  readonly queue: Delivery[]
  readonly log: DeliveryRecord[]
  readonly waiters: (() => void)[]
  readonly poster: Poster
}

/** Sends the shop's events to its subscribers by real HTTP, with Shopify's headers, retries and lack of order. */
export function createDeliveries(options: DeliveriesOptions): Deliveries {
  const state: State = {
    chaos: { dropShare: 0, duplicateShare: 0, delayMs: [0, 0], shuffle: false },
    paused: false,
    compressTime: 1,
    inFlight: 0,
    delayed: 0,
    retrying: 0,
    delivered: 0,
    stopped: false,
    triggered: { at: 0, count: 0 },
    queue: [],
    log: [],
    waiters: [],
    poster: createPoster(MAX_IN_FLIGHT),
  }
  const pump = (): void => pumpQueue(options, state, pump)
  options.shop.emit = (event) => accept(options, state, event, pump)
  return {
    configure(chaos) {
      state.chaos = { ...state.chaos, ...chaos }
    },
    get paused() {
      return state.paused
    },
    set paused(paused) {
      state.paused = paused
      pump()
    },
    get compressTime() {
      return state.compressTime
    },
    set compressTime(factor) {
      state.compressTime = factor
    },
    log: state.log,
    get delivered() {
      return state.delivered
    },
    get pending() {
      return state.queue.length + state.inFlight + state.delayed + state.retrying
    },
    settled: () =>
      new Promise((resolve) => {
        state.waiters.push(resolve)
        wake(state)
      }),
    send: (topic, body) => accept(options, state, { topic, order: null, subjectId: null, body }, pump),
    stop() {
      state.stopped = true
      state.queue.length = 0
      state.poster.stop()
      for (const resolve of state.waiters.splice(0)) resolve()
    },
  }
}

function wake(state: State): void {
  if (state.queue.length + state.inFlight + state.delayed > 0) return
  for (const resolve of state.waiters.splice(0)) resolve()
}

/** Turns an event into one delivery per subscription; the body is fixed now and stays the same in every retry. */
function accept(options: DeliveriesOptions, state: State, event: ShopEvent, pump: () => void): void {
  if (state.stopped) return
  const targets = options.subscriptions.all.filter((entry) => headerTopic(entry.topic) === event.topic)
  if (targets.length === 0) return
  const eventId = options.ids.uuid()
  const triggeredAt = triggerTime(state, options.shop.clock.now())
  for (const subscription of targets) {
    const body = eventBody(options.shop, event, subscription.includeFields)
    const delivery: Delivery = {
      subscription,
      topic: event.topic,
      body,
      webhookId: options.ids.uuid(),
      eventId,
      orderId: event.order?.id ?? null,
      attempt: 1,
      headers: headersOf(options, event.topic, body, triggeredAt, subscription),
    }
    enqueue(options, state, delivery, pump)
    if (options.random() < state.chaos.duplicateShare) enqueue(options, state, { ...delivery }, pump)
  }
}

/** Shopify states nanoseconds; ours count the events of a millisecond, so that no two are alike. */
function triggerTime(state: State, now: Date): string {
  const at = now.getTime()
  state.triggered = state.triggered.at === at ? { at, count: state.triggered.count + 1 } : { at, count: 0 }
  return `${now.toISOString().slice(0, -1)}${String(state.triggered.count).padStart(6, '0')}Z`
}

function headersOf(
  options: DeliveriesOptions,
  topic: string,
  body: string,
  triggeredAt: string,
  subscription: Subscription,
) {
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'Shopify-Captain-Hook',
    'X-Shopify-Topic': topic,
    'X-Shopify-Hmac-Sha256': signature(options.secret, body),
    'X-Shopify-Shop-Domain': options.shop.config.domain,
    'X-Shopify-API-Version': API_VERSION,
    'X-Shopify-Triggered-At': triggeredAt,
    ...(subscription.name === null ? {} : { 'X-Shopify-Name': subscription.name }),
  }
}

function enqueue(options: DeliveriesOptions, state: State, delivery: Delivery, pump: () => void): void {
  const { dropShare, delayMs } = state.chaos
  if (options.random() < dropShare) return note(state, delivery, 'dropped')
  const [least, most] = delayMs
  const wait = least + options.random() * (most - least)
  if (wait <= 0) {
    state.queue.push(delivery)
    return pump()
  }
  state.delayed += 1
  void options.shop.clock.sleep(wait, state.poster.stopped).then(() => {
    state.delayed -= 1
    if (!state.stopped) state.queue.push(delivery)
    pump()
  })
}

function pumpQueue(options: DeliveriesOptions, state: State, pump: () => void): void {
  while (!state.paused && !state.stopped && state.inFlight < MAX_IN_FLIGHT && state.queue.length > 0) {
    const at = state.chaos.shuffle ? Math.floor(options.random() * state.queue.length) : 0
    const delivery = at === 0 ? state.queue.shift() : state.queue.splice(at, 1)[0]
    if (delivery === undefined) break
    state.inFlight += 1
    void post(state.poster, delivery).then((status) => {
      state.inFlight -= 1
      if (state.stopped) return
      note(state, delivery, status)
      if (status !== null && status >= 200 && status < 300) state.delivered += 1
      else retry(options, state, delivery, pump)
      pump()
    })
  }
  wake(state)
}

function note(state: State, delivery: Delivery, status: DeliveryRecord['status']): void {
  const { topic, webhookId, eventId, orderId, attempt } = delivery
  state.log.push({ topic, webhookId, eventId, orderId, attempt, status })
  if (state.log.length > KEPT_LOG) state.log.splice(0, KEPT_LOG / 2)
}

/** Plans the next attempt; after the last one the subscription is removed, as Shopify does with those made by API. */
function retry(options: DeliveriesOptions, state: State, delivery: Delivery, pump: () => void): void {
  const gap = RETRY_GAPS_MINUTES[delivery.attempt - 1]
  if (gap === undefined) {
    options.subscriptions.remove(delivery.subscription.id)
    return
  }
  state.retrying += 1
  void options.shop.clock.sleep((gap * 60_000) / state.compressTime, state.poster.stopped).then(() => {
    state.retrying -= 1
    if (state.stopped || !options.subscriptions.all.includes(delivery.subscription)) return
    delivery.attempt += 1
    state.queue.push(delivery)
    pump()
  })
}

/** One POST; the status, or null without an answer within five seconds. */
async function post(poster: Poster, delivery: Delivery): Promise<number | null> {
  const { body, subscription, webhookId, eventId } = delivery
  const headers = { ...delivery.headers, 'X-Shopify-Webhook-Id': webhookId, 'X-Shopify-Event-Id': eventId }
  return (await poster.send({ url: subscription.uri, headers, body, timeoutMs: TIMEOUT_MS })).status
}
