import { z } from 'zod'
import { useChange } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { FailureNotice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { JobProgress } from './job-progress.tsx'
import styles from './setup.module.css'
import { useLatestJob } from './use-latest-job.ts'

const WEEK_MS = 7 * 86_400_000
const VERDICTS = { equal: 'good', different: 'bad', missing: 'info', extra: 'warn', held: 'warn' } as const
const count = z.number().int()
const shadowCounts = z.object({
  orders: count,
  counts: z.object({ equal: count, different: count, missing: count, extra: count, held: count }),
})

/** Plans the orders of a week as if they had been booked, and says how that compares with what the ERP holds. */
export function ShadowRun({ integration }: { readonly integration: string }) {
  const text = useText()
  const { job, isRunning } = useLatestJob('shadow', integration)
  const ask = useChange('jobs.shadow')
  const result = shadowCounts.safeParse(job?.result)
  const run = () => {
    const now = Date.now()
    const range = { since: new Date(now - WEEK_MS).toISOString(), until: new Date(now).toISOString() }
    ask.mutate({ body: { integration, ...range } })
  }
  return (
    <Card title={text('setup.shadow.title')} description={text('setup.shadow.lead')}>
      <div className={cx(styles.form)}>
        {isRunning && job !== null ? (
          <JobProgress job={job} label={text('setup.shadow.running')} />
        ) : (
          <div>
            <Button isBusy={ask.isPending} onPress={run}>
              {text('setup.shadow.do')}
            </Button>
          </div>
        )}
        {job?.failure === null || job === null ? null : <FailureNotice failure={{ ...job.failure, subject: null }} />}
        {result.success && !isRunning ? (
          <div className={cx(styles.actions)} role="status">
            <span>{text('setup.orders', { count: result.data.orders })}</span>
            {(Object.keys(VERDICTS) as (keyof typeof VERDICTS)[])
              .filter((verdict) => result.data.counts[verdict] > 0)
              .map((verdict) => (
                <Badge key={verdict} tone={VERDICTS[verdict]}>
                  {text(`setup.shadow.${verdict}`, { count: result.data.counts[verdict] })}
                </Badge>
              ))}
          </div>
        ) : null}
      </div>
    </Card>
  )
}
