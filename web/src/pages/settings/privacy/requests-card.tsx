import { Clock3, Inbox, OctagonAlert } from 'lucide-react'
import type { z } from 'zod'
import type { privacyRequest } from '#api/privacy'
import { Answer } from '#web/api/answer.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Instant, useNow } from '#web/kit/instant.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './privacy.module.css'

type PrivacyRequest = z.infer<typeof privacyRequest>

interface RequestsCardProps {
  /** Finds the person that a request is about. */
  readonly onLook: (who: string) => void
}

/** What people asked for, and what came of it. */
export function RequestsCard({ onLook }: RequestsCardProps) {
  const text = useText()
  const requests = useRoute('privacy.requests', {})
  const columns: readonly TableColumn<PrivacyRequest>[] = [
    { key: 'what', title: text('privacy.request.what'), isWide: true, cell: (row) => <What request={row} /> },
    { key: 'from', title: text('privacy.request.from'), isExtra: true, cell: (row) => <From request={row} /> },
    {
      key: 'received',
      title: text('privacy.request.received'),
      isExtra: true,
      cell: ({ receivedAt }) => <Instant at={receivedAt} as="short" />,
    },
    {
      key: 'outcome',
      title: text('privacy.request.outcome'),
      cell: (row) => <Outcome request={row} onLook={onLook} />,
    },
  ]
  return (
    <Card title={text('privacy.requests')} description={text('privacy.requests.lead')} isFlush>
      <Answer of={requests}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={Inbox} title={text('privacy.requests.empty.title')}>
              {text('privacy.requests.empty')}
            </EmptyState>
          ) : (
            <DataTable
              label={text('privacy.requests')}
              columns={columns}
              rows={items}
              rowKey={({ requestId }) => requestId}
            />
          )
        }
      </Answer>
    </Card>
  )
}

function What({ request: { kind, email, subject, orders } }: { readonly request: PrivacyRequest }) {
  const text = useText()
  const whom = kind === 'shop-redact' ? text('privacy.request.shop') : (email ?? subject ?? text('privacy.ids.guest'))
  return (
    <div className={cx(styles.what)}>
      <span>{text(`privacy.request.${kind}`)}</span>
      <span className={cx(styles.soft)}>
        {whom}
        {orders === 0 ? '' : ` · ${text('privacy.request.orders', { count: orders })}`}
      </span>
    </div>
  )
}

function From({ request: { askedBy, connection } }: { readonly request: PrivacyRequest }) {
  const text = useText()
  return <span className={cx(styles.from)}>{askedBy ?? text('privacy.request.from.store', { store: connection })}</span>
}

interface OutcomeProps {
  readonly request: PrivacyRequest
  readonly onLook: (who: string) => void
}

function Outcome({ request, onLook }: OutcomeProps) {
  const text = useText()
  const { doneAt, kind, erased, answeredBy } = request
  if (doneAt === null) {
    return kind === 'customer-data' ? (
      <OpenRequest request={request} onLook={onLook} />
    ) : (
      <Badge tone="info" icon={Clock3}>
        {text('privacy.request.waiting')}
      </Badge>
    )
  }
  return (
    <div className={cx(styles.what)}>
      <span>
        {answeredBy === null
          ? text('privacy.request.erased', { count: erased ?? 0 })
          : text('privacy.request.answered', { name: answeredBy })}
      </span>
      <span className={cx(styles.soft)}>
        <Instant at={doneAt} as="short" />
      </span>
    </div>
  )
}

function OpenRequest({ request: { requestId, email, subject, dueAt }, onLook }: OutcomeProps) {
  const text = useText()
  const answered = useChange('privacy.answered', { onDone: () => sayDone(text('privacy.request.done.said')) })
  const who = email ?? subject
  const isOverdue = new Date(dueAt) < useNow()
  return (
    <div className={cx(styles.open)}>
      <Badge tone={isOverdue ? 'bad' : 'warn'} icon={isOverdue ? OctagonAlert : Clock3}>
        {text(isOverdue ? 'privacy.request.overdue' : 'privacy.request.due')} <Instant at={dueAt} as="short" />
      </Badge>
      {who === null ? null : (
        <Button size="small" onPress={() => onLook(who)}>
          {text('privacy.request.look')}
        </Button>
      )}
      <Button size="small" isBusy={answered.isPending} onPress={() => answered.mutate({ params: { requestId } })}>
        {text('privacy.request.done')}
      </Button>
    </div>
  )
}
