import type { ApiJournal } from '#api/payouts'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { Day } from '#web/kit/day.tsx'
import { OutsideLink } from '#web/kit/link.tsx'
import { Money } from '#web/kit/money.tsx'
import { useText } from '#web/languages/use-text.ts'
import { isZero, ledgerText, negated } from './payout-words.ts'
import styles from './payouts.module.css'

type Written = Pick<ApiJournal, 'reference' | 'date' | 'currency' | 'lines' | 'sum'> &
  Partial<Pick<ApiJournal, 'externalId' | 'url' | 'state'>>
type Line = ApiJournal['lines'][number]

/** The journal entry of a payout: as the ERP holds it, or as it would be written. */
export function Journal({ journal }: { readonly journal: Written }) {
  const text = useText()
  const { externalId, url = null, currency, lines, sum, date, state } = journal
  const columns = useColumns(currency)
  const title =
    externalId === undefined
      ? text('payout.journal.planned')
      : text(state === 'cancelled' ? 'payout.journal.cancelled' : 'payout.journal', { number: externalId })
  return (
    <Card
      title={title}
      description={
        <>
          <Day on={date} /> · {text('payout.journal.sum')} <Money amount={sum} currency={currency} />
        </>
      }
      {...(url === null ? {} : { action: <OutsideLink href={url}>{text('payout.journal.open')}</OutsideLink> })}
      isFlush
    >
      <DataTable label={title} columns={columns} rows={lines} rowKey={({ id }) => id} isMoved />
    </Card>
  )
}

function useColumns(currency: string): readonly TableColumn<Line>[] {
  const text = useText()
  const nameOf = (ledger: string): string => {
    const id = ledgerText(ledger)
    return id === null ? ledger : text(id)
  }
  const side = (amount: string, isThis: boolean) =>
    isThis && !isZero(amount) ? <Money amount={amount} currency={currency} /> : null
  return [
    {
      key: 'account',
      title: text('payout.journal.account'),
      cell: ({ account, ledger }) => (
        <>
          <span>{account ?? nameOf(ledger)}</span>
          {account === null ? null : <span className={cx(styles.below)}>{nameOf(ledger)}</span>}
        </>
      ),
    },
    {
      key: 'memo',
      title: text('payout.journal.memo'),
      isWide: true,
      isExtra: true,
      cell: ({ memo }) => <span className={cx(styles.soft)}>{memo}</span>,
    },
    {
      key: 'debit',
      title: text('payout.journal.debit'),
      isNumber: true,
      cell: ({ amount }) => side(amount, !amount.startsWith('-')),
    },
    {
      key: 'credit',
      title: text('payout.journal.credit'),
      isNumber: true,
      cell: ({ amount }) => side(negated(amount), amount.startsWith('-')),
    },
  ]
}
