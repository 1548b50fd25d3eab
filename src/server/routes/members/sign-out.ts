import { lockMember } from '#database/members'
import { inTransaction } from '#database/pool'
import { endSessions } from '#database/sessions'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { mayGrant } from '#server/api/grant'

export const signOutMember: Handler<'members.sign-out'> = async ({ services, organizationId, actor, params, note }) =>
  await inTransaction(services.pool, async (sql) => {
    const member = await lockMember(sql, organizationId, params.userId)
    if (member === null) throw missing('member')
    note({ subject: `person:${member.email}` })
    mayGrant(actor, organizationId, member.role)
    return { sessions: await endSessions(sql, params.userId, null) }
  })
