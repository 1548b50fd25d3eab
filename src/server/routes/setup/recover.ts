import { findOwnerLink, useUpOwnerLink } from '#database/owner-links'
import { inTransaction } from '#database/pool'
import { resetUser } from '#database/users'
import type { Handler } from '#server/api/call'
import { passwordHash } from '#server/auth/password'
import { linkUsedUp } from './refusals.ts'

export const recoverOwner: Handler<'setup.recover'> = async ({ services, body, note }) => {
  const now = services.clock.now()
  const known = await findOwnerLink(services.pool, body.token, { now })
  if (known === null || known.user === null) throw linkUsedUp()
  const hash = await passwordHash(body.password)
  await inTransaction(services.pool, async (sql) => {
    const link = await findOwnerLink(sql, body.token, { now, forUse: true })
    if (link === null || link.user === null) throw linkUsedUp()
    const { userId, email } = link.user
    await resetUser(sql, userId, hash)
    await useUpOwnerLink(sql, link, now)
    note({
      of: { organizationId: link.organizationId, by: { kind: 'person', id: userId, name: email } },
      subject: `person:${email}`,
    })
  })
  return { recovered: true }
}
