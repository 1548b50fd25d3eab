import type { z } from 'zod'
import type { session } from '#api/members'
import { Answer } from '#web/api/answer.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './account.module.css'
import { browserName } from './browser-name.ts'

type Session = z.infer<typeof session>

/** Where the person is signed in; any of them can be ended. */
export function SessionsCard() {
  const text = useText()
  const sessions = useRoute('sessions.list', {})
  const others = useChange('sessions.end-others', {
    onDone: ({ sessions: count }) => sayDone(text('account.sessions.end.done', { count })),
  })
  const columns: readonly TableColumn<Session>[] = [
    { key: 'browser', title: text('account.session.browser'), isWide: true, cell: (row) => <Where session={row} /> },
    {
      key: 'address',
      title: text('account.session.address'),
      isExtra: true,
      cell: ({ address }) => <span className={cx(styles.figure)}>{address}</span>,
    },
    {
      key: 'since',
      title: text('account.session.since'),
      isExtra: true,
      cell: ({ createdAt }) => <Instant at={createdAt} as="short" />,
    },
    { key: 'end', title: text('account.session.do'), cell: (row) => (row.current ? null : <End session={row} />) },
  ]
  const end = (
    <Button isBusy={others.isPending} onPress={() => others.mutate({})}>
      {text('account.sessions.end')}
    </Button>
  )
  return (
    <Card
      title={text('account.sessions')}
      description={text('account.sessions.lead')}
      action={(sessions.data?.items.length ?? 0) > 1 ? end : null}
      isFlush
    >
      <Answer of={sessions}>
        {({ items }) => (
          <DataTable
            label={text('account.sessions')}
            columns={columns}
            rows={items}
            rowKey={({ sessionId }) => sessionId}
          />
        )}
      </Answer>
    </Card>
  )
}

function Where({ session: { browser, current, lastSeenAt, address } }: { readonly session: Session }) {
  const text = useText()
  return (
    <div className={cx(styles.where)}>
      <span className={cx(styles.browser)} title={browser ?? ''}>
        {browserName(browser) ?? text('account.session.unknown')}
        {current ? <Badge tone="good">{text('account.session.here')}</Badge> : null}
      </span>
      <span className={cx(styles.soft)}>
        {text('account.session.seen')} <Instant at={lastSeenAt} />
        <span className={cx(styles.onPhone)}> · {address}</span>
      </span>
    </div>
  )
}

function End({ session: { sessionId } }: { readonly session: Session }) {
  const text = useText()
  const end = useChange('sessions.end', { onDone: () => sayDone(text('account.session.end.done')) })
  return (
    <Button size="small" isBusy={end.isPending} onPress={() => end.mutate({ params: { sessionId } })}>
      {text('account.session.end')}
    </Button>
  )
}
