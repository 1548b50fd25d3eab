import { useState } from 'react'
import { clientOf } from '#web/api/organization.tsx'
import { SkeletonRows } from '#web/kit/skeleton.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { EntryForm, EntryFrame, NewPasswordField } from './entry-frame.tsx'
import { SaidFailure } from './said-failure.tsx'
import { useSignInAndEnter } from './use-enter.ts'
import { useLink } from './use-link.ts'
import { useSubmit } from './use-submit.ts'

/** The link from the terminal: makes the first owner, or gives an owner a new password. */
export function WelcomePage() {
  const text = useText()
  const link = useLink('setup.link', (token) => clientOf('').call('setup.link', { body: { token } }))
  if (link.of?.purpose === 'recover') return <Recover token={link.token} email={link.of.email ?? ''} />
  return (
    <EntryFrame title={text('welcome.title')} lead={text('welcome.lead')}>
      <SaidFailure failure={link.failure} />
      {link.of === undefined ? link.failure === null && <SkeletonRows rows={3} /> : <OwnerForm token={link.token} />}
    </EntryFrame>
  )
}

function OwnerForm({ token }: { readonly token: string }) {
  const text = useText()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useSignInAndEnter()
  const submit = useSubmit(async () => {
    await clientOf('').call('setup.create-owner', { body: { token, name, email, password } })
    await signIn({ email, password }, '/')
  })
  const said = (field: string) => {
    const error = submit.errorOf(field)
    return error === undefined ? {} : { error }
  }
  return (
    <EntryForm submit={submit} action={text('welcome.go')}>
      <TextField
        label={text('entry.name')}
        autoComplete="name"
        isRequired
        autoFocus
        value={name}
        onChange={setName}
        {...said('name')}
      />
      <TextField
        label={text('entry.email')}
        type="email"
        autoComplete="username"
        isRequired
        value={email}
        onChange={setEmail}
        {...said('email')}
      />
      <NewPasswordField value={password} onChange={setPassword} error={submit.errorOf('password')} />
    </EntryForm>
  )
}

function Recover({ token, email }: { readonly token: string; readonly email: string }) {
  const text = useText()
  const [password, setPassword] = useState('')
  const signIn = useSignInAndEnter()
  const submit = useSubmit(async () => {
    await clientOf('').call('setup.recover', { body: { token, password } })
    await signIn({ email, password }, '/')
  })
  return (
    <EntryFrame title={text('recover.title')} lead={text('recover.lead', { email })}>
      <EntryForm submit={submit} action={text('recover.go')}>
        <NewPasswordField value={password} onChange={setPassword} error={submit.errorOf('password')} />
      </EntryForm>
    </EntryFrame>
  )
}
