/** What a route can ask for. Reading is never a side effect of changing: each is granted on its own. */
export const PERMISSIONS = [
  'transfers:read',
  'transfers:change',
  'books:read',
  'books:change',
  'stock:read',
  'stock:change',
  'connections:read',
  'connections:change',
  'configuration:read',
  'configuration:change',
  'alerts:read',
  'alerts:change',
  'people:read',
  'people:change',
  'audit:read',
  'privacy:change',
  'organization:change',
] as const
export type Permission = (typeof PERMISSIONS)[number]

export const ROLES = ['owner', 'admin', 'bookkeeper', 'operator', 'viewer'] as const
export type Role = (typeof ROLES)[number]

const VIEWER = [
  'transfers:read',
  'books:read',
  'stock:read',
  'connections:read',
  'configuration:read',
  'alerts:read',
] as const satisfies readonly Permission[]
const OPERATOR = [...VIEWER, 'transfers:change', 'stock:change'] as const
const BOOKKEEPER = [...VIEWER, 'transfers:change', 'books:change', 'audit:read'] as const
// Who may invite people may also take the invitation back: nothing but the organisation itself is kept for its owners.
const ADMIN: readonly Permission[] = PERMISSIONS.filter((permission) => permission !== 'organization:change')

/** What each role may do. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  owner: PERMISSIONS,
  admin: ADMIN,
  bookkeeper: BOOKKEEPER,
  operator: OPERATOR,
  viewer: VIEWER,
}

export const may = (role: Role, permission: Permission): boolean => ROLE_PERMISSIONS[role].includes(permission)
