import { findOrganization } from '#database/organizations'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'

export const showOrganization: Handler<'organization.show'> = async ({ services, organizationId }) => {
  const found = await findOrganization(services.pool, organizationId)
  if (found === null) throw missing('organisation')
  return found
}
