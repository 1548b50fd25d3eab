import { Square } from 'lucide-react'
import type { ApiJob } from '#api/jobs'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { FailureNotice, Notice } from '#web/kit/notice.tsx'
import { ProgressBar } from '#web/kit/progress-bar.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './files.module.css'
import { ResultView } from './result-view.tsx'
import type { Asked } from './use-job.ts'

/** How far a file is, then what came of it. */
export function JobView({ asked: { job, isRunning, result } }: { readonly asked: Asked }) {
  const text = useText()
  if (job === null) return null
  if (isRunning) return <Running job={job} />
  return (
    <>
      {job.failure === null ? null : <FailureNotice failure={{ ...job.failure, subject: null }} />}
      {job.state === 'stopped' ? <Notice tone="quiet" title={text('files.stopped')} /> : null}
      {result === null || job.state === 'stopped' ? null : <ResultView key={job.jobId} result={result} />}
    </>
  )
}

function Running({ job }: { readonly job: ApiJob }) {
  const text = useText()
  const stop = useChange('jobs.stop')
  return (
    <div className={cx(styles.running)}>
      <ProgressBar
        label={text('files.running')}
        done={job.done}
        all={job.total}
        words={text('files.running.done', { count: job.done })}
      />
      <Button
        size="small"
        icon={Square}
        isBusy={stop.isPending}
        onPress={() => stop.mutate({ params: { jobId: job.jobId } })}
      >
        {text('files.stop')}
      </Button>
    </div>
  )
}
