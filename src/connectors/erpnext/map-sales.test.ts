import { expect, test } from 'vitest'
import { addressKey } from '#contract/address-key'
import { decimal } from '#lib/decimal'
import { forecast } from './forecast.ts'
import { salesBody } from './map-sales.ts'
import { sampleAddress, sampleParty, sampleSale, sampleWrite, taxKey } from '#testing/sample-documents'
import { sampleSettings } from './sample-settings.ts'

const vat25 = taxKey('25')
const vatTax = (amount: string, account: string | null = 'VAT 25% - AC') => ({
  key: vat25,
  amount: decimal(amount),
  account,
})
const items = (body: ReturnType<typeof salesBody>) => body.fields['items'] as Record<string, unknown>[]
const taxes = (body: ReturnType<typeof salesBody>) => body.fields['taxes'] as Record<string, unknown>[]

test('an order is submitted as it is created, with net prices and the store’s own tax', () => {
  const sale = sampleSale([{ item: 'TSHIRT-1', quantity: '2', net: '80', tax: '20', key: vat25 }], [vatTax('20')])
  const { fields } = salesBody(sale, sampleWrite(), sampleSettings())
  expect(fields).toEqual({
    docstatus: 1,
    company: 'Acme GmbH',
    customer: 'Ann Example',
    order_type: 'Sales',
    transaction_date: '2026-11-20',
    delivery_date: '2026-11-20',
    po_no: '#1001',
    currency: 'EUR',
    conversion_rate: 1,
    selling_price_list: 'Web EUR',
    ignore_pricing_rule: 1,
    disable_rounded_total: 1,
    ignore_default_payment_terms_template: 1,
    tillbridge_ref: 'shop:order:1',
    cost_center: 'Main - AC',
    items: [
      {
        item_code: 'TSHIRT-1',
        description: 'T-shirt',
        qty: 2,
        rate: 40,
        warehouse: 'Stores - AC',
        cost_center: 'Main - AC',
        tillbridge_row: 'line:1',
      },
    ],
    taxes: [
      {
        charge_type: 'Actual',
        account_head: 'VAT 25% - AC',
        description: 'VAT 25%',
        tax_amount: 20,
        cost_center: 'Main - AC',
      },
    ],
  })
})

test('an invoice is dated on purpose and points at the rows of its order, split rows one by one', () => {
  const changes = { kind: 'invoice' as const, basedOn: 'shop:order:1', remarks: 'Leave at the door' }
  const sale = sampleSale([{ quantity: '3', net: '47.98' }], [], changes)
  const order = {
    kind: 'sales-order' as const,
    externalId: 'SAL-ORD-1',
    rowIds: { 'line:1/1': 'row-a', 'line:1/2': 'row-b' },
  }
  const body = salesBody(sale, sampleWrite({ 'shop:order:1': order }), sampleSettings())
  expect(body.rowKeys).toEqual(['line:1/1', 'line:1/2'])
  expect(items(body)).toMatchObject([
    { qty: 2, rate: 15.99, sales_order: 'SAL-ORD-1', so_detail: 'row-a' },
    { qty: 1, rate: 16, sales_order: 'SAL-ORD-1', so_detail: 'row-b' },
  ])
  expect(body.fields).toMatchObject({
    set_posting_time: 1,
    posting_date: '2026-11-20',
    due_date: '2026-11-20',
    remarks: 'Leave at the door',
    allocate_advances_automatically: 1,
    only_include_allocated_payments: 1,
  })
})

test('rows with an account become charges before the taxes, and do not count as tax', () => {
  const rows = [
    { item: 'TSHIRT-1', net: '40', tax: '10', key: vat25 },
    { role: 'shipping' as const, account: 'Freight Income - AC', title: 'DHL', net: '4', tax: '1', key: vat25 },
    { role: 'rounding' as const, account: 'Round Off - AC', title: 'Rounding', net: '-0.01' },
  ]
  const sale = sampleSale(rows, [vatTax('11')])
  const body = salesBody(sale, sampleWrite(), sampleSettings())
  expect(taxes(body).map((tax) => [tax['description'], tax['account_head'], tax['tax_amount']])).toEqual([
    ['Shipping: DHL', 'Freight Income - AC', 4],
    ['Rounding: Rounding', 'Round Off - AC', -0.01],
    ['VAT 25%', 'VAT 25% - AC', 11],
  ])
  expect(forecast(sampleSettings(), sale)).toEqual({ total: '54.99', taxTotal: '11' })
})

test('a document without tax carries a zero row where an account is set for it', () => {
  const sale = sampleSale([{ net: '40' }])
  expect(taxes(salesBody(sale, sampleWrite(), sampleSettings()))).toEqual([])
  const body = salesBody(sale, sampleWrite(), sampleSettings({ zeroTaxAccount: 'VAT 0% - AC' }))
  expect(taxes(body)).toMatchObject([{ charge_type: 'Actual', account_head: 'VAT 0% - AC', tax_amount: 0 }])
})

