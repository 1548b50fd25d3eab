import { useNavigate } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '#web/kit/button.tsx'
import { FilterBar } from '#web/kit/filter-bar.tsx'
import { Select } from '#web/kit/select.tsx'
import { SearchField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { FLOWS, PERIODS, type TransfersFilter } from './filter.ts'

const TYPING_MS = 250

/** Narrows the list; everything it says stands in the address. */
export function TransfersFilterBar({ filter }: { readonly filter: TransfersFilter }) {
  const text = useText()
  const set = useSetFilter(filter)
  const { cause, subject } = filter
  return (
    <FilterBar label={text('transfers.filters')}>
      <SearchWords
        words={filter.search ?? ''}
        onWords={(search) => set({ search: search === '' ? undefined : search })}
      />
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
      <Select
        label={text('transfers.period')}
        hidesLabel
        value={filter.period ?? 'all'}
        choices={PERIODS.map((key) => ({ key, label: text(`transfers.period.${key}`) }))}
        onChange={(period) => set({ period: period === 'all' ? undefined : period })}
      />
      {cause === undefined ? null : (
        <Button icon={X} onPress={() => set({ cause: undefined, subject: undefined })}>
          {text('transfers.cause', { cause: subject ?? cause })}
        </Button>
      )}
    </FilterBar>
  )
}

function useSetFilter(filter: TransfersFilter): (change: Partial<TransfersFilter>) => void {
  const navigate = useNavigate()
  return (change) => void navigate({ to: '.', search: { ...filter, ...change }, replace: true })
}

/** Searches when somebody pauses: a list for each letter helps nobody. */
function SearchWords({ words, onWords }: { readonly words: string; readonly onWords: (words: string) => void }) {
  const text = useText()
  const [typed, setTyped] = useState(words)
  const [seen, setSeen] = useState(words)
  if (seen !== words) {
    setSeen(words)
    setTyped(words)
  }
  useEffect(() => {
    if (typed === words) return undefined
    const timer = setTimeout(() => onWords(typed), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed, words, onWords])
  return (
    <SearchField
      label={text('transfers.search')}
      clearLabel={text('transfers.search.clear')}
      value={typed}
      onChange={setTyped}
      onSubmit={onWords}
    />
  )
}
