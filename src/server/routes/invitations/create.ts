import { insertInvitation } from '#database/invitations'
import { findOrganization } from '#database/organizations'
import { findUserByEmail, plainEmail } from '#database/users'
import { membershipsOf } from '#database/members'
import { TillbridgeError } from '#lib/errors'
import type { Handler } from '#server/api/call'
import { mayGrant } from '#server/api/grant'
import { invitationMail, type SendMail } from '#server/mail'
import type { ServerServices } from '#server/services'
import { invitationView } from './view.ts'

export const createInvitation: Handler<'invitations.create'> = async ({
  services,
  organizationId,
  actor,
  body,
  language,
  note,
}) => {
  const { pool, clock, address } = services
  const now = clock.now()
  note({ subject: `person:${plainEmail(body.email)}`, after: { role: body.role } })
  mayGrant(actor, organizationId, body.role)
  const known = await findUserByEmail(pool, body.email)
  const memberships = known === null ? [] : await membershipsOf(pool, known.userId)
  if (memberships.some((each) => each.organizationId === organizationId)) throw alreadyMember(body.email)
  const { invitation, token } = await insertInvitation(pool, organizationId, {
    ...body,
    invitedBy: actor.email ?? actor.name,
    now,
  })
  const link = `${address()}/invitation#token=${token}`
  const organization = await findOrganization(pool, organizationId)
  const { email: to, invitedBy } = invitation
  const sent = await isSent(
    services,
    invitationMail(language, { to, organization: organization?.name ?? '', invitedBy, link }),
  )
  return { invitation: invitationView(invitation, now), link, sent }
}

/** An invitation stands whether its mail goes out or not: its link can be handed over in other ways. */
async function isSent({ mail, log }: ServerServices, letter: Parameters<SendMail>[0]): Promise<boolean> {
  if (mail === null) return false
  try {
    await mail(letter)
    return true
  } catch (error) {
    log.warn({ error: String(error) }, 'an invitation could not be sent by e-mail')
    return false
  }
}

const alreadyMember = (email: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'ALREADY_MEMBER',
    message: `${email} is a member already.`,
    remedy: 'Change the role in the list of people instead.',
  })
