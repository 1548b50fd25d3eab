import { asTillbridgeError, type TillbridgeError } from '#lib/errors'
import {
  holdStockFlow,
  readStockFlow,
  releaseStockFlow,
  setStockProblem,
  type StockFlowKey,
  type StockFlowRow,
} from '#database/stock-flows'
import { forgetDemand, type OrderDemand, readDemand } from '#database/stock-demand'
import { addStockHint } from '#database/stock-hints'
import { markLevelsOfItems, openLevelItems } from '#database/stock-levels'
import { holdConnection } from '#database/connections'
import type { OpenConnection } from '#engine/connections'
import { pauseRefused } from '#engine/pause'
import type { EngineServices } from '#engine/services'
import type { Wake } from '#engine/wake'
import { followStoreHints, followTargetHints } from './absorb.ts'
import { fallsWhenBooked, unknownTo } from './compute.ts'
import { runFully } from './full-run.ts'
import { bringDueLevels } from './hot.ts'
import { createListener, type Listener } from './untold.ts'
import { type FlowMemory, openStockFlow, problemOf, type StockFlow } from './stock-flow.ts'

export interface StockRunner {
  readonly key: StockFlowKey
  /** Whether it still works; it ends when another process has taken over or its flow is gone. */
  readonly ended: Promise<void>
  stop(): void
}

interface Crew {
  readonly services: EngineServices
  readonly wake: Wake
  readonly key: StockFlowKey
  readonly holder: string
  readonly stopping: AbortController
  readonly memory: FlowMemory
  leaseUntil: number
  /** The full run that is under way beside the rest. */
  full: Promise<void> | null
  fullFailures: number
  fullNotBefore: number
  tidiedAt: number
  recheckedAt: number
  readonly listener: Listener
  /** What orders take of items, when levels were last computed with them. */
  readonly demand: Map<string, string>
}

const LEASE_SECONDS = 15
const IDLE_MS = 500
const TIDY_EVERY_MS = 60_000
const RECHECK_EVERY_MS = 2_000
const AFTER_FAILURE_MS = 2_000

/** Works on the stock of one integration until it is stopped or loses its lease. Call only with the lease in hand. */
export function startStockRunner(services: EngineServices, wake: Wake, key: StockFlowKey, holder: string): StockRunner {
  const stopping = new AbortController()
  const crew: Crew = {
    services,
    wake,
    key,
    holder,
    stopping,
    memory: { signal: stopping.signal, beforeWrite: () => assertLease(crew), placed: null },
    leaseUntil: services.clock.now().getTime() + LEASE_SECONDS * 1000,
    full: null,
    fullFailures: 0,
    fullNotBefore: 0,
    tidiedAt: 0,
    recheckedAt: 0,
    listener: createListener(services, wake, stopping.signal),
    demand: new Map(),
  }
  const ended = Promise.all([
    work(crew, followStores),
    work(crew, lookAtLevels),
    work(crew, lookAtTarget),
    keepLease(crew),
  ]).then(async () => {
    await crew.full
    await crew.listener.ended
    await releaseStockFlow(services.pool, key, holder).catch(() => {})
  })
  return { key, ended, stop: () => stopping.abort() }
}

/** Takes the right to work on a flow, where nobody else has it. */
export const takeStockFlow = (services: EngineServices, key: StockFlowKey, holder: string): Promise<boolean> =>
  holdStockFlow(services.pool, key, { holder, leaseSeconds: LEASE_SECONDS })

async function keepLease(crew: Crew): Promise<void> {
  const { services, key, holder, stopping } = crew
  while (!stopping.signal.aborted) {
    await services.clock.sleep((LEASE_SECONDS * 1000) / 3, stopping.signal)
    if (stopping.signal.aborted) return
    const asked = services.clock.now().getTime()
    const kept = await takeStockFlow(services, key, holder).catch(() => null)
    if (kept === true) crew.leaseUntil = asked + LEASE_SECONDS * 1000
    if (kept === false) stopping.abort()
  }
}

