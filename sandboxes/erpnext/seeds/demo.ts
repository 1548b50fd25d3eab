import type { SiteCore } from '#sandboxes/erpnext/site'
import { seedInstallation } from './install.ts'

interface DemoItem {
  readonly code: string
  readonly name: string
  /** Kept in stock, default true; a number of pieces is put into the warehouse. */
  readonly stock?: boolean | number
}

export interface DemoOptions {
  /** Items of the demo company beside its service items. */
  readonly items?: readonly DemoItem[]
}

const ABBR = 'NL'
const COMPANY = 'Nordlys AB'
const of = (name: string): string => `${name} - ${ABBR}`

const SERVICE_ITEMS: readonly DemoItem[] = [
  { code: 'SHIPPING', name: 'Shipping', stock: false },
  { code: 'TIP', name: 'Tip', stock: false },
  { code: 'DISCOUNT', name: 'Discount', stock: false },
  { code: 'ROUNDING', name: 'Rounding', stock: false },
  { code: 'ADJUSTMENT', name: 'Adjustment', stock: false },
]

const VAT_RATES = [25, 12, 6] as const

/** Mode of payment → type and the account it books to. */
const MODES = [
  ['Card', 'Bank', 'Card Clearing'],
  ['Klarna', 'Bank', 'Klarna Clearing'],
  ['Gift Card', 'General', 'Gift Cards'],
  ['Manual', 'Bank', 'Bank'],
] as const

/** A Swedish company that sells in SEK, EUR and GBP, ready for orders of a web shop. */
export function seedDemo(site: SiteCore, options: DemoOptions): void {
  seedInstallation(site, {
    company: COMPANY,
    abbr: ABBR,
    currency: 'SEK',
    country: 'Sweden',
    timeZone: 'Europe/Stockholm',
    language: 'en',
    numberFormat: '# ###,##',
    dateFormat: 'yyyy-mm-dd',
    fiscalYears: fiscalYears(site.today()),
  })
  seedAccounts(site)
  for (const [name, type, account] of MODES) {
    insert(site, 'Mode of Payment', {
      mode_of_payment: name,
      type,
      accounts: [{ company: COMPANY, default_account: of(account) }],
    })
  }
  for (const currency of ['SEK', 'EUR', 'GBP']) {
    insert(site, 'Price List', { price_list_name: `Web ${currency}`, currency, selling: 1, enabled: 1 })
  }
  const date = `${site.today().slice(0, 4)}-01-01`
  for (const [from_currency, exchange_rate] of [
    ['EUR', 11.2],
    ['GBP', 13.1],
    ['USD', 10.4],
  ] as const) {
    insert(site, 'Currency Exchange', {
      date,
      from_currency,
      to_currency: 'SEK',
      exchange_rate,
      for_selling: 1,
      for_buying: 1,
    })
  }
  insert(site, 'Cost Center', { cost_center_name: 'Web', parent_cost_center: `${COMPANY} - ${ABBR}`, company: COMPANY })
  insert(site, 'Customer Group', { customer_group_name: 'Web', parent_customer_group: 'All Customer Groups' })
  const items = [...SERVICE_ITEMS, ...(options.items ?? [])]
  for (const one of items) if (!site.exists('Item', one.code)) seedDemoItem(site, one)
  receive(site, items)
}

function seedDemoItem(site: SiteCore, { code, name, stock = true }: DemoItem): void {
  const kept = stock !== false
  insert(site, 'Item', {
    item_code: code,
    item_name: name,
    item_group: kept ? 'Products' : 'Services',
    stock_uom: 'Nos',
    is_stock_item: kept ? 1 : 0,
    item_defaults: [{ company: COMPANY, default_warehouse: of('Stores') }],
  })
}

/** One receipt for everything that is to be on hand. */
function receive(site: SiteCore, items: readonly DemoItem[]): void {
  const rows = items.flatMap(({ code, stock }) =>
    typeof stock === 'number' && stock > 0
      ? [{ item_code: code, qty: stock, t_warehouse: of('Stores'), basic_rate: 1 }]
      : [],
  )
  if (rows.length > 0)
    site.insert({
      doctype: 'Stock Entry',
      name: '',
      docstatus: 1,
      stock_entry_type: 'Material Receipt',
      company: COMPANY,
      items: rows,
    })
}

/** Last year, this and the next. */
function fiscalYears(today: string): string[] {
  const year = Number(today.slice(0, 4))
  return [year - 1, year, year + 1].map(String)
}

function seedAccounts(site: SiteCore): void {
  const account = (
    account_name: string,
    parent: string,
    account_type: string,
    more: Readonly<Record<string, unknown>> = {},
  ): void =>
    insert(site, 'Account', { account_name, company: COMPANY, parent_account: of(parent), account_type, ...more })
  for (const rate of VAT_RATES) account(`VAT ${rate}%`, 'Duties and Taxes', 'Tax', { tax_rate: rate })
  for (const name of ['Card Clearing', 'Klarna Clearing', 'Payout Clearing']) account(name, 'Bank Accounts', 'Bank')
  account('Gift Cards', 'Current Liabilities', '')
  account('Payment Fees', 'Indirect Expenses', 'Expense Account')
  account('Freight Income', 'Direct Income', 'Income Account')
  account('Tips', 'Direct Income', 'Income Account')
  for (const currency of ['EUR', 'GBP'])
    account(`Debtors ${currency}`, 'Accounts Receivable', 'Receivable', { account_currency: currency })
}

function insert(site: SiteCore, doctype: string, values: Readonly<Record<string, unknown>>): void {
  site.insert({ docstatus: 0, ...values, doctype, name: '' })
}
