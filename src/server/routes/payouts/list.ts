import { listPayouts } from '#database/payouts'
import type { Handler } from '#server/api/call'
import { pageOf } from '#server/api/page'
import { chooseIntegration } from '#server/routes/ledger/comparable'
import { readPlace, timedPlace, writePlace } from '#server/routes/ledger/place'
import { integrationKeys } from '#server/routes/transfers/filter'
import { payoutSummary } from './summary.ts'

export const listPayoutsRoute: Handler<'payouts.list'> = async ({ services, organizationId, query }) => {
  const { integration, state, search, limit } = query
  const integrationId =
    integration === undefined
      ? undefined
      : (await chooseIntegration(services, organizationId, { key: integration })).integrationId
  const after = readPlace(query.after, timedPlace)
  const rows = await listPayouts(
    services.pool,
    organizationId,
    { integrationId, state, search },
    {
      after: after === null ? null : { at: after[0], transferId: after[1] },
      limit: limit + 1,
    },
  )
  const keys = await integrationKeys(services, organizationId)
  return pageOf(
    rows,
    limit,
    ({ at, transferId }) => writePlace([at, transferId]),
    (row) => payoutSummary(row, keys),
  )
}