// A process that was frozen longer than its lease may not write: another one works on these levels now.
function assertLease(crew: Crew): void {
  if (crew.services.clock.now().getTime() < crew.leaseUntil && !crew.stopping.signal.aborted) return
  crew.stopping.signal.throwIfAborted()
  throw new Error('the lease of this flow has ended')
}

/** One look; answers whether there may be more to do at once. */
type Look = (crew: Crew, flow: StockFlow, row: StockFlowRow) => Promise<boolean>

/**
 * Looks again and again. What stores tell is noted beside the rest, and so is the target asked: an order of one store lowers the figures of
 * the others without a word from the target, and must wait neither for a store that is slow nor for an ERP.
 */
async function work(crew: Crew, look: Look): Promise<void> {
  const { services, key, memory, stopping } = crew
  using bell = bellOf(crew)
  while (!stopping.signal.aborted) {
    let flow: StockFlow | null = null
    let isBusy = false
    bell.hush()
    try {
      const row = await readStockFlow(services.pool, key)
      if (row !== null) {
        flow = await openStockFlow(services, key, memory)
        isBusy = await look(crew, flow, row)
      }
    } catch (error) {
      if (!stopping.signal.aborted) await noteFailure(crew, flow, asTillbridgeError(error))
    }
    if (!isBusy) await bell.rung()
  }
}

async function followStores({ services, wake }: Crew, flow: StockFlow): Promise<boolean> {
  const followed = await followStoreHints(services, flow)
  // What one store sold moves the figures of the others.
  if (followed > 0) wake.raise()
  return followed > 0
}

async function lookAtTarget({ services, wake }: Crew, flow: StockFlow, row: StockFlowRow): Promise<boolean> {
  const followed = await followTargetHints(services, flow, row)
  if (followed > 0) wake.raise()
  return followed > 0
}

async function lookAtLevels(crew: Crew, flow: StockFlow, row: StockFlowRow): Promise<boolean> {
  const { services, key } = crew
  startFullRun(crew, flow, row)
  await recheckOpen(crew, flow, row)
  const looked = await bringDueLevels(services, flow, row)
  await crew.listener.listen(flow)
  await tidy(crew)
  const isWell = crew.full === null && row.fullWantedAt === null
  if (row.problem !== null && isWell) await setStockProblem(services.pool, key, null)
  return looked > 0
}

interface Bell extends Disposable {
  /** What rang until now is about to be looked at. */
  hush(): void
  /** Until something is noted, or half a second has passed. What was noted during the look counts: the look may have missed it. */
  rung(): Promise<void>
}

function bellOf({ services, wake, stopping }: Crew): Bell {
  let ringing = new AbortController()
  const off = wake.onWork(() => ringing.abort())
  return {
    hush() {
      if (ringing.signal.aborted) ringing = new AbortController()
    },
    rung: () => services.clock.sleep(IDLE_MS, AbortSignal.any([ringing.signal, stopping.signal])),
    [Symbol.dispose]: off,
  }
}

/** A full run is wanted by a person or the clock, or because rules changed, or because there has been none. */
function startFullRun(crew: Crew, flow: StockFlow, row: StockFlowRow): void {
  const isWanted = row.fullWantedAt !== null || row.rulesHash !== flow.rulesHash
  if (!isWanted || crew.full !== null || crew.services.clock.now().getTime() < crew.fullNotBefore) return
  crew.full = fullRun(crew).finally(() => {
    crew.full = null
  })
}

