import { useState } from 'react'
import { ApiFailure } from '#api/client'
import type { ApiConnection } from '#api/connections'
import type { Failure } from '#api/failure'
import type { ApiIntegration } from '#api/integrations'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Checkbox } from '#web/kit/checkbox.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './configuration.module.css'
import { PromoteDialog } from './promote-dialog.tsx'
import { type Chosen, likely, promotionOf } from './promotion.ts'
import { Refusal } from './refusal.tsx'

interface PromoteFormProps {
  readonly integrations: readonly ApiIntegration[]
  readonly connections: readonly ApiConnection[]
}

/** What goes live, with which systems, from which day on. What would change is shown before it does. */
export function PromoteForm({ integrations, connections }: PromoteFormProps) {
  const text = useText()
  const [today] = useState(() => new Date().toISOString().slice(0, 10))
  const choose = (key: string): Chosen | null => {
    const from = integrations.find(({ integration }) => integration === key)
    return from === undefined ? null : likely(from, { integrations, connections, today })
  }
  const [chosen, setChosen] = useState(() => choose(testOf(integrations)))
  const { look, promote, failure, forget } = usePromotion()
  if (chosen === null) return null
  const set = (change: Partial<Chosen>): void => {
    setChosen({ ...chosen, ...change })
    forget()
  }
  return (
    <div className={cx(styles.stack)}>
      <Ends {...{ chosen, integrations, connections }} onSet={set} onChoose={(key) => setChosen(choose(key))} />
      <Decisions chosen={chosen} onSet={set} />
      {failure === null ? null : <Refusal failure={failure} />}
      <div className={cx(styles.buttons)}>
        <Button kind="primary" isBusy={look.isPending} onPress={() => look.mutate({ body: promotionOf(chosen) })}>
          {text('promote.look')}
        </Button>
      </div>
      {look.data === undefined ? null : (
        <PromoteDialog
          chosen={chosen}
          promoted={look.data}
          isBusy={promote.isPending}
          failure={failure}
          onClose={forget}
          onPromote={(despite) => promote.mutate({ body: promotionOf({ ...chosen, despite }) })}
        />
      )}
    </div>
  )
}

/** Looks, then promotes; what the server refuses is said where it was asked. */
function usePromotion() {
  const text = useText()
  const [failure, setFailure] = useState<Failure | null>(null)
  const onFailed = (error: Error): void => {
    if (!(error instanceof ApiFailure)) throw error
    setFailure(error.failure)
  }
  const onLooked = (): void => setFailure(null)
  const look = useChange('configuration.promotion', { onFailed, onDone: onLooked })
  const forget = (): void => {
    look.reset()
    setFailure(null)
  }
  const onDone = (): void => {
    forget()
    sayDone(text('promote.done'))
  }
  const promote = useChange('configuration.promote', { onFailed, onDone })
  return { look, promote, failure, forget }
}

/** The one that is called a test, or the first that is not live. */
const testOf = (integrations: readonly ApiIntegration[]): string =>
  (
    integrations.find(({ integration }) => /test|staging|sandbox/.test(integration)) ??
    integrations.find(({ live }) => !live) ??
    integrations[0]
  )?.integration ?? ''

interface PartProps {
  readonly chosen: Chosen
  readonly onSet: (change: Partial<Chosen>) => void
}

interface EndsProps extends PartProps, PromoteFormProps {
  readonly onChoose: (key: string) => void
}

function Ends({ chosen, integrations, connections, onSet, onChoose }: EndsProps) {
  const text = useText()
  const of = (kind: ApiConnection['kind']) =>
    connections.filter((one) => one.kind === kind).map(({ connection }) => ({ key: connection, label: connection }))
  const payments = of('payments')
  return (
    <div className={cx(styles.form)}>
      <Select
        label={text('promote.from')}
        value={chosen.from}
        choices={integrations.map(({ integration, name }) => ({ key: integration, label: name }))}
        onChange={onChoose}
      />
      <TextField
        label={text('promote.to')}
        description={text('promote.to.lead')}
        value={chosen.to}
        onChange={(to) => onSet({ to })}
      />
      <Select
        label={text('promote.store')}
        value={chosen.store}
        choices={of('store')}
        onChange={(store) => onSet({ store })}
      />
      <Select
        label={text('promote.target')}
        value={chosen.target}
        choices={of('erp')}
        onChange={(target) => onSet({ target })}
      />
      {payments.length === 0 ? null : (
        <fieldset className={cx(styles.payments)}>
          <legend>{text('promote.payments')}</legend>
          {payments.map(({ key }) => (
            <Checkbox
              key={key}
              isSelected={chosen.payments.includes(key)}
              onChange={(isOn) =>
                onSet({ payments: isOn ? [...chosen.payments, key] : chosen.payments.filter((each) => each !== key) })
              }
            >
              {key}
            </Checkbox>
          ))}
        </fieldset>
      )}
    </div>
  )
}

function Decisions({ chosen, onSet }: PartProps) {
  const text = useText()
  return (
    <div className={cx(styles.form)}>
      <TextField
        label={text('promote.day')}
        description={text('promote.day.lead')}
        type="date"
        value={chosen.day}
        onChange={(day) => onSet({ day })}
      />
      <div className={cx(styles.checks)}>
        <Checkbox isSelected={chosen.live} onChange={(live) => onSet({ live })}>
          {text('promote.live')}
        </Checkbox>
        <Checkbox isSelected={chosen.endTest} onChange={(endTest) => onSet({ endTest })}>
          {text('promote.end')}
        </Checkbox>
      </div>
    </div>
  )
}
