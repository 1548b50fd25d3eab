import { useQueryClient } from '@tanstack/react-query'
import { Scale, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Comparable } from '#api/ledger'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { ProgressBar } from '#web/kit/progress-bar.tsx'
import { sayDone, sayFailed } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { rangeOf, type Span } from './filter.ts'
import styles from './reconciliation.module.css'

const LOOK_EVERY_MS = 1_000

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
  const mayStop = useMay('transfers:change')
  const { data: job } = useRoute('jobs.show', { params: { jobId } }, { everyMs: LOOK_EVERY_MS })
  const stop = useChange('jobs.stop')
  useEnd(job, onEnd)
  return (
    <div className={cx(styles.running)}>
      <ProgressBar
        label={text('reconciliation.running')}
        done={job?.done ?? 0}
        all={job?.total ?? null}
        words={text('reconciliation.running.done', { count: job?.done ?? 0 })}
      />
      {mayStop ? (
        <Button size="small" icon={Square} isBusy={stop.isPending} onPress={() => stop.mutate({ params: { jobId } })}>
          {text('reconciliation.stop')}
        </Button>
      ) : null}
    </div>
  )
}

type Job = NonNullable<ReturnType<typeof useRoute<'jobs.show'>>['data']>

/** Says what came of it, once, and asks for the list of comparisons again. */
function useEnd(job: Job | undefined, onEnd: () => void): void {
  const text = useText()
  const queries = useQueryClient()
  const { organization } = useOrganization()
  const hasEnded = useRef(false)
  useEffect(() => {
    if (job === undefined || job.state === 'waiting' || job.state === 'running' || hasEnded.current) return
    hasEnded.current = true
    if (job.failure !== null) sayFailed(job.failure)
    else sayDone(text(job.state === 'stopped' ? 'reconciliation.stopped' : 'reconciliation.done'))
    void queries.invalidateQueries({ queryKey: [organization] })
    onEnd()
  }, [job, onEnd, organization, queries, text])
}
