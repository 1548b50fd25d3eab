import { useState } from 'react'
import { callSignIn } from '#api/sign-in-client'
import { Button } from '#web/kit/button.tsx'
import { Checkbox } from '#web/kit/checkbox.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { EntryForm, EntryFrame } from './entry-frame.tsx'
import styles from './entry.module.css'
import { useSubmit } from './use-submit.ts'

/** The second factor: the code of the app, or one of the codes that were kept for the day it is lost. */
export function CodeForm({ onDone }: { readonly onDone: () => Promise<void> }) {
  const text = useText()
  const [isBackup, setBackup] = useState(false)
  const [code, setCode] = useState('')
  const [trustDevice, setTrust] = useState(false)
  const submit = useSubmit(async () => {
    await callSignIn(isBackup ? 'verify-backup-code' : 'verify-code', { code: code.replaceAll(/\s/g, ''), trustDevice })
    await onDone()
  })
  return (
    <EntryFrame title={text('entry.code')} lead={text(isBackup ? 'entry.backup.lead' : 'entry.code.lead')}>
      <EntryForm submit={submit} action={text('entry.code.go')}>
        <TextField
          key={isBackup ? 'backup' : 'app'}
          label={text(isBackup ? 'entry.backup.label' : 'entry.code.label')}
          inputMode={isBackup ? 'text' : 'numeric'}
          autoComplete="one-time-code"
          isRequired
          autoFocus
          value={code}
          onChange={setCode}
        />
        <Checkbox isSelected={trustDevice} onChange={setTrust}>
          {text('entry.code.trust')}
        </Checkbox>
      </EntryForm>
      <div className={cx(styles.wide)}>
        <Button kind="quiet" onPress={() => setBackup(!isBackup)}>
          {text(isBackup ? 'entry.code.useApp' : 'entry.code.useBackup')}
        </Button>
      </div>
    </EntryFrame>
  )
}
