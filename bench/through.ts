import { request } from 'undici'
import { type BenchBridge, configurationFor, dataFolder, startBridge } from './bridge.ts'
import { type Child, startChild } from './children.ts'
import { type Delivery, percentile, renamed, send } from './deliveries.ts'

export interface ThroughResult {
  readonly ordersPerSecond: number
  readonly overheadP50Ms: number
  readonly overheadP99Ms: number
  readonly callsPerOrder: number
}

export const ERP_ANSWERS_AFTER_MS = 5
const SLOTS = 32
const CALM_PER_SECOND = 50
const CONNECTIONS = 32

interface Figures {
  readonly calls: number
  readonly documents: number
  /** When each order's document was booked, by our reference; milliseconds since the epoch. */
  readonly orders: Readonly<Record<string, number>>
}

/**
 * Webhook in, document in the ERP: how many a second when they come as fast as they can, and how much time Tillbridge adds to the
 * ERP's own when they come calmly. Everything durable; load, Tillbridge, Postgres and ERP share the machine.
 */
export async function measureThrough(recorded: readonly Delivery[], orders: number): Promise<ThroughResult> {
  await using folder = await dataFolder()
  await using erp = await startChild('./erp-stub.ts', [String(ERP_ANSWERS_AFTER_MS)])
  // Two processes for two cores, as `--role` spreads them: one takes webhooks, one works.
  await using bridge = await startBridge(folder.path, 'web', configurationFor(erp.url, SLOTS))
  await using _worker = await startBridge(folder.path, 'worker', configurationFor(erp.url, SLOTS))
  // Customers are met once before: the budget is for known ones.
  await run(bridge, erp, take(recorded, 200, 1))
  await request(`${erp.url}/__reset`)
  const calm = await run(bridge, erp, take(recorded, Math.min(orders, 300), 2), CALM_PER_SECOND)
  await request(`${erp.url}/__reset`)
  const full = await run(bridge, erp, take(recorded, orders, 3))
  return {
    ordersPerSecond: full.perSecond,
    overheadP50Ms: percentile(calm.latenciesMs, 0.5) - ERP_ANSWERS_AFTER_MS,
    overheadP99Ms: percentile(calm.latenciesMs, 0.99) - ERP_ANSWERS_AFTER_MS,
    callsPerOrder: full.calls / full.documents,
  }
}

/** `count` deliveries that nobody has seen, made from the recorded ones. */
function take(recorded: readonly Delivery[], count: number, round: number): Delivery[] {
  return Array.from({ length: count }, (_, index) => {
    const delivery = recorded[index % recorded.length] as Delivery
    return renamed(delivery, round * 1000 + Math.floor(index / recorded.length))
  })
}

async function run(bridge: BenchBridge, erp: Child, deliveries: readonly Delivery[], perSecond?: number) {
  const sentAt = new Map<string, number>()
  const startedAt = Date.now()
  const result = await send(bridge.webhookUrl, deliveries, {
    connections: CONNECTIONS,
    ...(perSecond === undefined ? {} : { perSecond }),
    onSent: (delivery, at) => sentAt.set(`bench:sales-order:${delivery.orderId}`, at),
  })
  if (result.refused > 0) throw new Error(`${result.refused} deliveries were refused`)
  const figures = await booked(erp, deliveries.length)
  const times = Object.entries(figures.orders).filter(([reference]) => sentAt.has(reference))
  const lastAt = Math.max(...times.map(([, at]) => at))
  return {
    perSecond: deliveries.length / ((lastAt - startedAt) / 1000),
    latenciesMs: times.map(([reference, at]) => at + ERP_ANSWERS_AFTER_MS - (sentAt.get(reference) ?? at)),
    calls: figures.calls,
    documents: times.length,
  }
}

const LIMIT_MS = 120_000

/** The ERP's own figures once it holds all of them. */
async function booked(erp: Child, orders: number): Promise<Figures> {
  const deadline = Date.now() + LIMIT_MS
  for (;;) {
    const figures = (await (await request(`${erp.url}/__figures`)).body.json()) as Figures
    const done = Object.keys(figures.orders).filter((reference) => reference.includes(':sales-order:')).length
    if (done >= orders) return figures
    if (Date.now() > deadline) throw new Error(`only ${done} of ${orders} orders reached the ERP`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
