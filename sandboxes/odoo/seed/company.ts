import type { Env, Values } from '#sandboxes/odoo/orm/env'
import { groupName, GROUPS } from '#sandboxes/odoo/orm/groups'
import { createRecord, update } from '#sandboxes/odoo/orm/records'

const make = (env: Env, model: string, id: number, values: Values): number => {
  env.site.db.reserve(model, id)
  return createRecord(env, model, values)
}

/** A record as the installation leaves it, without the rules for new ones. */
const put = (env: Env, model: string, id: number, values: Values): void => {
  env.site.db.reserve(model, id + 1)
  env.site.db.put(model, { active: true, ...values, id })
}

const COUNTRIES = [
  [57, 'Germany', 'DE'],
  [59, 'Denmark', 'DK'],
  [70, 'Finland', 'FI'],
  [75, 'France', 'FR'],
  [166, 'Norway', 'NO'],
  [196, 'Sweden', 'SE'],
  [231, 'United Kingdom', 'GB'],
  [233, 'United States', 'US'],
] as const
const CURRENCIES = [
  [1, 'USD', '$', 2],
  [14, 'NOK', 'kr', 2],
  [18, 'SEK', 'kr', 2],
  [25, 'JPY', '¥', 0],
  [125, 'EUR', '€', 2],
  [10, 'DKK', 'kr', 2],
  [142, 'GBP', '£', 2],
] as const
const ACCOUNTS = [
  [86, '1510', 'Trade receivables', 'asset_receivable', true],
  [150, '2440', 'Trade payables', 'liability_payable', true],
  [151, '2611', 'Outgoing VAT on sales within Sweden, 25%', 'liability_current', false],
  [152, '2621', 'Outgoing VAT on sales within Sweden, 12%', 'liability_current', false],
  [153, '2631', 'Outgoing VAT on sales within Sweden, 6%', 'liability_current', false],
  [196, '3001', 'Sales within Sweden, 25% VAT', 'income', false],
  [216, '3965', 'Exchange gains on receivables and liabilities', 'income_other', false],
  [234, '4000', 'Purchases of goods from Sweden', 'expense_direct_cost', false],
  [340, '7965', 'Exchange losses on receivables and liabilities', 'expense', false],
  [380, '1931', 'Bank', 'asset_cash', false],
  [381, '1911', 'Cash', 'asset_cash', false],
  [386, '1933', 'Outstanding Receipts', 'asset_current', true],
  [387, '1934', 'Outstanding Payments', 'asset_current', true],
  [388, '6570', 'Bank charges', 'expense', false],
] as const
const JOURNALS = [
  [9, 'Customer Invoices', 'INV', 'sale', 196],
  [10, 'Vendor Bills', 'BILL', 'purchase', 234],
  [11, 'Miscellaneous Operations', 'MISC', 'general', 0],
  [12, 'Exchange Difference', 'EXCH', 'general', 0],
  [14, 'Bank', 'BNK1', 'bank', 380],
  [15, 'Cash', 'CSH1', 'cash', 381],
] as const
const JOURNALS_19: Readonly<Record<string, string>> = { INV: 'Sales', BILL: 'Purchases' }

// There to be switched on.
const MORE_LANGUAGES = [
  [2, 'Swedish / Svenska', 'sv_SE'],
  [3, 'German / Deutsch', 'de_DE'],
] as const
const PRECISIONS = [
  'Percentage Analytic',
  'Product Price',
  'Discount',
  'Stock Weight',
  'Volume',
  'Product Unit of Measure',
  'Payment Terms',
] as const

