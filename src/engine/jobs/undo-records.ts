import { z } from 'zod'
import { TillbridgeError } from '#lib/errors'
import type { JobRun } from './kinds.ts'

/** Nothing has moved for so long: nobody runs it now. What was begun goes on by itself when its connection does. */
const PATIENCE_MS = 120_000

const MOST_KEPT = 500

const input = z.object({
  scope: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('range'), since: z.iso.datetime(), until: z.iso.datetime() }),
    z.object({ kind: z.literal('import'), backfillId: z.uuid() }),
    z.object({ kind: z.literal('record'), transferId: z.uuid() }),
  ]),
  /** Who asked; stays with every record. */
  by: z.string(),
})

/** Has the workers take back everything of a scope. */
export async function undoRecords({ engine, job, signal, progress }: JobRun): Promise<unknown> {
  const { scope, by } = input.parse(job.input)
  const { clock } = engine.services
  let done = 0
  let movedAt = clock.now().getTime()
  const { undone, open, left } = await engine.undo(
    { organizationId: job.organizationId, integrationId: job.integrationId, scope },
    {
      by,
      signal,
      onProgress(now) {
        if (now.done !== done) movedAt = clock.now().getTime()
        done = now.done
        progress({ done, total: now.all, doing: null })
      },
      async check() {
        signal.throwIfAborted()
        if (clock.now().getTime() - movedAt > PATIENCE_MS) throw waits()
      },
    },
  )
  return { undone, waiting: open.length, open: open.slice(0, MOST_KEPT), left }
}

const waits = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'UNDO_WAITS',
    message: 'The undo is written down, and nothing runs it at the moment.',
    remedy: 'See whether the connection is paused and a worker runs; it goes on by itself then.',
  })
