import type { Settlement } from '#database/settle'
import type { Trouble } from './orders.ts'

/** What became of the newest runs, in the order in which they ended. */
export interface LatestRun {
  readonly name: string
  readonly state: Settlement['state']
  readonly customer: string | null
  readonly total: string | null
  readonly currency: string | null
  /** Kinds of the documents that this run wrote. */
  readonly written: readonly string[]
  readonly cause: string | null
  /** Since the order was placed. */
  readonly tookMs: number | null
}

export interface Snapshot {
  readonly planned: number
  readonly placed: number
  readonly booked: number
  readonly held: number
  readonly skipped: number
  readonly onTheWay: number
  /** Orders booked per second, over the last seconds. */
  readonly perSecond: number
  /** From placing an order to its documents in the ERP, without those whose webhooks came late or never. */
  readonly medianMs: number | null
  readonly p99Ms: number | null
  readonly troubles: Readonly<Record<Trouble, number>>
  /** Runs that an interrupted call ended and that were tried again. */
  readonly interrupted: number
  readonly latest: readonly LatestRun[]
}

export interface Progress {
  placed(name: string, trouble: Trouble): void
  settled(settlement: Settlement): void
  snapshot(): Snapshot
}

const KEPT_LATEST = 6
const RATE_WINDOW_MS = 4_000

interface Tracked {
  readonly placedAt: number
  readonly trouble: Trouble
  state: Settlement['state'] | null
  bookedAt: number | null
}

/** Follows orders from the shop into the ERP. `nowMs` is a clock that only goes forward. */
export function createProgress(planned: number, nowMs: () => number): Progress {
  const orders = new Map<string, Tracked>()
  const troubles: Record<Trouble, number> = { none: 0, duplicate: 0, late: 0, never: 0 }
  let latest: LatestRun[] = []
  let interrupted = 0
  return {
    placed(name, trouble) {
      orders.set(name, { placedAt: nowMs(), trouble, state: null, bookedAt: null })
      troubles[trouble] += 1
    },
    settled(settlement) {
      if (settlement.state === 'waiting') interrupted += 1
      const name = settlement.recordName
      const order = name === null ? undefined : orders.get(name)
      if (name === null || order === undefined) return
      order.state = settlement.state
      const isFirst = settlement.state === 'synced' && order.bookedAt === null
      if (isFirst) order.bookedAt = nowMs()
      // A run that found everything in step is no news.
      if (settlement.state === 'synced' && settlement.links.length === 0) return
      latest = [runOf(name, settlement, order), ...latest].slice(0, KEPT_LATEST)
    },
    snapshot: () => snapshotOf({ planned, orders: [...orders.values()], troubles, interrupted, latest, now: nowMs() }),
  }
}

function runOf(name: string, { state, summary, links, cause }: Settlement, order: Tracked): LatestRun {
  const text = (field: string): string | null => {
    const value = summary?.[field]
    return typeof value === 'string' && value !== '' ? value : null
  }
  return {
    name,
    state,
    customer: text('customer'),
    total: text('total'),
    currency: text('currency'),
    written: links.map(({ kind }) => kind),
    cause: cause?.message ?? null,
    tookMs: order.bookedAt === null ? null : order.bookedAt - order.placedAt,
  }
}

interface Facts extends Pick<Snapshot, 'planned' | 'troubles' | 'interrupted' | 'latest'> {
  readonly orders: readonly Tracked[]
  readonly now: number
}

function snapshotOf({ orders, now, ...rest }: Facts): Snapshot {
  const inState = (state: Tracked['state']): number => orders.filter((order) => order.state === state).length
  const [booked, held, skipped] = [inState('synced'), inState('attention'), inState('skipped')]
  const usual = orders.filter(({ trouble }) => trouble === 'none' || trouble === 'duplicate')
  const latencies = usual
    .flatMap(({ placedAt, bookedAt }) => (bookedAt === null ? [] : [bookedAt - placedAt]))
    .toSorted((a, b) => a - b)
  const recent = orders.filter(({ bookedAt }) => bookedAt !== null && bookedAt > now - RATE_WINDOW_MS).length
  return {
    ...rest,
    placed: orders.length,
    booked,
    held,
    skipped,
    onTheWay: orders.length - booked - held - skipped,
    perSecond: recent / (RATE_WINDOW_MS / 1000),
    medianMs: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  }
}

/** The smallest value that a share of all values does not exceed. */
export const quantile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
