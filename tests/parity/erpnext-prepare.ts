import type { SiteCore } from '#sandboxes/erpnext/site'
import {
  addReferenceField,
  seedItem,
  seedReferenceAccounts,
  seedSwedishTaxTemplates,
  SIDE_ITEMS,
} from '#sandboxes/erpnext/seeds/reference'
import { seedUser } from '#sandboxes/erpnext/seeds/users'
import type { Capture } from './erpnext-captures.ts'

type Prepare = (site: SiteCore, capture: Capture) => void

/** State that an exchange found (its `given`) and that no recorded exchange made. Runs just before the exchange of that name. */
export const PREPARE: Readonly<Record<string, Prepare>> = {
  'company-list': () => undefined,
  'cost-center-create': (site) => seedReferenceAccounts(site),
  'mode-of-payment-get': (site) => {
    seedSwedishTaxTemplates(site)
    const taxes = [
      { tax_type: 'Umsatzsteuer 19 % - AC', tax_rate: 19 },
      { tax_type: 'Umsatzsteuer 7 % - AC', tax_rate: 0 },
    ]
    site.insert({
      doctype: 'Item Tax Template',
      name: '',
      docstatus: 0,
      title: 'VAT 19 only',
      company: 'Acme GmbH',
      taxes,
    })
  },
  'currency-exchange-create': (site) => seedPriceListUsd(site),
  'customer-create-minimal': (site) => {
    seedEarlierItems(site)
  },
  'custom-field-sales-order': (site) => {
    seedAgainAnn(site)
  },
  'item-create-stock': (site) => removeItems(site),
  'product-bundle-create': (site) => {
    for (const values of [{ item_code: 'BUNDLE-1', item_name: 'Bundle-1', is_stock_item: 0 }, ...SIDE_ITEMS])
      seedItem(site, values)
  },
  'item-price-create': (site) => {
    for (const [item_code, price_list_rate] of [
      ['MUG-1', 9.5],
      ['CAP', 15],
    ] as const) {
      site.insert({ doctype: 'Item Price', name: '', docstatus: 0, item_code, price_list: 'Web EUR', price_list_rate })
    }
  },
  'so-status-after-submit-put': (site) =>
    void site.save({ ...site.get('Sales Order', 'SAL-ORD-2026-00001'), docstatus: 1 }),
  'so-reference-of-cancelled': (site) => {
    const stored = site.read('Sales Order', 'SAL-ORD-2026-00087')
    if (stored === null) return
    site.insertRaw({
      ...structuredClone(stored),
      name: 'SAL-ORD-2026-00088',
      docstatus: 2,
      tillbridge_ref: 'shop1:order:77',
      items: [],
      taxes: [],
      payment_schedule: [],
    })
  },
  'si-write-off-after': (site, { request }) => {
    const { name } = JSON.parse(request.query?.['filters'] ?? '{}') as { name?: string }
    if (name !== undefined && site.value('Sales Invoice', name, 'docstatus') === 0) {
      site.save({ ...site.get('Sales Invoice', name), docstatus: 1 })
    }
  },
  'stock-entry-no-rate-two-steps': (site) =>
    void site.insert({
      doctype: 'Stock Entry',
      name: '',
      docstatus: 0,
      stock_entry_type: 'Material Receipt',
      company: 'Acme GmbH',
      items: [{ item_code: 'A/B 50% "X"', qty: 1, t_warehouse: 'Stores - AC' }],
    }),
  'si-update-stock-too-much': (site) => {
    // The one piece that was received before is gone by then.
    for (const bin of site.findBy('Bin', 'item_code', 'NOSTOCK')) site.setValue('Bin', bin.name, { actual_qty: 0 })
    const price = { item_code: 'NOSTOCK', price_list: 'Web EUR', price_list_rate: 10 }
    site.insert({ doctype: 'Item Price', name: '', docstatus: 0, ...price })
  },
  'so-disabled-item': (site) => site.setValue('Item', 'NOUOM', { disabled: 1 }),
  'rate-limit-headers': limit(100),
  'rate-limit-headers-on-error': limit(100),
  'rate-limit-429': limit(0),
  'rate-limit-429-v2': limit(0),
  'rate-limit-429-post': limit(0),
  'rate-limit-429-ping-guest': limit(0),
  'rate-limit-429-no-accept': limit(0),
  'maintenance-503': maintenance(false),
  'maintenance-503-post': maintenance(false),
  'maintenance-503-ping': maintenance(false),
  'maintenance-503-v2': maintenance(false),
  'maintenance-reads-get': maintenance(true),
  'maintenance-reads-post': maintenance(true),
  'monitor-request-id': (site) => void (site.config.monitor = true),
  'http-too-large-configured': (site) => void (site.config.maxFileSize = 1000),
  'host-unknown-site': (site) => void (site.config.hosts = ['erp.example.com']),
  'custom-field-upper-case': () => undefined,
  'so-draft': (site) => {
    site.ghostColumns.clear()
    addReferenceField(site, 'Journal Entry')
  },
  'closed-accounts-frozen': (site) => site.setSingle('Accounts Settings', { acc_frozen_upto: '2026-10-31' }),
  'closed-accounting-period-create': (site) => site.setSingle('Accounts Settings', { acc_frozen_upto: null }),
  'closed-stock-frozen': (site) => site.setSingle('Stock Settings', { stock_frozen_upto: '2026-08-31' }),
  'closed-period-closing-voucher': (site) => {
    site.setSingle('Stock Settings', { stock_frozen_upto: null })
    const values = {
      account_name: 'Retained',
      company: 'Acme GmbH',
      root_type: 'Equity',
      report_type: 'Balance Sheet',
      account_currency: 'EUR',
      is_group: 0,
    }
    site.insertRaw(site.create('Account', { name: 'Retained - AC', ...values }))
  },
  'party-frozen': (site) => {
    customer(site, 'Frozen One', { is_frozen: 1 })
    seedUser(site, {
      name: 'owner@example.com',
      roles: ['Sales Master Manager'],
      key: 'owner-key',
      secret: 'owner-secret',
    })
    customer(site, 'Disabled One', { disabled: 1 })
    customer(site, 'Limited One', { credit_limits: [{ company: 'Acme GmbH', credit_limit: 50 }] })
  },
  'error-without-traceback': tracebacks(0),
  'user-permission-list': (site) => {
    tracebacks(1)(site)
    site.insertRaw(
      site.create('User Permission', {
        name: 'sales-company',
        user: 'sales@example.com',
        allow: 'Company',
        for_value: 'Beta Ltd',
      }),
    )
  },
  'sales-user-submit-put': (site) => site.removeRaw('User Permission', 'sales-company'),
}

