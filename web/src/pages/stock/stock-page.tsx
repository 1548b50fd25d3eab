import { Package } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Comparable } from '#api/ledger'
import { Answer } from '#web/api/answer.tsx'
import { chosenOf } from '#web/api/comparable.ts'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Page } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'
import { WhereToSwitchOn } from '#web/shell/where-to-switch-on.tsx'
import { stockRoute } from './route.tsx'
import { StockView } from './stock-view.tsx'

export function StockPage() {
  const text = useText()
  const integrations = useRoute('ledger.integrations', {})
  const frame = (content: ReactNode) => (
    <Page title={text('page.stock')} lead={text('stock.lead')}>
      <Card isFlush>{content}</Card>
    </Page>
  )
  return (
    <Answer of={integrations} frame={frame}>
      {({ items }) => <Chosen items={items} none={frame(<SwitchedOff />)} />}
    </Answer>
  )
}

function Chosen({ items, none }: { readonly items: readonly Comparable[]; readonly none: ReactNode }) {
  const filter = stockRoute.useSearch()
  const chosen = chosenOf(items, { integration: filter.integration, flow: 'inventory' })
  if (chosen === null) return none
  const choices = items.filter(({ flows }) => flows.includes('inventory'))
  return <StockView chosen={chosen} choices={choices} filter={filter} />
}

function SwitchedOff() {
  const text = useText()
  return (
    <EmptyState icon={Package} title={text('stock.off.title')} action={<WhereToSwitchOn />}>
      {text('stock.off')}
    </EmptyState>
  )
}
