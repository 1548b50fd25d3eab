import { listAuditEvents } from '#database/audit-list'
import type { Handler } from '#server/api/call'
import { pageOf } from '#server/api/page'

export const listAudit: Handler<'audit.list'> = async ({ services, organizationId, query }) => {
  const found = await listAuditEvents(services.pool, organizationId, { ...query, limit: query.limit + 1 })
  return pageOf(
    found,
    query.limit,
    ({ auditId }) => auditId,
    (row) => row,
  )
}
