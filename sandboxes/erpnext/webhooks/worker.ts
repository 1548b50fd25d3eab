import type { Clock } from '#lib/clock'
import type { SiteCore } from '#sandboxes/erpnext/site'
import { createPoster, type PostAnswer, type Poster } from '#sandboxes/kit/post'
import { callOf, type WebhookCall } from './call.ts'
import type { WebhookJob } from './queue.ts'

/** How webhooks go wrong on purpose. */
export interface DeliveryChaos {
  /** Share that is never sent, 0 to 1, as when the queue is lost. */
  readonly dropShare: number
  /** Share that is sent twice. */
  readonly duplicateShare: number
  /** Sends the next one of all that wait instead of the oldest. */
  readonly shuffle: boolean
}

/** One attempt, as a test looks at it. */
export interface DeliveryRecord {
  readonly webhook: string
  readonly doctype: string
  readonly name: string
  readonly attempt: number
  /** HTTP status; `null` without an answer; `'dropped'` when chaos swallowed it; `'unsent'` when it could not be written. */
  readonly status: number | null | 'dropped' | 'unsent'
}

/** The site's background workers, as far as they send webhooks. */
export interface Deliveries {
  configure(chaos: Partial<DeliveryChaos>): void
  /** While true, webhooks wait. */
  paused: boolean
  /** The newest attempts, oldest first. */
  readonly log: readonly DeliveryRecord[]
  /** Number of webhooks that were answered below 400 since the start. */
  readonly delivered: number
  /** Webhooks that wait, are under way, or wait for another try. */
  readonly pending: number
  /** Divides the gaps between tries. Default 1. */
  compressTime: number
  /** Resolves when nothing waits or is under way; what waits for another try does not count. */
  settled(): Promise<void>
}

export interface DeliveryWorkers {
  readonly deliveries: Deliveries
  accept(site: SiteCore, jobs: readonly WebhookJob[]): void
  stop(): void
}

const TRIES = 3
// After the first failure 1 s, after the second 4 s, after the third 7 s, in which the worker does nothing else.
const gapMs = (attempt: number): number => (3 * (attempt - 1) + 1) * 1000
const WORKERS = 2
const KEPT_LOG = 2000
const REQUEST_LOG = 'Webhook Request Log'
// The real server clears its log by the day; here a load test must not fill the memory.
const KEPT_REQUEST_LOGS = 5000

interface Work extends WebhookJob {
  readonly site: SiteCore
}

interface State {
  readonly clock: Clock
  readonly random: () => number
  chaos: DeliveryChaos
  paused: boolean
  compressTime: number
  busy: number
  sleeping: number
  delivered: number
  stopped: boolean
  readonly queue: Work[]
  readonly log: DeliveryRecord[]
  readonly waiters: (() => void)[]
  readonly poster: Poster
}

export function createDeliveryWorkers(clock: Clock, random: () => number = Math.random): DeliveryWorkers {
  const state: State = {
    clock,
    random,
    chaos: { dropShare: 0, duplicateShare: 0, shuffle: false },
    paused: false,
    compressTime: 1,
    busy: 0,
    sleeping: 0,
    delivered: 0,
    stopped: false,
    queue: [],
    log: [],
    waiters: [],
    poster: createPoster(WORKERS),
  }
  return {
    deliveries: controls(state),
    accept: (site, jobs) => accept(state, site, jobs),
    stop() {
      state.stopped = true
      state.queue.length = 0
      state.poster.stop()
      for (const resolve of state.waiters.splice(0)) resolve()
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
      return state.queue.length + state.busy
    },
    settled: () =>
      new Promise((resolve) => {
        state.waiters.push(resolve)
        wake(state)
      }),
  }
}

function wake(state: State): void {
  const underWay = state.busy - state.sleeping
  // While all workers rest between tries, what waits behind them cannot move.
  const stuck = state.sleeping === WORKERS
  if (underWay > 0 || (state.queue.length > 0 && !stuck)) return
  for (const resolve of state.waiters.splice(0)) resolve()
}

