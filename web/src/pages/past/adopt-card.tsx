import { useState } from 'react'
import { adoptResult } from '#api/job-results/adopt'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import { JobState } from '#web/jobs/job-state.tsx'
import { useLatestJob } from '#web/jobs/use-latest-job.ts'
import { AdoptActions } from './adopt-actions.tsx'
import { AdoptView } from './adopt-view.tsx'
import { isSame } from './filter.ts'
import { Lead } from './lead.tsx'
import type { PastCardProps } from './past-card.ts'
import styles from './past.module.css'

/** Finds the documents that the ERP holds already of the orders of the chosen days, and takes what is sure. */
export function AdoptCard({ chosen, range, onDays }: PastCardProps) {
  const text = useText()
  const { integration, timeZone } = chosen
  const mayChange = useMay('books:change')
  const latest = useLatestJob('adopt', integration)
  const ask = useChange('jobs.adopt')
  // What was let go is no longer found, though the search found it.
  const [letGo, setLetGo] = useState<string | null>(null)
  const { job, isRunning } = latest
  const result = adoptResult.safeParse(job?.result)
  const shown = result.success && !isRunning && letGo !== job?.jobId ? result.data : null
  const isChosen = shown !== null && isSame(shown, range)
  const begin = (take: 'nothing' | 'sure') => range !== null && ask.mutate({ body: { integration, ...range, take } })
  const look = (
    <Button isBusy={ask.isPending} isDisabled={range === null || isRunning} onPress={() => begin('nothing')}>
      {text('past.adopt.do')}
    </Button>
  )
  if (!mayChange && shown === null && !isRunning) return null
  const view = { at: job?.finishedAt ?? null, zone: timeZone, onDays: isChosen ? undefined : onDays }
  return (
    <Card
      title={text('past.adopt.title')}
      description={<Lead>{text('past.adopt.lead')}</Lead>}
      action={mayChange ? look : null}
    >
      <div className={cx(styles.content)}>
        <JobState {...latest} label={text('past.adopt.running')} />
        {shown === null ? null : <AdoptView {...view} result={shown} />}
        {shown === null && !isRunning ? <p className={cx(styles.soft)}>{text('past.adopt.begin')}</p> : null}
        {mayChange && range !== null && shown !== null ? (
          <AdoptActions
            chosen={chosen}
            range={range}
            sure={isChosen ? shown.counts.sure : 0}
            onTake={() => begin('sure')}
            onLetGo={() => setLetGo(job?.jobId ?? null)}
          />
        ) : null}
      </div>
    </Card>
  )
}
