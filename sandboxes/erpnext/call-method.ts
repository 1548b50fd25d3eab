import type { ApiMethod, ApiMethods } from './controller.ts'
import { inApp } from './document.ts'
import { FrappeError } from './frappe-error.ts'
import { FRAMEWORK_METHODS, NOT_WHITELISTED } from './methods.ts'
import { documentMethods } from './registry.ts'
import type { Incoming } from './request.ts'
import { GUEST } from './session.ts'
import type { SiteCore } from './site.ts'

export interface MethodResult {
  /** `value` is the whole answer, not its `message`. */
  readonly named: boolean
  readonly value: unknown
}

const SHORT_NAMES: Readonly<Record<string, string>> = {
  ping: 'frappe.ping',
  login: 'frappe.auth.login',
  logout: 'frappe.auth.logout',
}

/** Calls a whitelisted function by its dotted path. */
export function callMethod(site: SiteCore, given: string, incoming: Incoming): MethodResult {
  const path = SHORT_NAMES[given] ?? given
  const method = findMethod(path, documentMethods[site.version])
  if (method === null) throw notWhitelisted(NOT_WHITELISTED[path] ?? path)
  if (site.user === GUEST && method.allowGuest !== true) throw notWhitelisted(path)
  if (method.verbs !== undefined && !method.verbs.includes(incoming.method))
    throw new FrappeError('PermissionError', 'Not permitted')
  checkArguments(path, method, incoming.args)
  const value = inApp(path.startsWith('erpnext.') ? 'erpnext' : 'frappe', () => method.run(incoming.args, site))
  return { named: path === 'frappe.desk.form.save.savedocs', value }
}

function findMethod(path: string, ofDocuments: ApiMethods): ApiMethod | null {
  const found = FRAMEWORK_METHODS[path] ?? ofDocuments[path]
  if (found !== undefined) return found
  if (NOT_WHITELISTED[path] !== undefined) return null
  const parts = path.split('.')
  const module = parts.slice(0, -1)
  const known = [...Object.keys(FRAMEWORK_METHODS), ...Object.keys(ofDocuments)].some((one) =>
    one.startsWith(`${module.join('.')}.`),
  )
  const reason = known
    ? `module '${module.join('.')}' has no attribute '${parts.at(-1) ?? ''}'`
    : `No module named '${module.slice(0, 2).join('.')}'`
  throw new FrappeError('ValidationError', `Failed to get method for command ${path} with ${reason}`)
}

function notWhitelisted(path: string): FrappeError {
  return new FrappeError(
    'PermissionError',
    `<details><summary>You are not permitted to access this resource.</summary>Function <strong>${path}</strong> is not whitelisted.</details>`,
    { title: 'Method Not Allowed' },
  )
}

function checkArguments(path: string, method: ApiMethod, args: Readonly<Record<string, unknown>>): void {
  const missing = (method.required ?? []).filter((name) => args[name] === undefined)
  if (missing.length === 0) return
  const name = path.split('.').at(-1) ?? path
  const quoted = missing.map((one) => `'${one}'`)
  const listed =
    quoted.length < 2
      ? quoted.join('')
      : quoted.length === 2
        ? quoted.join(' and ')
        : `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1) ?? ''}`
  throw new FrappeError(
    'TypeError',
    `${name}() missing ${missing.length} required positional argument${missing.length > 1 ? 's' : ''}: ${listed}`,
    {
      module: '',
      show: false,
    },
  )
}
