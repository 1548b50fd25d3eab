import { expect, test } from 'vitest'
import type { HttpRequest } from '#contract/context'
import { decimal } from '#lib/decimal'
import type { MappedSalesDocument } from '#model/documents'
import { type ErpnextOptions, startErpnext } from '#sandboxes/erpnext/start'
import { plainContext } from '#testing/plain-context'
import { erpnext } from './index.ts'
import { prepare } from './prepare.ts'
import { type RowSketch, sampleNamed, samplePayment, sampleSale, sampleWrite, taxKey } from '#testing/sample-documents'
import { sampleSettings } from './sample-settings.ts'
import { documents } from './write.ts'

async function open(changes: Readonly<Record<string, unknown>> = {}, options: ErpnextOptions = {}) {
  const site = await startErpnext(options)
  const keys = { baseUrl: site.url, apiKey: site.apiKey, apiSecret: site.apiSecret }
  const context = plainContext(erpnext, sampleSettings({ ...keys, ...changes }))
  await prepare(context)
  return { site, context, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() }
}

const vat = taxKey('25')
const vatTax = (amount: string) => ({ key: vat, amount: decimal(amount), account: 'VAT 25% - AC' })
const onInvoice = (amount: string, reference = 'shop:invoice:1') => ({
  amount: decimal(amount),
  allocations: [{ reference, amount: decimal(amount) }],
})
const ORDER: readonly RowSketch[] = [
  { quantity: '3', net: '47.98', tax: '12', key: vat },
  { id: 'line:free', item: 'MUG-1', net: '0', quantity: '2' },
  { id: 'line:tea', item: 'KG-TEA', net: '9.99', quantity: '2.5', tax: '2.5', key: vat },
  { id: 'shipping:1', role: 'shipping', account: 'Freight Income - AC', title: 'DHL', net: '4', tax: '1', key: vat },
]

test('an order, its invoice and its payment close to the cent, with one call each', async () => {
  await using door = await open()
  const order = sampleSale(ORDER, [vatTax('15.5')])
  const before = door.context.calls.length
  const booked = await documents.create(door.context, order, sampleWrite())
  expect(booked).toMatchObject({ state: 'issued', total: '77.47', taxTotal: '15.5' })
  expect(booked.total).toBe(order.total)
  expect(Object.keys(booked.rowIds)).toEqual(['line:1/1', 'line:1/2', 'line:free', 'line:tea/1', 'line:tea/2'])
  expect(booked.url).toBe(`${door.site.url}/app/sales-order/${booked.externalId}`)

  const invoice: MappedSalesDocument = {
    ...order,
    kind: 'invoice',
    reference: 'shop:invoice:1',
    basedOn: 'shop:order:1',
  }
  const written = { 'shop:order:1': sampleNamed('sales-order', booked) }
  const billed = await documents.create(door.context, invoice, sampleWrite(written))
  expect(billed).toMatchObject({ state: 'issued', total: '77.47', taxTotal: '15.5' })
  expect(door.site.documents('Sales Order').at(-1)).toMatchObject({ per_billed: 100 })

  const write = sampleWrite({ 'shop:invoice:1': sampleNamed('invoice', billed) })
  const paid = await documents.create(door.context, samplePayment(onInvoice('77.47')), write)
  expect(paid).toMatchObject({ state: 'issued', total: '77.47', taxTotal: null })
  expect(door.site.documents('Sales Invoice').at(-1)).toMatchObject({ outstanding_amount: 0, status: 'Paid' })
  expect(door.context.calls.length - before).toBe(3)
})

test('version 16 takes the same documents, and opens them elsewhere', async () => {
  await using door = await open({ version: '16' }, { version: 16 })
  const order = sampleSale(ORDER, [vatTax('15.5')])
  const booked = await documents.create(door.context, order, sampleWrite())
  expect(booked).toMatchObject({ total: '77.47', taxTotal: '15.5' })
  expect(booked.url).toBe(`${door.site.url}/desk/sales-order/${booked.externalId}`)
  expect(await documents.find(door.context, 'sales-order', order.reference)).toEqual({ ...booked, messages: [] })
})

