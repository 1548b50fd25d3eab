import type { ApiLedgerDay } from '#api/ledger'
import { Answer } from '#web/api/answer.tsx'
import { clientOf, useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { Day } from '#web/kit/day.tsx'
import { DownloadLink } from '#web/kit/download-link.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { Figure } from '#web/kit/money.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { Span } from './filter.ts'
import styles from './reconciliation.module.css'

/** Every day: what the store counts, and where each of these orders stands here. */
export function DaysCard({ integration, span }: { readonly integration: string; readonly span: Span }) {
  const text = useText()
  const { organization } = useOrganization()
  const query = { integration, days: span }
  const days = useRoute('ledger.days', { query })
  return (
    <Card
      title={text('reconciliation.ledger')}
      description={text('reconciliation.ledger.lead')}
      action={
        <DownloadLink
          size="small"
          href={clientOf(organization).url('ledger.export', { params: { organization }, query })}
        >
          {text('reconciliation.csv')}
        </DownloadLink>
      }
      isFlush
    >
      <Answer of={days}>{({ items }) => <Days days={items} />}</Answer>
    </Card>
  )
}

function Days({ days }: { readonly days: readonly ApiLedgerDay[] }) {
  const text = useText()
  const columns = useColumns()
  const missing = days.reduce((all, day) => all + Math.max(0, day.missing ?? 0), 0)
  return (
    <>
      {missing === 0 ? null : (
        <div className={cx(styles.inside)}>
          <Notice tone="bad" title={text('reconciliation.missing', { count: missing })}>
            {text('reconciliation.missing.remedy')}
          </Notice>
        </div>
      )}
      <DataTable label={text('reconciliation.ledger')} columns={columns} rows={days} rowKey={({ day }) => day} />
    </>
  )
}

function useColumns(): readonly TableColumn<ApiLedgerDay>[] {
  const text = useText()
  const { organization } = useOrganization()
  const count = (key: 'records' | 'synced' | 'open' | 'skipped', isExtra: boolean): TableColumn<ApiLedgerDay> => ({
    key,
    title: text(`reconciliation.${key}`),
    isNumber: true,
    isExtra,
    cell: (day) => <Figure value={day[key]} />,
  })
  return [
    { key: 'day', title: text('reconciliation.day'), cell: ({ day }) => <Day on={day} /> },
    {
      key: 'store',
      title: text('reconciliation.store'),
      isNumber: true,
      cell: ({ storeRecords }) => (storeRecords === null ? '?' : <Figure value={storeRecords} />),
    },
    count('records', false),
    count('synced', true),
    count('open', true),
    count('skipped', true),
    {
      key: 'attention',
      title: text('reconciliation.attention'),
      isNumber: true,
      isExtra: true,
      cell: ({ attention }) =>
        attention === 0 ? (
          <Figure value={0} />
        ) : (
          <TextLink
            to="/o/$organization/transfers"
            params={{ organization }}
            search={{ flow: 'orders', state: 'attention' }}
          >
            <Figure value={attention} />
          </TextLink>
        ),
    },
    {
      key: 'missing',
      title: text('reconciliation.missing.title'),
      isNumber: true,
      cell: ({ missing }) => (
        <span className={cx(missing !== null && missing > 0 && styles.wrong)}>
          {missing === null ? '?' : <Figure value={missing} />}
        </span>
      ),
    },
  ]
}
