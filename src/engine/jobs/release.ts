import { z } from 'zod'
import { countCause, releaseCause } from '#database/attention'
import type { JobRun } from './kinds.ts'

const LOOK_EVERY_MS = 250
/** Nothing has moved for so long: nobody runs it now (a paused connection, a stopped worker). Other jobs wait behind this one. */
const PATIENCE_MS = 60_000

export const releaseInput = z.object({
  code: z.string(),
  subject: z.string().nullable(),
  /** How many waited before something else, e.g. a new mapping, let them go. */
  expected: z.number().int().default(0),
})

/** What came of running everything again that waited for one cause. */
interface Released {
  readonly transfers: number
  /** They have come back with the same cause. */
  readonly stillWaiting: number
  /** They run as soon as their connection does. */
  readonly underWay: number
}

/** Runs everything again that waits for one cause, and watches until it has run. */
export async function release({ engine, job, signal, progress }: JobRun): Promise<Released> {
  const { pool, clock } = engine.services
  const { code, subject, expected } = releaseInput.parse(job.input)
  const cause = { organizationId: job.organizationId, integrationId: job.integrationId, code, subject }
  await releaseCause(pool, cause)
  let { waiting, underWay } = await countCause(pool, cause)
  // Begun again where a process was lost, it has let go of most already.
  const transfers = Math.max(expected, job.total ?? 0, underWay)
  let movedAt = clock.now().getTime()
  for (;;) {
    progress({ done: Math.max(transfers - underWay, 0), total: transfers, doing: subject ?? code })
    if (underWay === 0 || signal.aborted || clock.now().getTime() - movedAt > PATIENCE_MS)
      return { transfers, stillWaiting: waiting, underWay }
    await clock.sleep(LOOK_EVERY_MS, signal)
    const now = await countCause(pool, cause)
    if (now.underWay !== underWay) movedAt = clock.now().getTime()
    ;({ waiting, underWay } = now)
  }
}