function customer(site: SiteCore, customer_name: string, values: Readonly<Record<string, unknown>>): void {
  site.insert({ doctype: 'Customer', name: '', docstatus: 0, customer_name, customer_type: 'Individual', ...values })
}

function limit(seconds: number): Prepare {
  return (site) => void (site.config.rateLimit = { limit: seconds, window: 3600 })
}

function maintenance(reads: boolean): Prepare {
  return (site) => void Object.assign(site.config, { maintenanceMode: true, allowReadsDuringMaintenance: reads })
}

function tracebacks(allowed: 0 | 1): (site: SiteCore) => void {
  return (site) => site.setSingle('System Settings', { allow_error_traceback: allowed })
}

function seedPriceListUsd(site: SiteCore): void {
  site.insert({
    doctype: 'Price List',
    name: '',
    docstatus: 0,
    price_list_name: 'Web USD',
    currency: 'USD',
    selling: 1,
    enabled: 1,
  })
}

/** The items as they were while customers and lists were recorded; they were made again later. */
function seedEarlierItems(site: SiteCore): void {
  const shade = {
    attribute_name: 'Shade',
    item_attribute_values: [
      { attribute_value: 'Blue', abbr: 'BLU' },
      { attribute_value: 'Red', abbr: 'RED' },
    ],
  }
  site.insert({ doctype: 'Item Attribute', name: '', docstatus: 0, ...shade })
  for (const values of EARLIER_ITEMS) seedItem(site, values)
}

const EARLIER_ITEMS: readonly Readonly<Record<string, unknown>>[] = [
  { item_code: 'TSHIRT-1', item_name: 'T-shirt' },
  { item_code: 'NOUOM' },
  { item_code: 'SHIPPING', item_name: 'Shipping', item_group: 'Services', is_stock_item: 0 },
  { item_code: 'MUG-1', item_name: 'Mug', barcodes: [{ barcode: '4006381333931', barcode_type: 'EAN' }] },
  { item_code: 'HOODIE', item_name: 'Hoodie', has_variants: 1, attributes: [{ attribute: 'Shade' }] },
  { item_code: 'HOODIE-BLU', variant_of: 'HOODIE', attributes: [{ attribute: 'Shade', attribute_value: 'Blue' }] },
  { item_code: 'PHONE', has_serial_no: 1 },
  { item_code: 'CREAM', has_batch_no: 1 },
  { item_code: 'BOXED', stock_uom: 'Webbox' },
  { item_code: 'CAP', item_name: 'Cap', barcodes: [{ barcode: 'CAP-1' }] },
  { item_code: 'SOCKS', item_name: 'Socks' },
  { item_code: 'BOOK-7', item_name: 'Book' },
  { item_code: 'KG-TEA', item_name: 'Tea', stock_uom: 'Kg' },
  { item_code: 'GIFT', item_name: 'Gift' },
  { item_code: 'NOSTOCK', item_name: 'No stock' },
  { item_code: 'BUNDLE-1', is_stock_item: 0 },
  { item_code: 'A/B 50% "X"' },
  { item_code: 'PADDED' },
  { item_code: 'TRÖJA-Å-日本' },
  { item_code: 'MINI-2', item_name: 'Mini two' },
  { item_code: 'TIP', item_name: 'Tip' },
  { item_code: 'MUG-3' },
]

function removeItems(site: SiteCore): void {
  for (const doctype of ['Item Price', 'Product Bundle', 'Item', 'Item Attribute']) {
    for (const doc of Array.from(site.all(doctype))) site.removeRaw(doctype, doc.name)
  }
}

function seedAgainAnn(site: SiteCore): void {
  site.insert({
    doctype: 'Customer',
    name: '',
    docstatus: 0,
    customer_name: 'Ann Example',
    customer_type: 'Individual',
  })
  for (const [address_type, address_line1] of [
    ['Billing', 'Rue 1'],
    ['Shipping', 'Rue 3'],
  ]) {
    site.insert({
      doctype: 'Address',
      name: '',
      docstatus: 0,
      address_title: 'Ann Example',
      address_type,
      address_line1,
      city: 'Lyon',
      country: 'France',
      pincode: '69001',
      links: [{ link_doctype: 'Customer', link_name: 'Ann Example' }],
    })
  }
}
