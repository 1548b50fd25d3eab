import { JobProgress } from '#web/jobs/job-progress.tsx'
import { FailureNotice, Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ResultView } from './result-view.tsx'
import type { Asked } from './use-asked.ts'

/** How far a file is, then what came of it. */
export function JobView({ asked: { job, isRunning, result } }: { readonly asked: Asked }) {
  const text = useText()
  if (job === null) return null
  if (isRunning)
    return (
      <JobProgress job={job} label={text('files.running')} words={text('files.running.done', { count: job.done })} />
    )
  return (
    <>
      {job.failure === null ? null : <FailureNotice failure={{ ...job.failure, subject: null }} />}
      {job.state === 'stopped' ? <Notice tone="quiet" title={text('files.stopped')} /> : null}
      {result === null || job.state === 'stopped' ? null : <ResultView key={job.jobId} result={result} />}
    </>
  )
}
