import type { PayoutSummary } from '#api/payouts'
import { useOrganization } from '#web/api/organization.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { Day } from '#web/kit/day.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { Money } from '#web/kit/money.tsx'
import { StateBadge } from '#web/kit/state-badge.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerText } from '#web/languages/server-text.tsx'
import styles from './payouts.module.css'
import { StatusBadge } from './status-badge.tsx'

/** Payouts, one below the other. */
export function PayoutsTable({ payouts }: { readonly payouts: readonly PayoutSummary[] }) {
  const text = useText()
  const columns: readonly TableColumn<PayoutSummary>[] = [
    {
      key: 'payout',
      title: text('payouts.payout'),
      cell: (payout) => <Name payout={payout} />,
    },
    {
      key: 'journal',
      title: text('payouts.journal'),
      isWide: true,
      isExtra: true,
      cell: ({ journals, cause, bookedOn }) =>
        cause === null ? (
          <span>
            {journals.join(', ')} {bookedOn === null ? null : <Day on={bookedOn} />}
          </span>
        ) : (
          <span className={cx(styles.cause)}>
            <ServerText text={cause.message} />
          </span>
        ),
    },
    { key: 'state', title: text('payouts.books'), isExtra: true, cell: ({ state }) => <StateBadge state={state} /> },
    {
      key: 'status',
      title: text('payouts.money'),
      isExtra: true,
      cell: ({ status }) => (status === null ? null : <StatusBadge status={status} />),
    },
    {
      key: 'amount',
      title: text('payouts.amount'),
      isNumber: true,
      cell: ({ amount, currency }) =>
        amount === null || currency === null ? null : <Money amount={amount} currency={currency} />,
    },
    {
      key: 'when',
      title: text('payouts.when'),
      isNumber: true,
      isExtra: true,
      cell: ({ createdAt }) => (
        <span className={cx(styles.soft)}>
          <Instant at={createdAt} as="short" />
        </span>
      ),
    },
  ]
  return (
    <DataTable label={text('page.payouts')} columns={columns} rows={payouts} rowKey={({ transferId }) => transferId} />
  )
}

function Name({ payout: { transferId, name, recordKey, provider, state } }: { readonly payout: PayoutSummary }) {
  const { organization } = useOrganization()
  return (
    <>
      <TextLink to="/o/$organization/payouts/$transferId" params={{ organization, transferId }}>
        {name ?? recordKey}
      </TextLink>
      <span className={cx(styles.below)}>{provider}</span>
      <span className={cx(styles.phone)}>
        <StateBadge state={state} />
      </span>
    </>
  )
}
