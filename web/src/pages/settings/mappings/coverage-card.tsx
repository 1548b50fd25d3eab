import { Table2 } from 'lucide-react'
import { useState } from 'react'
import type { ApiCoveredField } from '#api/mappings'
import { Answer } from '#web/api/answer.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable } from '#web/kit/data-table.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Select } from '#web/kit/select.tsx'
import { SearchField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './mappings.module.css'

const USES = ['all', 'written', 'decides', 'read', 'dropped'] as const
// More at once than anybody reads; the search finds the others.
const AT_ONCE = 40
const FIRST_PLACES = 3
const TONES = { written: 'good', decides: 'info', read: 'info', dropped: 'quiet' } as const

/** Every field of recent orders with where it goes; what goes nowhere is to be seen too. */
export function CoverageCard({ integration }: { readonly integration: string }) {
  const text = useText()
  const [search, setSearch] = useState('')
  const [use, setUse] = useState<(typeof USES)[number]>('all')
  const found = useRoute('mappings.coverage', { params: { integration } })
  const words = search.trim().toLowerCase()
  const isWanted = ({ field, goesTo, rules, use: own }: ApiCoveredField): boolean =>
    (use === 'all' || own === use) &&
    (words === '' || [field, ...goesTo, ...rules].some((one) => one.toLowerCase().includes(words)))
  return (
    <Card title={text('mappings.part.coverage')} description={text('mappings.coverage.lead')} isFlush>
      <div className={cx(styles.bar)}>
        <SearchField
          label={text('mappings.search')}
          clearLabel={text('mappings.search.clear')}
          value={search}
          onChange={setSearch}
        />
        <Select
          label={text('mappings.coverage.use')}
          hidesLabel
          choices={USES.map((key) => ({ key, label: text(`mappings.use.${key}`) }))}
          value={use}
          onChange={setUse}
        />
      </div>
      <Answer of={found}>
        {({ orders, payloads, fields }) =>
          fields.length === 0 ? (
            <EmptyState icon={Table2} title={text('mappings.coverage.none')}>
              {text('mappings.coverage.none.lead')}
            </EmptyState>
          ) : (
            <Fields fields={fields.filter(isWanted)} of={{ record: orders, payload: payloads }} />
          )
        }
      </Answer>
    </Card>
  )
}

interface FieldsProps {
  readonly fields: readonly ApiCoveredField[]
  readonly of: Readonly<Record<ApiCoveredField['side'], number>>
}

function Fields({ fields: all, of }: FieldsProps) {
  const text = useText()
  const [most, setMost] = useState(AT_ONCE)
  const fields = all.slice(0, most)
  return (
    <>
      <DataTable
        label={text('mappings.part.coverage')}
        rows={fields}
        rowKey={({ side, field }) => `${side} ${field}`}
        columns={[
          {
            key: 'field',
            title: text('mappings.coverage.field'),
            cell: ({ side, field }) => (
              <>
                <code className={cx(styles.path)}>{field}</code>{' '}
                {side === 'payload' ? (
                  <span className={cx(styles.soft)}>{text('mappings.coverage.payload')}</span>
                ) : null}
              </>
            ),
          },
          {
            key: 'use',
            title: text('mappings.coverage.use'),
            cell: ({ use }) => <Badge tone={TONES[use]}>{text(`mappings.use.${use}`)}</Badge>,
          },
          {
            key: 'to',
            title: text('mappings.coverage.to'),
            isWide: true,
            isExtra: true,
            cell: (field) => <Places field={field} />,
          },
          {
            key: 'share',
            title: text('mappings.coverage.share'),
            isNumber: true,
            cell: ({ side, records }) => `${Math.round((100 * records) / Math.max(1, of[side]))} %`,
          },
        ]}
      />
      {all.length > most ? (
        <div className={cx(styles.bar)}>
          <span className={cx(styles.soft)}>{text('mappings.page', { from: 1, to: most, count: all.length })}</span>
          <Button size="small" onPress={() => setMost(most + AT_ONCE)}>
            {text('mappings.coverage.further')}
          </Button>
        </div>
      ) : null}
    </>
  )
}

/** Where a field goes: the first places, and the others when they are asked for. */
function Places({ field: { use, goesTo, rules } }: { readonly field: ApiCoveredField }) {
  const text = useText()
  const by = rules.map((rule) => text('mappings.coverage.by', { rule }))
  const [first, rest] = [goesTo.slice(0, FIRST_PLACES), goesTo.slice(FIRST_PLACES)]
  if (goesTo.length + by.length === 0) return text(`mappings.why.${use}`)
  return (
    <>
      {[...first, ...by].join(', ')}
      {rest.length === 0 ? null : (
        <details>
          <summary>{text('mappings.coverage.more', { count: rest.length })}</summary>
          {rest.join(', ')}
        </details>
      )}
    </>
  )
}
