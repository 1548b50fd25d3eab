import { useState } from 'react'
import type { ApiConnection } from '#api/connections'
import { Answer } from '#web/api/answer.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { ConnectionForm } from '#web/connections/connection-form.tsx'
import { Findings } from '#web/connections/findings.tsx'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Columns } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './setup.module.css'

interface ConnectStepProps {
  readonly store: ApiConnection | null
  readonly target: ApiConnection | null
}

const USUAL_KEYS = { store: 'shop', erp: 'erp' } as const

/** Both sides: the form until it is there, then what the system says of us. */
export function ConnectStep({ store, target }: ConnectStepProps) {
  const text = useText()
  const connectors = useRoute('connectors.list', {})
  return (
    <Answer of={connectors}>
      {({ items }) => (
        <Columns>
          {(['store', 'erp'] as const).map((kind) => {
            const connection = kind === 'store' ? store : target
            return (
              <Card key={kind} title={text(`setup.connect.${kind}`)} description={text(`setup.connect.${kind}.lead`)}>
                {connection === null ? (
                  <ConnectionForm usualKey={USUAL_KEYS[kind]} connectors={items.filter((one) => one.kind === kind)} />
                ) : (
                  <Connected connection={connection} />
                )}
              </Card>
            )
          })}
        </Columns>
      )}
    </Answer>
  )
}

function Connected({ connection }: { readonly connection: ApiConnection }) {
  const text = useText()
  const params = { connection: connection.connection }
  const check = useChange('connections.check', { onDone: (answer) => setFound(answer) })
  const prepare = useChange('connections.prepare', { onDone: (answer) => setFound(answer) })
  const [found, setFound] = useState<NonNullable<typeof check.data> | null>(null)
  return (
    <div className={cx(styles.form)}>
      <div className={cx(styles.actions)}>
        <Badge tone={connection.paused === null ? 'good' : 'warn'}>{connection.connectorName}</Badge>
        <span>{connection.connection}</span>
      </div>
      {connection.paused?.message ?? null}
      {found === null ? (
        <p className={cx(styles.soft)}>{text('setup.connect.check.lead')}</p>
      ) : (
        <Findings checked={found} />
      )}
      <div className={cx(styles.actions)}>
        <Button isBusy={check.isPending} onPress={() => check.mutate({ params })}>
          {text('setup.connect.check')}
        </Button>
        <Button kind="quiet" isBusy={prepare.isPending} onPress={() => prepare.mutate({ params })}>
          {text('setup.connect.prepare')}
        </Button>
      </div>
    </div>
  )
}
