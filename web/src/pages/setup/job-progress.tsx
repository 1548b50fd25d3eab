import type { ApiJob } from '#api/jobs'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { ProgressBar } from '#web/kit/progress-bar.tsx'
import { useText } from '#web/languages/use-text.ts'

interface JobProgressProps {
  readonly job: ApiJob
  readonly label: string
  /** How far it is; default: how many orders. */
  readonly words?: string
}

/** How far long work is, and a way to stop it. */
export function JobProgress({ job, label, words }: JobProgressProps) {
  const text = useText()
  const mayStop = useMay('transfers:change')
  const stop = useChange('jobs.stop')
  return (
    <>
      <ProgressBar
        label={label}
        done={job.done}
        all={job.total}
        words={words ?? text('setup.orders', { count: job.done })}
      />
      {mayStop ? (
        <div>
          <Button size="small" isBusy={stop.isPending} onPress={() => stop.mutate({ params: { jobId: job.jobId } })}>
            {text('setup.stop')}
          </Button>
        </div>
      ) : null}
    </>
  )
}
