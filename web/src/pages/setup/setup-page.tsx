import { LayoutGrid } from 'lucide-react'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Page } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'

export function SetupPage() {
  const text = useText()
  return (
    <Page title={text('page.setup')} lead={text('setup.lead')}>
      <Card isFlush>
        <EmptyState icon={LayoutGrid} title={text('setup.empty.title')}>
          {text('setup.empty')}
        </EmptyState>
      </Card>
    </Page>
  )
}
