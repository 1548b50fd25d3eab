import { changeMember } from '#database/members'
import { inTransaction } from '#database/pool'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { mayGrant } from '#server/api/grant'

export const changeRole: Handler<'members.change-role'> = async ({
  services,
  organizationId,
  actor,
  params: { userId },
  body: { role },
  note,
}) => {
  const changed = await inTransaction(services.pool, (sql) =>
    changeMember(sql, { organizationId, userId, role }, (member) => {
      note({ subject: `person:${member.email}`, before: { role: member.role }, after: { role } })
      mayGrant(actor, organizationId, member.role)
      mayGrant(actor, organizationId, role)
    }),
  )
  if (changed === null) throw missing('member')
  return { userId, role }
}
