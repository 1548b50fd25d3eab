import { hasOtherOwner, lockMember, updateRole } from '#database/members'
import { inTransaction } from '#database/pool'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { mayGrant } from '#server/api/grant'
import { lastOwner } from './last-owner.ts'

export const changeRole: Handler<'members.change-role'> = async ({
  services,
  organizationId,
  actor,
  params,
  body,
  note,
}) =>
  await inTransaction(services.pool, async (sql) => {
    const othersOwn = await hasOtherOwner(sql, organizationId, params.userId)
    const member = await lockMember(sql, organizationId, params.userId)
    if (member === null) throw missing('member')
    note({ subject: `person:${member.email}`, before: { role: member.role }, after: { role: body.role } })
    mayGrant(actor, organizationId, member.role)
    mayGrant(actor, organizationId, body.role)
    if (member.role === 'owner' && body.role !== 'owner' && !othersOwn) throw lastOwner()
    await updateRole(sql, organizationId, params.userId, body.role)
    return { userId: params.userId, role: body.role }
  })
