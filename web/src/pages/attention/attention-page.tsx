import { HandHelping } from 'lucide-react'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Page } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'

export function AttentionPage() {
  const text = useText()
  return (
    <Page title={text('page.attention')} lead={text('attention.lead')}>
      <Card isFlush>
        <EmptyState icon={HandHelping} title={text('attention.empty.title')}>
          {text('attention.empty')}
        </EmptyState>
      </Card>
    </Page>
  )
}
