import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { clientOf } from '#web/api/organization.tsx'
import { sessionQuery } from '#web/api/session.ts'
import { ButtonLink } from '#web/kit/link.tsx'
import { SkeletonRows } from '#web/kit/skeleton.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { EntryForm, EntryFrame, NewPasswordField } from './entry-frame.tsx'
import { SaidFailure } from './said-failure.tsx'
import { useEnter, useSignInAndEnter } from './use-enter.ts'
import { useLink } from './use-link.ts'
import { useSubmit } from './use-submit.ts'

type Invitation = Answered<Routes['invitations.look']>

interface InvitationProps {
  readonly token: string
  readonly invitation: Invitation
}

/** The link of an invitation: for somebody new, or for somebody who has an account already. */
export function InvitationPage() {
  const text = useText()
  const {
    token,
    of: invitation,
    failure,
  } = useLink('invitations.look', (given) => clientOf('').call('invitations.look', { body: { token: given } }))
  if (invitation === undefined) {
    return (
      <EntryFrame title={text('invitation.title')}>
        {failure === null ? <SkeletonRows rows={3} /> : <SaidFailure failure={failure} />}
      </EntryFrame>
    )
  }
  const { organization, role, email, hasAccount } = invitation
  return (
    <EntryFrame
      title={text('invitation.titleOf', { organization })}
      lead={text('invitation.lead', { role: text(`role.${role}`), email })}
    >
      {hasAccount ? (
        <AcceptAsMember token={token} invitation={invitation} />
      ) : (
        <AcceptAsNew token={token} invitation={invitation} />
      )}
    </EntryFrame>
  )
}

function AcceptAsNew({ token, invitation: { email } }: InvitationProps) {
  const text = useText()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useSignInAndEnter()
  const submit = useSubmit(async () => {
    const { organization } = await clientOf('').call('invitations.accept', { body: { token, name, password } })
    await signIn({ email, password }, `/o/${organization}`)
  })
  const nameError = submit.errorOf('name')
  return (
    <EntryForm submit={submit} action={text('invitation.go')}>
      <TextField
        label={text('entry.name')}
        autoComplete="name"
        isRequired
        autoFocus
        value={name}
        onChange={setName}
        {...(nameError === undefined ? {} : { error: nameError })}
      />
      <NewPasswordField value={password} onChange={setPassword} error={submit.errorOf('password')} />
    </EntryForm>
  )
}

function AcceptAsMember({ token, invitation: { email } }: InvitationProps) {
  const text = useText()
  const enter = useEnter()
  const session = useQuery({ ...sessionQuery, retry: false })
  const submit = useSubmit(async () => {
    const { organization } = await clientOf('').call('invitations.accept', { body: { token } })
    await enter(`/o/${organization}`)
  })
  if (session.data?.email?.toLowerCase() === email.toLowerCase()) {
    return (
      <EntryForm submit={submit} action={text('invitation.go')}>
        {null}
      </EntryForm>
    )
  }
  return (
    <>
      <p>{text('invitation.signInFirst', { email })}</p>
      <ButtonLink kind="primary" to="/sign-in" search={{ next: `/invitation#token=${token}` }}>
        {text('entry.signIn')}
      </ButtonLink>
    </>
  )
}
