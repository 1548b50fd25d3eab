import { listMembers } from '#database/members'
import type { Handler } from '#server/api/call'
import { pageOf } from '#server/api/page'

export const listMembersRoute: Handler<'members.list'> = async ({ services, organizationId, query }) => {
  const { limit, after } = query
  const found = await listMembers(services.pool, organizationId, { limit: limit + 1, after })
  return pageOf(
    found,
    limit,
    ({ userId }) => userId,
    (row) => row,
  )
}