test('a document is found by its reference as it was answered, drafts and cancelled ones too', async () => {
  await using door = await open()
  const order = sampleSale(ORDER, [vatTax('15.5')])
  expect(await documents.find(door.context, 'sales-order', order.reference)).toBeNull()
  const booked = await documents.create(door.context, order, sampleWrite())
  expect(await documents.find(door.context, 'sales-order', order.reference)).toEqual({ ...booked, messages: [] })
  await documents.cancel(door.context, 'sales-order', booked.externalId)
  expect(await documents.find(door.context, 'sales-order', order.reference)).toMatchObject({ state: 'cancelled' })
  const payment = await documents.create(door.context, samplePayment(), sampleWrite())
  expect(await documents.find(door.context, 'payment', 'shop:payment:1')).toEqual({ ...payment, messages: [] })
})

test('a reference that exists is a conflict, whoever wrote it', async () => {
  await using door = await open()
  const order = sampleSale([{ net: '40' }])
  await documents.create(door.context, order, sampleWrite())
  const other = sampleSale([{ net: '40' }], [], { orderName: '#1002' })
  const conflict = { kind: 'conflict', code: 'REFERENCE_EXISTS' }
  await expect(documents.create(door.context, other, sampleWrite())).rejects.toMatchObject(conflict)
  expect(door.site.documents('Sales Order')).toHaveLength(1)
})

test.each([
  ['a proxy gives up after the commit', { kind: 'status-after', status: 504, body: '<html>' } as const],
  ['the answer breaks off', { kind: 'wrong-answer', body: '{"data":{"na' } as const],
])('when %s, the outcome is unknown and the document is found', async (_what, fault) => {
  await using door = await open()
  const order = sampleSale(ORDER, [vatTax('15.5')])
  door.site.faults.next('POST /api/resource/Sales', fault)
  const lost = documents.create(door.context, order, sampleWrite())
  await expect(lost).rejects.toMatchObject({ kind: 'outcome-unknown' })
  const found = await documents.find(door.context, 'sales-order', order.reference)
  expect(found).toMatchObject({ state: 'issued', total: order.total, taxTotal: '15.5' })
  expect(Object.keys(found?.rowIds ?? {})).toContain('line:tea/2')
})

test('when the answer comes too late, the outcome is unknown and the document is found', async () => {
  await using door = await open({}, { latencyMs: 150 })
  const { http } = door.context
  const impatient = { ...door.context, http: { send: (call: HttpRequest) => http.send({ ...call, timeoutMs: 50 }) } }
  const order = sampleSale([{ net: '40' }])
  const late = documents.create(impatient, order, sampleWrite())
  await expect(late).rejects.toMatchObject({ kind: 'outcome-unknown' })
  expect(await documents.find(door.context, 'sales-order', order.reference)).toMatchObject({ state: 'issued' })
})

test('cancelling twice is no error; cancelling what others point at names them', async () => {
  await using door = await open()
  const order = await documents.create(door.context, sampleSale([{ net: '40' }]), sampleWrite())
  const changes = { kind: 'invoice', reference: 'shop:invoice:1', basedOn: 'shop:order:1' } as const
  const invoice = sampleSale([{ net: '40' }], [], changes)
  const write = sampleWrite({ 'shop:order:1': sampleNamed('sales-order', order) })
  const billed = await documents.create(door.context, invoice, write)
  await expect(documents.cancel(door.context, 'sales-order', order.externalId)).rejects.toMatchObject({
    code: 'DOCUMENT_IN_USE',
    subject: `document:Sales Invoice ${billed.externalId}`,
  })
  await documents.cancel(door.context, 'invoice', billed.externalId)
  await documents.cancel(door.context, 'invoice', billed.externalId)
  await documents.cancel(door.context, 'sales-order', order.externalId)
  expect(door.site.documents('Sales Order').at(-1)).toMatchObject({ docstatus: 2 })
})

test('money paid on an order is taken by its invoice', async () => {
  await using door = await open()
  const sale = sampleSale([{ net: '80' }])
  const order = await documents.create(door.context, sale, sampleWrite())
  const write = sampleWrite({ 'shop:order:1': sampleNamed('sales-order', order) })
  await documents.create(door.context, samplePayment(onInvoice('80', 'shop:order:1')), write)
  const invoice = { ...sale, kind: 'invoice', reference: 'shop:invoice:1', basedOn: 'shop:order:1' } as const
  await documents.create(door.context, invoice, write)
  expect(door.site.documents('Sales Invoice').at(-1)).toMatchObject({ outstanding_amount: 0 })
})

