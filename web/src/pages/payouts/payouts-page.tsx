import { Banknote } from 'lucide-react'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Page } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'

export function PayoutsPage() {
  const text = useText()
  return (
    <Page title={text('page.payouts')} lead={text('payouts.lead')}>
      <Card isFlush>
        <EmptyState icon={Banknote} title={text('payouts.empty.title')}>
          {text('payouts.empty')}
        </EmptyState>
      </Card>
    </Page>
  )
}
