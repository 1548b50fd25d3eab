import { Link } from '@tanstack/react-router'
import type { Comparable } from '#api/ledger'
import { useOrganization } from '#web/api/organization.tsx'
import { Card } from '#web/kit/card.tsx'
import { IntegrationSelect } from '#web/kit/integration-select.tsx'
import { Page } from '#web/kit/page.tsx'
import { LinkTabs } from '#web/kit/tabs.tsx'
import { useSearchChange } from '#web/kit/use-search-change.ts'
import { useText } from '#web/languages/use-text.ts'
import { type ProductsFilter, type Tab, TABS } from './filter.ts'
import { PricesTab } from './prices-tab.tsx'
import { ProductsTab } from './products-tab.tsx'
import { SwitchedOff } from './switched-off.tsx'

const FLOWS = { products: 'products', prices: 'price-lists' } as const

interface ProductsViewProps {
  readonly chosen: Comparable
  readonly choices: readonly Comparable[]
  readonly filter: ProductsFilter
}

/** Products and prices of one store and its ERP. */
export function ProductsView({ chosen, choices, filter }: ProductsViewProps) {
  const text = useText()
  const set = useSearchChange<ProductsFilter>()
  const tab = filter.tab ?? (chosen.flows.includes(FLOWS.products) ? 'products' : 'prices')
  const Content = tab === 'products' ? ProductsTab : PricesTab
  return (
    <Page
      title={text('page.products')}
      lead={text('products.lead')}
      actions={
        <IntegrationSelect
          label={text('products.integration')}
          choices={choices}
          value={chosen.integration}
          onChange={(integration) => set({ integration, name: undefined, found: undefined })}
        />
      }
    >
      <WhichTab tab={tab} integration={filter.integration} />
      {chosen.flows.includes(FLOWS[tab]) ? (
        <Content key={chosen.integration} chosen={chosen} filter={filter} onSet={set} />
      ) : (
        <Card isFlush>
          <SwitchedOff what={tab} />
        </Card>
      )}
    </Page>
  )
}

interface WhichTabProps {
  readonly tab: Tab
  readonly integration: string | undefined
}

function WhichTab({ tab, integration }: WhichTabProps) {
  const text = useText()
  const { organization } = useOrganization()
  return (
    <LinkTabs label={text('products.tabs')}>
      {TABS.map((each) => (
        <Link
          key={each}
          to="/o/$organization/products"
          params={{ organization }}
          search={{ integration, tab: each }}
          activeProps={{}}
          aria-current={each === tab ? 'page' : undefined}
        >
          {text(`products.tab.${each}`)}
        </Link>
      ))}
    </LinkTabs>
  )
}
