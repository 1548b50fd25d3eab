import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react'
import type { PayoutLine } from '#api/payouts'
import { useOrganization } from '#web/api/organization.tsx'
import { Badge } from '#web/kit/badge.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { Money } from '#web/kit/money.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerRemedy, ServerText } from '#web/languages/server-text.tsx'
import { categoryText, isZero } from './payout-words.ts'
import styles from './payouts.module.css'
import type { PayoutLines } from './to-zero.tsx'

interface LinesCardProps {
  readonly lines: PayoutLines
  /** What the page says already, and is not said again. */
  readonly told: string | null
}

/** Every movement with the order and the document that it belongs to; what nobody can explain stands first. */
export function LinesCard({ lines: { lines, allLines, currency, reason, missing: all }, told }: LinesCardProps) {
  const text = useText()
  const missing = all.filter(({ message }) => message !== told)
  const columns = useColumns(currency)
  return (
    <Card
      title={text('payout.lines')}
      description={
        lines.length < allLines
          ? text('payout.lines.some', { shown: lines.length, all: allLines })
          : text('payout.lines.lead')
      }
      isFlush
    >
      {reason === null && missing.length === 0 ? null : (
        <div className={cx(styles.asked)}>
          {reason === null ? null : (
            <Notice tone="warn" title={<ServerText text={reason.message} />}>
              <ServerRemedy text={reason.remedy} />
            </Notice>
          )}
          {missing.map(({ message, remedy }) => (
            <Notice key={message} tone="warn" title={<ServerText text={message} />}>
              <ServerRemedy text={remedy} />
            </Notice>
          ))}
        </div>
      )}
      <DataTable label={text('payout.lines')} columns={columns} rows={lines} rowKey={({ externalId }) => externalId} />
    </Card>
  )
}

function useColumns(currency: string): readonly TableColumn<PayoutLine>[] {
  const text = useText()
  const { organization } = useOrganization()
  const money = (amount: string) => (isZero(amount) ? '–' : <Money amount={amount} currency={currency} />)
  return [
    {
      key: 'of',
      title: text('payout.line.of'),
      cell: ({ orderName, transferId, description, externalId, category }) => (
        <>
          {transferId === null ? (
            <span>{orderName ?? description ?? externalId}</span>
          ) : (
            <TextLink to="/o/$organization/transfers/$transferId" params={{ organization, transferId }}>
              {orderName ?? externalId}
            </TextLink>
          )}
          <span className={cx(styles.below)}>{text(categoryText(category))}</span>
        </>
      ),
    },
    {
      key: 'document',
      title: text('payout.line.document'),
      isWide: true,
      isExtra: true,
      cell: ({ document }) => document ?? <span className={cx(styles.soft)}>–</span>,
    },
    {
      key: 'match',
      title: text('payout.line.match'),
      isExtra: true,
      cell: ({ match }) => <MatchBadge match={match} />,
    },
    {
      key: 'amount',
      title: text('payout.line.amount'),
      isNumber: true,
      isExtra: true,
      cell: ({ amount }) => money(amount),
    },
    { key: 'fee', title: text('payout.line.fee'), isNumber: true, isExtra: true, cell: ({ fee }) => money(fee) },
    { key: 'net', title: text('payout.line.net'), isNumber: true, cell: ({ net }) => money(net) },
  ]
}

const MATCHES = {
  booked: { tone: 'good', icon: CircleCheck },
  'to-book': { tone: 'info', icon: CircleDashed },
  open: { tone: 'bad', icon: CircleAlert },
} as const

function MatchBadge({ match }: Pick<PayoutLine, 'match'>) {
  const text = useText()
  return match === 'own' ? null : <Badge {...MATCHES[match]}>{text(`payout.match.${match}`)}</Badge>
}
