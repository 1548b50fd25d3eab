import {
  type Backfill,
  type BackfillRange,
  beginBackfill,
  finishBackfill,
  importPage,
  unfinishedBackfill,
} from '#database/backfills'
import { listFlows } from '#database/integrations'
import { TillbridgeError } from '#lib/errors'
import { raisedRecord } from './changes.ts'
import { flowOf } from './flows.ts'
import type { EngineServices } from './services.ts'
import type { Wake } from './wake.ts'

export interface BackfillRequest extends BackfillRange {
  /** Stops after the page that is being read; the next call goes on from there. */
  readonly signal?: AbortSignal
  onProgress?(progress: BackfillProgress): void
}

export interface BackfillProgress {
  readonly backfill: Backfill
  /** An earlier call was broken off, and this one goes on where it was. */
  readonly resumed: boolean
  /** How much of the range has been read, 0 to 1. */
  readonly share: number
}

/**
 * Raises every record that came into being in a range, behind live work, and remembers how far it came: broken off and called
 * again, it goes on; called once more when it was done, it raises what has changed since, usually nothing.
 *
 * @throws {TillbridgeError} `rejected`: `RANGE_EMPTY`, `FLOW_OFF`; whatever the systems answer.
 */
export async function runBackfill(
  services: EngineServices,
  wake: Wake,
  request: BackfillRequest,
): Promise<BackfillProgress> {
  if (request.since >= request.until) throw emptyRange(request)
  await assertOn(services, request)
  const known = await unfinishedBackfill(services.pool, request)
  let backfill = known ?? (await beginBackfill(services.pool, request, services.clock.now()))
  const resumed = known !== null
  const progress = (): BackfillProgress => ({ backfill, resumed, share: shareOf(backfill) })
  // Other flows are read from several lists, one after the other: how far one was read says nothing of the next.
  const resumesAt = request.flow === 'orders' ? backfill.readUntil : null
  for await (const page of flowOf(request.flow).changes(services, {
    ...request,
    // A record that was placed in the range has changed since the range began, if only by being placed; and perhaps last week.
    since: new Date(resumesAt ?? backfill.since),
    until: new Date(backfill.changesUntil),
  })) {
    const records = page.filter(({ createdAt }) => createdAt === null || isWithin(request, createdAt))
    const readUntil = page.at(-1)?.updatedAt ?? backfill.since
    const before = backfill.found + backfill.raised
    backfill = await importPage(services.pool, backfill, records.map(raisedRecord), readUntil)
    if (backfill.found + backfill.raised > before) wake.raise()
    request.onProgress?.(progress())
    if (request.signal?.aborted === true) return progress()
  }
  backfill = await finishBackfill(services.pool, backfill)
  return progress()
}

const isWithin = ({ since, until }: BackfillRange, instant: string): boolean => {
  const time = new Date(instant).getTime()
  return time >= since.getTime() && time < until.getTime()
}

/** By the stamps that were read: a range is not known to be half done before half of its time is. */
function shareOf({ since, changesUntil, readUntil, finishedAt }: Backfill): number {
  if (finishedAt !== null) return 1
  if (readUntil === null) return 0
  const [from, to, at] = [since, changesUntil, readUntil].map((instant) => new Date(instant).getTime())
  return to === undefined || from === undefined || at === undefined || to <= from ? 0 : (at - from) / (to - from)
}

/** Orders are what an integration is for; any other flow is brought in only where it is on, as nothing of it runs elsewhere. */
async function assertOn(
  { pool }: EngineServices,
  { organizationId, integrationId, flow }: BackfillRange,
): Promise<void> {
  if (flow === 'orders') return
  const flows = await listFlows(pool, organizationId)
  if (flows.some((one) => one.integrationId === integrationId && one.flow === flow && one.enabled)) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'FLOW_OFF',
    message: `The flow "${flow}" is off in this integration.`,
    remedy: 'Switch the flow on, then bring in its records.',
  })
}

const emptyRange = ({ since, until }: BackfillRange): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'RANGE_EMPTY',
    message: `There is nothing between ${since.toISOString()} and ${until.toISOString()}.`,
    remedy: 'Name the first day with --from, and with --to the first day that is not taken any more.',
  })
