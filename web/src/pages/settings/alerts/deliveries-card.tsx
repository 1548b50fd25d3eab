import { CircleCheck, Clock3, OctagonAlert, Send } from 'lucide-react'
import type { AlertDelivery } from '#api/alerts'
import { Answer } from '#web/api/answer.tsx'
import { useList } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { LoadMore } from '#web/kit/load-more.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerText } from '#web/languages/server-text.tsx'
import styles from './alerts.module.css'

const REFRESH_MS = 15_000
const LOOKS = {
  waiting: { tone: 'warn', icon: Clock3 },
  sent: { tone: 'good', icon: CircleCheck },
  failed: { tone: 'bad', icon: OctagonAlert },
} as const

/** What was told, to whom, and what came of it. */
export function DeliveriesCard() {
  const text = useText()
  const deliveries = useList('alerts.deliveries', { query: {} }, { everyMs: REFRESH_MS })
  const columns: readonly TableColumn<AlertDelivery>[] = [
    { key: 'what', title: text('alerts.told.what'), isWide: true, cell: (row) => <What delivery={row} /> },
    { key: 'to', title: text('alerts.told.to'), isExtra: true, cell: (row) => row.recipient ?? row.channelName },
    {
      key: 'at',
      title: text('alerts.told.at'),
      isExtra: true,
      cell: ({ madeAt }) => <Instant at={madeAt} as="short" />,
    },
    {
      key: 'state',
      title: text('alerts.told.state'),
      cell: ({ state }) => <Badge {...LOOKS[state]}>{text(`alerts.told.state.${state}`)}</Badge>,
    },
  ]
  return (
    <Card title={text('alerts.told')} description={text('alerts.told.lead')} isFlush>
      <Answer of={{ data: deliveries.items, error: deliveries.error, refetch: deliveries.refetch }}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={Send} title={text('alerts.told.empty.title')}>
              {text('alerts.told.empty')}
            </EmptyState>
          ) : (
            <DataTable
              label={text('alerts.told')}
              columns={columns}
              rows={items}
              rowKey={({ deliveryId }) => deliveryId}
            />
          )
        }
      </Answer>
      <LoadMore
        label={text('alerts.told.more')}
        hasMore={deliveries.hasNextPage}
        isLoading={deliveries.isFetchingNextPage}
        onMore={deliveries.fetchNextPage}
      />
    </Card>
  )
}

function What({ delivery: { kind, messages, alarms, failure, nextTryAt } }: { readonly delivery: AlertDelivery }) {
  const text = useText()
  const [first] = messages
  return (
    <div className={cx(styles.told)}>
      <span>{first ?? text(`alerts.told.kind.${kind}`)}</span>
      <span className={cx(styles.soft)}>
        {text(`alerts.told.kind.${kind}`)}
        {alarms > 1 ? ` · ${text('alerts.told.more.alarms', { count: alarms - 1 })}` : null}
      </span>
      {failure === null ? null : (
        <span className={cx(styles.soft)}>
          <ServerText text={failure.message} />
          {nextTryAt === null ? null : (
            <>
              {' '}
              {text('alerts.told.next')} <Instant at={nextTryAt} />
            </>
          )}
        </span>
      )}
    </div>
  )
}
