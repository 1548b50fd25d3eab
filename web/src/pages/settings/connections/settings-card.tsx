import { type FormEvent, useState } from 'react'
import { ApiFailure } from '#api/client'
import type { ApiConnection, ConnectorDescription } from '#api/connections'
import type { Failure } from '#api/failure'
import { useFieldErrors } from '#web/api/field-errors.ts'
import { useChange } from '#web/api/use-route.ts'
import styles from '#web/connections/connections.module.css'
import { More } from '#web/connections/more.tsx'
import { SettingField } from '#web/connections/setting-field.tsx'
import { changedSettings, type Entered, type Setting, textOf } from '#web/connections/settings-entered.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { FailureNotice } from '#web/kit/notice.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useUnsaved } from '#web/kit/unsaved.ts'
import { useText } from '#web/languages/use-text.ts'

export interface ConnectionCardProps {
  readonly connection: ApiConnection
  readonly connector: ConnectorDescription
}

/** What a person entered over what is stored, and the way to save it. */
function useSettingsEntered(connection: ApiConnection, open: readonly Setting[]) {
  const text = useText()
  const [entered, setEntered] = useState<Entered>({})
  const [typedSlots, setSlots] = useState<string | null>(null)
  const slots = typedSlots ?? String(connection.slots)
  const [failure, setFailure] = useState<Failure | null>(null)
  const change = useChange('connections.change', {
    onDone: ({ released }) => {
      setEntered({})
      setSlots(null)
      sayDone(text('connections.settings.saved', { released }))
    },
    onFailed: (error) => {
      if (!(error instanceof ApiFailure)) throw error
      setFailure(error.failure)
    },
  })
  useUnsaved(typedSlots !== null || Object.keys(entered).length > 0)
  const save = () => {
    setFailure(null)
    const settings = changedSettings(open, connection.settings, entered)
    // What was not touched here may have been changed by somebody else.
    const body = { settings, ...(typedSlots === null ? {} : { slots: Number(slots) }) }
    change.mutate({ params: { connection: connection.connection }, body })
  }
  return { entered, setEntered, slots, setSlots, failure, isSaving: change.isPending, save }
}

/** All settings that are no secrets. */
export function SettingsCard({ connection, connector }: ConnectionCardProps) {
  const text = useText()
  const open = connector.settings.filter(({ kind }) => kind !== 'secret')
  const { entered, setEntered, slots, setSlots, failure, isSaving, save } = useSettingsEntered(connection, open)
  const errorOf = useFieldErrors(failure)
  const first = open.filter((setting) => isTold(setting, connection.settings[setting.name]))
  const more = open.filter((setting) => !first.includes(setting))
  const field = (setting: Setting) => (
    <SettingField
      key={setting.name}
      setting={setting}
      value={entered[setting.name] ?? textOf(setting, connection.settings[setting.name])}
      error={errorOf(`body.settings.${setting.name}`)}
      onChange={(value) => setEntered({ ...entered, [setting.name]: value })}
    />
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save()
  }
  const slotsError = errorOf('body.slots')
  return (
    <Card title={text('connections.settings')} description={text('connections.settings.lead')}>
      <form className={cx(styles.form)} onSubmit={submit} noValidate>
        {first.map(field)}
        <TextField
          label={text('connections.slots')}
          description={text('connections.settings.slots.lead')}
          inputMode="numeric"
          value={slots}
          onChange={setSlots}
          {...(slotsError === undefined ? {} : { error: slotsError })}
        />
        <More count={more.length}>{more.map(field)}</More>
        {failure === null ? null : <FailureNotice failure={failure} />}
        <div>
          <Button type="submit" kind="primary" isBusy={isSaving}>
            {text('connections.settings.save')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

/** Whether somebody had to say it, or said something else than what is usual. */
const isTold = (setting: Setting, value: unknown): boolean =>
  setting.required || (textOf(setting, value) !== '' && textOf(setting, value) !== textOf(setting, setting.usual))
