import { findInvitation } from '#database/invitations'
import { findUserByEmail } from '#database/users'
import type { Handler } from '#server/api/call'
import { linkUsedUp } from '#server/routes/setup/refusals'

export const lookAtInvitation: Handler<'invitations.look'> = async ({ services, body }) => {
  const found = await findInvitation(services.pool, body.token, { now: services.clock.now() })
  if (found === null) throw linkUsedUp()
  return {
    organization: found.organizationName,
    email: found.email,
    role: found.role,
    hasAccount: (await findUserByEmail(services.pool, found.email)) !== null,
  }
}
