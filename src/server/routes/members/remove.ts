import { changeMember } from '#database/members'
import { inTransaction } from '#database/pool'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { mayGrant } from '#server/api/grant'

export const removeMember: Handler<'members.remove'> = async ({
  services,
  organizationId,
  actor,
  params: { userId },
  note,
}) => {
  const removed = await inTransaction(services.pool, (sql) =>
    changeMember(sql, { organizationId, userId, role: null }, (member) => {
      note({ subject: `person:${member.email}`, before: { role: member.role } })
      mayGrant(actor, organizationId, member.role)
    }),
  )
  if (removed === null) throw missing('member')
}