test('a tax without an account and a document without an item are refused by name', () => {
  const untaxed = sampleSale([{ net: '40', tax: '10', key: vat25 }], [vatTax('10', null)])
  const wrong = expect.objectContaining({ code: 'TAX_ACCOUNT_MISSING', subject: 'tax:SE 25% included' })
  expect(() => salesBody(untaxed, sampleWrite(), sampleSettings())).toThrow(wrong)
  const empty = sampleSale([{ account: 'Freight Income - AC', role: 'shipping', net: '4' }])
  const noItem = expect.objectContaining({ code: 'DOCUMENT_WITHOUT_ITEM' })
  expect(() => salesBody(empty, sampleWrite(), sampleSettings())).toThrow(noItem)
})

test('gross prices are used when ERPNext’s arithmetic comes to the store’s cents', () => {
  const sale = sampleSale(
    [{ quantity: '2', net: '66.65', tax: '13.33', key: taxKey('20') }],
    [{ key: taxKey('20'), amount: decimal('13.33'), account: 'VAT 20% - AC' }],
    { priceMode: 'gross' },
  )
  const body = salesBody(sale, sampleWrite(), sampleSettings())
  expect(items(body)).toMatchObject([{ qty: 2, rate: 39.99 }])
  expect(taxes(body)).toMatchObject([{ charge_type: 'On Net Total', rate: 20, included_in_print_rate: 1 }])
  expect(forecast(sampleSettings(), sale)).toEqual({ total: '79.98', taxTotal: '13.33' })
})

test('gross prices give way to net prices when a cent would be lost', () => {
  const rows = Array.from({ length: 25 }, () => ({ net: '0.83', tax: '0.16', key: taxKey('19') }))
  const sale = sampleSale(rows, [{ key: taxKey('19'), amount: decimal('4'), account: 'VAT 19% - AC' }], {
    priceMode: 'gross',
  })
  const body = salesBody(sale, sampleWrite(), sampleSettings())
  expect(taxes(body)).toMatchObject([{ charge_type: 'Actual', tax_amount: 4 }])
  expect(forecast(sampleSettings(), sale)).toEqual({ total: sale.total, taxTotal: '4' })
})

test('several rates in gross prices need the item tax template of each', () => {
  const [a, b] = [taxKey('25'), taxKey('12')]
  const rows = [
    { net: '80', tax: '20', key: a },
    { item: 'KG-TEA', net: '100', tax: '12', key: b },
  ]
  const mapped = [
    { key: a, amount: decimal('20'), account: 'VAT 25% - AC' },
    { key: b, amount: decimal('12'), account: 'VAT 12% - AC' },
  ]
  const plain = sampleSale(rows, mapped, { priceMode: 'gross' })
  expect(taxes(salesBody(plain, sampleWrite(), sampleSettings()))[0]).toMatchObject({ charge_type: 'Actual' })
  const templates = ['SE 25 - AC', 'SE 12 - AC']
  const withTemplates = {
    ...plain,
    taxes: plain.taxes.map((tax, index) => ({ ...tax, template: templates[index] ?? null })),
  }
  const body = salesBody(withTemplates, sampleWrite(), sampleSettings())
  expect(items(body).map((item) => item['item_tax_template'])).toEqual(templates)
  expect(taxes(body)).toMatchObject([{ rate: 25 }, { rate: 12 }])
})

test('a purchase order number is kept apart by the order’s own name', () => {
  const sale = sampleSale([{ net: '1' }], [], { purchaseOrderNumber: 'PO-77' })
  expect(salesBody(sale, sampleWrite(), sampleSettings()).fields['po_no']).toBe('PO-77 (#1001)')
})

test('a foreign currency takes the configured rate, or leaves the look-up to ERPNext', () => {
  const sale = sampleSale([{ net: '100' }], [], { currency: 'USD', kind: 'invoice' })
  const plain = salesBody(sale, sampleWrite(), sampleSettings({ receivableAccount: 'Debtors - AC' })).fields
  expect(plain).not.toHaveProperty('conversion_rate')
  expect(plain).not.toHaveProperty('debit_to')
  const rated = salesBody(sale, sampleWrite(), sampleSettings({ conversionRates: { USD: '0.92' } })).fields
  expect(rated).toMatchObject({ currency: 'USD', conversion_rate: 0.92 })
})

test('addresses are named when ERPNext has them', () => {
  const billingAddress = sampleAddress()
  const party = sampleParty({ billingAddress, shippingAddress: sampleAddress({ line1: 'Elsewhere 2' }) })
  const write = sampleWrite({}, { externalId: 'Ann', addresses: { [addressKey(billingAddress)]: 'Ann-Billing' } })
  const { fields } = salesBody(sampleSale([{ net: '1' }], [], { party }), write, sampleSettings())
  expect(fields['customer_address']).toBe('Ann-Billing')
  expect(fields).not.toHaveProperty('shipping_address_name')
})
