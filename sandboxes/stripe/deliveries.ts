import type { Clock } from '#lib/clock'
import { createPoster, type Poster } from '#sandboxes/kit/post'
import { endpointsFor } from './endpoints.ts'
import { API_VERSION, eventView } from './events.ts'
import { signatureHeader } from './signature.ts'
import { type Account, type Endpoint, type EventRecord, secondsOf } from './state.ts'

/** How deliveries misbehave on purpose. */
export interface DeliveryChaos {
  /** Share of deliveries that are never sent, 0 to 1; they stay pending. */
  readonly dropShare: number
  /** Share that is sent twice. */
  readonly duplicateShare: number
  /** Draws the next delivery from all that wait instead of the oldest. */
  readonly shuffle: boolean
}

/** One attempt, as a test looks at it. */
interface DeliveryRecord {
  readonly eventId: string
  readonly type: string
  readonly endpointId: string
  readonly attempt: number
  /** HTTP status; `null` without an answer in time; `'dropped'` when chaos swallowed it. */
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
  /** Deliveries that wait, are under way, or wait for a retry. */
  readonly pending: number
  /** Divides the gaps between retries. Default 1. */
  compressTime: number
  /** Resolves when nothing waits or is under way; what waits for a retry does not count. */
  settled(): Promise<void>
  /** Sends an event once more to all who want it, as a person does in the dashboard. */
  resend(eventId: string): void
  stop(): void
}

// Sandbox: three more attempts over some hours. Live: three days; single gaps are not published.
const SANDBOX_GAPS_MINUTES = [10, 60, 180]
const LIVE_GAPS_MINUTES = [5, 30, 120, 300, 600, 600, 720, 720, 1205]
const TIMEOUT_MS = 10_000
const MAX_IN_FLIGHT = 32
const KEPT_LOG = 2000

interface Delivery {
  readonly account: Account
  readonly endpoint: Endpoint
  readonly event: EventRecord
  readonly body: string
  attempt: number
}

export interface DeliveriesOptions {
  readonly clock: Clock
  readonly random: () => number
  /** The account whose endpoints with `connect` hear of connected accounts. */
  readonly platform: Account
}

interface State extends DeliveriesOptions {
  chaos: DeliveryChaos
  paused: boolean
  compressTime: number
  inFlight: number
  retrying: number
  delivered: number
  stopped: boolean
  readonly accounts: Account[]
  readonly queue: Delivery[]
  readonly log: DeliveryRecord[]
  readonly waiters: (() => void)[]
  readonly poster: Poster
}

/** Sends events to the endpoints by real HTTP, signed anew at each attempt. `attach` makes an account heard. */
export function createDeliveries(options: DeliveriesOptions): {
  readonly deliveries: Deliveries
  attach(account: Account): void
} {
  const state: State = {
    ...options,
    chaos: { dropShare: 0, duplicateShare: 0, shuffle: false },
    paused: false,
    compressTime: 1,
    inFlight: 0,
    retrying: 0,
    delivered: 0,
    stopped: false,
    accounts: [],
    queue: [],
    log: [],
    waiters: [],
    poster: createPoster(MAX_IN_FLIGHT),
  }
  return {
    deliveries: controls(state),
    attach(account) {
      state.accounts.push(account)
      account.deliver = (event) => accept(state, account, event)
    },
  }
}

function controls(state: State): Deliveries {
  return {
    configure(chaos) {
      state.chaos = { ...state.chaos, ...chaos }
    },
    get paused() {
      return state.paused
    },
    set paused(paused) {
      state.paused = paused
      pump(state)
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
      return state.queue.length + state.inFlight + state.retrying
    },
    settled: () =>
      new Promise((resolve) => {
        state.waiters.push(resolve)
        wake(state)
      }),
    resend(eventId) {
      for (const account of state.accounts) {
        const event = account.events.get(eventId)
        if (event !== undefined) accept(state, account, event)
      }
    },
    stop() {
      state.stopped = true
      state.queue.length = 0
      state.poster.stop()
      for (const resolve of state.waiters.splice(0)) resolve()
    },
  }
}

function wake(state: State): void {
  if (state.queue.length + state.inFlight > 0) return
  for (const resolve of state.waiters.splice(0)) resolve()
}

/** Turns an event into one delivery per endpoint; the body is fixed now and stays the same in every retry. */
function accept(state: State, account: Account, event: EventRecord): void {
  if (state.stopped) return
  const connected = account !== state.platform
  const targets = [
    ...endpointsFor(account, event.type, false),
    ...(connected ? endpointsFor(state.platform, event.type, true) : []),
  ]
  event.pendingWebhooks += targets.length
  for (const endpoint of targets) {
    const view = eventView(account, event, endpoint.apiVersion ?? API_VERSION)
    const from = endpoint.connect ? { account: account.settings.id } : {}
    const body = JSON.stringify({ ...view, ...from }, null, 2)
    const delivery = { account, endpoint, event, body, attempt: 1 }
    if (state.random() < state.chaos.dropShare) {
      note(state, delivery, 'dropped')
      continue
    }
    state.queue.push(delivery)
    if (state.random() < state.chaos.duplicateShare) {
      event.pendingWebhooks += 1
      state.queue.push({ ...delivery })
    }
  }
  pump(state)
}

function pump(state: State): void {
  while (!state.paused && !state.stopped && state.inFlight < MAX_IN_FLIGHT && state.queue.length > 0) {
    const at = state.chaos.shuffle ? Math.floor(state.random() * state.queue.length) : 0
    const [delivery] = state.queue.splice(at, 1)
    if (delivery === undefined) break
    state.inFlight += 1
    void post(state, delivery).then((status) => {
      state.inFlight -= 1
      if (!state.stopped) answered(state, delivery, status)
      pump(state)
    })
  }
  wake(state)
}

function answered(state: State, delivery: Delivery, status: number | null): void {
  note(state, delivery, status)
  if (status !== null && status >= 200 && status < 300) {
    state.delivered += 1
    delivery.event.pendingWebhooks -= 1
  } else retry(state, delivery)
}

function note(state: State, { event, endpoint, attempt }: Delivery, status: DeliveryRecord['status']): void {
  state.log.push({ eventId: event.id, type: event.type, endpointId: endpoint.id, attempt, status })
  if (state.log.length > KEPT_LOG) state.log.splice(0, KEPT_LOG / 2)
}

/** Plans the next attempt. After the last one the event is given up, and a live endpoint is switched off. */
function retry(state: State, delivery: Delivery): void {
  const { livemode } = delivery.account.settings
  const gap = (livemode ? LIVE_GAPS_MINUTES : SANDBOX_GAPS_MINUTES)[delivery.attempt - 1]
  if (gap === undefined) {
    delivery.event.pendingWebhooks -= 1
    delivery.event.failedWebhooks += 1
    if (livemode) delivery.endpoint.status = 'disabled'
    return
  }
  state.retrying += 1
  void state.clock.sleep((gap * 60_000) / state.compressTime, state.poster.stopped).then(() => {
    state.retrying -= 1
    if (state.stopped || delivery.endpoint.status === 'disabled') return
    delivery.attempt += 1
    state.queue.push(delivery)
    pump(state)
  })
}

/** One POST; the status, or null without an answer in time. */
async function post({ poster, clock }: State, { endpoint, body }: Delivery): Promise<number | null> {
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    'Stripe-Signature': signatureHeader(endpoint.secret, body, secondsOf(clock.now())),
  }
  return (await poster.send({ url: endpoint.url, headers, body, timeoutMs: TIMEOUT_MS })).status
}
