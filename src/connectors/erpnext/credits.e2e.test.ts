import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import type { MappedSalesDocument } from '#model/documents'
import { openBooks } from './erpnext.test-kit.ts'
import { type RowSketch, sampleCredit, sampleSale, taxKey } from '#testing/sample-documents'
import { documents } from './write.ts'

const vat = taxKey('25')
const vatTax = (amount: string) => [{ key: vat, amount: decimal(amount), account: 'VAT 25% - AC' }]
const INVOICE: Partial<MappedSalesDocument> = { kind: 'invoice', reference: 'shop:invoice:1', basedOn: 'shop:order:1' }
const SOLD: readonly RowSketch[] = [
  { quantity: '3', net: '47.98', tax: '12', key: vat },
  { id: 'line:tea', item: 'KG-TEA', net: '9.99', quantity: '2.5', tax: '2.5', key: vat },
  { id: 'shipping:1', role: 'shipping', account: 'Freight Income - AC', title: 'DHL', net: '4', tax: '1', key: vat },
]

/** An order of 77.47 that is invoiced, on its way to be given back. */
async function invoiced(changes: Readonly<Record<string, unknown>> = {}) {
  const books = await openBooks(changes)
  await books.write(sampleSale(SOLD, vatTax('15.5')))
  await books.write(sampleSale(SOLD, vatTax('15.5'), INVOICE))
  return books
}

test('a piece, its tax and the shipping are given back, and the note has its own open amount', async () => {
  await using books = await invoiced()
  const rows: RowSketch[] = [
    { quantity: '1', net: '16', tax: '4', key: vat },
    { id: 'shipping:1', role: 'shipping', account: 'Freight Income - AC', title: 'DHL', net: '4', tax: '1', key: vat },
  ]
  const before = books.context.calls.length
  const booked = await books.write(sampleCredit(rows, vatTax('5')))
  expect(booked).toMatchObject({ state: 'issued', total: '25', taxTotal: '5' })
  expect(books.context.calls.length - before).toBe(3)
  expect(books.stored('Sales Invoice', 'shop:credit-note:r1')).toMatchObject({
    is_return: 1,
    return_against: books.named['shop:invoice:1']?.externalId,
    outstanding_amount: -25,
    items: [{ qty: -1, rate: 16, sales_invoice_item: books.named['shop:invoice:1']?.rowIds['line:1/2'] }],
    taxes: [{ tax_amount: -4 }, { tax_amount: -5 }],
  })
  expect(books.stored('Sales Invoice', 'shop:invoice:1')).toMatchObject({ outstanding_amount: 77.47 })
  expect(books.stored('Sales Order', 'shop:order:1')).toMatchObject({ per_billed: 100 })
  expect(books.balance('Debtors - AC')).toBe('52.47')
  expect(books.balance('VAT 25% - AC')).toBe('-10.5')
  expect(books.balance('Freight Income - AC')).toBe('0')
})

test('whatever pieces come back first, the last ones still point at what is left, to the cent', async () => {
  await using books = await invoiced()
  const invoice = books.named['shop:invoice:1']
  for (const [number, quantity, net] of [
    [1, '1', '15.99'],
    [2, '1', '16'],
    [3, '1', '15.99'],
  ] as const) {
    const changes = { reference: `shop:credit-note:r${number}` }
    const booked = await books.write(sampleCredit([{ quantity, net }], [], changes))
    expect(booked.total).toBe(net)
  }
  const pointed = books.site.documents('Sales Invoice').flatMap((document) => document['items'] as { qty: number }[])
  const links = pointed
    .filter((row) => row.qty < 0)
    .map((row) => (row as Record<string, unknown>)['sales_invoice_item'])
  expect(links).toEqual(['line:1/1', 'line:1/2', 'line:1/1'].map((key) => invoice?.rowIds[key]))
  const more = books.write(sampleCredit([{ quantity: '1', net: '1' }], [], { reference: 'shop:credit-note:r4' }))
  await expect(more).rejects.toMatchObject({ kind: 'rejected', code: 'OVER_RETURNED', subject: 'item:TSHIRT-1' })
})

