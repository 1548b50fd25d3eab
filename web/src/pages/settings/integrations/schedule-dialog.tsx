import { useState } from 'react'
import { ApiFailure } from '#api/client'
import type { Failure } from '#api/failure'
import type { ApiIntegration } from '#api/integrations'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { Instant, useNow } from '#web/kit/instant.tsx'
import { FailureNotice } from '#web/kit/notice.tsx'
import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { flowTextId } from '#web/pages/transfers/summary.ts'
import { nextRuns } from './cron.ts'
import styles from './integrations.module.css'
import { scheduleText } from './schedule-text.ts'

const OFFERED = ['* * * * *', '*/5 * * * *', '*/15 * * * *', '*/30 * * * *', '0 * * * *', '0 */6 * * *', '0 3 * * *']
const OWN = 'own'
const ZONES: readonly string[] = Intl.supportedValuesOf('timeZone')

interface ScheduleDialogProps {
  readonly integration: string
  readonly flow: ApiIntegration['flows'][number]
  readonly onClose: () => void
}

/** When a flow is searched, with the next times that come of it. */
export function ScheduleDialog({ integration, flow, onClose }: ScheduleDialogProps) {
  const text = useText()
  const [choice, choose] = useState(OFFERED.includes(flow.schedule) ? flow.schedule : OWN)
  const [own, setOwn] = useState(flow.schedule)
  const [timeZone, setZone] = useState(flow.ownTimeZone ?? '')
  const [failure, setFailure] = useState<Failure | null>(null)
  const schedule = choice === OWN ? own : choice
  const change = useChange('integrations.change', {
    onDone: onClose,
    onFailed: (error) => {
      if (!(error instanceof ApiFailure)) throw error
      setFailure(error.failure)
    },
  })
  const choices = [
    ...OFFERED.map((key) => ({ key, label: scheduleText(text, key) })),
    { key: OWN, label: text('integrations.schedule.own') },
  ]
  const isOfStore = timeZone.trim() === ''
  const isZone = isOfStore || ZONES.includes(timeZone) || timeZone === 'UTC'
  // What the store's is while the flow has one of its own is known when it has none any more.
  const zoneShown = isOfStore ? (flow.ownTimeZone === null ? flow.timeZone : null) : timeZone
  const save = () =>
    change.mutate({
      params: { integration },
      body: { flows: { [flow.flow]: { schedule, timeZone: isOfStore ? null : timeZone } } },
    })
  return (
    <Dialog
      title={text('integrations.schedule.title', { flow: text(flowTextId(flow.flow), { flow: flow.flow }) })}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('connections.cancel')}</Button>
          <Button kind="primary" isBusy={change.isPending} isDisabled={!isZone} onPress={save}>
            {text('rule.save')}
          </Button>
        </>
      }
    >
      <div className={cx(styles.form)}>
        <p className={cx(styles.soft)}>{text('integrations.schedule.lead')}</p>
        <Select label={text('integrations.schedule.how')} choices={choices} value={choice} onChange={choose} />
        {choice === OWN ? <OwnSchedule value={own} onChange={setOwn} /> : null}
        <TextField
          label={text('integrations.schedule.zone')}
          value={timeZone}
          onChange={setZone}
          placeholder={flow.ownTimeZone === null ? flow.timeZone : ''}
          description={text('integrations.schedule.zone.lead')}
          {...(isZone ? {} : { error: text('integrations.schedule.zone.wrong') })}
        />
        {isZone && zoneShown !== null ? <Next schedule={schedule} timeZone={zoneShown} /> : null}
        {failure === null ? null : <FailureNotice failure={failure} />}
      </div>
    </Dialog>
  )
}

function OwnSchedule(props: { readonly value: string; readonly onChange: (schedule: string) => void }) {
  const text = useText()
  return (
    <TextField
      {...props}
      label={text('integrations.schedule.cron')}
      description={text('integrations.schedule.cron.lead')}
    />
  )
}

function Next({ schedule, timeZone }: { readonly schedule: string; readonly timeZone: string }) {
  const text = useText()
  const runs = nextRuns(schedule, timeZone, useNow(), 3)
  if (runs.length === 0) return <p>{text('schedule.wrong')}</p>
  return (
    <p role="status">
      {text('integrations.schedule.next')}{' '}
      {runs.map((run, index) => (
        <span key={run.toISOString()}>
          {index === 0 ? '' : ', '}
          <Instant at={run.toISOString()} as="short" />
        </span>
      ))}
    </p>
  )
}
