import { History } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Comparable } from '#api/ledger'
import { Answer } from '#web/api/answer.tsx'
import { chosenOf } from '#web/api/comparable.ts'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { useNow } from '#web/kit/instant.tsx'
import { IntegrationSelect } from '#web/kit/integration-select.tsx'
import { Page } from '#web/kit/page.tsx'
import { useSearchChange } from '#web/kit/use-search-change.ts'
import { useText } from '#web/languages/use-text.ts'
import { WhereToSwitchOn } from '#web/shell/where-to-switch-on.tsx'
import { AdoptCard } from './adopt-card.tsx'
import { ChoiceBar } from './choice-bar.tsx'
import { chosenDays, type PastFilter, rangeOf } from './filter.ts'
import { ImportCard } from './import-card.tsx'
import { pastRoute } from './route.tsx'
import { ShadowCard } from './shadow-card.tsx'

export function PastPage() {
  const text = useText()
  const filter = pastRoute.useSearch()
  const integrations = useRoute('ledger.integrations', {})
  const frame = (content: ReactNode) => (
    <Page title={text('page.past')} lead={text('past.lead')}>
      <Card isFlush>{content}</Card>
    </Page>
  )
  return (
    <Answer of={integrations} frame={frame}>
      {({ items }) => {
        const chosen = chosenOf(items, { integration: filter.integration, flow: 'orders' })
        return chosen === null ? (
          frame(
            <EmptyState icon={History} title={text('past.empty.title')} action={<WhereToSwitchOn />}>
              {text('past.empty')}
            </EmptyState>,
          )
        ) : (
          <Past key={chosen.integration} chosen={chosen} choices={items} filter={filter} />
        )
      }}
    </Answer>
  )
}

interface PastProps {
  readonly chosen: Comparable
  readonly choices: readonly Comparable[]
  readonly filter: PastFilter
}

/** The choice of days, and what can be done with them, in the order in which people do it. */
function Past({ chosen, choices, filter }: PastProps) {
  const text = useText()
  const now = useNow()
  const set = useSearchChange<PastFilter>()
  const days = chosenDays(filter, chosen.timeZone, now)
  const card = { chosen, days, range: rangeOf(days, chosen.timeZone), onDays: set }
  return (
    <Page
      title={text('page.past')}
      lead={text('past.lead')}
      actions={
        <IntegrationSelect
          label={text('past.integration')}
          choices={choices.filter(({ flows }) => flows.includes('orders'))}
          value={chosen.integration}
          onChange={(integration) => set({ integration, verdict: undefined })}
        />
      }
    >
      <ChoiceBar days={days} isWrong={card.range === null} onSet={set} />
      <ShadowCard {...card} verdict={filter.verdict} onVerdict={(verdict) => set({ verdict })} />
      <AdoptCard {...card} />
      <ImportCard {...card} />
    </Page>
  )
}
