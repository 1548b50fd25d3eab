import { listReports } from '#database/drift'
import type { Handler } from '#server/api/call'
import { pageOf } from '#server/api/page'
import { readPlace, timedPlace, writePlace } from '#server/routes/ledger/place'
import { chooseIntegration } from '#server/routes/ledger/comparable'
import { integrationKeys } from '#server/routes/transfers/filter'
import { shownReport } from './report.ts'

export const listDriftReports: Handler<'drift.list'> = async ({ services, organizationId, query }) => {
  const { integrationId } = await chooseIntegration(services, organizationId, { key: query.integration })
  const keys = await integrationKeys(services, organizationId)
  const after = readPlace(query.after, timedPlace)
  const rows = await listReports(services.pool, organizationId, integrationId, {
    after: after === null ? null : { at: after[0], reportId: after[1] },
    limit: query.limit + 1,
  })
  return pageOf(
    rows,
    query.limit,
    ({ at, reportId }) => writePlace([at, reportId]),
    (row) => shownReport(row, keys),
  )
}
