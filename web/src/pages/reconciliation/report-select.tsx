import { useIntl } from 'react-intl'
import type { ApiDriftReport } from '#api/drift'
import { useZone } from '#web/kit/instant.tsx'
import { Select } from '#web/kit/select.tsx'
import { useText } from '#web/languages/use-text.ts'

interface ReportSelectProps {
  readonly reports: readonly ApiDriftReport[]
  readonly value: string
  readonly onChange: (reportId: string) => void
}

/** Which comparison is looked at, the newest first. */
export function ReportSelect({ reports, value, onChange }: ReportSelectProps) {
  const text = useText()
  const { locale } = useIntl()
  const zone = useZone()
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' })
  return (
    <Select
      label={text('reconciliation.report')}
      hidesLabel
      value={value}
      choices={reports.map(({ reportId, madeAt, differences }) => ({
        key: reportId,
        label: text('reconciliation.report.of', { at: format.format(new Date(madeAt)), differences }),
      }))}
      onChange={onChange}
    />
  )
}
