import { type FormEvent, useState } from 'react'
import type { ApiConnection } from '#api/connections'
import type { ApiIntegration } from '#api/integrations'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { Switch } from '#web/kit/checkbox.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { flowTextId } from '#web/pages/transfers/summary.ts'
import { NextStep } from './next-step.tsx'
import { setupRoute } from './route.tsx'
import styles from './setup.module.css'

interface FlowsStepProps {
  readonly store: ApiConnection
  readonly target: ApiConnection
  readonly integration: ApiIntegration | null
}

/** Joins both sides, then says what moves between them. */
export function FlowsStep({ store, target, integration }: FlowsStepProps) {
  const text = useText()
  if (integration === null) return <JoinForm store={store} target={target} />
  return (
    <Card title={text('setup.flows.title')} description={text('setup.flows.lead')}>
      <div className={cx(styles.form)}>
        {ordersFirst(integration.flows).map((flow) => (
          <FlowSwitch key={flow.flow} integration={integration.integration} {...flow} />
        ))}
        <NextStep step="map" />
      </div>
    </Card>
  )
}

const ordersFirst = (flows: ApiIntegration['flows']): ApiIntegration['flows'] =>
  flows.toSorted((a, b) => Number(b.flow === 'orders') - Number(a.flow === 'orders'))

interface FlowSwitchProps {
  readonly integration: string
  readonly flow: string
  readonly enabled: boolean
}

function FlowSwitch({ integration, flow, enabled }: FlowSwitchProps) {
  const text = useText()
  const change = useChange('integrations.change')
  return (
    <Switch
      isSelected={enabled}
      isDisabled={change.isPending}
      onChange={(on) => change.mutate({ params: { integration }, body: { flows: { [flow]: { enabled: on } } } })}
    >
      {text(flowTextId(flow), { flow })}
    </Switch>
  )
}

function JoinForm({ store, target }: Pick<FlowsStepProps, 'store' | 'target'>) {
  const text = useText()
  const [integration, setKey] = useState('shop')
  const [homeCountry, setCountry] = useState('')
  const navigate = setupRoute.useNavigate()
  const create = useChange('integrations.create', {
    // What moves is chosen next, before anything is mapped.
    onDone: () => void navigate({ search: { step: 'flows' }, replace: true }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const country = homeCountry.trim().toUpperCase()
    const policies = { documents: 'order-and-invoice', ...(country === '' ? {} : { homeCountry: country }) }
    const zone = store.settings['timeZone']
    const flows = typeof zone === 'string' ? { orders: { timeZone: zone } } : {}
    create.mutate({ body: { integration, store: store.connection, target: target.connection, policies, flows } })
  }
  return (
    <Card title={text('setup.join.title')} description={text('setup.join.lead')}>
      <form className={cx(styles.form)} onSubmit={submit}>
        <TextField
          label={text('setup.join.key')}
          description={text('setup.join.key.lead')}
          value={integration}
          onChange={setKey}
          isRequired
        />
        <TextField
          label={text('setup.join.country')}
          description={text('setup.join.country.lead')}
          value={homeCountry}
          onChange={setCountry}
          maxLength={2}
        />
        <div className={cx(styles.actions)}>
          <Button type="submit" kind="primary" isBusy={create.isPending}>
            {text('setup.join.do')}
          </Button>
        </div>
      </form>
    </Card>
  )
}
