import { moveCursor, readCursor } from '#database/cursors'
import { raiseTransfers } from '#database/raise'
import { raisedRecord } from './changes.ts'
import { flowOf } from './flows.ts'
import type { EngineServices } from './services.ts'
import type { Wake } from './wake.ts'

export interface SweepRequest {
  readonly organizationId: string
  readonly integrationId: string
  readonly flow: string
  /** Default: where the last sweep ended, less the overlap. */
  readonly since?: Date
  /** Default: now. */
  readonly until?: Date
  /** 1 for a range of history, so that live orders go first. */
  readonly lane?: 0 | 1
  /** Also raise what has not changed since we last heard of it. */
  readonly force?: boolean
  readonly signal?: AbortSignal
  onProgress?(progress: SweepResult): void
}

export interface SweepResult {
  /** Records the store listed. */
  readonly read: number
  /** Those we had never heard of. */
  readonly found: number
  /** Those that changed without our hearing of it. */
  readonly raised: number
}

// A store's search index lags behind its writes, and clocks differ: each sweep reads the last minutes again.
const OVERLAP_MS = 3 * 60_000

/**
 * Reads what changed in the store and raises what we have not heard of: the net below the webhooks. The cursor moves only when
 * the whole range was read.
 */
export async function sweep(services: EngineServices, wake: Wake, request: SweepRequest): Promise<SweepResult> {
  const { organizationId, integrationId, flow } = request
  const integration = await services.integrations.load(organizationId, integrationId)
  const handler = flowOf(flow)
  if (handler.sweep !== undefined) return handler.sweep(services, wake, request)
  // The end of a range is not part of it, and what changed in this very millisecond is wanted.
  const now = new Date(services.clock.now().getTime() + 1)
  const { until = now } = request
  const since = request.since ?? (await sweepStart(services, request, integration.policies.goLiveOn))
  let total: SweepResult = { read: 0, found: 0, raised: 0 }
  for await (const page of handler.changes(services, { ...request, since, until })) {
    const options = { organizationId, integrationId, flow, lane: request.lane ?? 0, force: request.force ?? false }
    const foundBy = request.since === undefined ? 'sweep' : 'person'
    const news = await raiseTransfers(services.pool, { ...options, foundBy }, page.map(raisedRecord))
    total = { read: total.read + page.length, found: total.found + news.found, raised: total.raised + news.raised }
    if (news.found + news.raised > 0) wake.raise()
    request.onProgress?.(total)
  }
  // What is still to come was not read, whatever end was asked for.
  const readUntil = until < now ? until : now
  if (request.since === undefined) await moveCursor(services.pool, organizationId, integrationId, flow, readUntil)
  return total
}

async function sweepStart(services: EngineServices, request: SweepRequest, goLiveOn: string | null): Promise<Date> {
  const cursor = await readCursor(services.pool, request.organizationId, request.integrationId, request.flow)
  if (cursor !== null) return new Date(cursor.getTime() - OVERLAP_MS)
  // The first sweep reaches back to the go-live date (a day early: the shop's zone decides later), else over the last day.
  const dayMs = 24 * 60 * 60_000
  if (goLiveOn !== null) return new Date(new Date(`${goLiveOn}T00:00:00Z`).getTime() - dayMs)
  return new Date(services.clock.now().getTime() - dayMs)
}
