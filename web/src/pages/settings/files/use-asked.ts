import { type FileResult, fileResult } from '#api/job-results/file'
import type { ApiJob } from '#api/jobs'
import { isUnderWay, useJob } from '#web/jobs/use-job.ts'

/** A file that a job takes, looked at again until it has ended. */
export interface Asked {
  /** `null` = there is none, or it is not read yet. */
  readonly job: ApiJob | null
  readonly isRunning: boolean
  /** What came of it; `null` = nothing yet, or nothing that is understood. */
  readonly result: FileResult | null
}

export function useAsked(jobId: string | undefined): Asked {
  const job = useJob(jobId ?? null)
  return {
    job,
    isRunning: job !== null && isUnderWay(job),
    result: fileResult.safeParse(job?.result).data ?? null,
  }
}
