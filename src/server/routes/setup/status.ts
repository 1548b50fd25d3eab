import { hasOwner } from '#database/owner-links'
import type { Handler } from '#server/api/call'

export const setupStatus: Handler<'setup.status'> = async ({ services }) => ({
  needsOwner: !(await hasOwner(services.pool, services.mainOrganizationId)),
  ...services.signInWays,
})
