import { FailureNotice } from '#web/kit/notice.tsx'
import { JobProgress } from './job-progress.tsx'
import type { useLatestJob } from './use-latest-job.ts'

interface JobStateProps extends ReturnType<typeof useLatestJob> {
  readonly label: string
  /** How far it is, where it does not count orders. */
  readonly words?: string
}

/** Long work while it runs, and why it ended where it failed. Its result is the page's to show. */
export function JobState({ job, isRunning, label, words }: JobStateProps) {
  if (job === null) return null
  if (isRunning) return <JobProgress job={job} label={label} words={words} />
  return job.failure === null ? null : <FailureNotice failure={{ ...job.failure, subject: null }} />
}
