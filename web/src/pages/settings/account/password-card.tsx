import { useState } from 'react'
import { callSignIn } from '#api/sign-in-client'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextField } from '#web/kit/text-field.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SaidFailure } from '#web/pages/entry/said-failure.tsx'
import { useSubmit } from '#web/pages/entry/use-submit.ts'
import type { Account } from './account-section.tsx'
import styles from './account.module.css'
import { useAccountChanged } from './use-account-changed.ts'

interface PasswordCardProps {
  readonly account: Account
  /** What the company's own sign-in is called. */
  readonly provider: string | null
}

export function PasswordCard({ account: { hasPassword }, provider }: PasswordCardProps) {
  const text = useText()
  return (
    <Card title={text('account.password')} {...(hasPassword ? { description: text('account.password.lead') } : {})}>
      {hasPassword ? <PasswordForm /> : <p>{text('account.password.none', { name: provider ?? 'OpenID Connect' })}</p>}
    </Card>
  )
}

function PasswordForm() {
  const text = useText()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const changed = useAccountChanged()
  const submit = useSubmit(async () => {
    await callSignIn('change-password', { currentPassword, newPassword })
    setCurrent('')
    setNew('')
    sayDone(text('account.password.done'))
    await changed()
  })
  return (
    <form className={cx(styles.form)} onSubmit={submit.onSubmit} noValidate>
      <SaidFailure failure={submit.failure} />
      <TextField
        label={text('account.password.current')}
        type="password"
        autoComplete="current-password"
        value={currentPassword}
        onChange={setCurrent}
      />
      <TextField
        label={text('account.password.new')}
        description={text('entry.newPassword.how')}
        type="password"
        autoComplete="new-password"
        value={newPassword}
        onChange={setNew}
      />
      <div>
        <Button type="submit" isBusy={submit.isBusy} isDisabled={currentPassword === '' || newPassword === ''}>
          {text('account.password.save')}
        </Button>
      </div>
    </form>
  )
}
