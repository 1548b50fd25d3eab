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
import { ServerRemedy, ServerText } from '#web/languages/server-text.tsx'
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
  const goLive = () => change.mutate({ params, body: { live: true, policies: { goLiveOn: day === '' ? null : day } } })
  const { prepare, faults, isPreparing } = usePrepared(integration, goLive)
  if (integration.live) return <Live name={integration.name} change={change} params={params} mayChange={mayChange} />
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
        {faults.length === 0 ? null : <Faults faults={faults} />}
        <div className={cx(styles.actions)}>
          <Button
            kind="primary"
            isDisabled={!mayChange}
            isBusy={isPreparing || change.isPending}
            onPress={() => void prepare()}
          >
            {text('setup.live.do')}
          </Button>
          {faults.length === 0 ? null : (
            <Button isDisabled={!mayChange || isPreparing} isBusy={change.isPending} onPress={goLive}>
              {text('setup.live.despite')}
            </Button>
          )}
        </div>
      </div>
    </Card>
  )
}

interface LiveProps {
  readonly name: string
  readonly params: { readonly integration: string }
  readonly change: ReturnType<typeof useChange<'integrations.change'>>
  readonly mayChange: boolean
}

function Live({ name, params, change, mayChange }: LiveProps) {
  const text = useText()
  return (
    <Notice
      tone="good"
      title={text('setup.live.is', { name })}
      action={
        <Button
          isDisabled={!mayChange}
          isBusy={change.isPending}
          onPress={() => change.mutate({ params, body: { live: false } })}
        >
          {text('setup.live.stop')}
        </Button>
      }
    >
      {text('setup.live.is.lead')}
    </Notice>
  )
}

interface Fault {
  readonly connection: string
  readonly message: string
  readonly remedy: string | null
}

/** Installs on both sides what is needed to hear and to write, then goes on; what cannot be installed is told first. */
function usePrepared({ store, target }: ApiIntegration, onReady: () => void) {
  const [faults, setFaults] = useState<readonly Fault[]>([])
  const mayPrepare = useMay('connections:change')
  const { mutateAsync, isPending: isPreparing } = useChange('connections.prepare')
  const prepare = async (): Promise<void> => {
    // Who may not is not kept from going live: what is missing is set up by itself within minutes, or told as an alarm.
    if (!mayPrepare) return onReady()
    const found: Fault[] = []
    for (const connection of [store, target]) {
      const answer = await mutateAsync({ params: { connection } }).catch(() => null)
      // Why it could not be asked has been said already.
      if (answer === null) return
      const errors = answer.findings.filter(({ level }) => level === 'error')
      found.push(...errors.map(({ message, remedy }) => ({ connection, message, remedy })))
    }
    setFaults(found)
    if (found.length === 0) onReady()
  }
  return { prepare, faults, isPreparing }
}

function Faults({ faults }: { readonly faults: readonly Fault[] }) {
  const text = useText()
  return (
    <Notice tone="bad" title={text('setup.live.faults')}>
      <ul className={cx(styles.faults)}>
        {faults.map(({ connection, message, remedy }) => (
          <li key={`${connection} ${message}`}>
            {connection}: <ServerText text={message} /> <ServerRemedy text={remedy} />
          </li>
        ))}
      </ul>
    </Notice>
  )
}
