import { z } from 'zod'
import type { Finding } from '#contract/check'
import { unlessRefused } from './check-rights.ts'
import { type ErpnextContext, read } from './client.ts'
import type { ErpnextSettings } from './settings.ts'

const value = z.union([z.string(), z.number(), z.null()]).optional()
const values = z.record(z.string(), z.unknown())

type Values = Readonly<Record<string, unknown>>

interface Trap {
  readonly single: string
  /** What is found, or `null` when the setting does no harm. */
  readonly find: (site: Values, settings: ErpnextSettings) => Finding | null
}

const on = (site: Values, field: string): boolean => Number(value.parse(site[field]) ?? 0) === 1

const warning = (code: string, message: string, remedy: string): Finding => ({
  level: 'warning',
  code,
  message,
  remedy,
})

/** Settings of the site that change what we send, or refuse it. */
const TRAPS: readonly Trap[] = [
  {
    single: 'Accounts Settings',
    find: (site, settings) =>
      on(site, 'add_taxes_from_item_tax_template') && settings.zeroTaxAccount === null
        ? warning(
            'ITEM_TAX_TEMPLATES_ADD_TAX',
            'ERPNext adds taxes from the items’ tax templates to documents that have none.',
            'Choose an account for documents without tax in the connection, or turn off "Automatically Add Taxes and Charges from Item Tax Template" in Accounts Settings.',
          )
        : null,
  },
  {
    single: 'Accounts Settings',
    find: (site) =>
      site['acc_frozen_upto']
        ? warning(
            'BOOKS_FROZEN',
            `The books are closed up to ${String(site['acc_frozen_upto'])}: older invoices and payments will be refused.`,
            'Set a later first booking date in the integration, or open the period.',
          )
        : null,
  },
  {
    single: 'Selling Settings',
    find: (site) =>
      site['so_required'] === 'Yes' || site['dn_required'] === 'Yes'
        ? warning(
            'PREDECESSOR_REQUIRED',
            'ERPNext demands a Sales Order or Delivery Note before an invoice.',
            'Turn this off in Selling Settings, or let the integration create orders as well.',
          )
        : null,
  },
  {
    single: 'Selling Settings',
    find: (site) =>
      on(site, 'allow_multiple_items')
        ? null
        : warning(
            'ITEM_TWICE_REFUSED',
            'ERPNext refuses a document that has one item in two rows, which orders of several variants or uneven prices need.',
            'Enable "Allow Item to be Added Multiple Times in a Transaction" in Selling Settings.',
          ),
  },
  {
    single: 'Selling Settings',
    find: (site) =>
      on(site, 'maintain_same_sales_rate') && site['maintain_same_rate_action'] !== 'Warn'
        ? warning(
            'SAME_RATE_DEMANDED',
            'ERPNext refuses invoices and deliveries whose prices differ from those of the order.',
            'Turn off "Maintain Same Rate Throughout Sales Cycle" in Selling Settings: prices may change after an order.',
          )
        : null,
  },
  {
    single: 'Selling Settings',
    find: (site) =>
      on(site, 'validate_selling_price')
        ? warning(
            'SELLING_PRICE_CHECKED',
            'ERPNext refuses items that were sold below their cost.',
            'Turn off "Validate Selling Price for Item" in Selling Settings: the sale has already taken place.',
          )
        : null,
  },
  {
    single: 'Stock Settings',
    find: (site) =>
      on(site, 'auto_insert_price_list_rate_if_missing')
        ? warning(
            'PRICES_WRITTEN_BACK',
            'ERPNext writes the price of a submitted order into the price list when the item has none there.',
            'Use a price list of its own in the connection, or turn this off in Stock Settings.',
          )
        : null,
  },
  {
    single: 'System Settings',
    find: (site, settings) => precision(site, 'currency_precision', settings.currencyDecimals, 'money'),
  },
  {
    single: 'System Settings',
    find: (site, settings) => precision(site, 'float_precision', settings.quantityDecimals, 'quantity'),
  },
]

function precision(site: Values, field: string, expected: number, what: string): Finding | null {
  const set = value.parse(site[field])
  if (set === undefined || set === null || set === '' || Number(set) === expected) return null
  return warning(
    'PRECISION_DIFFERS',
    `The site keeps ${set} digits of ${what}, the connection says ${expected}.`,
    `Set the ${what} digits of the connection to ${set}.`,
  )
}

/** Settings that get in the way, the time zone, and the language of messages. What the API user may not read is left out. */
export async function checkSiteSettings(context: ErpnextContext, user: string): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const single of new Set(TRAPS.map((trap) => trap.single))) {
    const site = await unlessRefused(() => read(context, single, single, values))
    if (site === null) continue
    for (const trap of TRAPS.filter((entry) => entry.single === single)) {
      const finding = trap.find(site, context.settings)
      if (finding !== null) findings.push(finding)
    }
    if (single === 'System Settings' && typeof site['time_zone'] === 'string') {
      findings.push({ level: 'ok', code: 'TIME_ZONE', message: `The site's time zone is ${site['time_zone']}.` })
    }
  }
  return [...findings, ...(await languageFindings(context, user))]
}

/** Refusals are told apart by their English texts. */
async function languageFindings(context: ErpnextContext, user: string): Promise<Finding[]> {
  const profile = await unlessRefused(() => read(context, 'User', user, values))
  const language = profile?.['language']
  if (typeof language !== 'string' || language === '' || language.startsWith('en')) return []
  return [
    warning(
      'LANGUAGE_NOT_ENGLISH',
      `ERPNext answers the API user in the language "${language}", so causes of refusals will not be recognised.`,
      'Set the language of this user to English.',
    ),
  ]
}
