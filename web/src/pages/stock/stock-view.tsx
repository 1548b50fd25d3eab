import { RefreshCw } from 'lucide-react'
import type { Comparable } from '#api/ledger'
import { clientOf, useMay, useOrganization } from '#web/api/organization.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { DownloadLink } from '#web/kit/download-link.tsx'
import { FilterBar } from '#web/kit/filter-bar.tsx'
import { IntegrationSelect } from '#web/kit/integration-select.tsx'
import { Page } from '#web/kit/page.tsx'
import { SearchWords } from '#web/kit/search-words.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useSearchChange } from '#web/kit/use-search-change.ts'
import { useText } from '#web/languages/use-text.ts'
import { ExplainDialog } from './explain-dialog.tsx'
import { queryOf, type StockFilter } from './filter.ts'
import { StockList } from './stock-list.tsx'
import { StockNotices } from './stock-notices.tsx'
import { LocationsProvider, useLocations } from './use-locations.ts'
import { ViewTabs } from './view-tabs.tsx'

const LOOK_EVERY_MS = 10_000

interface StockViewProps {
  readonly chosen: Comparable
  readonly choices: readonly Comparable[]
  readonly filter: StockFilter
}

/** What one store sells against what its ERP holds. */
export function StockView({ chosen, choices, filter }: StockViewProps) {
  const text = useText()
  const { integration } = chosen
  const { organization } = useOrganization()
  const set = useSearchChange<StockFilter>()
  const status = useRoute('stock.status', { query: { integration } }, { everyMs: LOOK_EVERY_MS })
  const query = queryOf(integration, filter)
  return (
    <Page
      title={text('page.stock')}
      lead={text('stock.lead')}
      actions={
        <>
          <DownloadLink href={clientOf(organization).url('stock.export', { params: { organization }, query })}>
            {text('stock.export')}
          </DownloadLink>
          <CompareAll integration={integration} isLive={chosen.live} />
        </>
      }
    >
      {status.data === undefined ? null : (
        <StockNotices status={status.data} onShowHeld={() => set({ view: 'held' })} />
      )}
      <ViewTabs filter={filter} status={status.data} />
      <FilterBar label={text('stock.filters')}>
        <SearchWords
          label={text('stock.search')}
          clearLabel={text('stock.search.clear')}
          words={filter.search ?? ''}
          onWords={(search) => set({ search: search === '' ? undefined : search })}
        />
        <IntegrationSelect
          label={text('stock.integration')}
          choices={choices}
          value={integration}
          onChange={(key) => set({ integration: key })}
        />
      </FilterBar>
      <LocationsProvider value={useLocations(integration)}>
        <StockList query={query} filter={filter} />
        <ExplainDialog integration={integration} sku={filter.sku} onClose={() => set({ sku: undefined })} />
      </LocationsProvider>
    </Page>
  )
}

function CompareAll({ integration, isLive }: { readonly integration: string; readonly isLive: boolean }) {
  const text = useText()
  const mayChange = useMay('stock:change')
  const sync = useChange('stock.sync', { onDone: () => sayDone(text('stock.compare.asked')) })
  if (!mayChange || !isLive) return null
  return (
    <Button icon={RefreshCw} isBusy={sync.isPending} onPress={() => sync.mutate({ body: { integration } })}>
      {text('stock.compare')}
    </Button>
  )
}
