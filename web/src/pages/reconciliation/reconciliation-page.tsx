import { Scale } from 'lucide-react'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Page } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'

export function ReconciliationPage() {
  const text = useText()
  return (
    <Page title={text('page.reconciliation')} lead={text('reconciliation.lead')}>
      <Card isFlush>
        <EmptyState icon={Scale} title={text('reconciliation.empty.title')}>
          {text('reconciliation.empty')}
        </EmptyState>
      </Card>
    </Page>
  )
}
