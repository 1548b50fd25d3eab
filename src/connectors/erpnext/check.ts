import type { CheckResult, CheckUse, Finding } from '#contract/check'
import { TillbridgeError } from '#lib/errors'
import { call, type ErpnextContext } from './client.ts'
import { checkCompany, checkNames } from './check-company.ts'
import { checkItemFields } from './check-items.ts'
import { checkFields, checkPermissions, checkWorkflows } from './check-rights.ts'
import { checkSiteSettings } from './check-site.ts'
import { z } from 'zod'

/** Who we are, which version it is, what we may do and what is missing. Changes nothing. */
export async function check(
  context: ErpnextContext,
  { flows }: CheckUse = { flows: ['orders'] },
): Promise<CheckResult> {
  const { settings } = context
  const host = new URL(settings.baseUrl).host
  let user: string
  try {
    user = z.string().parse(await ask(context, 'frappe.auth.get_logged_user'))
  } catch (error) {
    if (!(error instanceof TillbridgeError) || (error.kind !== 'unauthorized' && error.kind !== 'rejected')) throw error
    return { account: host, version: null, findings: [asFinding(error)] }
  }
  const version = await readVersion(context)
  const findings = [
    { level: 'ok', code: 'CREDENTIALS_ACCEPTED', message: `Signed in to ${host} as ${user}.` } satisfies Finding,
    ...versionFindings(version, settings.version),
    ...(await checkCompany(context)),
    ...(await checkNames(context)),
    ...(await checkFields(context)),
    ...(await checkItemFields(context)),
    ...(await checkPermissions(context, flows)),
    ...(await checkWorkflows(context)),
    ...(await checkSiteSettings(context, user)),
  ]
  return { account: `${settings.company} on ${host}`, version, findings }
}

const asFinding = (error: TillbridgeError): Finding => ({
  level: 'error',
  code: error.code,
  message: error.message,
  ...(error.remedy === null ? {} : { remedy: error.remedy }),
})

const ask = (context: ErpnextContext, method: string): Promise<unknown> =>
  call(context, method, {}, { about: { doctype: 'User' }, effect: 'read' })

const versions = z.object({ erpnext: z.object({ version: z.string() }).optional() })

/** ERPNext's version, `null` when the app is not installed on the site. */
async function readVersion(context: ErpnextContext): Promise<string | null> {
  return versions.parse(await ask(context, 'frappe.utils.change_log.get_versions')).erpnext?.version ?? null
}

function versionFindings(version: string | null, configured: string): Finding[] {
  if (version === null) {
    return [
      {
        level: 'error',
        code: 'ERPNEXT_NOT_INSTALLED',
        message: 'This is a Frappe site without the app ERPNext.',
        remedy: 'Enter the address of the site that has ERPNext.',
      },
    ]
  }
  const major = version.split('.')[0] ?? ''
  if (major !== '15' && major !== '16') {
    return [
      {
        level: 'warning',
        code: 'VERSION_UNTESTED',
        message: `ERPNext ${version} is not a version that this connector was made for (15 and 16).`,
        remedy: 'Try some orders by dry run first, and compare the documents in ERPNext.',
      },
    ]
  }
  if (major === configured) return [{ level: 'ok', code: 'VERSION_SUPPORTED', message: `ERPNext ${version}.` }]
  return [
    {
      level: 'warning',
      code: 'VERSION_SETTING_DIFFERS',
      message: `The site runs ERPNext ${version}, the connection says ${configured}. Links to documents will not open.`,
      remedy: `Set the version of the connection to ${major}.`,
    },
  ]
}
