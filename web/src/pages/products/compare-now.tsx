import { Scale, Square } from 'lucide-react'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { ProgressBar } from '#web/kit/progress-bar.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { Tab } from './filter.ts'
import styles from './products.module.css'
import type { Comparison } from './use-comparison.ts'

interface CompareNowProps {
  readonly what: Tab
  readonly comparison: Comparison
}

/** Compares everything without a change; while it runs, how far it is and a way to stop. */
export function CompareNow({ what, comparison: { job, isRunning, isAsking, ask } }: CompareNowProps) {
  const text = useText()
  const mayStop = useMay('transfers:change')
  const stop = useChange('jobs.stop')
  if (!isRunning)
    return (
      <Button icon={Scale} isBusy={isAsking} onPress={() => ask(true)}>
        {text(`products.compare.do.${what}`)}
      </Button>
    )
  const done = job?.done ?? 0
  return (
    <div className={cx(styles.running)}>
      <ProgressBar
        label={text('products.comparing')}
        done={done}
        all={job?.total ?? null}
        words={text('products.comparing.done', { count: done })}
      />
      {mayStop && job !== null ? (
        <Button
          size="small"
          icon={Square}
          isBusy={stop.isPending}
          onPress={() => stop.mutate({ params: { jobId: job.jobId } })}
        >
          {text('products.compare.stop')}
        </Button>
      ) : null}
    </div>
  )
}
