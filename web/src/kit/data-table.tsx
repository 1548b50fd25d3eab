import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { cx } from './class-names.ts'
import styles from './data-table.module.css'

export interface TableColumn<Row> {
  readonly key: string
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** Numbers stand right, so that digits are below digits. */
  readonly isNumber?: boolean
  /** Left out on a phone. */
  readonly isExtra?: boolean
  /** Takes the room that the others leave. */
  readonly isWide?: boolean
}

interface DataTableProps<Row> {
  readonly label: string
  readonly columns: readonly TableColumn<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  /** Of few rows and many figures: where it is too wide for a phone, it is moved to and fro, and not the page. */
  readonly isMoved?: boolean
}

/**
 * Rows and columns. When the first cell holds a link, the whole row leads there, and the arrow keys go from row to row.
 */
export function DataTable<Row>({ label, columns, rows, rowKey, isMoved = false }: DataTableProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null)
  return (
    <div
      className={cx(styles.frame, isMoved && styles.moved)}
      {...(isMoved ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}
    >
      <table className={cx(styles.table)} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={classOf(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={(event) => moveFocus(event, body.current)}>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.key} className={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const classOf = ({ isNumber, isExtra, isWide }: Pick<TableColumn<never>, 'isNumber' | 'isExtra' | 'isWide'>): string =>
  cx(isNumber === true && styles.number, isExtra === true && styles.extra, isWide === true && styles.wide)

function moveFocus(event: KeyboardEvent, body: HTMLElement | null): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined || body === null) return
  const links = [...body.querySelectorAll<HTMLElement>('tr > td:first-child a')]
  const now = links.findIndex((link) => link.closest('tr')?.contains(document.activeElement))
  const next = links[now + step]
  if (now === -1 || next === undefined) return
  event.preventDefault()
  next.focus()
  next.closest('tr')?.scrollIntoView({ block: 'nearest' })
}
