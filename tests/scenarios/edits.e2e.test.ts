import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PoliciesInput } from '#books/policies'
import { negate, sum, toNumber, ZERO } from '#lib/decimal'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import type { PlaceOrder } from '#sandboxes/shopify/place-input'
import { calmZone } from '#testing/calm-zone'
import { startStory, type Story } from '#testing/story'
import {
  booksOf,
  byItem,
  cancelInErp,
  countsOf,
  type Doc,
  faultsOf,
  figuresOf,
  FLAWLESS,
  lifeOf,
  line,
  type OrderLife,
  PATIENCE_MS,
  proofOf,
  reservedIn,
  rows,
  taxesOf,
  vat,
} from './books.ts'

let story: Story

// Nothing is booked before it is paid, so that an order can change before it is. What is changed bears the date of the change: all of
// it is to happen on one day, whatever the hour.
beforeAll(async () => {
  const shop = { currency: 'EUR', taxesIncluded: true, ianaTimezone: calmZone() }
  story = await startStory({ policies: { orderOn: 'paid' }, shop: { shop } })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const ORDER: PlaceOrder = {
  taxesIncluded: false,
  financial: 'pending',
  lines: [
    { ...line('MUG-1', 5, '19.99'), discounts: [{ kind: 'manual', name: 'Scratch', percentage: '20' }] },
    line('CAP', 3, '3.33', 12),
    line('SOCKS', 1, '9.99', 6),
  ],
  discounts: [{ kind: 'code', name: 'TEN', percentage: '10' }],
  shipping: { price: '4.90', taxRates: vat(25) },
}

async function unpaid(input: PlaceOrder = ORDER): Promise<PlacedOrder> {
  const order = story.shop.place(input)
  await story.settled()
  expect(await story.transfer(order.name)).toMatchObject({ state: 'skipped', causeCode: 'NOT_PAID_YET' })
  expect(booksOf(story, order)).toEqual({ orders: [], invoices: [], payments: [] })
  return order
}

async function paid(order: PlacedOrder): Promise<{ books: ReturnType<typeof booksOf>; sales: Doc[] }> {
  story.shop.pay(order.id)
  await story.settled()
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  const books = booksOf(story, order)
  expect([books.orders.length, books.invoices.length, books.payments.length]).toEqual([1, 1, 1])
  return { books, sales: [...books.orders, ...books.invoices] }
}

/** The store's new total stands in every document and in the payment, to the cent and rate by rate. */
async function expectInStep(order: PlacedOrder, sales: readonly Doc[]): Promise<void> {
  const total = toNumber(story.shop.totals(order.id).total)
  expect(sales.map((document) => document['grand_total'])).toEqual([total, total])
  expect(sales.at(-1)?.['outstanding_amount']).toBe(0)
  expect(await proofOf(story)).toMatchObject(FLAWLESS)
}

test('scenario 26: a discounted line is reduced before booking: the new total with the new share of each discount', async () => {
  const order = await unpaid()
  story.shop.edit(order.id, { quantities: [{ line: 0, quantity: 2 }] })
  const { sales } = await paid(order)
  await expectInStep(order, sales)
  for (const document of sales) {
    expect(byItem(document, 'qty')).toEqual({ 'MUG-1': '2', CAP: '3', SOCKS: '1', SHIPPING: '1' })
    const goods = sum(['MUG-1', 'CAP', 'SOCKS'].map((item) => byItem(document, 'net_amount')[item] ?? ZERO))
    expect(goods).toBe(story.shop.totals(order.id).subtotal)
  }
})

test('scenario 26: a line that grows and a new line before booking are billed', async () => {
  const order = await unpaid()
  story.shop.edit(order.id, {
    quantities: [{ line: 1, quantity: 4 }],
    addLines: [line('BOOK-7', 2, '33.33', 6)],
    addShipping: { title: 'Express', price: '9.90', taxRates: vat(25) },
  })
  const { sales } = await paid(order)
  await expectInStep(order, sales)
  expect(byItem(sales[1], 'qty')).toMatchObject({ CAP: '4', 'BOOK-7': '2', SHIPPING: '2' })
})

test('scenario 27: a line removed before booking is absent, its tax and its discount with it', async () => {
  const order = await unpaid()
  story.shop.edit(order.id, { quantities: [{ line: 1, quantity: 0 }] })
  const { sales } = await paid(order)
  await expectInStep(order, sales)
  for (const document of sales) {
    expect(byItem(document, 'qty')).toEqual({ 'MUG-1': '5', SOCKS: '1', SHIPPING: '1' })
    expect(rows(document, 'taxes').some((row) => row['account_head'] === 'VAT 12% - AC')).toBe(false)
  }
})

test('scenario 27: several edits in a row before booking leave what the store states last', async () => {
  const order = await unpaid({ ...ORDER, taxesIncluded: true })
  story.shop.edit(order.id, { quantities: [{ line: 0, quantity: 3 }] })
  story.shop.edit(order.id, { quantities: [{ line: 2, quantity: 0 }], addLines: [line('SOCKS', 2, '7.77', 6)] })
  await story.settled()
  story.shop.edit(order.id, { quantities: [{ line: 0, quantity: 1 }] })
  const { sales } = await paid(order)
  await expectInStep(order, sales)
  expect(byItem(sales[1], 'qty')).toEqual({ 'MUG-1': '1', CAP: '3', SOCKS: '2', SHIPPING: '1' })
})

test('scenario 29: cancelled before anything was booked, nothing ever is', async () => {
  const order = await unpaid()
  story.shop.cancel(order.id, { refund: false })
  await story.settled()
  expect(await story.transfer(order.name)).toMatchObject({ state: 'skipped', causeCode: 'CANCELLED_BEFORE_POSTING' })
  expect(booksOf(story, order)).toEqual({ orders: [], invoices: [], payments: [] })
})

/** Sold, paid and invoiced before anything is changed. */
async function invoiced(
  policies: PoliciesInput = {},
  input: PlaceOrder = ORDER,
): Promise<{ order: PlacedOrder; invoice: Doc | undefined }> {
  await story.configure({ policies })
  const order = story.shop.place({ ...input, financial: 'paid' })
  await story.settled()
  expect(await faultsOf(story, order)).toEqual([])
  return { order, invoice: lifeOf(story, order).invoice[0] }
}

/** The net of all documents is the store's, nothing is open, and what was issued first is as it was. */
async function corrected(order: PlacedOrder, invoice: Doc | undefined): Promise<OrderLife> {
  await story.settled()
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  expect(await faultsOf(story, order)).toEqual([])
  const life = lifeOf(story, order)
  const untouched = ['name', 'posting_date', 'grand_total', 'net_total', 'total_taxes_and_charges', 'docstatus']
  expect(figuresOf(life.invoice.slice(0, 1), ...untouched)).toEqual(figuresOf([invoice ?? {}], ...untouched))
  return life
}

const openOn = ({ invoice, 'credit-note': credits }: OrderLife) =>
  [...invoice, ...credits].map((document) => document['outstanding_amount']).filter((amount) => amount !== 0)

const FEWER = { quantities: [{ line: 0, quantity: 2 }] }
const MORE = { quantities: [{ line: 1, quantity: 5 }], addLines: [line('BOOK-7', 1, '10.00')] }

test('scenario 28: an invoiced order that is edited downwards: a credit note of what fell', async () => {
  const { order, invoice } = await invoiced()
  story.shop.edit(order.id, FEWER)
  const life = await corrected(order, invoice)
  expect(countsOf(life)).toEqual({ 'sales-order': 1, invoice: 1, 'credit-note': 1, payment: 1 })
  expect(byItem(life['credit-note'][0], 'qty')).toEqual({ 'MUG-1': '-3' })
  expect(life['credit-note'][0]).toMatchObject({ return_against: invoice?.['name'] })
  // What was paid too much waits on the account until the store gives it back.
  story.shop.refund(order.id, { amount: String(negate(story.shop.totals(order.id).outstanding)) })
  const repaid = await corrected(order, invoice)
  expect(countsOf(repaid)).toMatchObject({ 'credit-note': 1, 'refund-payment': 1 })
  expect(openOn(repaid)).toEqual([])
})

test('scenario 28: where the rule says so, everything is credited and invoiced anew', async () => {
  const { order, invoice } = await invoiced({ corrections: { increase: 'replace' } })
  story.shop.edit(order.id, MORE)
  const life = await corrected(order, invoice)
  expect(countsOf(life)).toMatchObject({ invoice: 2, 'credit-note': 1 })
  expect(life['credit-note'][0]?.['grand_total']).toBe(-Number(invoice?.['grand_total']))
  expect(byItem(life.invoice[1], 'qty')).toEqual({ 'MUG-1': '5', CAP: '5', SOCKS: '1', 'BOOK-7': '1', SHIPPING: '1' })
  story.shop.pay(order.id)
  expect(openOn(await corrected(order, invoice))).toEqual([])
})

test.each([true, false])(
  'scenario 29: cancelled after the invoice, nothing is left of it; restocked: %s',
  async (restock) => {
    const before = reservedIn(story)
    const { order, invoice } = await invoiced()
    expect(reservedIn(story)).not.toEqual(before)
    story.shop.cancel(order.id, { restock })
    const life = await corrected(order, invoice)
    expect(countsOf(life)).toMatchObject({ invoice: 1, 'credit-note': 1, 'refund-payment': 1 })
    expect(openOn(life)).toEqual([])
    expect(taxesOf([...life.invoice, ...life['credit-note']])).toEqual({})
    expect(reservedIn(story)).toEqual(before)
  },
)

test('scenario 32: a fee that is kept lowers what is credited', async () => {
  const { order, invoice } = await invoiced({}, { lines: [line('MUG-1', 2, '25.00')] })
  story.shop.refund(order.id, { lines: [{ line: 0, quantity: 1, restockType: 'NO_RESTOCK' }], withhold: '5.00' })
  const { 'credit-note': credits, 'refund-payment': refunds } = await corrected(order, invoice)
  expect(credits.map((note) => note['grand_total'])).toEqual([-20])
  expect(refunds.map((refund) => refund['paid_amount'])).toEqual([20])
})

test('scenario 36: two refunds of one line each carry their own quantity, and one that is taken back leaves the other', async () => {
  const { order, invoice } = await invoiced()
  for (const quantity of [1, 2])
    story.shop.refund(order.id, { lines: [{ line: 0, quantity, restockType: 'NO_RESTOCK' }] })
  const { 'credit-note': credits, 'refund-payment': refunds } = await corrected(order, invoice)
  expect(credits.map((note) => byItem(note, 'qty')['MUG-1'])).toEqual(['-1', '-2'])
  expect(credits.map((note) => note['return_against'])).toEqual([invoice?.['name'], invoice?.['name']])

  // A person takes the payment of the first one back, then the first one: the other one and the invoice stay what they are.
  const [first, second] = credits
  const paidBack = refunds.find((refund) =>
    rows(refund, 'references').some((row) => row['reference_name'] === first?.['name']),
  )
  await cancelInErp(story, 'Payment Entry', paidBack)
  await cancelInErp(story, 'Sales Invoice', first)
  story.shop.update(order.id, { note: 'looked at again' })
  await story.settled()
  const left = lifeOf(story, order)
  expect(left['credit-note'].map((note) => note['name'])).toEqual([second?.['name']])
  expect(left.invoice.map((each) => each['name'])).toEqual([invoice?.['name']])
})