test('a broken quantity comes back whole, and a part of it from the row that holds it', async () => {
  await using books = await invoiced()
  const whole = { id: 'line:tea', item: 'KG-TEA', quantity: '2.5', net: '9.99' }
  const part = { ...whole, quantity: '1.25', net: '4.99' }
  const partly = await books.write(sampleCredit([part], [], { reference: 'shop:credit-note:r2' }))
  expect(partly.total).toBe('4.99')
  await books.cancel('shop:credit-note:r2')
  const all = await books.write(sampleCredit([whole], [], { reference: 'shop:credit-note:r3' }))
  expect(all.total).toBe('9.99')
  const linked = (reference: string) => {
    const items = books.stored('Sales Invoice', reference)?.['items'] as Record<string, unknown>[] | undefined
    return items?.map((row) => Boolean(row['sales_invoice_item']))
  }
  expect(linked('shop:credit-note:r2')).toEqual([true])
  expect(linked('shop:credit-note:r3')).toEqual([true, true])
})

test.each([
  [
    'goodwill on an account',
    [{ role: 'adjustment', account: 'Sales - AC', title: 'Goodwill', net: '8', tax: '2', key: vat }],
  ],
  ['goodwill as an item', [{ role: 'adjustment', item: 'TIP', title: 'Goodwill', net: '8', tax: '2', key: vat }]],
] as const)('%s is a credit without goods', async (_what, rows) => {
  await using books = await invoiced()
  const income = books.balance('Sales - AC')
  const booked = await books.write(sampleCredit(rows, vatTax('2')))
  expect(booked).toMatchObject({ total: '10', taxTotal: '2' })
  expect(books.balance('Debtors - AC')).toBe('67.47')
  expect(books.balance('VAT 25% - AC')).toBe('-13.5')
  expect(decimal(Number(books.balance('Sales - AC')) - Number(income))).toBe('8')
})

test('a restocking fee is kept, as a charge or as an item', async () => {
  await using books = await invoiced()
  const goods: RowSketch = { quantity: '1', net: '15.99', tax: '4', key: vat }
  const fee = { id: 'adjustment:fee', role: 'adjustment', title: 'Fee', net: '-3' } as const
  const charged = await books.write(sampleCredit([goods, { ...fee, account: 'Freight Income - AC' }], vatTax('4')))
  expect(charged).toMatchObject({ total: '16.99', taxTotal: '4' })
  expect(books.balance('Freight Income - AC')).toBe('-7')
  const changes = { reference: 'shop:credit-note:r2' }
  const item = await books.write(sampleCredit([goods, { ...fee, item: 'TIP' }], vatTax('4'), changes))
  expect(item).toMatchObject({ total: '16.99', taxTotal: '4' })
})

test('a credit without an invoice, and an invoice of an account only', async () => {
  await using books = await openBooks()
  const credit = await books.write(sampleCredit([{ net: '40', tax: '10', key: vat }], vatTax('10'), { basedOn: null }))
  expect(credit).toMatchObject({ total: '50', taxTotal: '10' })
  const stored = books.stored('Sales Invoice', 'shop:credit-note:r1')
  expect(stored).toMatchObject({ is_return: 1, outstanding_amount: -50 })
  expect(stored?.['return_against'] ?? null).toBeNull()
  const rows = [{ role: 'gift-card', account: 'Gift Cards - AC', title: 'Gift card', net: '50' }] as const
  const sold = await books.write(sampleSale(rows, [], { ...INVOICE, basedOn: null }))
  expect(sold).toMatchObject({ total: '50', taxTotal: '0' })
  expect(books.balance('Gift Cards - AC')).toBe('-50')
  expect(books.balance('Debtors - AC')).toBe('0')
})

test('what an edit replaces is credited and billed anew; the order is not billed twice', async () => {
  await using books = await invoiced()
  await books.write(sampleCredit(SOLD, vatTax('15.5'), { cause: 'edit', reference: 'shop:credit-note:1' }))
  expect(books.stored('Sales Order', 'shop:order:1')).toMatchObject({ per_billed: 100 })
  const again = { ...INVOICE, reference: 'shop:invoice:1#2', cause: 'edit' }
  const twice = books.write(sampleSale(SOLD, vatTax('15.5'), again))
  await expect(twice).rejects.toMatchObject({ kind: 'rejected', code: 'OVER_BILLED' })
  await books.write(sampleSale(SOLD, vatTax('15.5'), { ...again, basedOn: null }))
  expect(books.balance('Debtors - AC')).toBe('77.47')
})

