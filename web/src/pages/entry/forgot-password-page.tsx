import { useState } from 'react'
import { callSignIn } from '#api/sign-in-client'
import { spokenFetch } from '#web/api/spoken-fetch.ts'
import { cx } from '#web/kit/class-names.ts'
import { TextLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { EntryForm, EntryFrame } from './entry-frame.tsx'
import styles from './entry.module.css'
import { useSubmit } from './use-submit.ts'

/** Asks for a link by mail that sets a new password. Nobody learns from it who has an account. */
export function ForgotPasswordPage() {
  const text = useText()
  const [email, setEmail] = useState('')
  const [isSent, setSent] = useState(false)
  const submit = useSubmit(async () => {
    await callSignIn('ask-for-new-password', { email }, { fetch: spokenFetch })
    setSent(true)
  })
  return (
    <EntryFrame title={text('forgot.title')} lead={text('forgot.lead')}>
      {isSent ? (
        <Notice tone="good" title={text('forgot.sent')}>
          {text('forgot.sent.more')}
        </Notice>
      ) : (
        <EntryForm submit={submit} action={text('forgot.go')}>
          <TextField
            label={text('entry.email')}
            type="email"
            autoComplete="username"
            isRequired
            autoFocus
            value={email}
            onChange={setEmail}
          />
        </EntryForm>
      )}
      <p className={cx(styles.below)}>
        <TextLink to="/sign-in">{text('entry.back')}</TextLink>
      </p>
    </EntryFrame>
  )
}
