import { X } from 'lucide-react'
import { FLOWS } from '#api/flows'
import { useMay } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { FilterBar } from '#web/kit/filter-bar.tsx'
import { SearchWords } from '#web/kit/search-words.tsx'
import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useSearchChange } from '#web/kit/use-search-change.ts'
import { usePartText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import { AmountChoice } from './amount-choice.tsx'
import { causeWords, PERIODS, type TransfersFilter } from './filter.ts'

interface FilterBarProps {
  readonly filter: TransfersFilter
}

interface PartProps extends FilterBarProps {
  readonly set: (change: Partial<TransfersFilter>) => void
}

/** Narrows the list; everything it says stands in the address. */
export function TransfersFilterBar({ filter }: FilterBarProps) {
  const text = useText()
  const set = useSearchChange<TransfersFilter>()
  return (
    <FilterBar label={text('transfers.filters')}>
      <SearchWords
        label={text('transfers.search')}
        clearLabel={text('transfers.search.clear')}
        words={filter.search ?? ''}
        onWords={(search) => set({ search: search === '' ? undefined : search })}
      />
      <IntegrationChoice filter={filter} set={set} />
      <Select
        label={text('transfers.flow')}
        hidesLabel
        value={filter.flow ?? 'all'}
        choices={[
          { key: 'all', label: text('transfers.flow.all') },
          ...FLOWS.map((flow) => ({ key: flow, label: text(`flow.${flow}`) })),
        ]}
        onChange={(flow) => set({ flow: flow === 'all' ? undefined : flow })}
      />
      <PeriodChoice filter={filter} set={set} />
      <AmountChoice filter={filter} set={set} />
      <CauseChoice filter={filter} set={set} />
    </FilterBar>
  )
}

/** Nothing where there is only one. */
function IntegrationChoice({ filter, set }: PartProps) {
  const text = useText()
  const { data } = useRoute('ledger.integrations', {}, { isEnabled: useMay('books:read') })
  const { integration } = filter
  const known = data?.items ?? []
  if (known.length < 2 && integration === undefined) return null
  const isKnown = integration === undefined || known.some((each) => each.integration === integration)
  return (
    <Select
      label={text('transfers.integration')}
      hidesLabel
      value={integration ?? ''}
      choices={[
        { key: '', label: text('transfers.integration.all') },
        ...known.map((each) => ({ key: each.integration, label: each.name })),
        ...(isKnown ? [] : [{ key: integration, label: integration }]),
      ]}
      onChange={(key) => set({ integration: key === '' ? undefined : key })}
    />
  )
}

function PeriodChoice({ filter, set }: PartProps) {
  const text = useText()
  const { period, from = '', to = '' } = filter
  return (
    <>
      <Select
        label={text('transfers.period')}
        hidesLabel
        value={period ?? 'all'}
        choices={PERIODS.map((key) => ({ key, label: text(`transfers.period.${key}`) }))}
        onChange={(key) =>
          set({
            period: key === 'all' ? undefined : key,
            ...(key === 'days' ? {} : { from: undefined, to: undefined }),
          })
        }
      />
      {period === 'days' ? (
        <>
          <TextField
            label={text('transfers.from')}
            hidesLabel
            type="date"
            value={from}
            onChange={(day) => set({ from: day === '' ? undefined : day })}
          />
          <TextField
            label={text('transfers.to')}
            hidesLabel
            type="date"
            value={to}
            onChange={(day) => set({ to: day === '' ? undefined : day })}
          />
        </>
      ) : null}
    </>
  )
}

/** What waits for a person has a cause; nothing where nothing waits. */
function CauseChoice({ filter, set }: PartProps) {
  const text = useText()
  const part = usePartText()
  const { data } = useRoute('attention.list', { query: {} })
  const { cause, subject } = filter
  const codes = [...new Set([...(data?.items ?? []).map(({ code }) => code), ...(cause === undefined ? [] : [cause])])]
  if (codes.length === 0) return null
  return (
    <>
      <Select
        label={text('transfers.causes')}
        hidesLabel
        value={cause ?? ''}
        choices={[
          { key: '', label: text('transfers.causes.all') },
          ...codes.toSorted().map((code) => ({ key: code, label: part(causeWords(code)) })),
        ]}
        onChange={(code) => set({ cause: code === '' ? undefined : code, subject: undefined })}
      />
      {subject === undefined ? null : (
        <Button icon={X} onPress={() => set({ subject: undefined })}>
          {text('transfers.cause', { cause: subject })}
        </Button>
      )}
    </>
  )
}
