import { z } from 'zod'
import { transferIdsOf } from '#database/adopting'
import type { JobRun } from './kinds.ts'

const instant = z.iso.datetime().transform((text) => new Date(text))
const range = z.object({ since: instant, until: instant })

/** Of a hundred thousand orders nobody reads every line on a page, and a page asks for all of them at once. */
const MOST_KEPT = 500

/** Compares what would be written with what the target holds, and keeps what is not equal. */
export async function shadowRange({ engine, job, signal, progress }: JobRun): Promise<unknown> {
  const { organizationId, integrationId } = job
  const days = range.parse(job.input)
  const { orders, counts, entries } = await engine.shadow({
    organizationId,
    integrationId,
    ...days,
    signal,
    onProgress: (done) => progress({ done, total: null, doing: null }),
  })
  const unequal = entries.filter(({ verdict }) => verdict !== 'equal')
  const kept = unequal.slice(0, MOST_KEPT)
  const transfers = await transferIdsOf(
    engine.services.pool,
    { organizationId, integrationId, flow: 'orders' },
    kept.flatMap(({ orderKey }) => orderKey ?? []),
  )
  return {
    ...days,
    orders,
    counts,
    found: unequal.length,
    entries: kept.map((entry) => ({ ...entry, transferId: transfers.get(entry.orderKey ?? '') ?? null })),
  }
}
