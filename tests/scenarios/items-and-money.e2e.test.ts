import { afterAll, beforeAll, expect, test } from 'vitest'
import { subtract, toNumber } from '#lib/decimal'
import { ACME_MAPPINGS, startStory, type Story } from '#testing/story'
import type { PlaceOrder } from '#sandboxes/shopify/place-input'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import { aMug, amount, booksOf, byItem, type Doc, line, PATIENCE_MS, rows, vat } from './books.ts'

const MAPPINGS = {
  ...ACME_MAPPINGS,
  payments: [
    { gateway: 'shopify_payments', mode: 'Credit Card', account: 'Stripe Clearing - AC' },
    { gateway: 'gift_card', mode: 'Cash', account: 'Gift Cards - AC' },
    { gateway: 'store_credit', mode: 'Cash', account: 'Store Credit - AC' },
  ],
}

let story: Story

beforeAll(async () => {
  story = await startStory({ mappings: MAPPINGS })
  story.erp.insert({
    doctype: 'Account',
    account_name: 'Store Credit',
    company: 'Acme GmbH',
    parent_account: 'Current Liabilities - AC',
  })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

async function sold(input: PlaceOrder): Promise<PlacedOrder> {
  const order = story.shop.place(input)
  await story.settled()
  return order
}

const NOTHING = { orders: [], invoices: [], payments: [] }

test('scenario 21: of two variants with one SKU nothing is booked until each has its item; both are named', async () => {
  const [small, large] = ['S', 'L'].map((size) =>
    story.shop.products.add({ sku: 'SHIRT', title: 'Shirt', variantTitle: size, price: '20.00' }),
  )
  const variant = (product: typeof small) => `gid://shopify/ProductVariant/${product?.variantId}`
  const order = await sold({
    lines: [
      { variantId: variant(small), quantity: 1, price: '20.00', taxRates: vat(25) },
      { variantId: variant(large), quantity: 2, price: '22.00', taxRates: vat(25) },
    ],
  })
  expect(booksOf(story, order)).toEqual(NOTHING)
  const held = await story.transfer(order.name)
  expect(held).toMatchObject({ state: 'attention', causeCode: 'SKU_AMBIGUOUS', causeSubject: 'sku:SHIRT' })
  expect(held.causeMessage).toContain(String(small?.variantId))
  expect(held.causeMessage).toContain(String(large?.variantId))

  const items = [
    { variant: String(small?.variantId), item: 'TSHIRT-1' },
    { variant: String(large?.variantId), item: 'CAP' },
  ]
  await story.configure({ mappings: { ...MAPPINGS, items } })
  await story.settled()
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  expect(byItem(booksOf(story, order).invoices[0], 'qty')).toEqual({ 'TSHIRT-1': '1', CAP: '2' })
})

test('scenario 21: one variant on two lines at two prices stays two rows', async () => {
  const order = await sold({
    taxesIncluded: false,
    lines: [line('MUG-1', 2, '19.99'), line('MUG-1', 1, '12.50')],
  })
  const { orders, invoices } = booksOf(story, order)
  for (const document of [...orders, ...invoices]) {
    const held = rows(document, 'items').map((row) => [row['item_code'], row['qty'], row['rate']])
    expect(held).toEqual([
      ['MUG-1', 2, 19.99],
      ['MUG-1', 1, 12.5],
    ])
  }
})

/** What an account moved by, of all ledger rows of these documents. */
function moved(account: string, documents: readonly Doc[]): number {
  const vouchers = new Set(documents.map((document) => document['name']))
  const cents = story.erp
    .documents('GL Entry')
    .filter((entry) => entry['account'] === account && vouchers.has(entry['voucher_no']))
    .map((entry) => Math.round((Number(entry['debit']) - Number(entry['credit'])) * 100))
  return cents.reduce((sum, each) => sum + each, 0) / 100
}

test('scenario 22: gift card, card and store credit are three payments that close the invoice', async () => {
  const order = await sold({
    lines: [line('MUG-1', 3, '19.99')],
    payments: [
      { gateway: 'gift_card', amount: '25.00' },
      { gateway: 'shopify_payments', amount: '30.00' },
      { gateway: 'store_credit', amount: '4.97' },
    ],
  })
  const { invoices, payments } = booksOf(story, order)
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  expect(invoices.map((invoice) => invoice['outstanding_amount'])).toEqual([0])
  const paid = payments.map((payment) => [payment['paid_to'], payment['paid_amount']])
  expect(paid).toEqual([
    ['Gift Cards - AC', 25],
    ['Stripe Clearing - AC', 30],
    ['Store Credit - AC', 4.97],
  ])
  // Both liabilities fall by their parts, and nothing stays on the buyer's account.
  expect(moved('Gift Cards - AC', payments)).toBe(25)
  expect(moved('Store Credit - AC', payments)).toBe(4.97)
  expect(moved('Debtors - AC', [...invoices, ...payments])).toBe(0)
})

test('scenario 22: a sold gift card is a liability, and no revenue', async () => {
  await story.configure({
    mappings: { ...MAPPINGS, roles: { ...MAPPINGS.roles, 'gift-card': { account: 'Gift Cards - AC' } } },
  })
  const order = await sold({
    lines: [
      line('MUG-1', 1, '12.50'),
      { title: 'Gift card', quantity: 1, price: '50.00', giftCard: true, custom: true },
    ],
  })
  const { invoices, payments } = booksOf(story, order)
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  expect(moved('Gift Cards - AC', [...invoices, ...payments])).toBe(-50)
  expect(byItem(invoices[0], 'qty')).toEqual({ 'MUG-1': '1' })
})

test('scenario 23: paid on 31 December at 23:50 store time and read later, the payment is dated 31 December', async () => {
  const order = story.shop.place(aMug({ placedAt: '2025-12-31T23:50:00+01:00' }))
  story.shop.update(order.id, { note: 'looked at in January' })
  await story.settled()
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  const { invoices, payments } = booksOf(story, order)
  expect(invoices.map((invoice) => [invoice['posting_date'], invoice['outstanding_amount']])).toEqual([
    ['2025-12-31', 0],
  ])
  expect(payments.map((payment) => payment['posting_date'])).toEqual(['2025-12-31'])
})

const IN_DOLLARS: PlaceOrder = {
  presentment: { currency: 'USD', rate: '1.09' },
  lines: [line('MUG-1', 3, '19.99'), line('CAP', 1, '3.33', 12)],
  discounts: [{ percentage: '10' }],
  shipping: { price: '4.90', taxRates: vat(25) },
}

test.each([
  ['shop', 'EUR', 1],
  ['presentment', 'USD', 0.92],
] as const)(
  'scenario 24: an order paid in dollars is booked in one currency throughout: %s',
  async (currency, code, rate) => {
    await story.configure({
      policies: { currency },
      mappings: MAPPINGS,
      erpSettings: { conversionRates: { USD: '0.92' } },
    })
    const order = await sold({ ...IN_DOLLARS, customer: { email: `dollars-${code}@example.com` } })
    expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
    const totals = story.shop.totals(order.id)
    const stated = currency === 'shop' ? totals : totals.presentment
    const { orders, invoices, payments } = booksOf(story, order)
    for (const document of [...orders, ...invoices]) {
      expect(document).toMatchObject({ currency: code, conversion_rate: rate, grand_total: toNumber(stated.total) })
      expect(subtract(amount(document, 'grand_total'), amount(document, 'net_total'))).toBe(stated.tax)
    }
    expect(invoices.map((invoice) => invoice['outstanding_amount'])).toEqual([0])
    expect(payments).toHaveLength(1)
    await story.configure({ policies: { currency: 'shop' } })
  },
)
