import { useRoute } from '#web/api/use-route.ts'
import { isUnderWay, useJob } from './use-job.ts'

const LOOK_EVERY_MS = 5_000

/** The newest job of a kind for an integration, with what came of it; looked at again while it runs. */
export function useLatestJob(kind: string, integration: string | null) {
  const jobs = useRoute('jobs.list', { query: { kind, limit: 10 } }, { everyMs: LOOK_EVERY_MS })
  const newest = jobs.data?.items.find((job) => job.integration === integration) ?? null
  const job = useJob(newest?.jobId ?? null)
  const known = job ?? newest
  return { job, isRunning: known !== null && isUnderWay(known) }
}
