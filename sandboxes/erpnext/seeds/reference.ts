import type { SiteCore } from '#sandboxes/erpnext/site'
import { childRows, raw, seedInstallation } from './install.ts'
import { seedUser } from './users.ts'

const ABBR = 'AC'
const COMPANY = 'Acme GmbH'

type Values = Readonly<Record<string, unknown>>

/** Acme GmbH (EUR) and Beta Ltd (GBP) with accounts, taxes, items, price lists and customers of every kind. */
export function seedReference(site: SiteCore): void {
  seedReferenceInstallation(site)
  seedReferenceSetup(site)
  seedReferenceItems(site)
  seedReferenceCustomers(site)
  for (const doctype of [
    'Sales Order',
    'Sales Invoice',
    'Payment Entry',
    'Delivery Note',
    'Journal Entry',
    'Customer',
    'Address',
    'Item',
  ]) {
    addReferenceField(site, doctype)
  }
}

/** The site as the set-up wizard leaves it, with the users. */
export function seedReferenceInstallation(site: SiteCore): void {
  seedInstallation(site, {
    company: COMPANY,
    abbr: ABBR,
    currency: 'EUR',
    country: 'Germany',
    timeZone: 'Europe/Berlin',
    language: 'en',
    numberFormat: '#.###,##',
    dateFormat: 'dd.mm.yyyy',
    fiscalYears: ['2026'],
  })
  seedUser(site, { name: 'sales@example.com', roles: ['Sales User'], key: 'sales-key', secret: 'sales-secret' })
  seedUser(site, { name: 'norole@example.com', roles: [], key: 'norole-key', secret: 'norole-secret' })
  seedUser(site, {
    name: 'disabled@example.com',
    roles: ['Sales User'],
    key: 'disabled-key',
    secret: 'disabled-secret',
    enabled: 0,
  })
  for (const rate of [19, 7]) {
    insert(site, 'Account', {
      account_name: `Umsatzsteuer ${rate} %`,
      company: COMPANY,
      parent_account: of('Duties and Taxes'),
      account_type: 'Tax',
      tax_rate: rate,
    })
  }
  for (const name of INPUT_TAXES) {
    insert(site, 'Account', {
      account_name: name,
      company: COMPANY,
      parent_account: of('Tax Assets'),
      account_type: 'Tax',
    })
  }
  // The set-up wizard makes tax accounts without a currency of their own.
  for (const account of site.findBy('Account', 'account_type', 'Tax')) {
    if (account['company'] === COMPANY)
      site.setValue('Account', account.name, { account_currency: null }, { updateModified: false })
  }
  raw(site, 'Sales Taxes and Charges Template', of('Lieferung oder sonstige Leistung im Inland'), {
    title: 'Lieferung oder sonstige Leistung im Inland',
    is_default: 1,
    company: COMPANY,
    taxes: childRows(
      'Sales Taxes and Charges',
      [19, 7].map((rate) => ({
        charge_type: 'On Net Total',
        account_head: of(`Umsatzsteuer ${rate} %`),
        description: `Umsatzsteuer ${rate} %`,
        cost_center: of('Main'),
        rate: 0,
      })),
    ),
  })
}

/** Input tax accounts of the German set-up, in the order of the chart. */
const INPUT_TAXES = [
  'Abziehbare Vorsteuer 19 %',
  'Abziehbare Vorsteuer 7 %',
  'Abziehbare Vorsteuer aus innergemeinschaftlichem Erwerb',
  'Abziehbare Vorsteuer aus innergemeinschaftlichem Erwerb 19 %',
  'Abziehbare Vorsteuer nach § 13b UStG',
  'Abziehbare Vorsteuer nach § 13b UStG 19 %',
  'Entstandene Einfuhrumsatzsteuer',
] as const

const of = (name: string): string => `${name} - ${ABBR}`

function insert(site: SiteCore, doctype: string, values: Values): void {
  site.insert({ docstatus: 0, ...values, doctype, name: '' })
}

/** Second company, accounts, tax templates, price lists, exchange rates. */
function seedReferenceSetup(site: SiteCore): void {
  insert(site, 'Company', {
    company_name: 'Beta Ltd',
    abbr: 'BL',
    default_currency: 'GBP',
    country: 'United Kingdom',
    chart_of_accounts: 'Standard',
  })
  seedReferenceAccounts(site)
  insert(site, 'Cost Center', { cost_center_name: 'Web', parent_cost_center: `${COMPANY} - ${ABBR}`, company: COMPANY })
  insert(site, 'Warehouse', { warehouse_name: 'Paris', company: COMPANY, parent_warehouse: of('All Warehouses') })
  for (const [title, rate] of [
    ['VAT 7 only', 7],
    ['VAT 19 only', 19],
  ] as const) {
    const taxes = [19, 7].map((one) => ({ tax_type: of(`Umsatzsteuer ${one} %`), tax_rate: one === rate ? rate : 0 }))
    insert(site, 'Item Tax Template', { title, company: COMPANY, taxes })
  }
  seedSwedishTaxTemplates(site)
  site.setValue('Mode of Payment', 'Credit Card', {
    accounts: childRows('Mode of Payment Account', [{ company: COMPANY, default_account: of('Stripe Clearing') }]),
  })
  for (const [name, currency] of [
    ['Web EUR', 'EUR'],
    ['Web USD', 'USD'],
  ] as const) {
    insert(site, 'Price List', { price_list_name: name, currency, selling: 1, enabled: 1 })
  }
  insert(site, 'Currency Exchange', {
    date: '2026-11-01',
    from_currency: 'USD',
    to_currency: 'EUR',
    exchange_rate: 0.92,
    for_selling: 1,
    for_buying: 1,
  })
  insert(site, 'Fiscal Year', { year: '2025', year_start_date: '2025-01-01', year_end_date: '2025-12-31' })
  insert(site, 'UOM', { uom_name: 'Webbox', must_be_whole_number: 1 })
}

