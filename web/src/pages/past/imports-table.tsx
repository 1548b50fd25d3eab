import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { BOOKED_FLOWS } from '#api/flows'
import { Answer } from '#web/api/answer.tsx'
import { useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { Figure } from '#web/kit/money.tsx'
import { en, type TextId } from '#web/languages/en.ts'
import { useText } from '#web/languages/use-text.ts'
import { useDaysText } from './use-days-text.ts'
import styles from './past.module.css'

type Import = Answered<Routes['imports.list']>['items'][number]

interface ImportsTableProps {
  readonly integration: string
  /** The shop's. */
  readonly zone: string
  /** Something is brought in or taken back. */
  readonly isMoving: boolean
  /** When the newest import ended. */
  readonly endedAt: string | null
  /** Absent = it may not be taken back. */
  readonly onTakeBack: ((one: Import) => void) | undefined
}

const LOOK_EVERY_MS = 2_000

/** What was brought in before, the newest first. */
export function ImportsTable({ integration, zone, isMoving, endedAt, onTakeBack }: ImportsTableProps) {
  const text = useText()
  const { organization } = useOrganization()
  const queries = useQueryClient()
  const columns = useColumns(zone, onTakeBack)
  const query = { integration }
  const imports = useRoute('imports.list', { query }, isMoving ? { everyMs: LOOK_EVERY_MS } : {})
  useEffect(() => {
    // The last look may have been before its end.
    if (endedAt !== null) void queries.invalidateQueries({ queryKey: [organization, 'imports.list'] })
  }, [endedAt, organization, queries])
  return (
    <Answer of={imports}>
      {({ items }) =>
        items.length === 0 ? (
          <p className={cx(styles.soft)}>{text('past.import.none')}</p>
        ) : (
          <div className={cx(styles.table)}>
            <DataTable
              label={text('past.import.list')}
              columns={columns}
              rows={items}
              rowKey={({ backfillId }) => backfillId}
            />
          </div>
        )
      }
    </Answer>
  )
}

function useColumns(zone: string, onTakeBack: ImportsTableProps['onTakeBack']): readonly TableColumn<Import>[] {
  const text = useText()
  const daysText = useDaysText(zone)
  const count = (key: 'found' | 'raised', isExtra: boolean): TableColumn<Import> => ({
    key,
    title: text(`past.import.${key}`),
    isNumber: true,
    isExtra,
    cell: (one) => <Figure value={one[key]} />,
  })
  return [
    {
      key: 'days',
      title: text('past.import.days'),
      isWide: true,
      cell: (one) => <DaysCell one={one} days={daysText(one)} />,
    },
    count('found', false),
    count('raised', true),
    {
      key: 'when',
      title: text('past.import.when'),
      isNumber: true,
      isExtra: true,
      cell: ({ startedAt }) => <Instant at={startedAt} />,
    },
    ...(onTakeBack === undefined ? [] : [takeBackColumn(text('past.undo'), daysText, onTakeBack)]),
  ]
}

const takeBackColumn = (
  title: string,
  daysText: ReturnType<typeof useDaysText>,
  onTakeBack: (one: Import) => void,
): TableColumn<Import> => ({
  key: 'undo',
  title,
  isNumber: true,
  // What other flows changed is no document that could be cancelled.
  cell: (one) =>
    BOOKED_FLOWS.some((flow) => flow === one.flow) ? (
      <Button size="small" aria-label={`${title}: ${daysText(one)}`} onPress={() => onTakeBack(one)}>
        {title}
      </Button>
    ) : null,
})

function DaysCell({ one: { flow, finishedAt }, days }: { readonly one: Import; readonly days: string }) {
  const text = useText()
  const id = `flow.${flow}`
  return (
    <>
      {days}
      <span className={cx(styles.below)}>
        {id in en ? text(id as TextId) : flow}
        {finishedAt === null ? (
          <>
            {' '}
            <Badge tone="warn">{text('past.import.open')}</Badge> {text('past.import.open.more')}
          </>
        ) : null}
      </span>
    </>
  )
}
