import { History } from 'lucide-react'
import { Answer } from '#web/api/answer.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { DataTable } from '#web/kit/data-table.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Instant } from '#web/kit/instant.tsx'
import type { TextId } from '#web/languages/en.ts'
import { useText } from '#web/languages/use-text.ts'

const EVENTS: Readonly<Record<string, TextId>> = {
  'configuration.applied': 'configuration.history.applied',
  'configuration.promoted': 'configuration.history.promoted',
}
const MOST = 10

/** Which files were used and what went live, when and by whom. */
export function HistoryCard() {
  const text = useText()
  const events = useRoute('audit.list', { query: { event: 'configuration.', limit: MOST } })
  return (
    <Card title={text('configuration.history')} description={text('configuration.history.lead')} isFlush>
      <Answer of={events}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={History} title={text('configuration.history.empty.title')}>
              {text('configuration.history.empty')}
            </EmptyState>
          ) : (
            <DataTable
              label={text('configuration.history')}
              rows={items}
              rowKey={({ auditId }) => auditId}
              columns={[
                {
                  key: 'what',
                  title: text('configuration.history.what'),
                  isWide: true,
                  cell: ({ event, subject }) => `${eventText(event)}${subject === null ? '' : namedText(subject)}`,
                },
                { key: 'by', title: text('configuration.history.by'), cell: ({ by }) => by.name },
                {
                  key: 'at',
                  title: text('configuration.history.at'),
                  cell: ({ at }) => <Instant at={at} as="short" />,
                },
                {
                  key: 'outcome',
                  title: text('configuration.history.outcome'),
                  isExtra: true,
                  cell: ({ outcome }) => text(`configuration.history.${outcome}`),
                },
              ]}
            />
          )
        }
      </Answer>
    </Card>
  )

  function eventText(event: string): string {
    const id = EVENTS[event]
    return id === undefined ? event : text(id)
  }
}

/** `integration:nordlys` → ` · nordlys` */
function namedText(subject: string): string {
  const [, name] = subject.split(':')
  return name === undefined ? '' : ` · ${name}`
}
