import { useState } from 'react'
import type { ApiJob } from '#api/jobs'
import { useRoute } from '#web/api/use-route.ts'

const LOOK_EVERY_MS = 1_000

/** One job with what came of it; looked at again until it has ended. `null` = none is named, or it is not read yet. */
export function useJob(jobId: string | null): (ApiJob & { readonly result?: unknown }) | null {
  const [ended, setEnded] = useState<string | null>(null)
  const { data } = useRoute(
    'jobs.show',
    { params: { jobId: jobId ?? '' } },
    { isEnabled: jobId !== null, ...(ended === jobId ? {} : { everyMs: LOOK_EVERY_MS }) },
  )
  // What is kept of another job while this one is asked for is not this one.
  const job = data === undefined || data.jobId !== jobId ? null : data
  if (job !== null && !isUnderWay(job) && ended !== job.jobId) setEnded(job.jobId)
  return job
}

export const isUnderWay = ({ state }: Pick<ApiJob, 'state'>): boolean => state === 'waiting' || state === 'running'