async function fullRun(crew: Crew): Promise<void> {
  const { services, key, memory } = crew
  let flow: StockFlow | null = null
  try {
    flow = await openStockFlow(services, key, memory, { fresh: true })
    const result = await runFully(services, flow)
    crew.fullFailures = 0
    await setStockProblem(services.pool, key, null)
    services.log.info({ integration: flow.integration.row.key, ...result }, 'all stock was compared')
  } catch (error) {
    if (crew.stopping.signal.aborted) return
    crew.fullFailures += 1
    const failure = asTillbridgeError(error)
    const waitSeconds = failure.retryAfterSeconds ?? Math.min(300, 2 ** crew.fullFailures)
    crew.fullNotBefore = services.clock.now().getTime() + waitSeconds * 1000
    await noteFailure(crew, flow, failure)
  }
}

/** Orders that the target did not know when a level was computed: once it does, the level is computed again. */
async function recheckOpen(crew: Crew, flow: StockFlow, row: StockFlowRow): Promise<void> {
  const { services, key, demand } = crew
  const now = services.clock.now().getTime()
  if (now - crew.recheckedAt < RECHECK_EVERY_MS) return
  crew.recheckedAt = now
  const items = await openLevelItems(services.pool, key)
  const orders = Map.groupBy(await readDemand(services.pool, flow.targetKey, items, row.sweptAt), (order) => order.item)
  const changed = items.filter((item) => {
    const taken = (orders.get(item) ?? []).map((order) => `${order.recordKey}=${unknownTo(order, flow.rules)}`).sort()
    const text = taken.join()
    const isNew = demand.get(item) !== text
    demand.set(item, text)
    return isNew
  })
  for (const item of demand.keys()) if (!items.includes(item)) demand.delete(item)
  await markLevelsOfItems(services.pool, key, changed)
  await askAgain(crew, flow, orders)
}

/** Where the target told of a booking before it was known here as booked, it tells of it no more: the figure is read once more. */
async function askAgain(
  { services, key }: Crew,
  flow: StockFlow,
  orders: ReadonlyMap<string, readonly OrderDemand[]>,
): Promise<void> {
  if (!fallsWhenBooked(flow.rules)) return
  for (const [item, taken] of orders)
    if (taken.some(({ isUnread }) => isUnread)) await addStockHint(services.pool, key, { side: 'target', key: item })
}

async function tidy(crew: Crew): Promise<void> {
  const now = crew.services.clock.now().getTime()
  if (now - crew.tidiedAt < TIDY_EVERY_MS) return
  crew.tidiedAt = now
  await forgetDemand(crew.services.pool, crew.key)
}

/** Says what stands in the way, and what follows for the connection that said so. */
async function noteFailure(crew: Crew, flow: StockFlow | null, error: TillbridgeError): Promise<void> {
  const { services, key, stopping } = crew
  services.log.warn(
    { ...key, code: error.code, reason: error.message },
    'the stock could not be kept in step; it goes on',
  )
  try {
    await setStockProblem(services.pool, key, problemOf(error))
    if (flow !== null) await blame(services, flow, error)
  } catch (second) {
    services.log.warn({ error: String(second) }, 'what went wrong could not be stored')
  }
  const waitMs = error.kind === 'throttled' ? (error.retryAfterSeconds ?? 2) * 1000 : AFTER_FAILURE_MS
  await services.clock.sleep(Math.min(waitMs, 60_000), stopping.signal)
}

async function blame(services: EngineServices, flow: StockFlow, error: TillbridgeError): Promise<void> {
  const blamed = blamedBy(flow, error)
  if (blamed === null) return
  if (error.kind === 'unauthorized') await pauseRefused(services, blamed.connection, error)
  if (error.kind === 'throttled') {
    const { organizationId, connectionId } = blamed.connection
    await holdConnection(services.pool, organizationId, connectionId, error.retryAfterSeconds ?? 2)
  }
}

/** Error codes begin with the vendor's name. */
function blamedBy({ store, target }: StockFlow, { code }: TillbridgeError): OpenConnection | null {
  const isOf = (open: OpenConnection): boolean => code.startsWith(open.connection.connector.toUpperCase())
  return isOf(store) ? store : isOf(target) ? target : null
}
