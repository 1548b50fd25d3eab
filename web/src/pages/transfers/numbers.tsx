import type { DocumentNumbers } from '#api/transfer-story'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { DataTable } from '#web/kit/data-table.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextLink } from '#web/kit/link.tsx'
import { Figure, Money } from '#web/kit/money.tsx'
import { useWhyText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './story.module.css'

type NumberOf = DocumentNumbers['figures'][number]

interface NumbersProps {
  readonly transferId: string
  readonly numbers: DocumentNumbers
  /** What the document is called. */
  readonly name: string
}

/** Every number on a document; each leads to why it is what it is. */
export function Numbers({ transferId, numbers, name }: NumbersProps) {
  const text = useText()
  const words = useWhyText()
  const rows = rowsOf(numbers.figures)
  const totals = numbers.figures.filter(({ row }) => row === null)
  const has = (column: string) => rows.some(({ figures }) => figures.some((one) => one.name === column))
  const column = (key: 'quantity' | 'net' | 'tax' | 'gross' | 'amount') => ({
    key,
    title: text(`story.column.${key}`),
    isNumber: true,
    isExtra: key === 'net' && has('gross'),
    cell: ({ figures }: RowOf) => (
      <span className={cx(styles.cell)}>
        {figures
          .filter((one) => one.name === key)
          .map((figure) => (
            <Why key={figure.figure} {...{ transferId, numbers, figure }} />
          ))}
      </span>
    ),
  })
  const columns = (['quantity', 'net', 'tax', 'gross', 'amount'] as const).filter(has).map(column)
  return (
    <>
      {rows.length === 0 ? null : (
        <DataTable
          label={text('story.rows', { document: name })}
          rows={rows}
          rowKey={({ row }) => row}
          columns={[
            { key: 'what', title: text('story.column.what'), cell: ({ title }) => title, isWide: true },
            ...columns,
          ]}
        />
      )}
      <dl className={cx(styles.totals)}>
        {totals.map((figure) => (
          <div key={figure.figure}>
            <dt>{words(figure.label)}</dt>
            <dd>
              <Why {...{ transferId, numbers, figure }} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}

interface RowOf {
  readonly row: string
  readonly title: string
  readonly figures: readonly NumberOf[]
}

function rowsOf(figures: readonly NumberOf[]): RowOf[] {
  const groups = Map.groupBy(
    figures.filter(({ row }) => row !== null),
    ({ row }) => row ?? '',
  )
  return [...groups].map(([row, own]) => ({ row, title: own[0]?.title ?? row, figures: own }))
}

interface WhyProps {
  readonly transferId: string
  readonly numbers: Pick<DocumentNumbers, 'reference' | 'currency'>
  readonly figure: Pick<NumberOf, 'figure' | 'value' | 'isQuantity' | 'label'>
}

/** A number that can be asked why it is what it is. */
export function Why({ transferId, numbers: { reference, currency }, figure }: WhyProps) {
  const text = useText()
  const words = useWhyText()
  const { organization } = useOrganization()
  const shown = figure.isQuantity ? (
    <Figure value={figure.value} />
  ) : (
    <Money amount={figure.value} currency={currency} />
  )
  if (!useMay('books:read')) return shown
  return (
    <TextLink
      to="/o/$organization/transfers/$transferId"
      params={{ organization, transferId }}
      search={{ why: reference, figure: figure.figure }}
      resetScroll={false}
      title={text('story.why', { what: words(figure.label) })}
    >
      {shown}
    </TextLink>
  )
}
