import { ALL_ROLES } from '#sandboxes/erpnext/permission-table'
import type { SiteCore } from '#sandboxes/erpnext/site'

/** Credentials of `integration@example.com`, which has all roles. */
export const API_KEY = 'sandbox-key'
export const API_SECRET = 'sandbox-secret'

export interface SeedUser {
  readonly name: string
  readonly roles: readonly string[]
  readonly key: string
  readonly secret: string
  readonly enabled?: 0 | 1
}

export function seedUser(site: SiteCore, { name, roles, key, secret, enabled = 1 }: SeedUser): void {
  site.insertRaw(
    site.create('User', {
      name,
      email: name,
      first_name: firstName(name),
      full_name: firstName(name),
      enabled,
      api_key: key,
      user_type: 'System User',
      roles: roles.map((role) => ({ doctype: 'Has Role', name: '', docstatus: 0, role })),
    }),
  )
  site.setSecret(name, secret)
}

/** `integration@example.com` → `Integration`. */
function firstName(email: string): string {
  const local = email.split('@')[0] ?? email
  return local.charAt(0).toUpperCase() + local.slice(1)
}

export function seedIntegrationUser(site: SiteCore): void {
  seedUser(site, { name: 'integration@example.com', roles: ALL_ROLES, key: API_KEY, secret: API_SECRET })
}
