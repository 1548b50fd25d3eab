import type { PoolClient } from 'pg'
import { findInvitation, markAccepted, type OpenInvitation } from '#database/invitations'
import { insertMembership } from '#database/members'
import { inTransaction } from '#database/pool'
import { findUserByEmail, insertUser, type User } from '#database/users'
import { TillbridgeError } from '#lib/errors'
import type { Actor } from '#server/api/actor'
import type { Handler } from '#server/api/call'
import { passwordHash } from '#server/auth/password'
import { linkUsedUp } from '#server/routes/setup/refusals'

interface NewPerson {
  readonly name: string
  readonly passwordHash: string
}

export const acceptInvitation: Handler<'invitations.accept'> = async ({ services, actor, body, note }) => {
  const now = services.clock.now()
  const known = await findInvitation(services.pool, body.token, { now })
  if (known === null) throw linkUsedUp()
  const newPerson = await newPersonOf(body)
  return await inTransaction(services.pool, async (sql) => {
    const invitation = await findInvitation(sql, body.token, { now, forUse: true })
    if (invitation === null) throw linkUsedUp()
    const user = await whoAccepts(sql, invitation, actor, newPerson)
    await insertMembership(sql, invitation.organizationId, user.userId, invitation.role)
    await markAccepted(sql, invitation, now)
    note({
      of: {
        organizationId: invitation.organizationId,
        by: { kind: 'person', id: user.userId, name: user.email },
      },
      subject: `person:${user.email}`,
      after: { role: invitation.role },
    })
    return { organization: invitation.organization }
  })
}

async function newPersonOf({
  name,
  password,
}: {
  readonly name?: string | undefined
  readonly password?: string | undefined
}): Promise<NewPerson | null> {
  if (name === undefined || password === undefined) return null
  return { name, passwordHash: await passwordHash(password) }
}

/** Holding the link is not enough where an account exists: it belongs to who can sign in with it. */
async function whoAccepts(
  sql: PoolClient,
  { email }: OpenInvitation,
  actor: Actor | null,
  newPerson: NewPerson | null,
): Promise<User> {
  const existing = await findUserByEmail(sql, email)
  if (actor !== null && actor.id !== existing?.userId) throw ofSomebodyElse(email)
  if (existing !== null) {
    if (actor === null) throw signInFirst()
    return existing
  }
  if (newPerson === null) throw incomplete()
  const made = await insertUser(sql, { ...newPerson, email })
  if (made === null) throw signInFirst()
  return made
}

const ofSomebodyElse = (email: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'INVITATION_OF_SOMEBODY_ELSE',
    message: `The invitation is for ${email}, and you are signed in as somebody else.`,
    remedy: 'Sign out and open the link again.',
  })

const signInFirst = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'SIGN_IN_FIRST',
    message: 'Somebody has an account with this e-mail address already.',
    remedy: 'Sign in with it, then open the link again.',
  })

const incomplete = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'NAME_AND_PASSWORD_MISSING',
    message: 'A new account needs a name and a password.',
    remedy: 'Send both.',
  })
