import type { TransferSummary } from '#api/transfers'
import { useOrganization } from '#web/api/organization.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { Marked } from '#web/kit/marked.tsx'
import { Money } from '#web/kit/money.tsx'
import { StateBadge } from '#web/kit/state-badge.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerText } from '#web/languages/server-text.tsx'
import { aboutOf, flowTextId, totalOf } from './summary.ts'
import styles from './transfers.module.css'

interface TransfersTableProps {
  readonly transfers: readonly TransferSummary[]
  /** What was searched for. */
  readonly words?: string | undefined
}

/** Transfers, one below the other. */
export function TransfersTable({ transfers, words }: TransfersTableProps) {
  const text = useText()
  const columns: readonly TableColumn<TransferSummary>[] = [
    {
      key: 'record',
      title: text('transfers.record'),
      cell: (transfer) => <Record transfer={transfer} words={words} />,
    },
    {
      key: 'about',
      title: text('transfers.about'),
      isWide: true,
      isExtra: true,
      cell: (transfer) => (
        <span className={cx(styles.about, transfer.cause !== null && styles.soft)}>
          <About transfer={transfer} words={words} />
        </span>
      ),
    },
    {
      key: 'total',
      title: text('transfers.total'),
      isNumber: true,
      isExtra: true,
      cell: (transfer) => {
        const total = totalOf(transfer)
        return total === null ? null : <Money {...total} />
      },
    },
    { key: 'state', title: text('transfers.state'), cell: ({ state }) => <StateBadge state={state} /> },
    {
      key: 'when',
      title: text('transfers.when'),
      isNumber: true,
      isExtra: true,
      cell: ({ firstSeenAt }) => (
        <span className={cx(styles.soft)}>
          <Instant at={firstSeenAt} />
        </span>
      ),
    },
  ]
  return (
    <DataTable
      label={text('page.transfers')}
      columns={columns}
      rows={transfers}
      rowKey={({ transferId }) => transferId}
    />
  )
}

interface CellProps {
  readonly transfer: TransferSummary
  readonly words: string | undefined
}

/** What people call it, and of which kind it is. */
function Record({ transfer, words }: CellProps) {
  const { transferId, recordName, recordKey, flow, cause } = transfer
  const text = useText()
  const { organization } = useOrganization()
  return (
    <>
      <TextLink to="/o/$organization/transfers/$transferId" params={{ organization, transferId }}>
        <Marked text={recordName ?? recordKey} words={words} />
      </TextLink>
      <span className={cx(styles.flow)}>{text(flowTextId(flow), { flow })}</span>
      <span className={cx(styles.onPhone)}>
        <OnPhone transfer={transfer} words={words} />
      </span>
      {cause === null ? null : (
        <span className={cx(styles.onPhone, styles.soft)}>
          <ServerText text={cause.message} />
        </span>
      )}
    </>
  )
}

/** Where there is no room for columns: whose it is, and what it is worth. */
function OnPhone({ transfer, words }: CellProps) {
  const total = totalOf(transfer)
  return (
    <>
      <Marked text={aboutOf(transfer)} words={words} /> {total === null ? null : <Money {...total} />}
    </>
  )
}

/** What stopped it, and whose it is when that was searched for. */
function About({ transfer, words }: CellProps) {
  const about = <Marked text={aboutOf(transfer)} words={words} />
  if (transfer.cause === null) return about
  if (words === undefined || aboutOf(transfer) === '') return <ServerText text={transfer.cause.message} />
  return (
    <>
      {about}: <ServerText text={transfer.cause.message} />
    </>
  )
}
