import { ROLE_PERMISSIONS, type Role } from '#api/permissions'
import { TillbridgeError } from '#lib/errors'
import type { Actor } from './actor.ts'

/**
 * Nobody hands out, changes or takes away more than they may do themselves.
 *
 * @throws {TillbridgeError} `ROLE_ABOVE_YOURS`.
 */
export function mayGrant(actor: Actor, organizationId: string, role: Role): void {
  const own = actor.memberships.find((each) => each.organizationId === organizationId)?.role
  const mine: ReadonlySet<string> = new Set(own === undefined ? [] : ROLE_PERMISSIONS[own])
  if (ROLE_PERMISSIONS[role].every((permission) => mine.has(permission))) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ROLE_ABOVE_YOURS',
    message: `The role "${role}" may do more than you may.`,
    remedy: 'Ask an owner to do this.',
    subject: `role:${role}`,
  })
}
