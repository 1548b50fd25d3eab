import { countCauses } from '#database/transfers'
import type { Handler } from '#server/api/call'
import { filterOf, integrationKeys } from '#server/routes/transfers/filter'

export const listAttention: Handler<'attention.list'> = async ({ services, organizationId, query }) => {
  const keys = await integrationKeys(services, organizationId)
  return { items: await countCauses(services.queries, organizationId, filterOf(query, keys)) }
}
