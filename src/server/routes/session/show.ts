import { ROLE_PERMISSIONS } from '#api/permissions'
import { shopZones } from '#database/shop-zone'
import type { Handler } from '#server/api/call'

export const showSession: Handler<'session.show'> = async ({ actor, services: { pool } }) => {
  const { kind, name, email, session, memberships } = actor
  const zones = await shopZones(
    pool,
    memberships.map(({ organizationId }) => organizationId),
  )
  return {
    kind,
    name,
    email,
    session,
    memberships: memberships.map(({ organizationId, organization, name: organizationName, role }) => ({
      organization,
      name: organizationName,
      role,
      permissions: [...ROLE_PERMISSIONS[role]],
      timeZone: zones.get(organizationId) ?? null,
    })),
  }
}
