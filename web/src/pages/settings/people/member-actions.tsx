import { Ellipsis, LogOut, UserCog, UserMinus } from 'lucide-react'
import { useState } from 'react'
import type { Role } from '#api/permissions'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button, IconButton } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Menu, MenuItem } from '#web/kit/menu.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { Member } from './members-table.tsx'
import { grantable, RoleChoice } from './role-choice.tsx'

type Doing = 'role' | 'sign-out' | 'remove'

interface MemberActionsProps {
  readonly member: Member
  readonly isOnlyOwner: boolean
}

/** What may be done with a member: nothing with who may do more than oneself. */
export function MemberActions({ member, isOnlyOwner }: MemberActionsProps) {
  const text = useText()
  const { role } = useOrganization()
  const [doing, setDoing] = useState<Doing | null>(null)
  const close = () => setDoing(null)
  if (!useMay('people:change') || !grantable(role).includes(member.role)) return null
  const label = text('people.actions', { name: member.name })
  return (
    <>
      <Menu label={label} trigger={<IconButton label={label} icon={Ellipsis} />}>
        {isOnlyOwner ? null : (
          <MenuItem id="role" icon={UserCog} onAction={() => setDoing('role')}>
            {text('people.role.change')}
          </MenuItem>
        )}
        <MenuItem id="sign-out" icon={LogOut} onAction={() => setDoing('sign-out')}>
          {text('people.signOut')}
        </MenuItem>
        {isOnlyOwner ? null : (
          <MenuItem id="remove" icon={UserMinus} isDanger onAction={() => setDoing('remove')}>
            {text('people.remove')}
          </MenuItem>
        )}
      </Menu>
      {doing === 'role' ? <RoleDialog member={member} onClose={close} /> : null}
      {doing === 'sign-out' ? <SignOutDialog member={member} onClose={close} /> : null}
      {doing === 'remove' ? <RemoveDialog member={member} onClose={close} /> : null}
    </>
  )
}

interface MemberDialogProps {
  readonly member: Member
  readonly onClose: () => void
}

function RoleDialog({ member: { userId, name, role: before }, onClose }: MemberDialogProps) {
  const text = useText()
  const [role, setRole] = useState<Role>(before)
  const change = useChange('members.change-role', {
    onDone: () => {
      onClose()
      sayDone(text('people.role.done'))
    },
  })
  return (
    <Dialog
      title={text('people.role.title', { name })}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('people.cancel')}</Button>
          <Button
            kind="primary"
            isBusy={change.isPending}
            isDisabled={role === before}
            onPress={() => change.mutate({ params: { userId }, body: { role } })}
          >
            {text('people.role.save')}
          </Button>
        </>
      }
    >
      <RoleChoice label={text('people.role')} value={role} onChange={setRole} />
    </Dialog>
  )
}

function SignOutDialog({ member: { userId, name }, onClose }: MemberDialogProps) {
  const text = useText()
  const end = useChange('members.sign-out', {
    onDone: ({ sessions }) => {
      onClose()
      sayDone(text('people.signOut.done', { count: sessions }))
    },
  })
  return (
    <Dialog
      title={text('people.signOut.title', { name })}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('people.cancel')}</Button>
          <Button kind="danger" isBusy={end.isPending} onPress={() => end.mutate({ params: { userId } })}>
            {text('people.signOut')}
          </Button>
        </>
      }
    >
      <p>{text('people.signOut.text')}</p>
    </Dialog>
  )
}

function RemoveDialog({ member: { userId, name }, onClose }: MemberDialogProps) {
  const text = useText()
  const remove = useChange('members.remove', {
    onDone: () => {
      onClose()
      sayDone(text('people.remove.done', { name }))
    },
  })
  return (
    <Dialog
      title={text('people.remove.title', { name })}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('people.cancel')}</Button>
          <Button kind="danger" isBusy={remove.isPending} onPress={() => remove.mutate({ params: { userId } })}>
            {text('people.remove')}
          </Button>
        </>
      }
    >
      <p>{text('people.remove.text')}</p>
      <p>{text('people.remove.keys')}</p>
    </Dialog>
  )
}
