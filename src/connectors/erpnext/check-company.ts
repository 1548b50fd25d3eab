import { z } from 'zod'
import type { Finding } from '#contract/check'
import { type ErpnextContext, list, read } from './client.ts'

const company = z.object({ default_currency: z.string().nullish() })

export async function checkCompany(context: ErpnextContext): Promise<Finding[]> {
  const { settings } = context
  const found = await read(context, 'Company', settings.company, company)
  if (found === null) {
    return [
      {
        level: 'error',
        code: 'COMPANY_UNKNOWN',
        message: `ERPNext has no company "${settings.company}" that the API user may see.`,
        remedy: 'Choose another company, or remove the User Permission that hides it.',
      },
    ]
  }
  if (found.default_currency === settings.companyCurrency) {
    return [
      {
        level: 'ok',
        code: 'COMPANY_FOUND',
        message: `${settings.company} keeps its books in ${settings.companyCurrency}.`,
      },
    ]
  }
  return [
    {
      level: 'error',
      code: 'COMPANY_CURRENCY_DIFFERS',
      message: `${settings.company} keeps its books in ${found.default_currency}, the connection says ${settings.companyCurrency}.`,
      remedy: `Set the company currency of the connection to ${found.default_currency}.`,
    },
  ]
}

interface Configured {
  readonly what: string
  readonly doctype: string
  readonly name: string | null
  /** Fields that the record must have these values in, with the words for it when it has not. */
  readonly demands: Readonly<Record<string, readonly [wanted: unknown, otherwise: string]>>
}

function configured({ settings }: ErpnextContext): Configured[] {
  const own = { company: [settings.company, 'belongs to another company'] } as const
  const leaf = { is_group: [0, 'is a group, not a single one'] } as const
  const ownLeaf = { ...own, ...leaf, disabled: [0, 'is disabled'] } as const
  return [
    { what: 'cost center', doctype: 'Cost Center', name: settings.costCenter, demands: ownLeaf },
    { what: 'warehouse', doctype: 'Warehouse', name: settings.warehouse, demands: ownLeaf },
    { what: 'receivable account', doctype: 'Account', name: settings.receivableAccount, demands: ownLeaf },
    { what: 'rounding account', doctype: 'Account', name: settings.roundingAccount, demands: ownLeaf },
    { what: 'account for documents without tax', doctype: 'Account', name: settings.zeroTaxAccount, demands: ownLeaf },
    {
      what: 'price list',
      doctype: 'Price List',
      name: settings.priceList,
      demands: { selling: [1, 'is not for selling'], enabled: [1, 'is disabled'] },
    },
    { what: 'customer group', doctype: 'Customer Group', name: settings.customerGroup, demands: leaf },
    { what: 'territory', doctype: 'Territory', name: settings.territory, demands: {} },
    ...(settings.createMissingItems
      ? [
          { what: 'item group for new items', doctype: 'Item Group', name: settings.itemGroup, demands: {} },
          { what: 'unit for new items', doctype: 'UOM', name: settings.itemUnit, demands: {} },
        ]
      : []),
  ]
}

/** Whether everything that the connection names exists and belongs to the company. */
export async function checkNames(context: ErpnextContext): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const entry of configured(context)) {
    if (entry.name !== null) findings.push(await checkName(context, entry, entry.name))
  }
  return findings
}

async function checkName(context: ErpnextContext, entry: Configured, name: string): Promise<Finding> {
  const [row] = await list(context, entry.doctype, z.looseObject({ name: z.string() }), {
    fields: ['name', ...Object.keys(entry.demands)],
    filters: [['name', '=', name]],
    limit: 1,
  })
  const fault = row === undefined ? 'does not exist' : firstFault(entry, row)
  if (fault === null) return { level: 'ok', code: 'SETTING_FOUND', message: `The ${entry.what} "${name}" exists.` }
  return {
    level: 'error',
    code: row === undefined ? 'SETTING_UNKNOWN' : 'SETTING_UNFIT',
    message: `The ${entry.what} "${name}" ${fault}.`,
    remedy: `Choose another ${entry.what} in the connection.`,
  }
}

function firstFault({ demands }: Configured, row: Readonly<Record<string, unknown>>): string | null {
  for (const [field, [wanted, otherwise]] of Object.entries(demands)) if (row[field] !== wanted) return otherwise
  return null
}
