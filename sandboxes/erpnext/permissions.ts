import type { Doc } from './controller.ts'
import { rows, text } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import { PERMISSIONS } from './permission-table.ts'
import { ADMINISTRATOR } from './session.ts'
import type { SiteCore } from './site.ts'

const SEES_ALL = 'All'

function rolesOf(site: SiteCore, user: string): ReadonlySet<string> {
  const doc = site.read('User', user)
  const own = doc === null ? [] : rows(doc, 'roles').map((row) => text(row, 'role'))
  return new Set(['Guest', ...(user === 'Guest' ? [] : [SEES_ALL]), ...own])
}

/** Whether the user's roles allow it, and no User Permission forbids the document. Reasons go to the session's permission log. */
export function hasPermission(site: SiteCore, doctype: string, right: string, doc?: Readonly<Doc>): boolean {
  const { user } = site
  if (user === ADMINISTRATOR) return true
  const log = site.session.permissionLog
  const rights = rightsOf(site, doctype)
  if (rights.size === 0)
    log.push(
      `User <strong>${user}</strong> does not have doctype access via role permission for document <strong>${doctype}</strong>`,
    )
  const byRole = rights.has(right)
  if (doc === undefined) return byRole
  const allowed = byRole && withinUserPermissions(site, doc)
  if (!allowed) {
    const which = rights.size === 0 ? '' : `: ${doctype} - ${doc.name || 'None'}`
    log.push(`User <strong>${user}</strong> does not have access to this document${which}`)
  }
  return allowed
}

/** Rights of the caller's roles, e.g. `read`, `create`, `submit`. */
function rightsOf(site: SiteCore, doctype: string): ReadonlySet<string> {
  const roles = rolesOf(site, site.user)
  const found = new Set<string>()
  if (roles.has('System Manager') && PERMISSIONS[doctype] === undefined) return ALL_RIGHTS
  for (const [role, rights] of Object.entries(PERMISSIONS[doctype] ?? {})) {
    if (roles.has(role)) for (const right of rights.split(' ')) found.add(right)
  }
  return found
}

const ALL_RIGHTS: ReadonlySet<string> = new Set([
  'read',
  'write',
  'create',
  'delete',
  'submit',
  'cancel',
  'amend',
  'report',
  'export',
  'share',
  'print',
  'email',
])

/** The documents a user is limited to, by DocType: `Company` → its names. */
export function userLimits(site: SiteCore): ReadonlyMap<string, ReadonlySet<string>> {
  const limits = new Map<string, Set<string>>()
  for (const permission of site.findBy('User Permission', 'user', site.user)) {
    const allow = text(permission, 'allow')
    const names = limits.get(allow) ?? new Set<string>()
    limits.set(allow, names.add(text(permission, 'for_value')))
  }
  return limits
}

function withinUserPermissions(site: SiteCore, doc: Readonly<Doc>): boolean {
  const limits = userLimits(site)
  if (limits.size === 0) return true
  const own = limits.get(doc.doctype)
  if (own !== undefined && !own.has(doc.name)) {
    site.session.permissionLog.push(
      `You are not allowed to access this ${doc.doctype} record because it is not allowed in User Permissions`,
    )
    return false
  }
  for (const field of site.meta(doc.doctype).links) {
    const names = limits.get(field.options ?? '')
    const value = text(doc, field.fieldname)
    if (names === undefined || value === '' || names.has(value)) continue
    site.session.permissionLog.push(
      `You are not allowed to access this DocType record because it is linked to ${field.options ?? ''} '${value}' in field ${field.label}`,
    )
    return false
  }
  return true
}

/** Throws the framework's PermissionError (403) with its reasons. */
export function checkPermission(site: SiteCore, doctype: string, right: string, doc?: Readonly<Doc>): void {
  if (hasPermission(site, doctype, right, doc)) return
  throw refusal(
    site,
    right === 'list'
      ? `No permission for ${doctype}`
      : `Insufficient Permission for ${doctype} (<strong>${right}</strong>)`,
  )
}

/** The 403 with all reasons found so far as one message. */
export function refusal(site: SiteCore, errorMessage?: string): FrappeError {
  const reasons = site.session.permissionLog.splice(0)
  if (reasons.length > 0) site.message({ message: reasons.join('<br>') })
  return new FrappeError('PermissionError', '', {
    show: false,
    ...(errorMessage === undefined ? {} : { errorMessage }),
  })
}

/** Listing needs the right to read the DocType. */
export function checkListPermission(site: SiteCore, doctype: string): void {
  if (hasPermission(site, doctype, 'read')) return
  throw refusal(site, `No permission for ${doctype}`)
}
