import { deleteMembership, hasOtherOwner, lockMember } from '#database/members'
import { inTransaction } from '#database/pool'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { mayGrant } from '#server/api/grant'
import { lastOwner } from './last-owner.ts'

export const removeMember: Handler<'members.remove'> = async ({ services, organizationId, actor, params, note }) => {
  await inTransaction(services.pool, async (sql) => {
    const othersOwn = await hasOtherOwner(sql, organizationId, params.userId)
    const member = await lockMember(sql, organizationId, params.userId)
    if (member === null) throw missing('member')
    note({ subject: `person:${member.email}`, before: { role: member.role } })
    mayGrant(actor, organizationId, member.role)
    if (member.role === 'owner' && !othersOwn) throw lastOwner()
    await deleteMembership(sql, organizationId, params.userId)
  })
}
