import { findOrganization, renameOrganization } from '#database/organizations'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'

export const renameOrganizationRoute: Handler<'organization.rename'> = async ({
  services,
  organizationId,
  body,
  note,
}) => {
  const before = await findOrganization(services.pool, organizationId)
  if (before === null) throw missing('organisation')
  note({
    subject: `organization:${before.organization}`,
    before: { name: before.name },
    after: { name: body.name },
  })
  await renameOrganization(services.pool, organizationId, body.name)
  return { organization: before.organization, name: body.name }
}
