import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import { ApiFailure } from '#api/client'
import type { Failure } from '#api/failure'
import { useFieldErrors } from '#web/api/field-errors.ts'
import styles from '#web/connections/connections.module.css'
import { useGrant } from '#web/connections/grant.ts'
import { SettingField } from '#web/connections/setting-field.tsx'
import { type Entered, settingsOf } from '#web/connections/settings-entered.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { FailureNotice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { ConnectionCardProps } from './settings-card.tsx'

/** New secrets by the system's own page, for systems that have one. */
export function GrantCard({ connection, connector }: ConnectionCardProps) {
  const text = useText()
  const [entered, setEntered] = useState<Entered>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const errorOf = useFieldErrors(failure)
  const { begin, isBusy } = useGrant('connection', (error) => {
    if (!(error instanceof ApiFailure)) throw error
    setFailure(error.failure)
  })
  if (connector.grant === null) return null
  const { needs } = connector.grant
  const isSet = (name: string) => connection.settings[name] != null || connection.secrets.includes(name)
  const lacking = connector.settings.filter(({ name }) => needs.includes(name) && !isSet(name))
  const system = connector.name
  const go = () => {
    setFailure(null)
    begin({ params: { connection: connection.connection }, body: { settings: settingsOf(lacking, entered) } })
  }
  return (
    <Card
      title={text('connections.grant.again', { system })}
      description={text('connections.grant.again.lead', { system })}
    >
      <div className={cx(styles.form)}>
        {lacking.map((setting) => (
          <SettingField
            key={setting.name}
            setting={{ ...setting, required: true }}
            value={entered[setting.name] ?? ''}
            error={errorOf(`body.settings.${setting.name}`)}
            onChange={(value) => setEntered({ ...entered, [setting.name]: value })}
          />
        ))}
        {failure === null ? null : <FailureNotice failure={failure} />}
        <div>
          <Button icon={ExternalLink} isBusy={isBusy} onPress={go}>
            {text('connections.grant.do', { system })}
          </Button>
        </div>
      </div>
    </Card>
  )
}
