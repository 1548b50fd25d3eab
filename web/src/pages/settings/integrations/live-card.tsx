import { useState } from 'react'
import type { ApiIntegration } from '#api/integrations'
import { useMay } from '#web/api/organization.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './integrations.module.css'

/** Whether anything is written, from which day on, and what switching it means. */
export function LiveCard({ integration }: { readonly integration: ApiIntegration }) {
  const text = useText()
  const mayChange = useMay('configuration:change')
  const { integration: key, live, goLiveOn } = integration
  const [day, setDay] = useState(goLiveOn ?? '')
  const [asks, setAsks] = useState(false)
  const change = useChange('integrations.change', {
    onDone: (now) => {
      setAsks(false)
      sayDone(text(now.live ? 'integrations.live.done' : 'integrations.held.done', { name: now.name }))
    },
  })
  const params = { integration: key }
  return (
    <Card
      title={text('integrations.live.title')}
      description={text(live ? 'integrations.live.lead' : 'integrations.held.lead')}
    >
      <div className={cx(styles.form)}>
        <TextField
          label={text('setup.live.day')}
          description={text('setup.live.day.lead')}
          type="date"
          value={day}
          onChange={setDay}
          isDisabled={!mayChange}
        />
        {mayChange ? (
          <div className={cx(styles.actions)}>
            <Button
              isDisabled={day === (goLiveOn ?? '')}
              isBusy={change.isPending && !asks}
              onPress={() => change.mutate({ params, body: { policies: { goLiveOn: day === '' ? null : day } } })}
            >
              {text('integrations.day.save')}
            </Button>
            <Button kind={live ? 'secondary' : 'primary'} onPress={() => setAsks(true)}>
              {text(live ? 'integrations.stop' : 'integrations.go')}
            </Button>
          </div>
        ) : null}
      </div>
      {asks ? (
        <Confirm
          integration={integration}
          isBusy={change.isPending}
          onClose={() => setAsks(false)}
          onYes={() => change.mutate({ params, body: { live: !live } })}
        />
      ) : null}
    </Card>
  )
}

interface ConfirmProps {
  readonly integration: ApiIntegration
  readonly isBusy: boolean
  readonly onClose: () => void
  readonly onYes: () => void
}

function Confirm({ integration: { integration, name, live }, isBusy, onClose, onYes }: ConfirmProps) {
  const text = useText()
  const { data: counts } = useRoute('transfers.counts', { query: { integration } })
  return (
    <Dialog
      title={text(live ? 'integrations.stop.title' : 'integrations.go.title', { name })}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('connections.cancel')}</Button>
          <Button kind={live ? 'danger' : 'primary'} isBusy={isBusy} onPress={onYes}>
            {text(live ? 'integrations.stop' : 'integrations.go')}
          </Button>
        </>
      }
    >
      {live ? (
        <p>{text('integrations.stop.text')}</p>
      ) : (
        <>
          <p role="status">{counts === undefined ? '…' : text('integrations.go.held', { held: counts.held ?? 0 })}</p>
          <p>{text('integrations.go.text')}</p>
        </>
      )}
    </Dialog>
  )
}
