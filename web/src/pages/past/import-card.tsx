import { useState } from 'react'
import type { DatedFlow } from '#api/flows'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { JobState } from '#web/jobs/job-state.tsx'
import { useLatestJob } from '#web/jobs/use-latest-job.ts'
import { BroughtIn } from './brought-in.tsx'
import { FlowSelect } from './flow-select.tsx'
import { Lead } from './lead.tsx'
import type { PastCardProps } from './past-card.ts'
import styles from './past.module.css'

/** Brings in what was placed on the chosen days, and shows what was brought in before. */
export function ImportCard({ chosen, range }: PastCardProps) {
  const text = useText()
  const latest = useLatestJob('import', chosen.integration)
  const { job, isRunning } = latest
  const percent = Math.round((100 * (job?.done ?? 0)) / Math.max(job?.total ?? 1, 1))
  return (
    <Card
      title={text('past.import.title')}
      description={<Lead>{text('past.import.lead')}</Lead>}
      action={<Ask chosen={chosen} range={range} isRunning={isRunning} />}
    >
      <div className={cx(styles.content)}>
        {chosen.live ? null : (
          <Notice tone="info" title={text('past.import.not-live')}>
            {text('past.import.not-live.more')}
          </Notice>
        )}
        <JobState {...latest} label={text('past.import.running')} words={text('past.import.share', { percent })} />
        <BroughtIn chosen={chosen} range={range} isImporting={isRunning} endedAt={job?.finishedAt ?? null} />
      </div>
    </Card>
  )
}

interface AskProps extends Pick<PastCardProps, 'chosen' | 'range'> {
  readonly isRunning: boolean
}

/** What to bring in. Nothing for who may not. */
function Ask({ chosen: { integration, flows }, range, isRunning }: AskProps) {
  const text = useText()
  const mayImport = useMay('transfers:change')
  const ask = useChange('jobs.import')
  const [flow, setFlow] = useState<DatedFlow>('orders')
  if (!mayImport) return null
  return (
    <div className={cx(styles.actions)}>
      <FlowSelect on={flows} value={flow} onChange={setFlow} />
      <Button
        isBusy={ask.isPending}
        isDisabled={range === null || isRunning}
        onPress={() => range !== null && ask.mutate({ body: { integration, flow, ...range } })}
      >
        {text('past.import.do')}
      </Button>
    </div>
  )
}
