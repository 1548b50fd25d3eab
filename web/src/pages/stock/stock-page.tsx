import { Package } from 'lucide-react'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Page } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'

export function StockPage() {
  const text = useText()
  return (
    <Page title={text('page.stock')} lead={text('stock.lead')}>
      <Card isFlush>
        <EmptyState icon={Package} title={text('stock.empty.title')}>
          {text('stock.empty')}
        </EmptyState>
      </Card>
    </Page>
  )
}
