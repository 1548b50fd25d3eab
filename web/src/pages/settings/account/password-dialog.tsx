import { type ReactNode, useId, useState } from 'react'
import { Button, type ButtonKind } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SaidFailure } from '#web/pages/entry/said-failure.tsx'
import { useSubmit } from '#web/pages/entry/use-submit.ts'
import styles from './account.module.css'

interface PasswordDialogProps {
  readonly title: string
  readonly action: string
  readonly kind?: ButtonKind
  readonly children?: ReactNode
  readonly onClose: () => void
  /** Does it, with the password that was entered. */
  readonly onPassword: (password: string) => Promise<void>
}

/** Asks for the password again before how one signs in is changed. */
export function PasswordDialog({
  title,
  action,
  kind = 'primary',
  children,
  onClose,
  onPassword,
}: PasswordDialogProps) {
  const text = useText()
  const formId = useId()
  const [password, setPassword] = useState('')
  const submit = useSubmit(() => onPassword(password))
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('account.cancel')}</Button>
          <Button type="submit" form={formId} kind={kind} isBusy={submit.isBusy} isDisabled={password === ''}>
            {action}
          </Button>
        </>
      }
    >
      {children}
      <form id={formId} className={cx(styles.asked)} onSubmit={submit.onSubmit} noValidate>
        <SaidFailure failure={submit.failure} />
        <TextField
          label={text('account.factor.password')}
          description={text('account.factor.password.why')}
          type="password"
          autoComplete="current-password"
          autoFocus
          value={password}
          onChange={setPassword}
        />
      </form>
    </Dialog>
  )
}
