import { revokeInvitation } from '#database/invitations'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'

export const revokeInvitationRoute: Handler<'invitations.revoke'> = async ({
  services,
  organizationId,
  params,
  note,
}) => {
  const revoked = await revokeInvitation(services.pool, organizationId, params.invitationId, services.clock.now())
  if (revoked === null) throw missing('open invitation')
  note({ subject: `person:${revoked.email}`, before: { role: revoked.role } })
}
