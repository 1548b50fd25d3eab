import { CircleCheck, CircleDashed } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useChange } from '#web/api/use-route.ts'
import styles from '#web/connections/connections.module.css'
import { SettingField } from '#web/connections/setting-field.tsx'
import { type Entered, titleOf } from '#web/connections/settings-entered.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { useServerText } from '#web/languages/server-text.tsx'
import type { ConnectionCardProps } from './settings-card.tsx'

/** Which secrets are set, and new ones in their place. */
export function SecretsCard({ connection, connector }: ConnectionCardProps) {
  const text = useText()
  const server = useServerText()
  const [entered, setEntered] = useState<Entered>({})
  const rotate = useChange('connections.rotate', {
    onDone: () => {
      setEntered({})
      sayDone(text('connections.secrets.replaced'))
    },
  })
  const secrets = connector.settings.filter(({ kind }) => kind === 'secret')
  const typed = Object.entries(entered).filter(([, value]) => value.trim() !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const trimmed = typed.map(([name, value]) => [name, value.trim()] as const)
    rotate.mutate({
      params: { connection: connection.connection },
      body: { secrets: Object.fromEntries(trimmed) },
    })
  }
  return (
    <Card
      title={text('connections.secrets')}
      description={text(secrets.length === 0 ? 'connections.secrets.none' : 'connections.secrets.lead')}
    >
      <form className={cx(styles.form)} onSubmit={submit} noValidate>
        <div className={cx(styles.actions)}>
          {secrets.map(({ name }) => {
            const isSet = connection.secrets.includes(name)
            return (
              <Badge key={name} tone={isSet ? 'good' : 'quiet'} icon={isSet ? CircleCheck : CircleDashed}>
                {`${server(titleOf(name))}: ${text(isSet ? 'connections.secrets.set' : 'connections.secrets.unset')}`}
              </Badge>
            )
          })}
        </div>
        {secrets.map((setting) => (
          <SettingField
            key={setting.name}
            setting={{ ...setting, required: false }}
            value={entered[setting.name] ?? ''}
            error={undefined}
            onChange={(value) => setEntered({ ...entered, [setting.name]: value })}
          />
        ))}
        {secrets.length === 0 ? null : (
          <div>
            <Button type="submit" isDisabled={typed.length === 0} isBusy={rotate.isPending}>
              {text('connections.secrets.replace')}
            </Button>
          </div>
        )}
      </form>
    </Card>
  )
}
