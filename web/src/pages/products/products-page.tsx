import type { ReactNode } from 'react'
import { Answer } from '#web/api/answer.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { Page } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ProductsView } from './products-view.tsx'
import { productsRoute } from './route.tsx'
import { SwitchedOff } from './switched-off.tsx'

const MOVING = ['products', 'price-lists']

/** Whether the products and prices of a store and its ERP are in step. */
export function ProductsPage() {
  const text = useText()
  const filter = productsRoute.useSearch()
  const integrations = useRoute('ledger.integrations', {})
  const frame = (content: ReactNode) => (
    <Page title={text('page.products')} lead={text('products.lead')}>
      <Card isFlush>{content}</Card>
    </Page>
  )
  return (
    <Answer of={integrations} frame={frame}>
      {({ items }) => {
        const choices = items.filter(({ flows }) => flows.some((flow) => MOVING.includes(flow)))
        const chosen = choices.find(({ integration }) => integration === filter.integration) ?? choices[0]
        return chosen === undefined ? (
          frame(<SwitchedOff what="products" />)
        ) : (
          <ProductsView chosen={chosen} choices={choices} filter={filter} />
        )
      }}
    </Answer>
  )
}