function accept(state: State, site: SiteCore, jobs: readonly WebhookJob[]): void {
  if (state.stopped) return
  for (const job of jobs) {
    const work = { ...job, site }
    if (state.random() < state.chaos.dropShare) {
      note(state, work, 1, 'dropped')
      continue
    }
    state.queue.push(work)
    if (state.random() < state.chaos.duplicateShare) state.queue.push(work)
  }
  pump(state)
}

function pump(state: State): void {
  while (!state.paused && !state.stopped && state.busy < WORKERS && state.queue.length > 0) {
    const at = state.chaos.shuffle ? Math.floor(state.random() * state.queue.length) : 0
    const [work] = state.queue.splice(at, 1)
    if (work === undefined) break
    state.busy += 1
    void send(state, work).then(() => {
      state.busy -= 1
      pump(state)
    })
  }
  wake(state)
}

/** A worker's run of one webhook: up to three tries. */
async function send(state: State, work: Work): Promise<void> {
  const call = prepared(state, work)
  if (call === null) return
  for (let attempt = 1; attempt <= TRIES && !state.stopped; attempt += 1) {
    const answer = await post(state, call)
    if (state.stopped) return
    note(state, work, attempt, answer.status)
    keepLog(work, call, answer)
    if (answer.status !== null && answer.status < 400) {
      state.delivered += 1
      return
    }
    if (!answer.timedOut) await rest(state, gapMs(attempt))
  }
}

async function rest(state: State, ms: number): Promise<void> {
  state.sleeping += 1
  wake(state)
  await state.clock.sleep(ms / state.compressTime, state.poster.stopped)
  state.sleeping -= 1
}

/** The request, from the webhook as it is now; `null` when there is none any more or its template fails. */
function prepared(state: State, work: Work): WebhookCall | null {
  const webhook = work.site.read('Webhook', work.webhook)
  if (webhook === null) return null
  try {
    return callOf(work.site, webhook, work.doc)
  } catch (error) {
    note(state, work, 1, 'unsent')
    keepLog(work, null, { status: null, timedOut: false, text: null, error: String(error) })
    return null
  }
}

function note(state: State, { webhook, doc }: Work, attempt: number, status: DeliveryRecord['status']): void {
  state.log.push({ webhook, doctype: doc.doctype, name: doc.name, attempt, status })
  if (state.log.length > KEPT_LOG) state.log.splice(0, KEPT_LOG / 2)
}

function keepLog({ site, webhook, doc, user }: Work, call: WebhookCall | null, answer: PostAnswer): void {
  const shown = (value: unknown): string => JSON.stringify(value, null, 1)
  site.request(user, () => {
    const [oldest] = site.store.count(REQUEST_LOG) < KEPT_REQUEST_LOGS ? [] : site.all(REQUEST_LOG)
    if (oldest !== undefined) site.removeRaw(REQUEST_LOG, oldest.name)
    site.insertRaw(
      site.create(REQUEST_LOG, {
        webhook,
        reference_document: doc.name,
        user,
        url: call?.url ?? null,
        headers: call === null || Object.keys(call.headers).length === 0 ? null : shown(call.headers),
        data: call === null || call.body === '{}' ? null : shown(JSON.parse(call.body)),
        response: answer.text,
        error: answer.error,
      }),
    )
  })
}

async function post({ poster }: State, call: WebhookCall): Promise<PostAnswer> {
  const headers = { 'User-Agent': 'python-requests/2.32.3', ...call.headers }
  const answer = await poster.send({ ...call, headers })
  return { ...answer, error: answer.error ?? refusalOf(answer.status ?? 0) }
}

function refusalOf(status: number): string {
  return status >= 400 ? `${status} ${status >= 500 ? 'Server' : 'Client'} Error` : ''
}
