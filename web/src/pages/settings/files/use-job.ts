import { useState } from 'react'
import { type FileResult, fileResult } from '#api/job-results/file'
import type { ApiJob } from '#api/jobs'
import { useRoute } from '#web/api/use-route.ts'

const LOOK_EVERY_MS = 1_000

/** A file that a job takes, looked at again until it has ended. */
export interface Asked {
  /** `null` = there is none, or it is not read yet. */
  readonly job: ApiJob | null
  readonly isRunning: boolean
  /** What came of it; `null` = nothing yet, or nothing that is understood. */
  readonly result: FileResult | null
}

export function useJob(jobId: string | undefined): Asked {
  const [ended, setEnded] = useState<string | null>(null)
  const shown = useRoute(
    'jobs.show',
    { params: { jobId: jobId ?? '' } },
    { isEnabled: jobId !== undefined, ...(ended === jobId ? {} : { everyMs: LOOK_EVERY_MS }) },
  )
  // What is kept of another job while this one is asked for is not this one.
  const job = jobId === undefined || shown.data?.jobId !== jobId ? null : shown.data
  const isRunning = job?.state === 'waiting' || job?.state === 'running'
  if (job !== null && !isRunning && ended !== job.jobId) setEnded(job.jobId)
  return { job, isRunning, result: fileResult.safeParse(job?.result).data ?? null }
}
