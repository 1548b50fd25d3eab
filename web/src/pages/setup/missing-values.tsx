import { useState } from 'react'
import type { ApiIntegration } from '#api/integrations'
import type { PreflightValue } from '#api/preflight'
import { Answer } from '#web/api/answer.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Money } from '#web/kit/money.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerRemedy, useServerText } from '#web/languages/server-text.tsx'
import { CodeField } from './code-field.tsx'
import { type Chosen, withChosen } from './map-entries.ts'
import styles from './setup.module.css'

interface MissingValuesProps {
  readonly integration: ApiIntegration
  readonly values: readonly PreflightValue[]
  readonly onSaved: () => void
}

/** Every value that no table knows, the one that stops most orders first. A suggestion is pressed by somebody or not taken. */
export function MissingValues({ integration, values, onSaved }: MissingValuesProps) {
  const text = useText()
  const params = { integration: integration.integration }
  const tables = useRoute('mappings.show', { params })
  const [chosen, setChosen] = useState<Chosen>({})
  const replace = useChange('mappings.replace', {
    onDone: ({ released }) => {
      sayDone(text('setup.map.saved', { count: released }))
      setChosen({})
      onSaved()
    },
  })
  const count = Object.values(chosen).filter((code) => code.trim() !== '').length
  return (
    <Card
      title={text('setup.map.missing', { count: values.length })}
      description={text('setup.map.missing.lead')}
      isFlush
    >
      {values.map((value) => (
        <MissingValue
          key={value.subject}
          value={value}
          target={integration.target}
          code={chosen[value.subject] ?? ''}
          onChoose={(code) => setChosen({ ...chosen, [value.subject]: code })}
        />
      ))}
      <div className={cx(styles.foot)}>
        <Answer of={tables} skeleton={null}>
          {({ revision, mappings }) => (
            <Button
              kind="primary"
              isDisabled={count === 0}
              isBusy={replace.isPending}
              onPress={() =>
                replace.mutate({ params, body: { revision, mappings: withChosen(mappings, values, chosen) } })
              }
            >
              {text('setup.map.save', { count })}
            </Button>
          )}
        </Answer>
      </div>
    </Card>
  )
}

interface MissingValueProps {
  readonly value: PreflightValue
  readonly target: string
  readonly code: string
  readonly onChoose: (code: string) => void
}

function MissingValue({ value, target, code, onChoose }: MissingValueProps) {
  const text = useText()
  const server = useServerText()
  const { kind, label, orders, money, example, entry, remedy, suggestions } = value
  return (
    <div className={cx(styles.value)}>
      <div className={cx(styles.words)}>
        <Badge>{text(`setup.kind.${kind}`)}</Badge>
        <strong>{server(label)}</strong>
        <span className={cx(styles.soft)}>
          {text('setup.map.orders', { count: orders, example })}{' '}
          {money.map(({ amount, currency }) => (
            <Money key={currency} amount={amount} currency={currency} />
          ))}
        </span>
      </div>
      {entry === null ? (
        <p className={cx(styles.soft)}>
          <ServerRemedy text={remedy} />
        </p>
      ) : (
        <div>
          <CodeField label={text('setup.map.code', { what: server(label) })} {...{ entry, target, code, onChoose }} />
          <div className={cx(styles.actions)}>
            {suggestions.map((suggestion) => (
              <Button key={suggestion.value} kind="quiet" size="small" onPress={() => onChoose(suggestion.value)}>
                {text('setup.map.suggestion', { code: suggestion.label, why: server(suggestion.why) })}
              </Button>
            ))}
          </div>
        </div>
      )}
    </div>
  )
}
