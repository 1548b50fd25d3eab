import { Scale } from 'lucide-react'
import type { Comparable } from '#api/ledger'
import { useRoute } from '#web/api/use-route.ts'
import { Answer } from '#web/api/answer.tsx'
import { clientOf, useOrganization } from '#web/api/organization.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DownloadLink } from '#web/kit/download-link.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { useText } from '#web/languages/use-text.ts'
import { CompareNow } from './compare-now.tsx'
import type { ReconciliationFilter, Span } from './filter.ts'
import { Report } from './report.tsx'
import { ReportSelect } from './report-select.tsx'
import styles from './reconciliation.module.css'

interface CompareCardProps {
  readonly chosen: Comparable
  readonly filter: ReconciliationFilter
  readonly span: Span
  readonly onSet: (change: Partial<ReconciliationFilter>) => void
}

/** The newest comparison of both sides, or an earlier one; and how to make another. */
export function CompareCard({ chosen, filter, span, onSet }: CompareCardProps) {
  const text = useText()
  const { integration } = chosen
  const reports = useRoute('drift.list', { query: { integration } })
  const now = <CompareNow chosen={chosen} span={span} onDone={() => onSet({ report: undefined })} />
  return (
    <Card title={text('reconciliation.compare')} description={text('reconciliation.compare.lead')} action={now} isFlush>
      <Answer of={reports}>
        {({ items }) => {
          const report = items.find(({ reportId }) => reportId === filter.report) ?? items[0]
          return report === undefined ? (
            <EmptyState icon={Scale} title={text('reconciliation.none.title')}>
              {text('reconciliation.none')}
            </EmptyState>
          ) : (
            <>
              <div className={cx(styles.which)}>
                <ReportSelect reports={items} value={report.reportId} onChange={(id) => onSet({ report: id })} />
                <span className={cx(styles.soft)}>
                  {text(`reconciliation.by.${report.madeBy}`)} · <Instant at={report.madeAt} as="short" />
                </span>
                <span className={cx(styles.files)}>
                  <Files reportId={report.reportId} />
                </span>
              </div>
              <Report reportId={report.reportId} area={filter.area} onArea={(area) => onSet({ area })} />
            </>
          )
        }}
      </Answer>
    </Card>
  )
}

function Files({ reportId }: { readonly reportId: string }) {
  const { organization } = useOrganization()
  const url = (format: 'csv' | 'json'): string =>
    clientOf(organization).url('drift.export', { params: { organization, reportId }, query: { format } })
  return (
    <>
      <DownloadLink size="small" href={url('csv')}>
        CSV
      </DownloadLink>
      <DownloadLink size="small" href={url('json')}>
        JSON
      </DownloadLink>
    </>
  )
}
