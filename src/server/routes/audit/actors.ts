import { listActors } from '#database/audit-list'
import type { Handler } from '#server/api/call'

export const listAuditActors: Handler<'audit.actors'> = async ({ services, organizationId }) => ({
  items: await listActors(services.pool, organizationId),
})
