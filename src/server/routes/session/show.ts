import { ROLE_PERMISSIONS } from '#api/permissions'
import type { Handler } from '#server/api/call'

export const showSession: Handler<'session.show'> = ({ actor }) => ({
  kind: actor.kind,
  name: actor.name,
  email: actor.email,
  session: actor.session,
  memberships: actor.memberships.map(({ organization, name, role }) => ({
    organization,
    name,
    role,
    permissions: [...ROLE_PERMISSIONS[role]],
  })),
})
