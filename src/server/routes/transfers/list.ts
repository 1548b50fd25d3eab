import { listTransfers } from '#database/transfers'
import type { Handler } from '#server/api/call'
import { pageOf } from '#server/api/page'
import { amountsOf, filterOf, integrationKeys, summaryOf } from './filter.ts'

export const listTransfersRoute: Handler<'transfers.list'> = async ({ services, organizationId, query }) => {
  const keys = await integrationKeys(services, organizationId)
  const { search, after = null, limit } = query
  const filter = { ...filterOf(query, keys), ...amountsOf(query), ...(search === undefined ? {} : { search }) }
  const found = await listTransfers(services.queries, organizationId, filter, { limit: limit + 1, after })
  return pageOf(
    found,
    limit,
    ({ transferId }) => transferId,
    (view) => summaryOf(view, keys),
  )
}
