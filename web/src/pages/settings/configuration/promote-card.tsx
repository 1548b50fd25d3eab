import { Rocket } from 'lucide-react'
import { Answer } from '#web/api/answer.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { SkeletonRows } from '#web/kit/skeleton.tsx'
import { useText } from '#web/languages/use-text.ts'
import { PromoteForm } from './promote-form.tsx'

/** From test to live: what was tried out with test systems is joined with those of the business. */
export function PromoteCard() {
  const text = useText()
  const integrations = useRoute('integrations.list', {})
  const connections = useRoute('connections.list', {})
  return (
    <Card title={text('promote.title')} description={text('promote.lead')}>
      <Answer of={integrations} skeleton={<SkeletonRows />}>
        {({ items }) => (
          <Answer of={connections} skeleton={<SkeletonRows />}>
            {({ items: all }) =>
              items.length === 0 || all.filter(({ kind }) => kind === 'erp').length < 2 ? (
                <EmptyState icon={Rocket} title={text('promote.empty.title')}>
                  {text('promote.empty')}
                </EmptyState>
              ) : (
                <PromoteForm integrations={items} connections={all} />
              )
            }
          </Answer>
        )}
      </Answer>
    </Card>
  )
}
