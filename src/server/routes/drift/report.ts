import { type ListedReport, readReport } from '#database/drift'
import { type DriftReport, keptReport } from '#drift/difference'
import type { ApiDriftReport } from '#api/drift'
import { missing } from '#server/api/failures'
import { integrationKeys } from '#server/routes/transfers/filter'
import type { ServerServices } from '#server/services'

export interface FoundReport {
  readonly listed: ListedReport
  readonly shown: ApiDriftReport
  readonly found: DriftReport
}

/** @throws {TillbridgeError} `NOT_FOUND`. */
export async function reportOf(
  services: ServerServices,
  organizationId: string,
  reportId: string,
): Promise<FoundReport> {
  const row = await readReport(services.pool, organizationId, reportId)
  if (row === null) throw missing('comparison')
  const keys = await integrationKeys(services, organizationId)
  return { listed: row, shown: shownReport(row, keys), found: keptReport(row.report) }
}

export const shownReport = (report: ListedReport, keys: ReadonlyMap<string, string>): ApiDriftReport => ({
  reportId: report.reportId,
  integration: keys.get(report.integrationId) ?? '',
  madeAt: report.madeAt,
  madeBy: report.madeBy,
  differences: report.differences,
  drifted: report.drifted,
})
