import { Square } from 'lucide-react'
import type { ApiJob } from '#api/jobs'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { ProgressBar } from '#web/kit/progress-bar.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './job-progress.module.css'

interface JobProgressProps {
  /** `null` = it was asked for a moment ago, and nothing is known of it yet. */
  readonly job: Pick<ApiJob, 'jobId' | 'done' | 'total'> | null
  readonly label: string
  /** How far it is; default: how many orders. */
  readonly words?: string | undefined
  /** What stopping it is called, where it is not just that. */
  readonly stopWords?: string | undefined
}

/** How far long work is, and a way to stop it for whoever may. */
export function JobProgress({ job, label, words, stopWords }: JobProgressProps) {
  const text = useText()
  const mayStop = useMay('transfers:change')
  const stop = useChange('jobs.stop')
  const done = job?.done ?? 0
  return (
    <div className={cx(styles.progress)}>
      <ProgressBar
        label={label}
        done={done}
        all={job?.total ?? null}
        words={words ?? text('jobs.orders', { count: done })}
      />
      {mayStop && job !== null ? (
        <Button
          size="small"
          icon={Square}
          isBusy={stop.isPending}
          onPress={() => stop.mutate({ params: { jobId: job.jobId } })}
        >
          {stopWords ?? text('jobs.stop')}
        </Button>
      ) : null}
    </div>
  )
}
