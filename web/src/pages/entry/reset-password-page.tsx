import { useLocation, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { callSignIn } from '#api/sign-in-client'
import { Notice } from '#web/kit/notice.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { EntryForm, EntryFrame, NewPasswordField } from './entry-frame.tsx'
import { tokenOf } from './next.ts'
import { useSubmit } from './use-submit.ts'

/** The link from a mail: a new password. */
export function ResetPasswordPage() {
  const text = useText()
  const token = tokenOf(useLocation().hash)
  const navigate = useNavigate()
  const [newPassword, setNewPassword] = useState('')
  const submit = useSubmit(async () => {
    await callSignIn('set-new-password', { token, newPassword })
    sayDone(text('reset.done'))
    await navigate({ to: '/sign-in' })
  })
  return (
    <EntryFrame title={text('reset.title')} lead={text('reset.lead')}>
      {token === '' ? (
        <Notice tone="warn" title={text('reset.missing')}>
          {text('reset.missing.how')}
        </Notice>
      ) : null}
      <EntryForm submit={submit} action={text('recover.go')}>
        <NewPasswordField value={newPassword} onChange={setNewPassword} error={submit.errorOf('newPassword')} />
      </EntryForm>
    </EntryFrame>
  )
}
