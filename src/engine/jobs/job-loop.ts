import {
  claimJob,
  endJob,
  failForgottenJobs,
  failLostJobs,
  type Job,
  type JobProgress,
  noteProgress,
  releaseJob,
} from '#database/jobs'
import type { EngineServices } from '#engine/services'
import { asTillbridgeError, TillbridgeError } from '#lib/errors'
import { JOB_KINDS, type JobKind, type JobRun } from './kinds.ts'

export interface JobLoop {
  /** Takes nothing new; what runs is given back, and goes on in another process or at the next start. */
  stop(): Promise<void>
}

// A person looks at a bar that moves; more often than this is only load.
const TELL_EVERY_MS = 500
const LOOK_EVERY_MS = 1_000
const LEASE_MS = 60_000
const MOST_STARTS = 4

const LOST = {
  code: 'JOB_LOST',
  message: 'The process that did this work ended each time before the work was done.',
  remedy: 'Look at the log of the server for why it ended, then ask for the work again.',
}

// What was asked for a week ago was about that week: a file of stock or prices would be written over what holds now.
const FORGOTTEN_MS = 7 * 86_400_000

const FORGOTTEN = {
  code: 'JOB_FORGOTTEN',
  message: 'No process did this work for a week, so it was not begun any more.',
  remedy: 'Ask for the work again; a file has to be uploaded anew.',
}

/** Does what people asked for that takes long, one job after the other. Several processes may do so. */
export function startJobs(services: EngineServices, engine: JobRun['engine']): JobLoop {
  const stopping = new AbortController()
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      const worked = await next(services, engine, stopping.signal).catch((error: unknown) => {
        services.log.warn({ error: String(error) }, 'a job could not be taken or told of; it is tried again')
        return false
      })
      if (!worked) await services.clock.sleep(LOOK_EVERY_MS, stopping.signal)
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}

async function next(services: EngineServices, engine: JobRun['engine'], closing: AbortSignal): Promise<boolean> {
  const { pool, clock } = services
  await failLostJobs(pool, clock.now(), MOST_STARTS, LOST)
  await failForgottenJobs(pool, clock.now(), new Date(clock.now().getTime() - FORGOTTEN_MS), FORGOTTEN)
  const job = await claimJob(pool, { now: clock.now(), leaseMs: LEASE_MS, mostStarts: MOST_STARTS })
  if (job === null) return false
  await runJob(services, engine, job, closing)
  return true
}

async function runJob(
  services: EngineServices,
  engine: JobRun['engine'],
  job: Job,
  closing: AbortSignal,
): Promise<void> {
  const { pool, clock } = services
  const stop = new AbortController()
  const teller = tellerOf(services, job, () => stop.abort())
  try {
    const run = JOB_KINDS[job.kind as JobKind] as ((run: JobRun) => Promise<unknown>) | undefined
    if (run === undefined || job.integrationId === null) throw unknownKind(job.kind)
    const signal = AbortSignal.any([closing, stop.signal])
    const { integrationId } = job
    const result = await run({ engine, job: { ...job, integrationId }, signal, progress: teller.note })
    await teller.end()
    if (closing.aborted) return await releaseJob(pool, job)
    const state = stop.signal.aborted ? 'stopped' : 'done'
    await endJob(pool, job, { state, at: clock.now(), result, failure: null })
  } catch (error) {
    await teller.end()
    if (closing.aborted) return await releaseJob(pool, job)
    const { code, message, remedy } = asTillbridgeError(error)
    const state = stop.signal.aborted ? 'stopped' : 'failed'
    const failure = state === 'stopped' ? null : { code, message, remedy }
    await endJob(pool, job, { state, at: clock.now(), result: undefined, failure })
  }
}

interface Teller {
  note(progress: JobProgress): void
  end(): Promise<void>
}

/** Tells how far a job is, now and then, and keeps its lease meanwhile. */
function tellerOf({ pool, clock, log }: EngineServices, job: Job, onStop: () => void): Teller {
  let latest: JobProgress = { done: job.done, total: job.total, doing: job.doing }
  const ending = new AbortController()
  const tell = async (): Promise<void> => {
    const leaseUntil = new Date(clock.now().getTime() + LEASE_MS)
    if (await noteProgress(pool, job, latest, leaseUntil)) onStop()
  }
  const telling = (async () => {
    while (!ending.signal.aborted) {
      await tell().catch((error: unknown) => log.warn({ error: String(error) }, 'the progress of a job was not told'))
      await clock.sleep(TELL_EVERY_MS, ending.signal)
    }
    await tell().catch(() => {})
  })()
  return {
    note: (progress) => void (latest = progress),
    async end() {
      ending.abort()
      await telling
    },
  }
}

const unknownKind = (kind: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'JOB_KIND_UNKNOWN',
    message: `This version of Tillbridge does not know work of the kind "${kind}".`,
    remedy: 'Run the same version in every process.',
  })
