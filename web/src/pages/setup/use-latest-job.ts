import { useRoute } from '#web/api/use-route.ts'

const LOOK_EVERY_MS = 1_000

/** The newest job of a kind for an integration, with what came of it; looked at again while it runs. */
export function useLatestJob(kind: string, integration: string | null) {
  const jobs = useRoute('jobs.list', { query: { kind, limit: 10 } }, { everyMs: 5_000 })
  const newest = jobs.data?.items.find((job) => job.integration === integration) ?? null
  const isRunning = newest?.state === 'waiting' || newest?.state === 'running'
  const shown = useRoute(
    'jobs.show',
    { params: { jobId: newest?.jobId ?? '' } },
    { isEnabled: newest !== null, ...(isRunning ? { everyMs: LOOK_EVERY_MS } : {}) },
  )
  // What is kept of another job while this one is asked for is not this one.
  const job = newest === null || shown.data?.jobId !== newest.jobId ? null : shown.data
  return { job, isRunning: job === null ? isRunning : job.state === 'waiting' || job.state === 'running' }
}
