import { useState } from 'react'
import { ApiFailure } from '#api/client'
import type { Failure } from '#api/failure'
import type { Role } from '#api/permissions'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { CodeBlock } from '#web/kit/code-block.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SaidFailure } from '#web/pages/entry/said-failure.tsx'
import { RoleChoice } from './role-choice.tsx'

export type Invited = Answered<Routes['invitations.create']>

/** Asks whom to invite as what, then shows the link. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useText()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [invited, setInvited] = useState<Invited | null>(null)
  const invite = useChange('invitations.create', { onDone: setInvited, onFailed: (error) => setFailure(said(error)) })
  if (invited !== null) return <InvitedDialog invited={invited} onClose={onClose} />
  const send = (): void => {
    setFailure(null)
    invite.mutate({ body: { email, role } })
  }
  return (
    <Dialog
      title={text('people.inviting.title')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('people.cancel')}</Button>
          <Button kind="primary" isBusy={invite.isPending} isDisabled={email === ''} onPress={send}>
            {text('people.inviting.go')}
          </Button>
        </>
      }
    >
      <SaidFailure failure={failure} />
      <TextField
        label={text('people.inviting.email')}
        type="email"
        autoFocus
        value={email}
        onChange={setEmail}
        onKeyDown={(event) => event.key === 'Enter' && email !== '' && send()}
      />
      <RoleChoice label={text('people.role')} value={role} onChange={setRole} />
    </Dialog>
  )
}

function said(error: Error): Failure {
  if (error instanceof ApiFailure) return error.failure
  throw error
}

/** The link of an invitation, which is shown this once. */
export function InvitedDialog({ invited, onClose }: { readonly invited: Invited; readonly onClose: () => void }) {
  const text = useText()
  const { sent, link, invitation } = invited
  const { email } = invitation
  return (
    <Dialog
      title={text(sent ? 'people.inviting.sent' : 'people.inviting.notSent', { email })}
      isOpen
      isShownOnce
      onClose={onClose}
      footer={
        <Button kind="primary" onPress={onClose}>
          {text('people.inviting.done')}
        </Button>
      }
    >
      <Notice
        tone={sent ? 'good' : 'info'}
        title={text(sent ? 'people.inviting.sent.more' : 'people.inviting.notSent.more')}
      />
      <CodeBlock label={text('people.inviting.link')} text={link} wraps />
    </Dialog>
  )
}
