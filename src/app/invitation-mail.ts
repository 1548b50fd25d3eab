import { findOrganization } from '#database/organizations'
import { invitationMail } from '#server/mail'
import type { Bridge } from './bridge.ts'

/**
 * Sends the link of an invitation to whom it is for; `false` = no mail server was named.
 *
 * @throws {TillbridgeError} when the mail server does not take it. The invitation stands all the same.
 */
export async function sendInvitation(
  { mail, pool, organizationId }: Bridge,
  invitation: { readonly email: string; readonly invitedBy: string; readonly link: string },
): Promise<boolean> {
  if (mail === null) return false
  const organization = await findOrganization(pool, organizationId)
  await mail(invitationMail(invitation.email, organization?.name ?? '', invitation.invitedBy, invitation.link))
  return true
}
