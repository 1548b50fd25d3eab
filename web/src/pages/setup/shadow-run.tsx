import { useState } from 'react'
import { shadowResult } from '#api/job-results/shadow'
import { useOrganization } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { JobProgress } from '#web/jobs/job-progress.tsx'
import { useLatestJob } from '#web/jobs/use-latest-job.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useZone } from '#web/kit/instant.tsx'
import { ButtonLink } from '#web/kit/link.tsx'
import { FailureNotice } from '#web/kit/notice.tsx'
import { Stack } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { PastFilter } from '#web/pages/past/filter.ts'
import { ShadowView } from '#web/pages/past/shadow-view.tsx'
import { rangeOf } from '#web/pages/reconciliation/filter.ts'
import styles from './setup.module.css'

/** Plans the orders of a week as if they had been booked, and says how that compares with what the ERP holds. */
export function ShadowRun({ integration }: { readonly integration: string }) {
  const text = useText()
  const zone = useZone()
  const { organization } = useOrganization()
  const { job, isRunning } = useLatestJob('shadow', integration)
  const ask = useChange('jobs.shadow')
  const [verdict, setVerdict] = useState<PastFilter['verdict']>()
  const result = shadowResult.safeParse(job?.result)
  const run = () => ask.mutate({ body: { integration, ...rangeOf('7', zone, new Date()) } })
  return (
    <Card title={text('setup.shadow.title')} description={text('setup.shadow.lead')}>
      <Stack>
        {isRunning && job !== null ? (
          <JobProgress job={job} label={text('setup.shadow.running')} />
        ) : (
          <div className={cx(styles.actions)}>
            <Button isBusy={ask.isPending} onPress={run}>
              {text('setup.shadow.do')}
            </Button>
            <ButtonLink kind="quiet" to="/o/$organization/past" params={{ organization }} search={{ integration }}>
              {text('setup.shadow.other')}
            </ButtonLink>
          </div>
        )}
        {job?.failure === null || job === null ? null : <FailureNotice failure={{ ...job.failure, subject: null }} />}
        {job !== null && result.success && !isRunning ? (
          <ShadowView result={result.data} job={job} zone={zone} verdict={verdict} onVerdict={setVerdict} />
        ) : null}
      </Stack>
    </Card>
  )
}
