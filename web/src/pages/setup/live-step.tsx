import { useState } from 'react'
import type { ApiIntegration } from '#api/integrations'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Notice } from '#web/kit/notice.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './setup.module.css'

interface LiveStepProps {
  readonly integration: ApiIntegration
  /** Values that no table knows; `null` = nobody has looked. */
  readonly missing: number | null
}

const today = (): string => new Date().toISOString().slice(0, 10)

/** The last step: from which day on, and the one switch that lets anything be written. */
export function LiveStep({ integration, missing }: LiveStepProps) {
  const text = useText()
  const mayChange = useMay('configuration:change')
  const [day, setDay] = useState(() => integration.goLiveOn ?? today())
  const change = useChange('integrations.change')
  const params = { integration: integration.integration }
  const go = (live: boolean) =>
    change.mutate({ params, body: live ? { live, policies: { goLiveOn: day === '' ? null : day } } : { live } })
  if (integration.live) {
    return (
      <Notice
        tone="good"
        title={text('setup.live.is', { name: integration.name })}
        action={
          <Button isDisabled={!mayChange} isBusy={change.isPending} onPress={() => go(false)}>
            {text('setup.live.stop')}
          </Button>
        }
      >
        {text('setup.live.is.lead')}
      </Notice>
    )
  }
  return (
    <Card title={text('setup.live.title')} description={text('setup.live.lead')}>
      <div className={cx(styles.form)}>
        {missing === 0 ? null : (
          <Notice tone="warn" title={text('setup.live.missing', { count: missing ?? 0 })}>
            {text('setup.live.missing.lead')}
          </Notice>
        )}
        <TextField
          label={text('setup.live.day')}
          description={text('setup.live.day.lead')}
          type="date"
          value={day}
          onChange={setDay}
        />
        <div>
          <Button kind="primary" isDisabled={!mayChange} isBusy={change.isPending} onPress={() => go(true)}>
            {text('setup.live.do')}
          </Button>
        </div>
      </div>
    </Card>
  )
}
