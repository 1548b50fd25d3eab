import { Building2, ShieldAlert, ShieldCheck } from 'lucide-react'
import type { z } from 'zod'
import type { member } from '#api/members'
import { useSession } from '#web/api/session.ts'
import { Badge } from '#web/kit/badge.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { useText } from '#web/languages/use-text.ts'
import { MemberActions } from './member-actions.tsx'
import styles from './people.module.css'

export type Member = z.infer<typeof member>

interface MembersTableProps {
  readonly members: readonly Member[]
  /** What the company's own sign-in is called. */
  readonly provider: string
}

export function MembersTable({ members, provider }: MembersTableProps) {
  const text = useText()
  const own = useSession()?.email
  const owners = members.filter(({ role }) => role === 'owner').length
  const isOnlyOwner = ({ role }: Member): boolean => role === 'owner' && owners === 1
  const columns: readonly TableColumn<Member>[] = [
    {
      key: 'person',
      title: text('people.person'),
      isWide: true,
      cell: (row) => <Who member={row} isYou={row.email === own} provider={provider} />,
    },
    {
      key: 'role',
      title: text('people.role'),
      cell: (row) => <RoleOf member={row} isOnlyOwner={isOnlyOwner(row)} />,
    },
    {
      key: 'factor',
      title: text('people.factor'),
      isExtra: true,
      cell: (row) => <SecondFactor member={row} provider={provider} />,
    },
    { key: 'seen', title: text('people.seen'), isExtra: true, cell: (row) => <LastSeen member={row} /> },
    { key: 'sessions', title: text('people.sessions'), isNumber: true, isExtra: true, cell: (row) => row.sessions },
    {
      key: 'actions',
      title: text('people.do'),
      cell: (row) => <MemberActions member={row} isOnlyOwner={isOnlyOwner(row)} />,
    },
  ]
  return <DataTable label={text('people.members')} columns={columns} rows={members} rowKey={({ userId }) => userId} />
}

function Who({ member, isYou, provider }: { member: Member; isYou: boolean; provider: string }) {
  const text = useText()
  return (
    <div className={cx(styles.who)}>
      <span className={cx(styles.name)}>
        {member.name}
        {isYou ? <Badge>{text('people.you')}</Badge> : null}
      </span>
      <span className={cx(styles.soft)}>{member.email}</span>
      <span className={cx(styles.onPhone)}>
        <SecondFactor member={member} provider={provider} />
      </span>
    </div>
  )
}

function RoleOf({ member: { role }, isOnlyOwner }: { member: Member; isOnlyOwner: boolean }) {
  const text = useText()
  return (
    <div className={cx(styles.role)}>
      <span className={cx(styles.word)}>{text(`role.${role}`)}</span>
      {isOnlyOwner ? <span className={cx(styles.soft)}>{text('people.lastOwner')}</span> : null}
    </div>
  )
}

function SecondFactor({ member: { secondFactor, hasProvider }, provider }: { member: Member; provider: string }) {
  const text = useText()
  if (secondFactor) {
    return (
      <Badge tone="good" icon={ShieldCheck}>
        {text('people.factor.on')}
      </Badge>
    )
  }
  return hasProvider ? (
    <Badge icon={Building2}>{text('people.factor.provider', { name: provider })}</Badge>
  ) : (
    <Badge tone="warn" icon={ShieldAlert}>
      {text('people.factor.off')}
    </Badge>
  )
}

function LastSeen({ member: { lastSeenAt } }: { member: Member }) {
  const text = useText()
  return lastSeenAt === null ? (
    <span className={cx(styles.soft)}>{text('people.seen.never')}</span>
  ) : (
    <Instant at={lastSeenAt} />
  )
}
