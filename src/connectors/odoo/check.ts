import { z } from 'zod'
import type { CheckResult, CheckUse, Finding } from '#contract/check'
import { TillbridgeError } from '#lib/errors'
import { checkFields, checkNames, checkRights } from './check-parts.ts'
import { companyId } from './client.ts'
import { companyFacts, currencies } from './facts.ts'
import { forget, type OdooContext } from './memory.ts'

/** Who we are, which version it is, what we may do and what is missing. Changes nothing. */
export async function check(context: OdooContext, { flows }: CheckUse = { flows: ['orders'] }): Promise<CheckResult> {
  const { settings } = context
  forget(context, '')
  const host = new URL(settings.baseUrl).host
  const version = await serverVersionOf(context).catch(() => null)
  try {
    await companyId(context)
  } catch (error) {
    if (!(error instanceof TillbridgeError) || (error.kind !== 'unauthorized' && error.kind !== 'rejected')) throw error
    return { account: host, version, findings: [...versionFindings(version, settings.version), asFinding(error)] }
  }
  const findings: Finding[] = [
    { level: 'ok', code: 'CREDENTIALS_ACCEPTED', message: `Signed in to ${settings.database} on ${host}.` },
    ...versionFindings(version, settings.version),
  ]
  const parts = [currencyFindings, (of: OdooContext) => checkRights(of, flows), checkFields, checkNames]
  for (const part of parts) findings.push(...(await told(part(context))))
  return { account: `${settings.company} on ${host}`, version, findings }
}

/** What a part of the check may not ask is a finding of its own. */
async function told(part: Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await part
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.kind !== 'rejected') throw error
    return [asFinding(error)]
  }
}

export const asFinding = (error: TillbridgeError): Finding => ({
  level: 'error',
  code: error.code,
  message: error.message,
  ...(error.remedy === null ? {} : { remedy: error.remedy }),
})

const versionAnswer = z.union([
  z.object({ version: z.string() }),
  z
    .object({ result: z.object({ server_version: z.string() }) })
    .transform(({ result }) => ({ version: result.server_version })),
])

/** As the server tells anybody, e.g. `18.0`. */
async function serverVersionOf({ http, settings }: OdooContext): Promise<string> {
  const response =
    settings.version === '19'
      ? await http.send({ method: 'GET', path: '/web/version', effect: 'read', anonymous: true })
      : await http.send({
          method: 'POST',
          path: '/jsonrpc',
          json: { jsonrpc: '2.0', id: 1, method: 'call', params: { service: 'common', method: 'version', args: [] } },
          effect: 'read',
          anonymous: true,
        })
  return versionAnswer.parse(response.json()).version
}

function versionFindings(version: string | null, configured: string): Finding[] {
  if (version === null) return []
  const major = /(\d+)\.\d/.exec(version)?.[1] ?? ''
  if (major === configured) return [{ level: 'ok', code: 'VERSION_SUPPORTED', message: `Odoo ${version}.` }]
  const isKnown = ['16', '17', '18', '19'].includes(major)
  return [
    {
      level: isKnown ? 'error' : 'warning',
      code: isKnown ? 'VERSION_SETTING_DIFFERS' : 'VERSION_UNTESTED',
      message: `The server runs Odoo ${version}, the connection says ${configured}.`,
      remedy: isKnown
        ? `Set the version of the connection to ${major}.`
        : 'This connector was made for 16 to 19. Try some orders by dry run first, and compare the documents in Odoo.',
    },
  ]
}

async function currencyFindings(context: OdooContext): Promise<Finding[]> {
  const { companyCurrency, company } = context.settings
  const { currency_id } = await companyFacts(context)
  const currency = (await currencies(context)).find(({ id }) => id === currency_id)?.name
  if (currency === companyCurrency)
    return [{ level: 'ok', code: 'COMPANY_FOUND', message: `${company} keeps its books in ${currency}.` }]
  return [
    {
      level: 'error',
      code: 'COMPANY_CURRENCY_DIFFERS',
      message: `${company} keeps its books in ${currency}, the connection says ${companyCurrency}.`,
      remedy: `Set the company currency of the connection to ${currency}.`,
    },
  ]
}
