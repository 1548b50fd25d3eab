import { listInvitations } from '#database/invitations'
import type { Handler } from '#server/api/call'
import { pageOf } from '#server/api/page'
import { invitationView } from './view.ts'

export const listInvitationsRoute: Handler<'invitations.list'> = async ({ services, organizationId, query }) => {
  const { limit, after } = query
  const found = await listInvitations(services.pool, organizationId, { limit: limit + 1, after })
  const now = services.clock.now()
  return pageOf(
    found,
    limit,
    ({ invitationId }) => invitationId,
    (row) => invitationView(row, now),
  )
}