test('cash rounding closes the invoice to zero, up and down', async () => {
  await using door = await open({ roundingAccount: 'Round Off - AC' })
  for (const [amount, rounding] of [
    ['100', '0.02'],
    ['99.95', '-0.03'],
  ] as const) {
    const sale = sampleSale([{ net: '99.98' }], [], { kind: 'invoice', reference: `shop:invoice:${amount}` })
    const billed = await documents.create(door.context, sale, sampleWrite())
    const payment = samplePayment({
      reference: `shop:payment:${amount}`,
      amount: decimal(amount),
      rounding: decimal(rounding),
      allocations: [{ reference: sale.reference, amount: decimal('99.98') }],
      mode: 'Cash',
      account: null,
    })
    const write = sampleWrite({ [sale.reference]: sampleNamed('invoice', billed) })
    const paid = await documents.create(door.context, payment, write)
    expect(paid.total).toBe(amount)
    expect(door.site.documents('Sales Invoice').at(-1)).toMatchObject({ outstanding_amount: 0 })
  }
})

test('prices that include tax are kept as the store shows them when they come out exactly', async () => {
  await using door = await open()
  const key = taxKey('20')
  const sale = sampleSale(
    [{ quantity: '2', net: '66.65', tax: '13.33', key }],
    [{ key, amount: decimal('13.33'), account: 'VAT 20% - AC' }],
    { priceMode: 'gross' },
  )
  const booked = await documents.create(door.context, sale, sampleWrite())
  expect(booked).toMatchObject({ total: '79.98', taxTotal: '13.33' })
  expect(door.site.documents('Sales Order').at(-1)).toMatchObject({ items: [{ rate: 39.99 }] })
})

test('a document without tax stays without, though its item has a tax template', async () => {
  await using door = await open({ zeroTaxAccount: 'VAT 20% - AC' })
  door.site.insert({
    doctype: 'Item',
    item_code: 'TAXED',
    item_group: 'Products',
    stock_uom: 'Nos',
    taxes: [{ item_tax_template: 'VAT 19 only - AC' }],
  })
  const booked = await documents.create(door.context, sampleSale([{ item: 'TAXED', net: '40' }]), sampleWrite())
  expect(booked).toMatchObject({ total: '40', taxTotal: '0' })
})

test('a second order with the same number of one customer is written under a longer one', async () => {
  await using door = await open()
  await documents.create(door.context, sampleSale([{ net: '40' }]), sampleWrite())
  const other = sampleSale([{ net: '40' }], [], { reference: 'other:order:1' })
  await documents.create(door.context, other, sampleWrite())
  expect(door.site.documents('Sales Order').at(-1)).toMatchObject({ po_no: '#1001 other:order:1' })
})

test('items that ERPNext lacks are made when that is allowed, else named', async () => {
  await using door = await open({ createMissingItems: true })
  const rows = [
    { item: 'NEW-1', title: 'New one', net: '40' },
    { item: 'TSHIRT-1', net: '1' },
    { item: 'NEW-2', net: '2' },
  ]
  const booked = await documents.create(door.context, sampleSale(rows), sampleWrite())
  expect(booked).toMatchObject({ total: '43' })
  const made = door.site.documents('Item').filter((item) => item.name.startsWith('NEW-'))
  expect(made).toMatchObject([{ name: 'NEW-1', item_name: 'New one', is_stock_item: 1 }, { name: 'NEW-2' }])

  await using strict = await open()
  await expect(documents.create(strict.context, sampleSale(rows), sampleWrite())).rejects.toMatchObject({
    kind: 'rejected',
    code: 'ITEM_UNKNOWN',
    subject: 'item:NEW-1',
  })
})

test('an item that many orders lack at once is made once, and none of them is refused', async () => {
  await using door = await open({ createMissingItems: true })
  const orders = Array.from({ length: 12 }, (_, number) => ({
    orderName: `#2${number}`,
    reference: `many:order:${number}`,
  }))
  const booked = await Promise.all(
    orders.map((order) =>
      documents.create(door.context, sampleSale([{ item: 'RUSH', net: '40' }], [], order), sampleWrite()),
    ),
  )
  expect(booked).toHaveLength(orders.length)
  expect(door.site.documents('Item').filter((item) => item.name === 'RUSH')).toHaveLength(1)
})

