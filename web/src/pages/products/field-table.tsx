import { CircleCheck, CircleMinus, CircleDot } from 'lucide-react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { Badge } from '#web/kit/badge.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { useText } from '#web/languages/use-text.ts'
import { fieldName } from './field-name.ts'
import { FieldValue } from './field-value.tsx'
import styles from './products.module.css'

type Field = Answered<Routes['products.look']>['fields'][number]

const LOOKS = {
  'in step': { tone: 'good', icon: CircleCheck },
  differs: { tone: 'warn', icon: CircleDot },
  'not moved': { tone: 'quiet', icon: CircleMinus },
} as const
const WORDS = { 'in step': 'inStep', differs: 'differs', 'not moved': 'notMoved' } as const
const ORDER: readonly Field['state'][] = ['differs', 'in step', 'not moved']

interface FieldTableProps {
  readonly label: string
  readonly fields: readonly Field[]
}

/** Each field with its owner, what both sides hold, and what the next run would write. What differs stands first. */
export function FieldTable({ label, fields }: FieldTableProps) {
  const columns = useColumns()
  const rows = fields.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
  return <DataTable label={label} columns={columns} rows={rows} rowKey={({ field }) => field} />
}

function useColumns(): readonly TableColumn<Field>[] {
  const text = useText()
  return [
    { key: 'field', title: text('products.field'), cell: (field) => <Name field={field} /> },
    {
      key: 'owner',
      title: text('products.owner'),
      isExtra: true,
      cell: ({ owner }) => <span className={cx(styles.soft)}>{text(`products.side.${owner}`)}</span>,
    },
    ...(['store', 'target'] as const).map((side) => ({
      key: side,
      title: text(`products.side.${side}`),
      isExtra: true,
      cell: ({ field, [side]: value }: Field) => <FieldValue field={field} value={value} />,
    })),
    {
      key: 'state',
      title: text('products.state'),
      isExtra: true,
      cell: (field) => <State field={field} />,
    },
  ]
}

/** On a phone, everything stands below the name. */
function Name({ field: row }: { readonly field: Field }) {
  const text = useText()
  const { field, owner } = row
  return (
    <>
      <span className={cx(styles.name)}>{fieldName(text, field)}</span>
      <span className={cx(styles.phone)}>
        <span className={cx(styles.below)}>{text('products.ownedBy', { side: text(`products.side.${owner}`) })}</span>
        {(['store', 'target'] as const).map((side) => (
          <span key={side} className={cx(styles.pair)}>
            <span className={cx(styles.soft)}>{text(`products.side.${side}`)}</span>
            <FieldValue field={field} value={row[side]} />
          </span>
        ))}
        <State field={row} />
      </span>
    </>
  )
}

function State({ field: { field, state, next } }: { readonly field: Field }) {
  const text = useText()
  return (
    <>
      <Badge {...LOOKS[state]}>{text(`products.state.${WORDS[state]}`)}</Badge>
      {next === null ? null : (
        <span className={cx(styles.below)}>
          {text(`products.next.${next.side}`)} <FieldValue field={field} value={next.value} isInline />
        </span>
      )}
    </>
  )
}
