import { X } from 'lucide-react'
import { useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { FilterBar } from '#web/kit/filter-bar.tsx'
import { Select } from '#web/kit/select.tsx'
import { useSearchChange } from '#web/kit/use-search-change.ts'
import { useText } from '#web/languages/use-text.ts'
import { groupWords, GROUPS } from './event-words.ts'
import { type AuditFilter, PERIODS } from './filter.ts'

const ALL = 'all'

/** Narrows the log; everything it says stands in the address. */
export function AuditFilterBar({ filter }: { readonly filter: AuditFilter }) {
  const text = useText()
  const actors = useRoute('audit.actors', {}).data?.items ?? []
  const set = useSearchChange<AuditFilter>()
  const chosen = (key: string): string | undefined => (key === ALL ? undefined : key)
  return (
    <FilterBar label={text('audit.filters')}>
      <Select
        label={text('audit.who')}
        hidesLabel
        value={filter.actor ?? ALL}
        choices={[
          { key: ALL, label: text('audit.who.all') },
          ...actors.map(({ id, name, kind }) => ({
            key: id,
            label: kind === 'person' ? name : `${name} (${text(`audit.by.${kind}`)})`,
          })),
        ]}
        onChange={(actor) => set({ actor: chosen(actor) })}
      />
      <Select
        label={text('audit.what')}
        hidesLabel
        value={filter.group ?? ALL}
        choices={[
          { key: ALL, label: text('audit.what.all') },
          ...GROUPS.map((key) => ({ key, label: groupWords(key, text) })),
        ]}
        onChange={(group) => set({ group: chosen(group) })}
      />
      <Select
        label={text('audit.period')}
        hidesLabel
        value={filter.period ?? ALL}
        choices={PERIODS.map((key) => ({ key, label: text(`audit.period.${key}`) }))}
        onChange={(period) => set({ period: period === ALL ? undefined : period })}
      />
      {filter.subject === undefined ? null : (
        <Button icon={X} onPress={() => set({ subject: undefined })}>
          {text('audit.about', { subject: filter.subject })}
        </Button>
      )}
    </FilterBar>
  )
}
