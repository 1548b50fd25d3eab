import { ListChecks } from 'lucide-react'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Page } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'

export function TransfersPage() {
  const text = useText()
  return (
    <Page title={text('page.transfers')} lead={text('transfers.lead')}>
      <Card isFlush>
        <EmptyState icon={ListChecks} title={text('transfers.empty.title')}>
          {text('transfers.empty')}
        </EmptyState>
      </Card>
    </Page>
  )
}
