import { findOrganization } from '#database/organizations'
import type { Language } from '#languages/languages'
import { invitationMail } from '#server/mail'
import type { Bridge } from './bridge.ts'

/**
 * Sends the link of an invitation to whom it is for; `false` = no mail server was named.
 *
 * @throws {TillbridgeError} when the mail server does not take it. The invitation stands all the same.
 */
export async function sendInvitation(
  { mail, pool, organizationId }: Bridge,
  invitation: {
    readonly email: string
    readonly invitedBy: string
    readonly link: string
    readonly language: Language
  },
): Promise<boolean> {
  if (mail === null) return false
  const organization = await findOrganization(pool, organizationId)
  const { email: to, invitedBy, link, language } = invitation
  await mail(invitationMail(language, { to, organization: organization?.name ?? '', invitedBy, link }))
  return true
}
