import { type FormEvent, useState } from 'react'
import { ApiFailure } from '#api/client'
import type { ConnectorDescription } from '#api/connections'
import type { Failure } from '#api/failure'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { FailureNotice } from '#web/kit/notice.tsx'
import { Select } from '#web/kit/select.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SettingField } from './setting-field.tsx'
import { type Entered, settingsOf } from './settings-entered.ts'
import styles from './setup.module.css'

interface ConnectionFormProps {
  readonly kind: 'store' | 'erp'
  readonly connectors: readonly ConnectorDescription[]
}

const USUAL_KEYS = { store: 'shop', erp: 'erp' } as const

/** Connects a system of one kind, with the settings that its connector describes. */
export function ConnectionForm({ kind, connectors }: ConnectionFormProps) {
  const text = useText()
  const [chosen, choose] = useState(connectors[0]?.connector ?? '')
  const [entered, setEntered] = useState<Entered>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const create = useChange('connections.create', {
    onFailed: (error) => {
      if (!(error instanceof ApiFailure)) throw error
      setFailure(error.failure)
    },
  })
  const connector = connectors.find((one) => one.connector === chosen)
  const settings = connector?.settings ?? []
  const first = settings.filter((setting) => setting.required || setting.kind === 'secret')
  const more = settings.filter((setting) => !first.includes(setting))
  const field = (setting: (typeof settings)[number]) => (
    <SettingField
      key={setting.name}
      setting={setting}
      value={entered[setting.name] ?? ''}
      error={failure?.fields?.find(({ path }) => path === `body.settings.${setting.name}`)?.message}
      onChange={(value) => setEntered({ ...entered, [setting.name]: value })}
    />
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const body = { connection: USUAL_KEYS[kind], connector: chosen, settings: settingsOf(settings, entered) }
    create.mutate({ body })
  }
  return (
    <form className={cx(styles.form)} onSubmit={submit} noValidate>
      <Select
        label={text('setup.connect.system')}
        choices={connectors.map(({ connector: key, name }) => ({ key, label: name }))}
        value={chosen}
        onChange={choose}
      />
      {first.map(field)}
      <details className={cx(styles.more)}>
        <summary>{text('setup.connect.more', { count: more.length })}</summary>
        <div className={cx(styles.form)}>{more.map(field)}</div>
      </details>
      {failure === null ? null : <FailureNotice failure={failure} />}
      <div className={cx(styles.actions)}>
        <Button type="submit" kind="primary" isBusy={create.isPending}>
          {text('setup.connect.do')}
        </Button>
      </div>
    </form>
  )
}
