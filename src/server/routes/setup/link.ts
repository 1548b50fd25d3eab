import { findOwnerLink } from '#database/owner-links'
import type { Handler } from '#server/api/call'
import { linkUsedUp } from './refusals.ts'

export const setupLink: Handler<'setup.link'> = async ({ services, body }) => {
  const link = await findOwnerLink(services.pool, body.token, { now: services.clock.now() })
  if (link === null) throw linkUsedUp()
  return {
    purpose: link.user === null ? 'first-owner' : 'recover',
    organization: link.organizationName,
    email: link.user?.email ?? null,
  }
}
