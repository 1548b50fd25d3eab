import { insertInvitation } from '#database/invitations'
import { findUserByEmail } from '#database/users'
import { membershipsOf } from '#database/members'
import { TillbridgeError } from '#lib/errors'
import type { Handler } from '#server/api/call'
import { mayGrant } from '#server/api/grant'
import { invitationView } from './view.ts'

export const createInvitation: Handler<'invitations.create'> = async ({
  services,
  organizationId,
  actor,
  body,
  note,
}) => {
  const { pool, clock, address } = services
  const now = clock.now()
  note({ subject: `person:${body.email}`, after: { role: body.role } })
  mayGrant(actor, organizationId, body.role)
  const known = await findUserByEmail(pool, body.email)
  const memberships = known === null ? [] : await membershipsOf(pool, known.userId)
  if (memberships.some((each) => each.organizationId === organizationId)) throw alreadyMember(body.email)
  const { invitation, token } = await insertInvitation(pool, organizationId, {
    ...body,
    invitedBy: actor.email ?? actor.name,
    now,
  })
  return { invitation: invitationView(invitation, now), link: `${address()}/invitation#token=${token}` }
}

const alreadyMember = (email: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'ALREADY_MEMBER',
    message: `${email} is a member already.`,
    remedy: 'Change the role in the list of people instead.',
  })
