import { Scale } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Comparable } from '#api/ledger'
import { Answer } from '#web/api/answer.tsx'
import { chosenOf } from '#web/api/comparable.ts'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { IntegrationSelect } from '#web/kit/integration-select.tsx'
import { Page } from '#web/kit/page.tsx'
import { Select } from '#web/kit/select.tsx'
import { useSearchChange } from '#web/kit/use-search-change.ts'
import { useText } from '#web/languages/use-text.ts'
import { WhereToSwitchOn } from '#web/shell/where-to-switch-on.tsx'
import { CompareCard } from './compare-card.tsx'
import { DaysCard } from './days-card.tsx'
import { type ReconciliationFilter, SPANS } from './filter.ts'
import { reconciliationRoute } from './route.tsx'

export function ReconciliationPage() {
  const text = useText()
  const filter = reconciliationRoute.useSearch()
  const integrations = useRoute('ledger.integrations', {})
  const frame = (content: ReactNode) => (
    <Page title={text('page.reconciliation')} lead={text('reconciliation.lead')}>
      <Card isFlush>{content}</Card>
    </Page>
  )
  return (
    <Answer of={integrations} frame={frame}>
      {({ items }) => {
        const chosen = chosenOf(items, { integration: filter.integration, flow: 'orders' })
        return chosen === null ? (
          frame(
            <EmptyState icon={Scale} title={text('reconciliation.empty.title')} action={<WhereToSwitchOn />}>
              {text('reconciliation.empty')}
            </EmptyState>,
          )
        ) : (
          <Reconciliation chosen={chosen} choices={items} filter={filter} />
        )
      }}
    </Answer>
  )
}

interface ReconciliationProps {
  readonly chosen: Comparable
  readonly choices: readonly Comparable[]
  readonly filter: ReconciliationFilter
}

function Reconciliation({ chosen, choices, filter }: ReconciliationProps) {
  const text = useText()
  const set = useSearchChange<ReconciliationFilter>()
  const span = filter.days ?? '7'
  return (
    <Page
      title={text('page.reconciliation')}
      lead={text('reconciliation.lead')}
      actions={
        <>
          <IntegrationSelect
            label={text('reconciliation.integration')}
            choices={choices.filter(({ flows }) => flows.includes('orders'))}
            value={chosen.integration}
            onChange={(integration) => set({ integration, report: undefined, area: undefined })}
          />
          <Select
            label={text('reconciliation.days')}
            hidesLabel
            value={span}
            choices={SPANS.map((key) => ({ key, label: text('reconciliation.span', { days: Number(key) }) }))}
            onChange={(days) => set({ days })}
          />
        </>
      }
    >
      <CompareCard chosen={chosen} filter={filter} span={span} onSet={set} />
      <DaysCard integration={chosen.integration} span={span} />
    </Page>
  )
}
