import { revokeApiKey } from '#database/api-keys'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'

export const revokeApiKeyRoute: Handler<'api-keys.revoke'> = async ({ services, organizationId, params, note }) => {
  const revoked = await revokeApiKey(services.pool, organizationId, params.apiKeyId, services.clock.now())
  if (revoked === null) throw missing('API key')
  note({ subject: `api-key:${revoked.name}`, before: { role: revoked.role, prefix: revoked.prefix } })
}
