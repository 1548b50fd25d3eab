import type { ApiMethods } from './controller.ts'
import { bulkMethods } from './methods-bulk.ts'
import { clientMethods } from './methods-client.ts'
import { renameDoc } from './rename.ts'
import type { SiteCore } from './site.ts'
import { VERSIONS } from './versions.ts'

/** Functions that exist but are not open to callers, with the full name that the refusal shows. */
export const NOT_WHITELISTED: Readonly<Record<string, string>> = {
  'frappe.utils.now': 'frappe.utils.data.now',
  'frappe.utils.nowdate': 'frappe.utils.data.nowdate',
  'frappe.db.sql': 'frappe.database.database.Database.sql',
  'frappe.get_doc': 'frappe.get_doc',
}

const SECRET_LENGTH = 15

/** The framework's whitelisted functions. */
export const FRAMEWORK_METHODS: ApiMethods = {
  ...clientMethods,
  ...bulkMethods,
  'frappe.ping': { allowGuest: true, run: () => 'pong' },
  'frappe.auth.get_logged_user': { run: (_, site) => site.user },
  'frappe.utils.change_log.get_versions': { run: (_, site) => VERSIONS[site.version] },
  'frappe.client.rename_doc': {
    required: ['doctype', 'old_name', 'new_name'],
    verbs: ['POST', 'PUT'],
    run: (args, site) =>
      renameDoc(
        site as SiteCore,
        String(args['doctype']),
        String(args['old_name']),
        String(args['new_name']),
        isTrue(args['merge']),
      ),
  },
  'frappe.core.doctype.user.user.generate_keys': {
    required: ['user'],
    run(args, site) {
      const user = site.get('User', args['user'])
      site.checkPermission('User', 'write', user)
      const secret = newSecret(site as SiteCore)
      const core = site as SiteCore
      if (typeof user['api_key'] !== 'string') site.setValue('User', user.name, { api_key: newSecret(core) })
      core.setSecret(user.name, secret)
      return { api_secret: secret }
    },
  },
}

const isTrue = (value: unknown): boolean => value === true || value === 1 || value === '1' || value === 'true'

function newSecret(site: SiteCore): string {
  return `${site.randomName()}${site.randomName()}`.slice(0, SECRET_LENGTH)
}
