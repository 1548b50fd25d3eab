import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import type { PlaceOrder } from '#sandboxes/shopify/place-input'
import { startStory, type Story } from '#testing/story'
import { booksOf, FLAWLESS, PATIENCE_MS, proofOf, rows } from './books.ts'

/** Standard rates of the 27 destination countries of the OSS scheme, as the store charges them. */
const RATES: Readonly<Record<string, string>> = {
  AT: '20',
  BE: '21',
  BG: '20',
  CY: '19',
  CZ: '21',
  DE: '19',
  DK: '25',
  EE: '24',
  ES: '21',
  FI: '25.5',
  FR: '20',
  GR: '24',
  HR: '25',
  HU: '27',
  IE: '23',
  IT: '22',
  LT: '21',
  LU: '17',
  LV: '21',
  MT: '18',
  NL: '21',
  PL: '23',
  PT: '23',
  RO: '21',
  SE: '25',
  SI: '22',
  SK: '23',
}

const accountOf = (country: string): string => (country === 'DE' ? 'Umsatzsteuer 19 % - AC' : `OSS ${country} - AC`)

const TAXES = [
  ...Object.entries(RATES).map(([country, rate]) => ({ country, rate, account: accountOf(country) })),
  // Reverse charge within the Union and exports to Switzerland are sold without tax; nothing else may be.
  { country: 'AT', rate: 'none', account: null },
  { country: 'CH', rate: 'none', account: null },
]

let story: Story

beforeAll(async () => {
  story = await startStory({ mappings: { taxes: TAXES } })
  for (const [country, rate] of Object.entries(RATES)) {
    if (country === 'DE') continue
    story.erp.insert({
      doctype: 'Account',
      account_name: `OSS ${country}`,
      tax_rate: Number(rate),
      company: 'Acme GmbH',
      parent_account: 'Duties and Taxes - AC',
      account_type: 'Tax',
    })
  }
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

/** An order that goes to `countryCode`, with the tax that the store charged there. */
function soldTo(countryCode: string, percent: string | null, more: Partial<PlaceOrder> = {}): PlacedOrder {
  const address = { address1: 'Main 1', zip: '1000', city: 'Town', countryCode }
  const taxRates = percent === null ? [] : [{ title: `VAT ${countryCode}`, rate: String(Number(percent) / 100) }]
  return story.shop.place({
    lines: [{ sku: 'MUG-1', title: 'Mug', quantity: 3, price: '19.99', taxRates }],
    shipping: { price: '4.90', taxRates },
    customer: { email: `buyer@${countryCode.toLowerCase()}.example`, address },
    shippingAddress: address,
    billingAddress: address,
    ...more,
  })
}

/** The tax accounts that an order's invoice books to, with an amount. */
const taxAccounts = (order: PlacedOrder): unknown[] =>
  rows(booksOf(story, order).invoices[0], 'taxes')
    .filter((row) => row['tax_amount_after_discount_amount'] !== 0)
    .map((row) => row['account_head'])

const NOTHING = { orders: [], invoices: [], payments: [] }

test('scenario 25: consumers in 27 countries, each on the account of its country', async () => {
  const orders = Object.entries(RATES).map(([country, rate]) => [country, soldTo(country, rate)] as const)
  await story.settled()
  expect(orders.map(([country, order]) => [country, taxAccounts(order)])).toEqual(
    orders.map(([country]) => [country, [accountOf(country)]]),
  )
  expect(await story.states()).toMatchObject({ synced: 27, attention: 0 })
  expect(await proofOf(story)).toMatchObject(FLAWLESS)
})

test('scenario 25: a company under reverse charge and an export are booked without tax, as mapped', async () => {
  const company = { name: 'Kunde GmbH', externalId: 'C-1' }
  const reverseCharge = soldTo('AT', '20', { company, taxExempt: true, customer: { email: 'einkauf@kunde.example' } })
  const exported = soldTo('CH', null)
  await story.settled()
  for (const order of [reverseCharge, exported]) {
    expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
    expect(taxAccounts(order)).toEqual([])
    expect(booksOf(story, order).invoices).toMatchObject([{ outstanding_amount: 0 }])
  }
  expect(booksOf(story, reverseCharge).invoices).toMatchObject([{ customer_name: 'Kunde GmbH' }])
})

test('scenario 25: an unmapped country is refused before anything is written, and goes once it is mapped', async () => {
  const before = story.erp.documents('Customer').length
  const taxed = soldTo('NO', '25')
  const untaxed = soldTo('US', null)
  await story.settled()
  for (const [order, subject] of [
    [taxed, 'tax:NO:25'],
    [untaxed, 'tax:US:none'],
  ] as const) {
    expect(await story.transfer(order.name)).toMatchObject({
      state: 'attention',
      causeCode: 'TAX_NOT_MAPPED',
      causeSubject: subject,
    })
    expect(booksOf(story, order)).toEqual(NOTHING)
  }
  expect(story.erp.documents('Customer')).toHaveLength(before)

  const norway = { country: 'NO', rate: '25', account: 'VAT 25% - AC' }
  await story.configure({ mappings: { taxes: [...TAXES, norway] } })
  await story.settled()
  expect(taxAccounts(taxed)).toEqual(['VAT 25% - AC'])
  expect(await story.transfer(taxed.name)).toMatchObject({ state: 'synced', causeMessage: null })
  expect(await story.transfer(untaxed.name)).toMatchObject({ state: 'attention', causeCode: 'TAX_NOT_MAPPED' })
})
