import { countStates } from '#database/transfers'
import type { Handler } from '#server/api/call'
import { filterOf, integrationKeys } from './filter.ts'

export const countTransfers: Handler<'transfers.counts'> = async ({ services, organizationId, query }) =>
  countStates(services.queries, organizationId, filterOf(query, await integrationKeys(services, organizationId)))
