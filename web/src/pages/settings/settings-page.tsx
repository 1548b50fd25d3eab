import { Settings2 } from 'lucide-react'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Page } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'

export function SettingsPage() {
  const text = useText()
  return (
    <Page title={text('page.settings')} lead={text('settings.lead')}>
      <Card isFlush>
        <EmptyState icon={Settings2} title={text('settings.empty.title')}>
          {text('settings.empty')}
        </EmptyState>
      </Card>
    </Page>
  )
}
