import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { Badge } from '#web/kit/badge.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { Day } from '#web/kit/day.tsx'
import { Figure, Money } from '#web/kit/money.tsx'
import { usePartText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import { en, type TextId } from '#web/languages/en.ts'
import styles from './reconciliation.module.css'

type Days = Answered<Routes['drift.show']>['figures']
type Row = Days[number]['figures'][number] & Pick<Days[number], 'day' | 'currency'>

const AGREES = { tone: 'good', icon: CircleCheck } as const
const DIFFERS = {
  drifted: { tone: 'bad', icon: TriangleAlert },
  known: { tone: 'info', icon: CircleDashed },
} as const

interface SumsProps {
  readonly days: Days
  /** Of all that differs somebody knows. */
  readonly areKnown: boolean
}

/** Count and sum of each day on both sides, in each currency. */
export function Sums({ days, areKnown }: SumsProps) {
  const text = useText()
  const columns = useColumns(areKnown)
  const rows = days.flatMap(({ day, currency, figures }) => figures.map((figure) => ({ ...figure, day, currency })))
  if (rows.length === 0) return null
  return (
    <details className={cx(styles.sums)}>
      <summary>{text('reconciliation.sums', { days: new Set(days.map(({ day }) => day)).size })}</summary>
      <DataTable
        label={text('reconciliation.sums.title')}
        columns={columns}
        rows={rows}
        rowKey={({ day, currency, what }) => `${day} ${currency} ${what}`}
      />
    </details>
  )
}

function useColumns(areKnown: boolean): readonly TableColumn<Row>[] {
  const text = useText()
  const part = usePartText()
  const side = (count: number, amount: string, currency: string) => (
    <>
      <Money amount={amount} currency={currency} />
      <span className={cx(styles.below)}>
        <Figure value={count} />
      </span>
    </>
  )
  return [
    {
      key: 'day',
      title: text('reconciliation.day'),
      isWide: true,
      cell: ({ day, what }) => (
        <>
          <Day on={day} />
          <span className={cx(styles.below)}>{nameOf(what, text, part)}</span>
        </>
      ),
    },
    {
      key: 'store',
      title: text('reconciliation.side.store'),
      isNumber: true,
      cell: ({ storeCount, store, currency }) => side(storeCount, store, currency),
    },
    {
      key: 'target',
      title: text('reconciliation.side.target'),
      isNumber: true,
      cell: ({ targetCount, target, currency }) => side(targetCount, target, currency),
    },
    {
      key: 'verdict',
      title: text('reconciliation.verdict'),
      isExtra: true,
      cell: ({ store, target, storeCount, targetCount }) => {
        const agrees = store === target && storeCount === targetCount
        const differs = areKnown ? DIFFERS.known : DIFFERS.drifted
        return (
          <Badge {...(agrees ? AGREES : differs)}>
            {text(agrees ? 'reconciliation.verdict.same' : 'reconciliation.verdict.differs')}
          </Badge>
        )
      },
    },
  ]
}

function nameOf(what: string, text: (id: TextId) => string, part: (text: string) => string): string {
  const id = `document.${what}`
  return id in en ? text(id as TextId) : part(what)
}
