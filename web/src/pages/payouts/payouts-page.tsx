import { Banknote } from 'lucide-react'
import { Answer } from '#web/api/answer.tsx'
import { useList } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { FilterBar } from '#web/kit/filter-bar.tsx'
import { LoadMore } from '#web/kit/load-more.tsx'
import { Page } from '#web/kit/page.tsx'
import { SearchWords } from '#web/kit/search-words.tsx'
import { Select } from '#web/kit/select.tsx'
import { useSearchChange } from '#web/kit/use-search-change.ts'
import { useText } from '#web/languages/use-text.ts'
import { WhereToSwitchOn } from '#web/shell/where-to-switch-on.tsx'
import { type PayoutsFilter, queryOf } from './filter.ts'
import { PayoutsTable } from './payouts-table.tsx'
import { payoutsRoute } from './route.tsx'

const LOOK_EVERY_MS = 30_000
const STATES = ['attention', 'waiting', 'synced', 'skipped', 'held'] as const

export function PayoutsPage() {
  const text = useText()
  const filter = payoutsRoute.useSearch()
  const list = useList('payouts.list', { query: queryOf(filter) }, { everyMs: LOOK_EVERY_MS })
  const isNarrowed = Object.values(filter).some((value) => value !== undefined)
  const isEmpty = list.items?.length === 0 && !isNarrowed
  return (
    <Page title={text('page.payouts')} lead={text('payouts.lead')}>
      {isEmpty ? null : <PayoutsFilterBar filter={filter} />}
      <Card isFlush>
        <Answer of={{ data: list.items, error: list.error, refetch: list.refetch }}>
          {(payouts) =>
            payouts.length === 0 ? (
              <EmptyState
                icon={Banknote}
                title={text(isNarrowed ? 'payouts.none.title' : 'payouts.empty.title')}
                action={isNarrowed ? undefined : <WhereToSwitchOn />}
              >
                {text(isNarrowed ? 'payouts.none' : 'payouts.empty')}
              </EmptyState>
            ) : (
              <>
                <PayoutsTable payouts={payouts} />
                <LoadMore
                  label={text('payouts.more')}
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

function PayoutsFilterBar({ filter }: { readonly filter: PayoutsFilter }) {
  const text = useText()
  const set = useSearchChange<PayoutsFilter>()
  return (
    <FilterBar label={text('payouts.filters')}>
      <SearchWords
        label={text('payouts.search')}
        clearLabel={text('payouts.search.clear')}
        words={filter.search ?? ''}
        onWords={(search) => set({ search: search === '' ? undefined : search })}
      />
      <Select
        label={text('payouts.state')}
        hidesLabel
        value={filter.state ?? 'all'}
        choices={[
          { key: 'all' as const, label: text('payouts.state.all') },
          ...STATES.map((state) => ({ key: state, label: text(`state.${state}`) })),
        ]}
        onChange={(state) => set({ state: state === 'all' ? undefined : (state as PayoutsFilter['state']) })}
      />
    </FilterBar>
  )
}
