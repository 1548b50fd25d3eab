import { useState } from 'react'
import type { ApiIntegration } from '#api/integrations'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { Switch } from '#web/kit/checkbox.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant, useNow } from '#web/kit/instant.tsx'
import { useText } from '#web/languages/use-text.ts'
import { flowTextId } from '#web/pages/transfers/summary.ts'
import { nextRuns } from './cron.ts'
import styles from './integrations.module.css'
import { ScheduleDialog } from './schedule-dialog.tsx'
import { scheduleText } from './schedule-text.ts'

type Flow = ApiIntegration['flows'][number]

/** What moves, and when both sides are searched for what nobody told of. */
export function FlowsCard({ integration: { integration, flows } }: { readonly integration: ApiIntegration }) {
  const text = useText()
  return (
    <Card title={text('integrations.flows')} description={text('integrations.flows.lead')} isFlush>
      <ul className={cx(styles.rows)}>
        {flows.map((flow) => (
          <FlowRow key={flow.flow} integration={integration} flow={flow} />
        ))}
      </ul>
    </Card>
  )
}

function FlowRow({ integration, flow }: { readonly integration: string; readonly flow: Flow }) {
  const text = useText()
  const mayChange = useMay('configuration:change')
  const [changes, setChanges] = useState(false)
  const change = useChange('integrations.change')
  const { flow: name, enabled } = flow
  const title = text(flowTextId(name), { flow: name })
  return (
    <li className={cx(styles.flow)}>
      <Switch
        isSelected={enabled}
        isDisabled={change.isPending || !mayChange}
        onChange={(on) => change.mutate({ params: { integration }, body: { flows: { [name]: { enabled: on } } } })}
      >
        {title}
      </Switch>
      {enabled ? (
        <When flow={flow} />
      ) : (
        <span className={cx(styles.when, styles.soft)}>{text('integrations.off')}</span>
      )}
      {mayChange ? (
        <Button
          size="small"
          aria-label={`${text('integrations.schedule.change')}: ${title}`}
          onPress={() => setChanges(true)}
        >
          {text('integrations.schedule.change')}
        </Button>
      ) : null}
      {changes ? <ScheduleDialog integration={integration} flow={flow} onClose={() => setChanges(false)} /> : null}
    </li>
  )
}

function When({ flow: { schedule, timeZone } }: { readonly flow: Flow }) {
  const text = useText()
  const [next] = nextRuns(schedule, timeZone, useNow(), 1)
  return (
    <span className={cx(styles.when)}>
      <span>{scheduleText(text, schedule)}</span>
      <span className={cx(styles.soft)}>
        {timeZone}
        {next === undefined ? null : (
          <>
            {' · '}
            {text('integrations.schedule.next')} <Instant at={next.toISOString()} as="short" />
          </>
        )}
      </span>
    </span>
  )
}
