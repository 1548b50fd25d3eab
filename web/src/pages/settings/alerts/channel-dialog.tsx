import { useState } from 'react'
import { ApiFailure } from '#api/client'
import type { AlertChannel, ChannelKind } from '#api/alerts'
import type { Failure } from '#api/failure'
import { type Language, LANGUAGES } from '#languages/languages'
import { useChange } from '#web/api/use-route.ts'
import { usePreferences } from '#web/app/preferences.tsx'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { useZone } from '#web/kit/instant.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SaidFailure } from '#web/pages/entry/said-failure.tsx'
import styles from './alerts.module.css'
import { changeOf, creationOf, type Entered, enteredOf } from './entered.ts'
import { useErrorAt } from './field-error.ts'
import { RuleFields } from './rule-fields.tsx'

interface ChannelDialogProps {
  readonly kind: ChannelKind
  /** `null` = a new one. */
  readonly channel: AlertChannel | null
  readonly hasMail: boolean
  readonly onClose: () => void
  readonly onSecret: (secret: string) => void
}

/** Asks where somebody is told, of what and when. */
export function ChannelDialog({ kind, channel, hasMail, onClose, onSecret }: ChannelDialogProps) {
  const text = useText()
  const zone = useZone()
  const { language } = usePreferences()
  const [entered, setEntered] = useState(() => enteredOf(channel, { zone, language }))
  const [failure, setFailure] = useState<Failure | null>(null)
  const listen = {
    onDone: ({ secret }: { readonly secret: string | null }) => {
      if (secret !== null) onSecret(secret)
      sayDone(text('alerts.saved'))
      onClose()
    },
    onFailed: (error: Error) => {
      if (!(error instanceof ApiFailure)) throw error
      setFailure(error.failure)
    },
  }
  const create = useChange('alerts.create', listen)
  const change = useChange('alerts.change', listen)
  const save = (): void => {
    setFailure(null)
    if (channel === null) create.mutate({ body: creationOf(kind, entered) })
    else change.mutate({ params: { channelId: channel.channelId }, body: changeOf(channel, entered) })
  }
  const canSave = entered.name.trim() !== '' && (kind !== 'email' || entered.to.trim() !== '')
  return (
    <Dialog
      title={channel === null ? text(`alerts.new.${kind}`) : text('alerts.edit.of', { name: channel.name })}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('alerts.cancel')}</Button>
          <Button kind="primary" isBusy={create.isPending || change.isPending} isDisabled={!canSave} onPress={save}>
            {text('alerts.save')}
          </Button>
        </>
      }
    >
      <div className={cx(styles.form)}>
        {kind === 'email' && !hasMail ? (
          <Notice tone="warn" title={text('alerts.mail.none')}>
            {text('alerts.mail.none.how')}
          </Notice>
        ) : null}
        <TargetFields
          kind={kind}
          address={channel?.address ?? null}
          entered={entered}
          failure={failure}
          onChange={setEntered}
        />
        <RuleFields entered={entered} failure={failure} onChange={setEntered} />
        <SaidFailure failure={failure} />
      </div>
    </Dialog>
  )
}

interface TargetFieldsProps {
  readonly kind: ChannelKind
  readonly address: string | null
  readonly entered: Entered
  readonly failure: Failure | null
  readonly onChange: (entered: Entered) => void
}

function TargetFields({ kind, address, entered, failure, onChange }: TargetFieldsProps) {
  const text = useText()
  const errorAt = useErrorAt(failure)
  return (
    <>
      <TextField
        label={text('alerts.name')}
        description={text('alerts.name.how')}
        autoFocus
        maxLength={60}
        value={entered.name}
        onChange={(name) => onChange({ ...entered, name })}
        {...errorAt('body.name')}
      />
      {kind === 'email' ? (
        <TextField
          label={text('alerts.to')}
          description={text('alerts.to.how')}
          isLong
          value={entered.to}
          onChange={(to) => onChange({ ...entered, to })}
          {...(errorAt('body.to').error === undefined ? {} : { error: text('alerts.to.wrong') })}
        />
      ) : (
        <TextField
          label={text('alerts.url')}
          description={address === null ? text(`alerts.url.${kind}.how`) : text('alerts.url.stays', { address })}
          type="url"
          autoComplete="off"
          placeholder={kind === 'slack' ? 'https://hooks.slack.com/services/…' : 'https://'}
          value={entered.url}
          onChange={(url) => onChange({ ...entered, url })}
          {...errorAt('body.url')}
        />
      )}
      <Select
        label={text('alerts.language')}
        value={entered.language}
        choices={(Object.entries(LANGUAGES) as [Language, string][]).map(([key, label]) => ({ key, label }))}
        onChange={(language) => onChange({ ...entered, language })}
      />
    </>
  )
}
