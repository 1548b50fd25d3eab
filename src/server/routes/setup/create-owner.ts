import { insertMembership } from '#database/members'
import { findOwnerLink, useUpOwnerLink } from '#database/owner-links'
import { inTransaction } from '#database/pool'
import { insertUser } from '#database/users'
import type { Handler } from '#server/api/call'
import { passwordHash } from '#server/auth/password'
import { emailTaken, linkUsedUp } from './refusals.ts'

export const createOwner: Handler<'setup.create-owner'> = async ({ services, body, note }) => {
  const now = services.clock.now()
  const { token, name, email } = body
  // The hash costs work on purpose: nobody without a link may cause it.
  const known = await findOwnerLink(services.pool, token, { now })
  if (known === null || known.user !== null) throw linkUsedUp()
  const hash = await passwordHash(body.password)
  await inTransaction(services.pool, async (sql) => {
    const link = await findOwnerLink(sql, token, { now, forUse: true })
    if (link === null || link.user !== null) throw linkUsedUp()
    const user = await insertUser(sql, { name, email, passwordHash: hash })
    if (user === null) throw emailTaken()
    await insertMembership(sql, link.organizationId, user.userId, 'owner')
    await useUpOwnerLink(sql, link, now)
    note({
      of: { organizationId: link.organizationId, by: { kind: 'person', id: user.userId, name: user.email } },
      subject: `person:${user.email}`,
      after: { name: user.name, role: 'owner' },
    })
  })
  return { created: true }
}
