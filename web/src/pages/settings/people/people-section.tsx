import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { Answer } from '#web/api/answer.tsx'
import { clientOf, useMay } from '#web/api/organization.tsx'
import { useList } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { LoadMore } from '#web/kit/load-more.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import { InvitationsCard } from './invitations-card.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { MembersTable } from './members-table.tsx'

/** Who may do what here. */
export function PeopleSection() {
  const text = useText()
  const mayChange = useMay('people:change')
  const [isInviting, setInviting] = useState(false)
  return (
    <SettingsFrame
      title={text('people.title')}
      lead={text('people.lead')}
      {...(mayChange
        ? {
            actions: (
              <Button kind="primary" icon={UserPlus} onPress={() => setInviting(true)}>
                {text('people.invite')}
              </Button>
            ),
          }
        : {})}
    >
      <Members />
      <InvitationsCard />
      {isInviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </SettingsFrame>
  )
}

function Members() {
  const text = useText()
  const members = useList('members.list', { query: { limit: 200 } })
  const provider = useQuery({ queryKey: ['setup.status'], queryFn: () => clientOf('').call('setup.status') }).data
  const name = provider?.provider?.name ?? text('people.factor.company')
  const bare = members.items?.filter(({ secondFactor, hasProvider }) => !secondFactor && !hasProvider).length ?? 0
  return (
    <>
      {bare === 0 ? null : (
        <Notice tone="warn" title={text('people.factors.off', { count: bare })}>
          {text('people.factors.off.more')}
        </Notice>
      )}
      <Card title={text('people.members')} isFlush>
        <Answer of={{ data: members.items, error: members.error, refetch: members.refetch }}>
          {(items) => <MembersTable members={items} provider={name} />}
        </Answer>
        <LoadMore
          label={text('people.more')}
          hasMore={members.hasNextPage}
          isLoading={members.isFetchingNextPage}
          onMore={members.fetchNextPage}
        />
      </Card>
    </>
  )
}
