import { Ellipsis, MailOpen, MailPlus, Send, TimerOff, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { z } from 'zod'
import type { invitation } from '#api/people'
import { Answer } from '#web/api/answer.tsx'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { useChange, useList } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { IconButton } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { Menu, MenuItem } from '#web/kit/menu.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { type Invited, InvitedDialog } from './invite-dialog.tsx'
import styles from './people.module.css'
import { grantable } from './role-choice.tsx'

type Invitation = z.infer<typeof invitation>

/** Who has not come yet. */
export function InvitationsCard() {
  const text = useText()
  const list = useList('invitations.list', { query: { limit: 200 } })
  const waiting = list.items?.filter(({ state }) => state === 'open' || state === 'expired')
  const [again, setAgain] = useState<Invited | null>(null)
  return (
    <Card title={text('people.invitations')} description={text('people.invitations.lead')} isFlush>
      <Answer of={{ data: waiting, error: list.error, refetch: list.refetch }}>
        {(invitations) =>
          invitations.length === 0 ? (
            <EmptyState icon={MailPlus} title={text('people.invitations.none.title')}>
              {text('people.invitations.none')}
            </EmptyState>
          ) : (
            <InvitationsTable invitations={invitations} onAgain={setAgain} />
          )
        }
      </Answer>
      {again === null ? null : <InvitedDialog invited={again} onClose={() => setAgain(null)} />}
    </Card>
  )
}

interface InvitationsTableProps {
  readonly invitations: readonly Invitation[]
  readonly onAgain: (invited: Invited) => void
}

function InvitationsTable({ invitations, onAgain }: InvitationsTableProps) {
  const text = useText()
  const columns: readonly TableColumn<Invitation>[] = [
    {
      key: 'email',
      title: text('people.inviting.email'),
      isWide: true,
      cell: ({ email, role }) => (
        <div className={cx(styles.who)}>
          <span className={cx(styles.name)}>{email}</span>
          <span className={cx(styles.soft)}>{text(`role.${role}`)}</span>
        </div>
      ),
    },
    { key: 'state', title: text('people.keys.state'), cell: ({ state }) => <StateOf state={state} /> },
    { key: 'by', title: text('people.invitation.by'), isExtra: true, cell: ({ invitedBy }) => invitedBy },
    {
      key: 'until',
      title: text('people.invitation.until'),
      isExtra: true,
      cell: ({ expiresAt }) => <Instant at={expiresAt} as="short" />,
    },
    {
      key: 'actions',
      title: text('people.do'),
      cell: (row) => <InvitationActions invitation={row} onAgain={onAgain} />,
    },
  ]
  return (
    <DataTable
      label={text('people.invitations')}
      columns={columns}
      rows={invitations}
      rowKey={({ invitationId }) => invitationId}
    />
  )
}

function StateOf({ state }: Pick<Invitation, 'state'>) {
  const text = useText()
  return state === 'expired' ? (
    <Badge tone="warn" icon={TimerOff}>
      {text('people.invitation.expired')}
    </Badge>
  ) : (
    <Badge tone="info" icon={MailOpen}>
      {text('people.invitation.open')}
    </Badge>
  )
}

interface InvitationActionsProps {
  readonly invitation: Invitation
  readonly onAgain: (invited: Invited) => void
}

function InvitationActions({ invitation: { invitationId, email, role }, onAgain }: InvitationActionsProps) {
  const text = useText()
  const { role: own } = useOrganization()
  const again = useChange('invitations.create', {
    onDone: (invited) => {
      sayDone(text('people.invitation.again.done'))
      onAgain(invited)
    },
  })
  const revoke = useChange('invitations.revoke', { onDone: () => sayDone(text('people.invitation.revoke.done')) })
  if (!useMay('people:change') || !grantable(own).includes(role)) return null
  const label = text('people.invitation.actions', { email })
  return (
    <Menu label={label} trigger={<IconButton label={label} icon={Ellipsis} />}>
      <MenuItem id="again" icon={Send} onAction={() => again.mutate({ body: { email, role } })}>
        {text('people.invitation.again')}
      </MenuItem>
      <MenuItem id="revoke" icon={Undo2} isDanger onAction={() => revoke.mutate({ params: { invitationId } })}>
        {text('people.invitation.revoke')}
      </MenuItem>
    </Menu>
  )
}