/** Accounts beside the chart. */
export function seedReferenceAccounts(site: SiteCore): void {
  const account = (name: string, parent: string, type: string, values: Values = {}): void => {
    if (site.exists('Account', of(name))) return
    insert(site, 'Account', {
      account_name: name,
      company: COMPANY,
      parent_account: of(parent),
      account_type: type,
      ...values,
    })
  }
  for (const rate of [20, 15, 6, 12, 25]) account(`VAT ${rate}%`, 'Duties and Taxes', 'Tax', { tax_rate: rate })
  account('Freight Income', 'Direct Income', 'Income Account')
  account('Bank USD', 'Bank Accounts', 'Bank', { account_currency: 'USD' })
  account('Stripe Clearing', 'Bank Accounts', 'Bank')
  account('Debtors USD', 'Accounts Receivable', 'Receivable', { account_currency: 'USD' })
  account('Payment Fees', 'Indirect Expenses', 'Expense Account')
  account('Gift Cards', 'Current Liabilities', '')
}

export function seedSwedishTaxTemplates(site: SiteCore): void {
  for (const rate of [6, 12, 25]) {
    const taxes = [6, 12, 25].map((one) => ({ tax_type: of(`VAT ${one}%`), tax_rate: one === rate ? rate : 0 }))
    insert(site, 'Item Tax Template', { title: `SE ${rate}`, company: COMPANY, taxes })
  }
}

const ITEMS: readonly Values[] = [
  {
    item_code: 'TSHIRT-1',
    item_name: 'T-shirt',
    description: '<p>Soft <b>shirt</b></p>',
    item_defaults: [{ company: COMPANY, default_warehouse: of('Stores') }],
  },
  { item_code: 'MUG-1', item_name: 'Mug', barcodes: [{ barcode: '4006381333931', barcode_type: 'EAN' }] },
  { item_code: 'SHIPPING', item_name: 'Shipping', item_group: 'Services', is_stock_item: 0 },
  { item_code: 'PHONE', has_serial_no: 1, serial_no_series: 'PH-.#####' },
  { item_code: 'CREAM', has_batch_no: 1, create_new_batch: 1, batch_number_series: 'CR-.#####' },
  { item_code: 'BOXED', stock_uom: 'Webbox' },
  { item_code: 'HOODIE', item_name: 'Hoodie', has_variants: 1, attributes: [{ attribute: 'Shade' }] },
  { item_code: 'HOODIE-BLU', variant_of: 'HOODIE', attributes: [{ attribute: 'Shade', attribute_value: 'Blue' }] },
  { item_code: 'BUNDLE-1', is_stock_item: 0 },
]

/** Items that stand beside those above, in the order they were made. */
export const SIDE_ITEMS: readonly Values[] = [
  { item_code: 'CAP', item_name: 'Cap', barcodes: [{ barcode: 'CAP-1' }] },
  { item_code: 'SOCKS', item_name: 'Socks' },
  { item_code: 'BOOK-7', item_name: 'Book-7' },
  { item_code: 'KG-TEA', item_name: 'Kg-Tea', stock_uom: 'Kg' },
  { item_code: 'GIFT', item_name: 'Gift' },
  { item_code: 'NOSTOCK', item_name: 'Nostock' },
  { item_code: 'TIP', item_name: 'Tip', is_stock_item: 0 },
]

export function seedItem(site: SiteCore, values: Values): void {
  insert(site, 'Item', { item_group: 'Products', stock_uom: 'Nos', is_stock_item: 1, ...values })
}

function seedReferenceItems(site: SiteCore): void {
  insert(site, 'Item Attribute', {
    attribute_name: 'Shade',
    item_attribute_values: [
      { attribute_value: 'Blue', abbr: 'BLU' },
      { attribute_value: 'Red', abbr: 'RED' },
    ],
  })
  for (const values of [...ITEMS, ...SIDE_ITEMS]) seedItem(site, values)
  insert(site, 'Product Bundle', {
    new_item_code: 'BUNDLE-1',
    items: [
      { item_code: 'TSHIRT-1', qty: 1 },
      { item_code: 'SOCKS', qty: 2 },
    ],
  })
  for (const [item_code, price_list_rate] of [
    ['TSHIRT-1', 39.99],
    ['MUG-1', 9.5],
    ['CAP', 15],
  ] as const) {
    insert(site, 'Item Price', { item_code, price_list: 'Web EUR', price_list_rate })
  }
}

function seedReferenceCustomers(site: SiteCore): void {
  insert(site, 'Customer', { customer_name: 'Ann Example', customer_type: 'Individual' })
  insert(site, 'Customer', {
    customer_name: 'Shop & Söhne GmbH',
    customer_type: 'Company',
    customer_group: 'Commercial',
    territory: 'Germany',
    tax_id: 'DE123456789',
    default_currency: 'EUR',
    default_price_list: 'Web EUR',
  })
  insert(site, 'Customer', {
    customer_name: 'Uncle Sam',
    customer_type: 'Individual',
    default_currency: 'USD',
    default_price_list: 'Web USD',
    accounts: [{ company: COMPANY, account: of('Debtors USD') }],
  })
}

/** The unique field that an integration keeps its reference in. */
export function addReferenceField(site: SiteCore, doctype: string): void {
  insert(site, 'Custom Field', {
    dt: doctype,
    fieldname: 'tillbridge_ref',
    label: 'Tillbridge Reference',
    fieldtype: 'Data',
    insert_after: 'po_no',
    unique: 1,
    no_copy: 1,
    read_only: 1,
    search_index: 1,
  })
}
