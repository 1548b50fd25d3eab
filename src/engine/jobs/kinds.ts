import { z } from 'zod'
import type { Job, JobProgress } from '#database/jobs'
import type { Engine } from '#engine/engine'
import { adoptRange } from './adopt-orders.ts'
import { importUploaded } from './import-file.ts'
import { compareAll } from './moves.ts'
import { release } from './release.ts'
import { shadowRange } from './shadow-run.ts'
import { undoRecords } from './undo-records.ts'

/** What a job may use while it runs. */
export interface JobRun {
  readonly engine: Pick<
    Engine,
    | 'services'
    | 'backfill'
    | 'shadow'
    | 'drift'
    | 'sweep'
    | 'undo'
    | 'preflight'
    | 'findAdoptions'
    | 'takeSure'
    | 'importFile'
  >
  readonly job: Job & { readonly integrationId: string }
  /** Ends when a person wants the job to stop, or the process does. */
  readonly signal: AbortSignal
  progress(progress: JobProgress): void
}

const instant = z.iso.datetime().transform((text) => new Date(text))
const range = z.object({ since: instant, until: instant })

const SHARE = 1000

async function importRange({ engine, job, signal, progress }: JobRun): Promise<unknown> {
  const { flow, ...days } = range.extend({ flow: z.string() }).parse(job.input)
  const end = await engine.backfill({
    ...keyOf(job),
    ...days,
    flow,
    signal,
    onProgress: ({ share, backfill }) =>
      progress({ done: Math.round(share * SHARE), total: SHARE, doing: `${backfill.found} found` }),
  })
  const { found, raised } = end.backfill
  return { found, raised, share: end.share }
}

async function look({ engine, job, signal, progress }: JobRun): Promise<unknown> {
  return engine.preflight({
    ...keyOf(job),
    ...range.parse(job.input),
    signal,
    onProgress: ({ orders, lacking }) => progress({ done: orders, total: null, doing: `${lacking} need something` }),
  })
}

async function compare({ engine, job, signal, progress }: JobRun): Promise<unknown> {
  const { timeZone, areas, ...days } = range
    .extend({
      timeZone: z.string(),
      areas: z.array(z.enum(['orders', 'payments', 'taxes', 'stock', 'prices'])).optional(),
    })
    .parse(job.input)
  return engine.drift({
    ...keyOf(job),
    ...days,
    timeZone,
    madeBy: 'person',
    signal,
    ...(areas === undefined ? {} : { areas }),
    onProgress: ({ area, compared }) => progress({ done: compared, total: null, doing: area }),
  })
}

async function search({ engine, job, signal, progress }: JobRun): Promise<unknown> {
  const { flow, since, until, force } = z
    .object({
      flow: z.string(),
      since: instant.optional(),
      until: instant.optional(),
      force: z.boolean().default(false),
    })
    .parse(job.input)
  return engine.sweep({
    ...keyOf(job),
    flow,
    force,
    signal,
    ...(since === undefined ? {} : { since, lane: 1 as const }),
    ...(until === undefined ? {} : { until }),
    onProgress: ({ read, found }) => progress({ done: read, total: null, doing: `${found} new` }),
  })
}

const keyOf = ({ organizationId, integrationId }: JobRun['job']) => ({ organizationId, integrationId })

/** Every kind of long work, by name. Each may be begun again from its start, or goes on where it was broken off. */
export const JOB_KINDS = {
  import: importRange,
  shadow: shadowRange,
  drift: compare,
  sweep: search,
  preflight: look,
  release,
  undo: undoRecords,
  adopt: adoptRange,
  compare: compareAll,
  file: importUploaded,
} as const satisfies Readonly<Record<string, (run: JobRun) => Promise<unknown>>>
export type JobKind = keyof typeof JOB_KINDS
