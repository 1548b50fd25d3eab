import { cx } from '#web/kit/class-names.ts'
import { FailureNotice } from '#web/kit/notice.tsx'
import { JobProgress } from '#web/pages/setup/job-progress.tsx'
import type { useLatestJob } from '#web/pages/setup/use-latest-job.ts'
import styles from './past.module.css'

interface JobStateProps extends ReturnType<typeof useLatestJob> {
  readonly label: string
  /** How far it is, where it does not count orders. */
  readonly words?: string
}

/** Long work while it runs, and why it ended where it failed. Its result is the page's to show. */
export function JobState({ job, isRunning, label, words }: JobStateProps) {
  if (job === null) return null
  if (isRunning) {
    return (
      <div className={cx(styles.running)}>
        <JobProgress job={job} label={label} {...(words === undefined ? {} : { words })} />
      </div>
    )
  }
  return job.failure === null ? null : <FailureNotice failure={{ ...job.failure, subject: null }} />
}
