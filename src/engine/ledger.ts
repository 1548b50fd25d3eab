import type { Source } from '#contract/source'
import { type LedgerDay, ledgerDays } from '#database/ledger'
import { startOfDay } from '#lib/clock'
import type { Order } from '#model/order'
import type { RunScope } from './connections.ts'
import { searchedUntil } from './searched.ts'
import type { EngineServices } from './services.ts'

export interface LedgerRequest {
  readonly organizationId: string
  readonly integrationId: string
  readonly flow: string
  /** The shop's zone. */
  readonly timeZone: string
  /** The days to compare, `YYYY-MM-DD`, oldest first. */
  readonly days: readonly string[]
}

/** One day on both sides: what the store says it has, and where each of these records stands with us. */
export interface ComparedDay extends LedgerDay {
  /** Records created on that day as the store counts them, `null` when it cannot count. */
  readonly storeRecords: number | null
  /**
   * Records of the store that we have never heard of (negative: more than the store has now), `null` when it cannot count. What was placed
   * after the store was last searched is about to be heard of, and is not missing.
   */
  readonly missing: number | null
}

const DAY_MS = 24 * 60 * 60_000

/** Compares counts per day: with nothing missing and every record in one of our states, nothing can have been lost. */
export async function compareLedger(services: EngineServices, request: LedgerRequest): Promise<ComparedDay[]> {
  const [first] = request.days
  const last = request.days.at(-1)
  if (first === undefined || last === undefined) return []
  const integration = await services.integrations.load(request.organizationId, request.integrationId)
  const store = await services.connections.open(request.organizationId, integration.row.storeConnectionId)
  const source = store.connector.reads.orders as Source<never, Order> | undefined
  const scope: RunScope = { signal: new AbortController().signal, record() {}, beforeWrite() {} }
  const range = { since: startOfDay(first, request.timeZone), until: endOfDay(last, request.timeZone) }
  const ours = new Map((await ledgerDays(services.pool, { ...request, ...range })).map((day) => [day.day, day]))
  const searched = await searchedUntil(services, request)
  const compared: ComparedDay[] = []
  for (const day of request.days) {
    const known = ours.get(day) ?? emptyDay(day)
    const bounds = { since: startOfDay(day, request.timeZone), until: endOfDay(day, request.timeZone) }
    const count = async (until: Date): Promise<number | null> =>
      (await source?.count?.(store.context(scope), { ...bounds, until })) ?? null
    const storeRecords = await count(bounds.until)
    let missing = storeRecords === null ? null : storeRecords - known.records
    // Both sides once more, by when all of it must have been heard of.
    if (missing !== null && missing > 0 && searched !== null && searched < bounds.until) {
      const until = searched < bounds.since ? bounds.since : searched
      const [then] = await ledgerDays(services.pool, { ...request, ...bounds, until })
      missing = Math.max(0, ((await count(until)) ?? 0) - (then?.records ?? 0))
    }
    compared.push({ ...known, storeRecords, missing })
  }
  return compared
}

const emptyDay = (day: string): LedgerDay => ({
  day,
  records: 0,
  synced: 0,
  skipped: 0,
  attention: 0,
  open: 0,
  foundBySweep: 0,
})

/** The first instant of the next calendar day: days of 23 and 25 hours end when they end. */
function endOfDay(day: string, timeZone: string): Date {
  const next = new Date(new Date(`${day}T00:00:00Z`).getTime() + DAY_MS)
  return startOfDay(next.toISOString().slice(0, 10), timeZone)
}
