import { expect, test } from 'vitest'
import { openBooks } from './erpnext.test-kit.ts'
import { type GoodsSketch, sampleGoods, sampleSale } from '#testing/sample-documents'
import { documents } from './write.ts'

const out = (rows: readonly GoodsSketch[], number = 1) =>
  sampleGoods(rows, { reference: `shop:delivery:${number}`, basedOn: 'shop:order:1' })
const back = (rows: readonly GoodsSketch[], number = 1, basedOn: string | null = 'shop:delivery:1') =>
  sampleGoods(rows, { kind: 'delivery-return', reference: `shop:delivery-return:${number}`, basedOn })

async function ordered(quantity = '3', net = '120') {
  const books = await openBooks()
  await books.write(sampleSale([{ quantity, net }]))
  return books
}

test('goods leave in parts, and the order knows', async () => {
  await using books = await ordered()
  const before = books.context.calls.length
  const booked = await books.write(out([{ quantity: '2', net: '80' }]))
  expect(booked).toMatchObject({ state: 'issued', total: null, taxTotal: null })
  expect(Object.keys(booked.rowIds)).toEqual(['line:1'])
  expect(books.context.calls.length - before).toBe(1)
  expect(books.stored('Sales Order', 'shop:order:1')).toMatchObject({ delivery_status: 'Partly Delivered' })
  await books.write(out([{ quantity: '1' }], 2))
  expect(books.stored('Sales Order', 'shop:order:1')).toMatchObject({ per_delivered: 100 })
  expect(books.moved('TSHIRT-1')).toBe('-3')
  expect(await documents.find(books.context, 'delivery', 'shop:delivery:1')).toEqual({ ...booked, messages: [] })
})

test('an order whose row was split is delivered piece by piece', async () => {
  await using books = await ordered('3', '47.98')
  for (const number of [1, 2, 3]) await books.write(out([{ quantity: '1', net: '15.99' }], number))
  expect(books.stored('Sales Order', 'shop:order:1')).toMatchObject({ per_delivered: 100 })
})

test.each([
  ['to the shelf', 'Stores - AC', '-1', '0'],
  ['to another warehouse', 'Paris - AC', '-2', '1'],
])('one of two pieces comes back %s', async (_what, warehouse, stores, paris) => {
  await using books = await ordered()
  await books.write(out([{ quantity: '2', net: '80' }]))
  const booked = await books.write(back([{ warehouse }]))
  expect(booked).toMatchObject({ state: 'issued', total: null })
  expect(books.stored('Delivery Note', 'shop:delivery-return:1')).toMatchObject({
    is_return: 1,
    return_against: books.named['shop:delivery:1']?.externalId,
    items: [{ qty: -1, dn_detail: books.named['shop:delivery:1']?.rowIds['line:1'] }],
  })
  expect(books.moved('TSHIRT-1')).toBe(stores)
  expect(books.moved('TSHIRT-1', 'Paris - AC')).toBe(paris)
  // What came back is not waiting to be sent again.
  expect(books.stored('Sales Order', 'shop:order:1')).toMatchObject({ delivery_status: 'Partly Delivered' })
})

test('several returns of one delivery, and not one more than left', async () => {
  await using books = await ordered('3', '47.98')
  await books.write(out([{ quantity: '3', net: '47.98' }]))
  for (const number of [1, 2, 3]) await books.write(back([{ net: '16' }], number))
  expect(books.moved('TSHIRT-1')).toBe('0')
  const more = books.write(back([{ net: '16' }], 4, 'shop:delivery:1'))
  // Nothing is left of any row: the goods come back without one.
  expect((await more).state).toBe('issued')
})

test('pieces of one row come back to two places at once', async () => {
  await using books = await ordered('3', '47.98')
  await books.write(out([{ quantity: '3', net: '47.98' }]))
  const places = [
    { id: 'line:1', quantity: '2' },
    { id: 'line:1', quantity: '1', warehouse: 'Paris - AC' },
  ]
  const booked = await books.write(back(places))
  expect(Object.keys(booked.rowIds)).toEqual(['line:1/1', 'line:1/2'])
  expect(books.moved('TSHIRT-1')).toBe('-1')
  expect(books.moved('TSHIRT-1', 'Paris - AC')).toBe('1')
})

test('goods come back without a delivery', async () => {
  await using books = await openBooks()
  await books.write(back([{ quantity: '2' }], 1, null))
  expect(books.moved('TSHIRT-1')).toBe('2')
})

test('more than was ordered leaves too, unless somebody else delivered the order', async () => {
  await using books = await ordered('1', '40')
  await books.write(out([{}]))
  await books.write(out([{}], 2))
  expect(books.moved('TSHIRT-1')).toBe('-2')
  await books.write(sampleSale([{ net: '40' }], [], { reference: 'shop:order:2', orderName: '#1002' }))
  const order = books.named['shop:order:2']
  const row = { item_code: 'TSHIRT-1', qty: 1, rate: 40, warehouse: 'Stores - AC' }
  books.site.insert({
    doctype: 'Delivery Note',
    docstatus: 1,
    company: 'Acme GmbH',
    customer: 'Ann Example',
    items: [{ ...row, against_sales_order: order?.externalId, so_detail: order?.rowIds['line:1'] }],
  })
  const twice = books.write({ ...out([{}], 3), basedOn: 'shop:order:2' })
  await expect(twice).rejects.toMatchObject({ kind: 'rejected', code: 'OVER_DELIVERED' })
})

test('missing stock, a serial number and a delivery that something came back from are refused by name', async () => {
  await using books = await ordered()
  await expect(books.write(out([{ quantity: '21' }], 2))).rejects.toMatchObject({ code: 'STOCK_INSUFFICIENT' })
  const phone = sampleGoods([{ item: 'PHONE' }], { reference: 'shop:delivery:3' })
  await expect(books.write(phone)).rejects.toMatchObject({ code: 'SERIAL_OR_BATCH_MISSING', subject: 'item:PHONE' })
  await books.write(out([{}]))
  await books.write(back([{}]))
  await expect(books.cancel('shop:delivery:1')).rejects.toMatchObject({ code: 'DOCUMENT_IN_USE' })
  await books.cancel('shop:delivery-return:1')
  await books.cancel('shop:delivery:1')
  expect(books.moved('TSHIRT-1')).toBe('0')
})

test('a return of a past day follows its delivery, however late in the day that was written', async () => {
  await using books = await openBooks()
  const day = { date: '2026-11-01', basedOn: null }
  await books.write({ ...out([{}]), ...day })
  expect((await books.write({ ...back([{}]), date: day.date })).state).toBe('issued')
})