const refusedSales: readonly [string, RowSketch, Partial<MappedSalesDocument>, string, string | null][] = [
  ['an unknown warehouse', { net: '1', warehouse: 'Nowhere - AC' }, {}, 'WAREHOUSE_UNKNOWN', 'warehouse:Nowhere - AC'],
  [
    'a warehouse of another company',
    { net: '1', warehouse: 'Stores - BL' },
    {},
    'WAREHOUSE_UNKNOWN',
    'warehouse:Stores - BL',
  ],
  ['an item that is a template', { item: 'HOODIE', net: '1' }, {}, 'ITEM_IS_TEMPLATE', 'item:HOODIE'],
  ['half a box', { item: 'BOXED', quantity: '1.5', net: '15' }, {}, 'QUANTITY_NOT_WHOLE', 'unit:Webbox'],
  ['a currency without a rate', { net: '1' }, { currency: 'JPY' }, 'EXCHANGE_RATE_MISSING', 'currency:JPY'],
  [
    'a year that is not set up',
    { net: '1' },
    { kind: 'invoice', date: '2020-05-05' },
    'FISCAL_YEAR_MISSING',
    'period:2020-05',
  ],
]

test.each(refusedSales)('%s is refused by name', async (_what, row, changes, code, subject) => {
  await using door = await open()
  const refused = documents.create(door.context, sampleSale([row], [], changes), sampleWrite())
  await expect(refused).rejects.toMatchObject({ kind: 'rejected', code, subject, remedy: expect.any(String) as string })
})

test('closed books and disabled customers are refused by name', async () => {
  await using door = await open()
  door.site.site.setSingle('Accounts Settings', { acc_frozen_upto: '2026-10-31' })
  const old = sampleSale([{ net: '1' }], [], { kind: 'invoice', date: '2026-10-15' })
  await expect(documents.create(door.context, old, sampleWrite())).rejects.toMatchObject({
    code: 'PERIOD_CLOSED',
    subject: 'period:2026-10',
  })
  door.site.insert({ doctype: 'Customer', customer_name: 'Gone', disabled: 1 })
  const write = sampleWrite({}, { externalId: 'Gone', addresses: {} })
  await expect(documents.create(door.context, sampleSale([{ net: '1' }]), write)).rejects.toMatchObject({
    code: 'CUSTOMER_DISABLED',
    subject: 'customer:Gone',
  })
})

test('an unknown tax account, a mode without account and a missing right are refused by name', async () => {
  await using door = await open()
  const taxed = sampleSale(
    [{ net: '4', tax: '1', key: vat }],
    [{ key: vat, amount: decimal('1'), account: 'VAT 99% - AC' }],
  )
  await expect(documents.create(door.context, taxed, sampleWrite())).rejects.toMatchObject({
    code: 'ACCOUNT_UNKNOWN',
    subject: 'account:VAT 99% - AC',
  })
  const payment = samplePayment({ account: null, mode: 'Cheque' })
  await expect(documents.create(door.context, payment, sampleWrite())).rejects.toMatchObject({
    code: 'PAYMENT_MODE_WITHOUT_ACCOUNT',
    subject: 'mode:Cheque',
  })
  const sales = sampleSettings({ baseUrl: door.site.url, apiKey: 'sales-key', apiSecret: 'sales-secret' })
  const context = plainContext(erpnext, sales)
  await expect(documents.create(context, samplePayment(), sampleWrite())).rejects.toMatchObject({
    code: 'PERMISSION_MISSING',
    subject: 'doctype:Payment Entry',
  })
})

test('a foreign invoice is paid whole, on a receivable account of either currency', async () => {
  await using door = await open({ conversionRates: { USD: '0.9' }, priceList: 'Web USD' })
  for (const customer of ['Uncle Sam', 'Ann Example']) {
    const sale = sampleSale([{ quantity: '3', net: '79.99' }], [], {
      kind: 'invoice',
      currency: 'USD',
      reference: `shop:invoice:${customer}`,
    })
    const party = { externalId: customer, addresses: {} }
    const billed = await documents.create(door.context, sale, sampleWrite({}, party))
    const amounts = onInvoice(sale.total, sale.reference)
    const payment = samplePayment({ currency: 'USD', ...amounts, reference: `shop:payment:${customer}` })
    const named = { [sale.reference]: sampleNamed('invoice', billed) }
    await documents.create(door.context, payment, sampleWrite(named, party))
    expect(door.site.documents('Sales Invoice').at(-1)).toMatchObject({ outstanding_amount: 0 })
  }
})

test('two writers of one reference at once leave one document', async () => {
  await using door = await open()
  const order = sampleSale([{ net: '40' }])
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => documents.create(door.context, order, sampleWrite())))
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
  expect(door.site.documents('Sales Order')).toHaveLength(1)
})
