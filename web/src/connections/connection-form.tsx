import { type FormEvent, useEffect, useRef, useState } from 'react'
import { ApiFailure } from '#api/client'
import type { ConnectorDescription } from '#api/connections'
import type { Failure } from '#api/failure'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { FailureNotice, Notice } from '#web/kit/notice.tsx'
import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { More } from './more.tsx'
import { SettingField } from './setting-field.tsx'
import { type Entered, settingsOf } from './settings-entered.ts'
import styles from './connections.module.css'

interface ConnectionFormProps {
  readonly connectors: readonly ConnectorDescription[]
  /** What the connection is called here. */
  readonly usualKey: string
  /** Whether the person may call it otherwise. */
  readonly asksKey?: boolean
  readonly onMade?: (connection: string) => void
}

/** Connects a system with the settings that its connector describes. */
export function ConnectionForm({ connectors, usualKey, asksKey = false, onMade }: ConnectionFormProps) {
  const text = useText()
  const [key, setKey] = useState(usualKey)
  const [chosen, choose] = useState(connectors[0]?.connector ?? '')
  const [entered, setEntered] = useState<Entered>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const create = useChange('connections.create', {
    onDone: ({ connection }) => onMade?.(connection),
    onFailed: (error) => {
      if (!(error instanceof ApiFailure)) throw error
      setFailure(error.failure)
    },
  })
  const errorOf = (path: string) => failure?.fields?.find((one) => one.path === path)?.message
  const form = useWrongInView(failure)
  const connector = connectors.find((one) => one.connector === chosen)
  const settings = connector?.settings ?? []
  const first = settings.filter((setting) => setting.required || setting.kind === 'secret')
  const more = settings.filter((setting) => !first.includes(setting))
  const field = (setting: (typeof settings)[number]) => (
    <SettingField
      key={setting.name}
      setting={setting}
      value={entered[setting.name] ?? ''}
      error={errorOf(`body.settings.${setting.name}`)}
      onChange={(value) => setEntered({ ...entered, [setting.name]: value })}
    />
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const body = { connection: key, connector: chosen, settings: settingsOf(settings, entered) }
    create.mutate({ body })
  }
  return (
    <form ref={form} className={cx(styles.form)} onSubmit={submit} noValidate>
      <Select
        label={text('setup.connect.system')}
        choices={connectors.map(({ connector: key, name }) => ({ key, label: name }))}
        value={chosen}
        onChange={choose}
      />
      {asksKey ? <KeyField value={key} onChange={setKey} error={errorOf('body.connection')} /> : null}
      {first.map(field)}
      <More count={more.length}>{more.map(field)}</More>
      {failure === null ? null : <Refused failure={failure} />}
      <div className={cx(styles.actions)}>
        <Button type="submit" kind="primary" isBusy={create.isPending}>
          {text('setup.connect.do')}
        </Button>
      </div>
    </form>
  )
}

interface KeyFieldProps {
  readonly value: string
  readonly onChange: (key: string) => void
  readonly error: string | undefined
}

function KeyField({ error, ...typed }: KeyFieldProps) {
  const text = useText()
  return (
    <TextField
      {...typed}
      label={text('connections.key')}
      description={text('connections.key.lead')}
      isRequired
      {...(error === undefined ? {} : { error })}
    />
  )
}

function Refused({ failure }: { readonly failure: Failure }) {
  const text = useText()
  if (failure.fields === undefined) return <FailureNotice failure={failure} />
  return <Notice tone="bad" title={text('connections.marked')} />
}

/** The first field that was refused, which may stand above what is seen, gets the focus. */
function useWrongInView(failure: Failure | null) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (failure === null) return
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [failure])
  return form
}
