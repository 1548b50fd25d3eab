import { Gauge } from 'lucide-react'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Page } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'

export function OverviewPage() {
  const text = useText()
  return (
    <Page title={text('page.overview')} lead={text('overview.lead')}>
      <Card isFlush>
        <EmptyState icon={Gauge} title={text('overview.empty.title')}>
          {text('overview.empty')}
        </EmptyState>
      </Card>
    </Page>
  )
}
