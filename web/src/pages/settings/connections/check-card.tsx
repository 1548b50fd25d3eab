import { Plug } from 'lucide-react'
import { useState } from 'react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Findings } from '#web/connections/findings.tsx'
import styles from '#web/connections/connections.module.css'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'

/** What the system says of us, asked now. */
export function CheckCard({ connection }: { readonly connection: string }) {
  const text = useText()
  const mayChange = useMay('connections:change')
  const [found, setFound] = useState<Answered<Routes['connections.check']> | null>(null)
  const check = useChange('connections.check', { onDone: setFound })
  const prepare = useChange('connections.prepare', { onDone: setFound })
  const params = { connection }
  return (
    <Card
      title={text('connections.check.title')}
      description={text('connections.check.lead')}
      action={
        <div className={cx(styles.actions)}>
          {mayChange ? (
            <Button kind="quiet" isBusy={prepare.isPending} onPress={() => prepare.mutate({ params })}>
              {text('setup.connect.prepare')}
            </Button>
          ) : null}
          <Button icon={Plug} isBusy={check.isPending} onPress={() => check.mutate({ params })}>
            {text('setup.connect.check')}
          </Button>
        </div>
      }
    >
      {found === null ? (
        <p className={cx(styles.soft)}>{text('connections.prepare.lead')}</p>
      ) : (
        <Findings checked={found} />
      )}
    </Card>
  )
}
