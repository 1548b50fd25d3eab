import { ScrollText } from 'lucide-react'
import { Answer } from '#web/api/answer.tsx'
import { clientOf, useOrganization } from '#web/api/organization.tsx'
import { useList } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { DownloadLink } from '#web/kit/download-link.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { useNow } from '#web/kit/instant.tsx'
import { LoadMore } from '#web/kit/load-more.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import { AuditFilterBar } from './audit-filter-bar.tsx'
import { EventList } from './event-list.tsx'
import { queryOf } from './filter.ts'
import { auditRoute } from './route.tsx'

/** Who changed what. */
export function AuditSection() {
  const text = useText()
  const filter = auditRoute.useSearch()
  const query = queryOf(filter, useNow())
  const list = useList('audit.list', { query })
  const isNarrowed = Object.keys(query).length > 0
  return (
    <SettingsFrame title={text('audit.title')} lead={text('audit.lead')} actions={<Downloads query={query} />}>
      <AuditFilterBar filter={filter} />
      <Card isFlush>
        <Answer of={{ data: list.items, error: list.error, refetch: list.refetch }}>
          {(events) =>
            events.length === 0 ? (
              <EmptyState icon={ScrollText} title={text(isNarrowed ? 'audit.none.title' : 'audit.empty.title')}>
                {text(isNarrowed ? 'audit.none' : 'audit.empty')}
              </EmptyState>
            ) : (
              <EventList events={events} />
            )
          }
        </Answer>
        <LoadMore
          label={text('audit.more')}
          hasMore={list.hasNextPage}
          isLoading={list.isFetchingNextPage}
          onMore={list.fetchNextPage}
        />
      </Card>
    </SettingsFrame>
  )
}

function Downloads({ query }: { readonly query: ReturnType<typeof queryOf> }) {
  const text = useText()
  const { organization } = useOrganization()
  const url = (format: 'csv' | 'json') =>
    clientOf(organization).url('audit.export', { params: { organization }, query: { ...query, format } })
  return (
    <>
      <DownloadLink href={url('csv')}>{text('audit.csv')}</DownloadLink>
      <DownloadLink href={url('json')}>{text('audit.json')}</DownloadLink>
    </>
  )
}
