import { ListChecks } from 'lucide-react'
import { useList, useRoute } from '#web/api/use-route.ts'
import { Answer } from '#web/api/answer.tsx'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { useNow, useZone } from '#web/kit/instant.tsx'
import { LoadMore } from '#web/kit/load-more.tsx'
import { Page } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'
import { queryOf, type TransfersFilter } from './filter.ts'
import { transfersRoute } from './route.tsx'
import { StateTabs } from './state-tabs.tsx'
import { TransfersFilterBar } from './transfers-filter-bar.tsx'
import { TransfersTable } from './transfers-table.tsx'

const LOOK_EVERY_MS = 30_000

export function TransfersPage() {
  const text = useText()
  const filter = transfersRoute.useSearch()
  const query = queryOf(filter, useNow(), useZone())
  // Words and amounts are found, never counted: that would mean to look at every transfer.
  const { state: _state, search: _search, amountFrom: _from, amountTo: _to, ...countable } = query
  const isFound = (filter.search ?? filter.amountFrom ?? filter.amountTo) !== undefined
  const counts = useRoute('transfers.counts', { query: countable }, { everyMs: LOOK_EVERY_MS })
  const list = useList('transfers.list', { query }, { everyMs: LOOK_EVERY_MS })
  return (
    <Page title={text('page.transfers')} lead={text('transfers.lead')}>
      <StateTabs filter={filter} counts={isFound ? undefined : counts.data} />
      <TransfersFilterBar filter={filter} />
      <Card isFlush>
        <Answer of={{ data: list.items, error: list.error, refetch: list.refetch }}>
          {(transfers) =>
            transfers.length === 0 ? (
              <NoTransfers filter={filter} />
            ) : (
              <>
                <TransfersTable transfers={transfers} words={filter.search} />
                <LoadMore
                  label={text('transfers.more')}
                  hasMore={list.hasNextPage}
                  isLoading={list.isFetchingNextPage}
                  onMore={list.fetchNextPage}
                />
              </>
            )
          }
        </Answer>
      </Card>
    </Page>
  )
}

function NoTransfers({ filter }: { readonly filter: TransfersFilter }) {
  const text = useText()
  const isNarrowed = Object.values(filter).some((value) => value !== undefined)
  return (
    <EmptyState icon={ListChecks} title={text(isNarrowed ? 'transfers.none.title' : 'transfers.empty.title')}>
      {text(isNarrowed ? 'transfers.none' : 'transfers.empty')}
    </EmptyState>
  )
}
