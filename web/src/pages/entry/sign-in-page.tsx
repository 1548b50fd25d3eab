import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { callSignIn } from '#api/sign-in-client'
import { clientOf } from '#web/api/organization.tsx'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { type Say, useText } from '#web/languages/use-text.ts'
import { CodeForm } from './code-form.tsx'
import { EntryForm, EntryFrame } from './entry-frame.tsx'
import styles from './entry.module.css'
import { safeNext } from './next.ts'
import { signInRoute } from './route.tsx'
import { SaidFailure } from './said-failure.tsx'
import { useEnter } from './use-enter.ts'
import { useSubmit } from './use-submit.ts'

/** Signing in: a password, and a code where there is a second factor; or the company's own sign-in. */
export function SignInPage() {
  const text = useText()
  const { next, error, ended } = signInRoute.useSearch()
  const [needsCode, setNeedsCode] = useState(false)
  const enter = useEnter()
  const status = useQuery({ queryKey: ['setup.status'], queryFn: () => clientOf('').call('setup.status') }).data
  const to = safeNext(next)
  if (needsCode) return <CodeForm onDone={() => enter(to)} />
  return (
    <EntryFrame title={text('entry.signIn')} lead={text('entry.signIn.lead')}>
      {error === undefined ? null : (
        <Notice tone="bad" title={text('entry.provider.failed')}>
          {providerWords(error, text)}
        </Notice>
      )}
      {ended === undefined || error !== undefined ? null : (
        <Notice tone="info" title={text('entry.ended')}>
          {text('entry.ended.more')}
        </Notice>
      )}
      {status?.needsOwner === true ? (
        <Notice tone="info" title={text('entry.noOwner')}>
          {text('entry.noOwner.more')}
        </Notice>
      ) : null}
      <PasswordForm onCode={() => setNeedsCode(true)} onDone={() => enter(to)} />
      {status?.mail === true ? (
        <p className={cx(styles.below)}>
          <TextLink to="/forgot-password">{text('entry.forgot')}</TextLink>
        </p>
      ) : null}
      {status?.provider == null ? null : <ProviderButton name={status.provider.name} to={to} />}
    </EntryFrame>
  )
}

const PROVIDER_ERRORS = ['not_invited', 'email_not_verified', 'account_not_linked'] as const

/** What the identity provider or our gate to it refused, as far as we know words for it. */
function providerWords(error: string, text: Say): string {
  const known = PROVIDER_ERRORS.find((each) => each === error)
  return known === undefined ? text('entry.provider.failed.more', { error }) : text(`entry.provider.${known}`)
}

interface PasswordFormProps {
  readonly onCode: () => void
  readonly onDone: () => Promise<void>
}

function PasswordForm({ onCode, onDone }: PasswordFormProps) {
  const text = useText()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const submit = useSubmit(async () => {
    const { twoFactorRedirect } = await callSignIn('sign-in', { email, password })
    if (twoFactorRedirect) onCode()
    else await onDone()
  })
  return (
    <EntryForm submit={submit} action={text('entry.signIn')}>
      <TextField
        label={text('entry.email')}
        type="email"
        autoComplete="username"
        isRequired
        autoFocus
        value={email}
        onChange={setEmail}
      />
      <TextField
        label={text('entry.password')}
        type="password"
        autoComplete="current-password"
        isRequired
        value={password}
        onChange={setPassword}
      />
    </EntryForm>
  )
}

function ProviderButton({ name, to }: { readonly name: string; readonly to: string }) {
  const text = useText()
  const submit = useSubmit(async () => {
    const { url } = await callSignIn('sign-in-with-provider', { provider: 'oidc', callbackURL: to })
    location.assign(url)
  })
  return (
    <form onSubmit={submit.onSubmit} className={cx(styles.form)}>
      <p className={cx(styles.or)}>{text('entry.or')}</p>
      <SaidFailure failure={submit.failure} />
      <Button type="submit" isBusy={submit.isBusy}>
        {text('entry.provider', { name })}
      </Button>
    </form>
  )
}
