import { listTransfers } from '#database/transfers'
import type { Handler } from '#server/api/call'
import { filterOf, integrationKeys, summaryOf } from './filter.ts'

export const listTransfersRoute: Handler<'transfers.list'> = async ({ services, organizationId, query }) => {
  const keys = await integrationKeys(services, organizationId)
  const offset = Number(query.after ?? 0)
  const found = await listTransfers(services.queries, organizationId, filterOf(query, keys), {
    limit: query.limit + 1,
    offset,
  })
  return {
    items: found.slice(0, query.limit).map((view) => summaryOf(view, keys)),
    next: found.length > query.limit ? String(offset + query.limit) : null,
  }
}
