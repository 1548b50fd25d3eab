import { shadowResult } from '#api/job-results/shadow'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import { JobState } from '#web/jobs/job-state.tsx'
import { useLatestJob } from '#web/jobs/use-latest-job.ts'
import { isSame, type PastFilter } from './filter.ts'
import { Lead } from './lead.tsx'
import type { PastCardProps } from './past-card.ts'
import styles from './past.module.css'
import { ShadowView } from './shadow-view.tsx'

interface ShadowCardProps extends PastCardProps {
  readonly verdict: PastFilter['verdict']
  readonly onVerdict: (verdict: PastFilter['verdict']) => void
}

/** Compares what would be written for the chosen days with what the ERP holds. */
export function ShadowCard({ chosen, range, onDays, verdict, onVerdict }: ShadowCardProps) {
  const text = useText()
  const { integration, timeZone } = chosen
  const latest = useLatestJob('shadow', integration)
  const ask = useChange('jobs.shadow')
  const result = shadowResult.safeParse(latest.job?.result)
  const begin = () => {
    onVerdict(undefined)
    if (range !== null) ask.mutate({ body: { integration, ...range } })
  }
  return (
    <Card
      title={text('past.shadow.title')}
      description={<Lead>{text('past.shadow.lead')}</Lead>}
      action={
        <Button kind="primary" isBusy={ask.isPending} isDisabled={range === null || latest.isRunning} onPress={begin}>
          {text('past.shadow.do')}
        </Button>
      }
    >
      <div className={cx(styles.content)}>
        <JobState {...latest} label={text('past.shadow.running')} />
        {latest.job !== null && result.success && !latest.isRunning ? (
          <ShadowView
            result={result.data}
            job={latest.job}
            zone={timeZone}
            verdict={verdict}
            onVerdict={onVerdict}
            onDays={isSame(result.data, range) ? undefined : onDays}
          />
        ) : latest.isRunning || latest.job?.failure ? null : (
          <p className={cx(styles.soft)}>{text('past.shadow.begin')}</p>
        )}
      </div>
    </Card>
  )
}
