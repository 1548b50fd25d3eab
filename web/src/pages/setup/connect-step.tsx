import { useEffect, useState } from 'react'
import type { ApiConnection } from '#api/connections'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
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
import { ServerText } from '#web/languages/server-text.tsx'
import { NextStep } from './next-step.tsx'
import { setupRoute } from './route.tsx'
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
  const navigate = setupRoute.useNavigate()
  // Here until the check has been seen: with both sides there, the next step would come by itself.
  const stay = () => void navigate({ search: { step: 'connect' }, replace: true })
  return (
    <Answer of={connectors}>
      {({ items, returnTo }) => (
        <>
          <Columns>
            {(['store', 'erp'] as const).map((kind) => {
              const connection = kind === 'store' ? store : target
              return (
                <Card key={kind} title={text(`setup.connect.${kind}`)} description={text(`setup.connect.${kind}.lead`)}>
                  {connection === null ? (
                    <ConnectionForm
                      usualKey={USUAL_KEYS[kind]}
                      returnTo={returnTo}
                      onMade={stay}
                      connectors={items.filter((one) => one.kind === kind)}
                    />
                  ) : (
                    <Connected connection={connection} />
                  )}
                </Card>
              )
            })}
          </Columns>
          {store === null || target === null ? null : <NextStep step="flows" />}
        </>
      )}
    </Answer>
  )
}

function Connected({ connection }: { readonly connection: ApiConnection }) {
  const text = useText()
  const { connection: key, connectorName, paused } = connection
  const params = { connection: key }
  const [found, setFound] = useState<Answered<Routes['connections.check']> | null>(null)
  const check = useChange('connections.check', { onDone: setFound })
  const prepare = useChange('connections.prepare', { onDone: setFound })
  const ask = check.mutate
  // Whoever has just connected a system wants to know whether it works.
  useEffect(() => ask({ params: { connection: key } }), [ask, key])
  return (
    <div className={cx(styles.form)}>
      <div className={cx(styles.actions)}>
        <Badge tone={paused === null ? 'good' : 'warn'}>{connectorName}</Badge>
        <span>{key}</span>
      </div>
      {paused?.message == null ? null : <ServerText text={paused.message} />}
      {found === null ? (
        <p className={cx(styles.soft)} role="status">
          {text(check.isError ? 'setup.connect.check.lead' : 'setup.connect.checking', { system: connectorName })}
        </p>
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
