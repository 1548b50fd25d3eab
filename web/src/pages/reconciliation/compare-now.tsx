import { useQueryClient } from '@tanstack/react-query'
import { Scale } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ApiJob } from '#api/jobs'
import type { Comparable } from '#api/ledger'
import { useOrganization } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { JobProgress } from '#web/jobs/job-progress.tsx'
import { isUnderWay, useJob } from '#web/jobs/use-job.ts'
import { Button } from '#web/kit/button.tsx'
import { sayDone, sayFailed } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { rangeOf, type Span } from './filter.ts'

interface CompareNowProps {
  readonly chosen: Comparable
  readonly span: Span
  readonly onDone: () => void
}

/** Compares both sides again, with how far it is and a way to stop. */
export function CompareNow({ chosen: { integration, timeZone }, span, onDone }: CompareNowProps) {
  const text = useText()
  const [jobId, setJobId] = useState<string | null>(null)
  const ask = useChange('jobs.drift', { onDone: (job) => setJobId(job.jobId) })
  if (jobId !== null) {
    return (
      <Running
        jobId={jobId}
        onEnd={() => {
          setJobId(null)
          onDone()
        }}
      />
    )
  }
  return (
    <Button
      kind="primary"
      icon={Scale}
      isBusy={ask.isPending}
      onPress={() => ask.mutate({ body: { integration, ...rangeOf(span, timeZone, new Date()) } })}
    >
      {text('reconciliation.now')}
    </Button>
  )
}

function Running({ jobId, onEnd }: { readonly jobId: string; readonly onEnd: () => void }) {
  const text = useText()
  const job = useJob(jobId)
  useEnd(job, onEnd)
  return (
    <JobProgress
      job={job}
      label={text('reconciliation.running')}
      words={text('reconciliation.running.done', { count: job?.done ?? 0 })}
    />
  )
}

/** Says what came of it, once, and asks for the list of comparisons again. */
function useEnd(job: ApiJob | null, onEnd: () => void): void {
  const text = useText()
  const queries = useQueryClient()
  const { organization } = useOrganization()
  const hasEnded = useRef(false)
  useEffect(() => {
    if (job === null || isUnderWay(job) || hasEnded.current) return
    hasEnded.current = true
    if (job.failure !== null) sayFailed(job.failure)
    else sayDone(text(job.state === 'stopped' ? 'reconciliation.stopped' : 'reconciliation.done'))
    void queries.invalidateQueries({ queryKey: [organization] })
    onEnd()
  }, [job, onEnd, organization, queries, text])
}
