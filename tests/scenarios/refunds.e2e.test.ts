import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import type { PlaceOrder } from '#sandboxes/shopify/place-input'
import { startStory, type Story } from '#testing/story'
import {
  byItem,
  cancelInErp,
  countsOf,
  faultsOf,
  figuresOf,
  lifeOf,
  line,
  type OrderLife,
  PATIENCE_MS,
  rows,
  taxesOf,
  vat,
} from './books.ts'

let story: Story

beforeAll(async () => {
  story = await startStory({ erpSettings: { conversionRates: { USD: '0.92' } } })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const ORDER: PlaceOrder = {
  lines: [line('MUG-1', 4, '19.99'), line('CAP', 3, '3.33', 12), line('SOCKS', 2, '9.99', 6)],
  discounts: [{ kind: 'code', name: 'TEN', percentage: '10' }],
  shipping: { price: '4.90', taxRates: vat(25) },
}

async function sold(input: PlaceOrder = ORDER): Promise<PlacedOrder> {
  const order = story.shop.place(input)
  await story.settled()
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  expect(countsOf(lifeOf(story, order))).toEqual({ 'sales-order': 1, invoice: 1, payment: 1 })
  return order
}

/** The order is in step and the books of both sides agree; nothing is left open on any document. */
async function inStep(order: PlacedOrder): Promise<OrderLife> {
  await story.settled()
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  expect(await faultsOf(story, order)).toEqual([])
  const life = lifeOf(story, order)
  for (const document of [...life.invoice, ...life['credit-note']]) expect(document['outstanding_amount']).toBe(0)
  return life
}

const references = (life: OrderLife) => figuresOf(life['credit-note'], 'tillbridge_ref').flat()

test('scenario 31: three partial refunds are three credit notes, each traceable to its refund', async () => {
  const order = await sold()
  const before = lifeOf(story, order).invoice
  const refunds = []
  for (const quantity of [1, 1, 2]) {
    refunds.push(story.shop.refund(order.id, { lines: [{ line: 0, quantity, restockType: 'NO_RESTOCK' }] }))
    await story.settled()
  }
  const life = await inStep(order)
  expect(references(life)).toEqual(refunds.map(({ id }) => `acme:credit-note:r${id}`))
  expect(life['credit-note'].map((note) => byItem(note, 'qty'))).toEqual([
    { 'MUG-1': '-1' },
    { 'MUG-1': '-1' },
    { 'MUG-1': '-2' },
  ])
  expect(life['refund-payment']).toHaveLength(3)
  // The invoice was issued: it stays as it is but for what is open on it.
  expect(figuresOf(life.invoice, 'name', 'grand_total', 'items')).toEqual(
    figuresOf(before, 'name', 'grand_total', 'items'),
  )
})

test('scenario 31: refunds that come in one burst, and twice, are credited once each', async () => {
  const order = await sold()
  story.shop.deliveries.configure({ duplicateShare: 1, dropShare: 0, delayMs: [0, 30] })
  for (const index of [0, 1, 2])
    story.shop.refund(order.id, { lines: [{ line: index, quantity: 1, restockType: 'NO_RESTOCK' }] })
  const life = await inStep(order)
  story.shop.deliveries.configure({ duplicateShare: 0, dropShare: 0, delayMs: [0, 0] })
  expect(countsOf(life)).toEqual({ 'sales-order': 1, invoice: 1, payment: 1, 'credit-note': 3, 'refund-payment': 3 })
})

test('scenario 32: refunded shipping alone gives back its tax at the rate that was charged', async () => {
  const order = await sold()
  story.shop.refund(order.id, { shipping: true })
  const { 'credit-note': credits } = await inStep(order)
  expect(credits.map((note) => note['grand_total'])).toEqual([-4.9])
  expect(taxesOf(credits)).toEqual({ 'VAT 25% - AC': '-0.98' })
})

test('scenario 32: goodwill without goods is split at the rate of the order', async () => {
  const order = await sold({ lines: [line('MUG-1', 2, '25.00')] })
  story.shop.refund(order.id, { goodwill: '10.00' })
  const { 'credit-note': credits } = await inStep(order)
  expect(figuresOf(credits, 'grand_total', 'net_total')).toEqual([[-10, -8]])
  expect(taxesOf(credits)).toEqual({ 'VAT 25% - AC': '-2' })
})

test('scenario 32: goodwill on an order of three rates is split among them', async () => {
  const order = await sold()
  story.shop.refund(order.id, { goodwill: '10.00' })
  const { 'credit-note': credits } = await inStep(order)
  expect(credits.map((note) => note['grand_total'])).toEqual([-10])
  expect(Object.keys(taxesOf(credits)).toSorted()).toEqual(['VAT 12% - AC', 'VAT 25% - AC', 'VAT 6% - AC'])
})

test('scenario 32: a fee that is kept lowers what is credited', async () => {
  const order = await sold({ lines: [line('MUG-1', 2, '25.00')] })
  story.shop.refund(order.id, { lines: [{ line: 0, quantity: 1, restockType: 'NO_RESTOCK' }], withhold: '5.00' })
  const { 'credit-note': credits, 'refund-payment': refunds } = await inStep(order)
  expect(credits.map((note) => note['grand_total'])).toEqual([-20])
  expect(refunds.map((refund) => refund['paid_amount'])).toEqual([20])
})

test.each([
  ['shop', 'EUR'],
  ['presentment', 'USD'],
] as const)(
  'scenario 34: the refund of an order paid in dollars is credited in the currency of its invoice: %s',
  async (currency, code) => {
    await story.configure({ policies: { currency }, erpSettings: { conversionRates: { USD: '0.92' } } })
    const order = await sold({
      ...ORDER,
      presentment: { currency: 'USD', rate: '1.09' },
      customer: { email: `back-${code}@example.com` },
    })
    story.shop.refund(order.id, { lines: [{ line: 0, quantity: 4, restockType: 'NO_RESTOCK' }], shipping: true })
    await story.settled()
    expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
    const { invoice, 'credit-note': credits, 'refund-payment': refunds } = lifeOf(story, order)
    const { refunded } = currency === 'shop' ? story.shop.totals(order.id) : story.shop.totals(order.id).presentment
    expect(figuresOf([...invoice, ...credits], 'currency', 'outstanding_amount')).toEqual([
      [code, 0],
      [code, 0],
    ])
    expect(credits.map((note) => note['grand_total'])).toEqual([-Number(refunded)])
    expect(refunds).toHaveLength(1)
    await story.configure({ policies: { currency: 'shop' } })
  },
)

const PENDING = { lines: [{ line: 0, quantity: 1, restockType: 'NO_RESTOCK' }], status: 'pending' } as const

test('scenario 35: a refund that is pending and then fails is never credited', async () => {
  const order = await sold()
  const before = countsOf(lifeOf(story, order))
  story.shop.refund(order.id, PENDING)
  await story.settled()
  expect(countsOf(lifeOf(story, order))).toEqual(before)
  story.shop.settle(order.id, 'failure')
  await story.settled()
  expect(countsOf(lifeOf(story, order))).toEqual(before)
})

test('scenario 35: a refund that is pending and then succeeds is credited once', async () => {
  const order = await sold()
  story.shop.refund(order.id, PENDING)
  await story.settled()
  story.shop.settle(order.id, 'success')
  const life = await inStep(order)
  expect(countsOf(life)).toEqual({ 'sales-order': 1, invoice: 1, payment: 1, 'credit-note': 1, 'refund-payment': 1 })
})

test('scenario 36: two refunds of one line each carry their own quantity, and one that is taken back leaves the other', async () => {
  const order = await sold()
  for (const quantity of [1, 2])
    story.shop.refund(order.id, { lines: [{ line: 0, quantity, restockType: 'NO_RESTOCK' }] })
  const { 'credit-note': credits } = await inStep(order)
  expect(credits.map((note) => byItem(note, 'qty')['MUG-1'])).toEqual(['-1', '-2'])
  const invoice = lifeOf(story, order).invoice[0]
  expect(credits.map((note) => note['return_against'])).toEqual([invoice?.['name'], invoice?.['name']])

  // A person takes the payment of the first one back, then the first one: the other one and the invoice stay what they are.
  const [first, second] = credits
  const paid = lifeOf(story, order)['refund-payment'].find((refund) =>
    rows(refund, 'references').some((row) => row['reference_name'] === first?.['name']),
  )
  await cancelInErp(story, 'Payment Entry', paid)
  await cancelInErp(story, 'Sales Invoice', first)
  story.shop.update(order.id, { note: 'looked at again' })
  await story.settled()
  const left = lifeOf(story, order)
  expect(left['credit-note'].map((note) => note['name'])).toEqual([second?.['name']])
  expect(left.invoice.map((each) => each['name'])).toEqual([invoice?.['name']])
})
