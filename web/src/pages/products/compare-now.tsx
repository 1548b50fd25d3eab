import { Scale } from 'lucide-react'
import { JobProgress } from '#web/jobs/job-progress.tsx'
import { Button } from '#web/kit/button.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { Tab } from './filter.ts'
import type { Comparison } from './use-comparison.ts'

interface CompareNowProps {
  readonly what: Tab
  readonly comparison: Comparison
}

/** Compares everything without a change; while it runs, how far it is and a way to stop. */
export function CompareNow({ what, comparison: { job, isRunning, isAsking, ask } }: CompareNowProps) {
  const text = useText()
  return isRunning ? (
    <JobProgress
      job={job}
      label={text('products.comparing')}
      words={text('products.comparing.done', { count: job?.done ?? 0 })}
    />
  ) : (
    <Button icon={Scale} isBusy={isAsking} onPress={() => ask(true)}>
      {text(`products.compare.do.${what}`)}
    </Button>
  )
}
