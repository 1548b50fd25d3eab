import { CircleCheck } from 'lucide-react'
import type { ApiIntegration } from '#api/integrations'
import { preflightReport } from '#api/preflight'
import { useChange } from '#web/api/use-route.ts'
import { JobProgress } from '#web/jobs/job-progress.tsx'
import { useLatestJob } from '#web/jobs/use-latest-job.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { FailureNotice, Notice } from '#web/kit/notice.tsx'
import { Stack } from '#web/kit/page.tsx'
import { ServerText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import { MissingValues } from './missing-values.tsx'
import styles from './setup.module.css'

/** Reads past orders, shows what no table knows yet, and takes what a person chooses for it. */
export function MapStep({ integration }: { readonly integration: ApiIntegration }) {
  const text = useText()
  const { job, isRunning } = useLatestJob('preflight', integration.integration)
  const ask = useChange('jobs.preflight')
  const report = preflightReport.safeParse(job?.result)
  const found = report.success ? report.data : null
  // Also what only may be missing: an item that the target does not have, where it makes none by itself.
  const missing = found?.values.filter(({ state, message }) => state === 'missing' || message !== null) ?? []
  const look = () => ask.mutate({ body: { integration: integration.integration } })
  return (
    <Stack>
      <Card title={text('setup.map.title')} description={text('setup.map.lead')}>
        <div className={cx(styles.form)}>
          {isRunning && job !== null ? (
            <JobProgress job={job} label={text('setup.map.reading')} />
          ) : (
            <div className={cx(styles.actions)}>
              <Button kind={found === null ? 'primary' : 'secondary'} isBusy={ask.isPending} onPress={look}>
                {text(found === null ? 'setup.map.look' : 'setup.map.again')}
              </Button>
            </div>
          )}
          {job?.failure === null || job === null ? null : <FailureNotice failure={{ ...job.failure, subject: null }} />}
          {found === null ? null : (
            <p className={cx(styles.soft)}>{text('setup.map.found', { orders: found.orders, ready: found.ready })}</p>
          )}
          {found?.reasons.map(({ code, message, orders, example }) => (
            <Notice key={code} tone="warn" title={<ServerText text={message} />}>
              {text('setup.map.reason', { orders, example })}
            </Notice>
          ))}
        </div>
      </Card>
      {found === null || isRunning ? null : missing.length === 0 ? (
        <Card isFlush>
          <EmptyState icon={CircleCheck} title={text('setup.map.complete')}>
            {text('setup.map.complete.lead')}
          </EmptyState>
        </Card>
      ) : (
        <MissingValues integration={integration} values={missing} onSaved={look} />
      )}
    </Stack>
  )
}