/** One company in Sweden with its chart, taxes, journals and a warehouse, as after installing the applications. */
export function seedCompany(env: Env): void {
  const { version } = env.site
  for (const [id, name, code] of COUNTRIES) put(env, 'res.country', id, { name, code })
  put(env, 'res.country.state', 13, { name: 'California', code: 'CA', country_id: 233 })
  put(env, 'res.country.group', 1, { name: 'European Union', country_ids: [57, 59, 70, 75, 196] })
  for (const [id, name, symbol, decimal_places] of CURRENCIES)
    put(env, 'res.currency', id, { name, symbol, decimal_places, rounding: decimal_places === 0 ? 1 : 0.01 })
  put(env, 'res.lang', 1, { name: 'English (US)', code: 'en_US' })
  for (const [id, name, code] of MORE_LANGUAGES) put(env, 'res.lang', id, { name, code, active: false })
  put(env, 'res.partner', 1, { name: 'Nordbutik AB', is_company: true, type: 'contact', country_id: 196 })
  put(env, 'res.partner', 3, { name: 'Administrator', type: 'contact', email: 'admin@example.test' })
  put(env, 'res.company', 1, {
    name: 'Nordbutik AB',
    partner_id: 1,
    currency_id: 18,
    country_id: 196,
    account_fiscal_country_id: 196,
    chart_template: 'se',
    tax_calculation_rounding_method: version === 19 ? 'round_globally' : 'round_per_line',
    account_sale_tax_id: 3,
    account_price_include: 'tax_excluded',
    [version === 19 ? 'stock_text_confirmation' : 'stock_move_sms_validation']: true,
    has_received_warning_stock_sms: false,
  })
  put(env, 'res.users', 2, {
    name: 'Administrator',
    login: 'admin',
    partner_id: 3,
    company_id: 1,
    company_ids: [1],
    [version === 19 ? 'group_ids' : 'groups_id']: GROUPS.map((_, index) => index + 1),
    lang: 'en_US',
    tz: false,
  })
  for (const [index, group] of GROUPS.entries()) {
    const full = groupName(env, group)
    put(env, 'res.groups', index + 1, { name: full.replace(/^.*\//, ''), full_name: full.replace('/', ' / ') })
  }
  for (const [index, name] of PRECISIONS.entries())
    put(env, 'decimal.precision', index + 1, { name, digits: name === 'Payment Terms' ? 6 : 2 })
  if (version === 19) update(env, 'decimal.precision', 6, { name: 'Product Unit' })
  put(env, 'crm.team', 1, { name: 'Sales', company_id: false })
  put(env, 'ir.sequence', 1, { name: 'Sales Order', code: 'sale.order', prefix: 'S', padding: 5, number_next: 1 })
  for (const [index, model] of [...env.site.fields.keys()].entries())
    put(env, 'ir.model', index + 1, { name: model, model })
  for (const [index, name] of [
    'sale',
    'account',
    'stock',
    'sale_stock',
    'delivery',
    'stock_delivery',
    'sale_management',
  ].entries())
    put(env, 'ir.module.module', index + 1, { name, state: 'installed', shortdesc: name })
  seedBooks(env)
  seedGoods(env)
}

function seedBooks(env: Env): void {
  for (const [id, payment_type] of [
    [1, 'inbound'],
    [2, 'outbound'],
  ] as const)
    put(env, 'account.payment.method', id, { name: 'Manual Payment', code: 'manual', payment_type })
  for (const [id, code, name, account_type, reconcile] of ACCOUNTS)
    make(env, 'account.account', id, {
      code,
      name: env.site.version === 19 && code === '3001' ? `${name} (Goods)` : name,
      account_type,
      reconcile,
    })
  for (const [id, name] of [
    [2, 'VAT 25%'],
    [3, 'VAT 12%'],
    [4, 'VAT 6%'],
    [5, 'VAT 0%'],
  ] as const)
    put(env, 'account.tax.group', id, { name, country_id: 196, company_id: 1 })
  for (const [id, name, amount, tax_group_id, account_id] of [
    [3, '25% G', 25, 2, 151],
    [7, '12% G', 12, 3, 152],
    [11, '6% G', 6, 4, 153],
    [27, '0% EX G', 0, 5, 151],
  ] as const) {
    const lines = [
      [0, 0, { repartition_type: 'base' }],
      [0, 0, { repartition_type: 'tax', account_id }],
    ]
    make(env, 'account.tax', id, {
      name,
      amount,
      tax_group_id,
      type_tax_use: 'sale',
      invoice_repartition_line_ids: lines,
      refund_repartition_line_ids: lines,
    })
  }
  for (const [id, name, code, type, account] of JOURNALS)
    make(env, 'account.journal', id, {
      name: env.site.version === 19 ? (JOURNALS_19[code] ?? name) : name,
      code,
      type,
      default_account_id: account === 0 ? false : account,
    })
  update(env, 'res.company', 1, {
    currency_exchange_journal_id: 12,
    income_currency_exchange_account_id: 216,
    expense_currency_exchange_account_id: 340,
  })
  const position = (id: number, name: string, values: Values): void =>
    put(env, 'account.fiscal.position', id, { name, company_id: 1, auto_apply: true, ...values })
  position(1, 'Sverige', { country_id: 196, vat_required: env.site.version < 19 })
  position(2, 'Europaunionen (B2C)', { country_group_id: 1, vat_required: false })
  position(3, 'Europaunionen (B2B)', { country_group_id: 1, vat_required: true })
  position(4, 'Utanför Europaunionen', { vat_required: false })
  for (const [index, name] of ['Immediate Payment', '15 Days', '21 Days', '30 Days', '45 Days'].entries())
    put(env, 'account.payment.term', index + 1, { name, sequence: 10 })
}

function seedGoods(env: Env): void {
  if (env.site.version < 19)
    for (const [id, name] of [
      [1, 'Unit'],
      [2, 'Weight'],
      [3, 'Working Time'],
    ] as const)
      put(env, 'uom.category', id, { name })
  put(env, 'uom.uom', 1, { name: 'Units', factor: 1, rounding: 0.01, category_id: 1, uom_type: 'reference' })
  put(env, 'uom.uom', 2, { name: 'Dozens', factor: 1 / 12, rounding: 0.01, category_id: 1, active: false })
  put(env, 'uom.uom', 12, { name: 'kg', factor: 1, rounding: 0.01, category_id: 2, uom_type: 'reference' })
  put(env, 'product.category', 1, { name: 'All', complete_name: 'All' })
  make(env, 'product.pricelist', 1, { name: 'Default', currency_id: 18, company_id: 1 })
  const places = [
    [1, 'Physical Locations', 'view', false],
    [2, 'Partners', 'view', false],
    [3, 'Virtual Locations', 'view', false],
    [4, 'Vendors', 'supplier', 2],
    [5, 'Customers', 'customer', 2],
    [14, 'Inventory adjustment', 'inventory', 3],
  ] as const
  // From 19 on, these stand by themselves.
  const isAlone = (id: number): boolean => env.site.version === 19 && (id === 4 || id === 5 || id === 14)
  for (const [id, name, usage, location_id] of places)
    put(env, 'stock.location', id, { name, usage, location_id: isAlone(id) ? false : location_id, company_id: false })
  make(env, 'stock.warehouse', 1, { name: 'My Company', code: 'WH' })
  update(env, 'stock.warehouse', 1, { sequence: 1 })
}
