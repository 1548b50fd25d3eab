import type { SiteCore } from '#sandboxes/erpnext/site'
import { seedIntegrationUser, seedUser } from './users.ts'
import { seedWorld } from './world.ts'

export interface Installation {
  readonly company: string
  readonly abbr: string
  readonly currency: string
  readonly country: string
  readonly timeZone: string
  readonly language: string
  readonly numberFormat: string
  readonly dateFormat: string
  /** Calendar years that are open. */
  readonly fiscalYears: readonly string[]
}

const UNITS = ['Nos', 'Unit', 'Box', 'Pair', 'Set', 'Kg', 'Gram', 'Litre', 'Meter', 'Hour', 'Day', 'Minute'] as const
const WHOLE_UNITS: ReadonlySet<string> = new Set(['Nos', 'Pair', 'Set', 'Box'])
const STOCK_ENTRY_TYPES = ['Material Issue', 'Material Receipt', 'Material Transfer', 'Manufacture', 'Repack'] as const

/** What the set-up wizard leaves: settings, trees, one company with its chart, modes of payment, price lists. */
export function seedInstallation(site: SiteCore, given: Installation): void {
  seedWorld(site)
  seedSettings(site, given)
  seedUser(site, { name: 'Administrator', roles: [], key: 'administrator-key', secret: 'administrator-secret' })
  seedIntegrationUser(site)
  seedTrees(site, given.country)
  for (const unit of UNITS)
    raw(site, 'UOM', unit, { uom_name: unit, must_be_whole_number: WHOLE_UNITS.has(unit) ? 1 : 0 })
  for (const type of STOCK_ENTRY_TYPES) raw(site, 'Stock Entry Type', type, { purpose: type })
  for (const heading of ['Credit Note', 'Debit Note']) raw(site, 'Print Heading', heading, {})
  for (const year of given.fiscalYears) seedFiscalYear(site, year)
  site.insert({
    doctype: 'Company',
    name: '',
    docstatus: 0,
    company_name: given.company,
    abbr: given.abbr,
    default_currency: given.currency,
    country: given.country,
    chart_of_accounts: 'Standard',
    create_chart_of_accounts_based_on: 'Standard Template',
  })
  site.setSingle('Global Defaults', {
    default_company: given.company,
    default_currency: given.currency,
    country: given.country,
    disable_rounded_total: 0,
  })
  seedPayments(site, given)
  for (const [name, selling] of [
    ['Standard Buying', 0],
    ['Standard Selling', 1],
  ] as const) {
    raw(site, 'Price List', name, {
      price_list_name: name,
      currency: given.currency,
      buying: 1 - selling,
      selling,
      enabled: 1,
    })
  }
  site.setSingle('Selling Settings', { selling_price_list: 'Standard Selling', cust_master_name: 'Customer Name' })
  site.setSingle('Stock Settings', {
    stock_uom: 'Nos',
    default_warehouse: `Stores - ${given.abbr}`,
    item_naming_by: 'Item Code',
    valuation_method: 'FIFO',
    auto_insert_price_list_rate_if_missing: 1,
    auto_create_serial_and_batch_bundle_for_outward: 1,
  })
  site.setSingle('Accounts Settings', {
    unlink_payment_on_cancellation_of_invoice: 1,
    add_taxes_from_item_tax_template: 1,
  })
}

export function raw(site: SiteCore, doctype: string, name: string, values: Readonly<Record<string, unknown>>): void {
  site.insertRaw(site.create(doctype, { ...values, name }))
}

function seedSettings(site: SiteCore, given: Installation): void {
  site.setSingle('System Settings', {
    country: given.country,
    language: given.language,
    time_zone: given.timeZone,
    enable_onboarding: 1,
    setup_complete: 1,
    number_format: given.numberFormat,
    date_format: given.dateFormat,
    time_format: 'HH:mm',
    float_precision: '3',
    currency_precision: '',
    rounding_method: "Banker's Rounding",
    login_with_email_link: 1,
    rate_limit_email_link_login: 0,
    enable_scheduler: 1,
  })
  site.setSingle('Global Defaults', { default_currency: given.currency, country: given.country })
}

function seedTrees(site: SiteCore, country: string): void {
  const tree = (doctype: string, field: string, parent: string, root: string, leaves: readonly string[]): void => {
    raw(site, doctype, root, { [field]: root, is_group: 1, lft: 1, rgt: 2 + leaves.length * 2 })
    for (const [index, name] of leaves.entries()) {
      raw(site, doctype, name, {
        [field]: name,
        [parent]: root,
        old_parent: root,
        is_group: 0,
        lft: 2 + index * 2,
        rgt: 3 + index * 2,
      })
    }
  }
  tree('Customer Group', 'customer_group_name', 'parent_customer_group', 'All Customer Groups', [
    'Individual',
    'Commercial',
    'Non Profit',
    'Government',
  ])
  tree('Territory', 'territory_name', 'parent_territory', 'All Territories', [country, 'Rest Of The World'])
  tree('Item Group', 'item_group_name', 'parent_item_group', 'All Item Groups', [
    'Products',
    'Raw Material',
    'Services',
    'Sub Assemblies',
    'Consumable',
  ])
}

function seedFiscalYear(site: SiteCore, year: string): void {
  raw(site, 'Fiscal Year', year, { year, year_start_date: `${year}-01-01`, year_end_date: `${year}-12-31` })
}

/** Modes of payment without accounts, except cash; the wizard's bank account. */
function seedPayments(site: SiteCore, { company, abbr }: Installation): void {
  for (const [name, type] of [
    ['Credit Card', 'Bank'],
    ['Cheque', 'Bank'],
    ['Wire Transfer', 'Bank'],
    ['Bank Draft', 'Bank'],
    ['Cash', 'Cash'],
  ] as const) {
    const accounts = type === 'Cash' ? [{ company, default_account: `Cash - ${abbr}` }] : []
    raw(site, 'Mode of Payment', name, {
      mode_of_payment: name,
      type,
      enabled: 1,
      accounts: childRows('Mode of Payment Account', accounts),
    })
  }
  site.insert({
    doctype: 'Account',
    name: '',
    docstatus: 0,
    account_name: 'Bank',
    company,
    parent_account: `Bank Accounts - ${abbr}`,
    account_type: 'Bank',
  })
  site.setValue('Company', company, { default_bank_account: `Bank - ${abbr}` }, { updateModified: false })
}

export function childRows(
  doctype: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Record<string, unknown>[] {
  return rows.map((row) => ({ doctype, name: '', docstatus: 0, ...row }))
}
