import { insertApiKey } from '#database/api-keys'
import type { Handler } from '#server/api/call'
import { mayGrant } from '#server/api/grant'

export const createApiKey: Handler<'api-keys.create'> = async ({ services, organizationId, actor, body, note }) => {
  const { name, role, expiresAt } = body
  note({ subject: `api-key:${name}`, after: { role, expiresAt: expiresAt ?? null } })
  mayGrant(actor, organizationId, role)
  const { apiKey, secret } = await insertApiKey(services.pool, organizationId, {
    name,
    role,
    createdBy: actor.email ?? actor.name,
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
    now: services.clock.now(),
  })
  return { apiKey, key: secret }
}
