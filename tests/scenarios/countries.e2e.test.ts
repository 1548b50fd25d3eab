import { afterAll, beforeAll, expect, test } from 'vitest'
import { decimal, divide, HUNDRED } from '#lib/decimal'
import type { PlacedOrder } from '#sandboxes/shopify/life'
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

const TAXES = Object.entries(RATES).map(([country, rate]) => ({ country, rate, account: accountOf(country) }))

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
function soldTo(countryCode: string, percent: string): PlacedOrder {
  const address = { address1: 'Main 1', zip: '1000', city: 'Town', countryCode }
  const taxRates = [{ title: `VAT ${countryCode}`, rate: divide(decimal(percent), HUNDRED) }]
  return story.shop.place({
    lines: [{ sku: 'MUG-1', title: 'Mug', quantity: 3, price: '19.99', taxRates }],
    shipping: { price: '4.90', taxRates },
    customer: { email: `buyer@${countryCode.toLowerCase()}.example`, address },
    shippingAddress: address,
    billingAddress: address,
  })
}

/** The tax accounts that an order's invoice books to, with an amount. */
const taxAccounts = (order: PlacedOrder): unknown[] =>
  rows(booksOf(story, order).invoices[0], 'taxes')
    .filter((row) => row['tax_amount_after_discount_amount'] !== 0)
    .map((row) => row['account_head'])

test('scenario 25: consumers in 27 countries, each on the account of its country', async () => {
  const orders = Object.entries(RATES).map(([country, rate]) => [country, soldTo(country, rate)] as const)
  await story.settled()
  expect(orders.map(([country, order]) => [country, taxAccounts(order)])).toEqual(
    orders.map(([country]) => [country, [accountOf(country)]]),
  )
  expect(await story.states()).toMatchObject({ synced: 27, attention: 0 })
  expect(await proofOf(story)).toMatchObject(FLAWLESS)
})