test('a price that fell or rose after the invoice is one piece of the difference, and uses up none', async () => {
  await using books = await invoiced()
  const less = { quantity: '0', net: '5', tax: '1.25', key: vat }
  const credit = await books.write(sampleCredit([less], vatTax('1.25')))
  expect(credit).toMatchObject({ total: '6.25', taxTotal: '1.25' })
  const all = [{ quantity: '3', net: '47.98' }]
  expect((await books.write(sampleCredit(all, [], { reference: 'shop:credit-note:r2' }))).total).toBe('47.98')
  const more = { ...INVOICE, basedOn: null, reference: 'shop:invoice:2', priceMode: 'gross' } as const
  expect((await books.write(sampleSale([less], vatTax('1.25'), more))).total).toBe('6.25')
})

test.each([
  ['an item', { quantity: '0', net: '0', tax: '4', key: vat }],
  ['an account', { quantity: '0', net: '0', tax: '4', key: vat, account: 'Freight Income - AC', role: 'shipping' }],
] as const)('tax alone is given back on a piece of nothing, of %s', async (_what, row) => {
  await using books = await invoiced()
  const booked = await books.write(sampleCredit([row], vatTax('4')))
  expect(booked).toMatchObject({ total: '4', taxTotal: '4' })
  expect(books.balance('VAT 25% - AC')).toBe('-11.5')
})

test('a credit note of a past day follows its invoice, however late in the day that was written', async () => {
  await using books = await openBooks()
  const day = { date: '2026-11-01' }
  await books.write(sampleSale([{ net: '40' }], [], { ...INVOICE, ...day, basedOn: null }))
  const same = await books.write(sampleCredit([{ net: '40' }], [], day))
  expect(same.total).toBe('40')
  await books.write(sampleSale([{ net: '40' }], [], { ...INVOICE, reference: 'shop:invoice:2', basedOn: null }))
  const earlier = { date: '2026-10-31', basedOn: 'shop:invoice:2', reference: 'shop:credit-note:r2' }
  const booked = await books.write(sampleCredit([{ net: '40' }], [], earlier))
  expect(books.stored('Sales Invoice', 'shop:credit-note:r2')).toMatchObject({ posting_date: '2026-11-20' })
  expect(booked.messages).toContain('Dated 2026-11-20 like its invoice: ERPNext takes no earlier credit note.')
})

test('a credit note is found as it was answered, and cancelled before its invoice', async () => {
  await using books = await invoiced()
  const booked = await books.write(sampleCredit([{ quantity: '2', net: '31.98', tax: '8', key: vat }], vatTax('8')))
  const found = await documents.find(books.context, 'credit-note', 'shop:credit-note:r1')
  expect(found).toEqual({ ...booked, messages: [] })
  await expect(books.cancel('shop:invoice:1')).rejects.toMatchObject({ code: 'DOCUMENT_IN_USE' })
  await books.cancel('shop:credit-note:r1')
  await books.cancel('shop:invoice:1')
  expect(books.balance('Debtors - AC')).toBe('0')
  expect(books.balance('VAT 25% - AC')).toBe('0')
})

test('of an invoice whose prices include tax, the net and the tax of a piece are given back', async () => {
  await using books = await openBooks({ version: '16' }, { version: 16 })
  const key = taxKey('20')
  const tax = (amount: string) => [{ key, amount: decimal(amount), account: 'VAT 20% - AC' }]
  const rows = [{ quantity: '2', net: '66.65', tax: '13.33', key }]
  await books.write(sampleSale(rows, tax('13.33'), { ...INVOICE, basedOn: null, priceMode: 'gross' }))
  expect(books.stored('Sales Invoice', 'shop:invoice:1')).toMatchObject({ items: [{ rate: 39.99 }] })
  for (const [number, net, part] of [
    [1, '33.33', '6.66'],
    [2, '33.32', '6.67'],
  ] as const) {
    const changes = { reference: `shop:credit-note:r${number}`, priceMode: 'gross' } as const
    const booked = await books.write(sampleCredit([{ net, tax: part, key }], tax(part), changes))
    expect(booked).toMatchObject({ total: '39.99', taxTotal: part })
  }
  expect(books.balance('Debtors - AC')).toBe('0')
  expect(books.balance('VAT 20% - AC')).toBe('0')
})
