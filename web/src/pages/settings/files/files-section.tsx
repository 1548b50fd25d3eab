import { FileSpreadsheet } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Comparable } from '#api/ledger'
import { Answer } from '#web/api/answer.tsx'
import { useMay } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { IntegrationSelect } from '#web/kit/integration-select.tsx'
import { useSearchChange } from '#web/kit/use-search-change.ts'
import { useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import { DownloadCard } from './download-card.tsx'
import type { FilesFilter } from './filter.ts'
import { KindTabs } from './kind-tabs.tsx'
import { filesRoute } from './route.tsx'
import { TakeCard } from './take-card.tsx'

/** Orders, products, stock and prices as CSV files, in and out. */
export function FilesSection() {
  const text = useText()
  const frame = (content: ReactNode, actions?: ReactNode) => (
    <SettingsFrame
      title={text('files.title')}
      lead={text('files.lead')}
      {...(actions === undefined ? {} : { actions })}
    >
      {content}
    </SettingsFrame>
  )
  return (
    <Answer of={useRoute('ledger.integrations', {})} frame={(content) => frame(<Card isFlush>{content}</Card>)}>
      {({ items: [first, ...others] }) =>
        first === undefined ? frame(<Nothing />) : <Files first={first} all={[first, ...others]} frame={frame} />
      }
    </Answer>
  )
}

interface FilesProps {
  readonly first: Comparable
  readonly all: readonly Comparable[]
  readonly frame: (content: ReactNode, actions?: ReactNode) => ReactNode
}

function Files({ first, all, frame }: FilesProps) {
  const text = useText()
  const mayTake = useMay('transfers:change')
  const filter = filesRoute.useSearch()
  const set = useSearchChange<FilesFilter>()
  const chosen = all.find(({ integration }) => integration === filter.integration) ?? first
  const kind = filter.kind ?? 'orders'
  // What was entered for one kind is about that kind.
  const key = `${kind} ${chosen.integration}`
  return frame(
    <>
      <KindTabs kind={kind} filter={filter} />
      {mayTake ? <TakeCard key={`take ${key}`} kind={kind} chosen={chosen} job={filter.job} onSet={set} /> : null}
      <DownloadCard key={`download ${key}`} kind={kind} chosen={chosen} filter={filter} onSet={set} />
    </>,
    <IntegrationSelect
      label={text('files.integration')}
      choices={all}
      value={chosen.integration}
      onChange={(integration) => set({ integration, job: undefined })}
    />,
  )
}

function Nothing() {
  const text = useText()
  return (
    <Card isFlush>
      <EmptyState icon={FileSpreadsheet} title={text('files.empty.title')}>
        {text('files.empty')}
      </EmptyState>
    </Card>
  )
}
