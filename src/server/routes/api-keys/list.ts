import { listApiKeys } from '#database/api-keys'
import type { Handler } from '#server/api/call'
import { pageOf } from '#server/api/page'

export const listApiKeysRoute: Handler<'api-keys.list'> = async ({ services, organizationId, query }) => {
  const { limit, after } = query
  const found = await listApiKeys(services.pool, organizationId, { limit: limit + 1, after })
  return pageOf(
    found,
    limit,
    ({ apiKeyId }) => apiKeyId,
    (row) => row,
  )
}
