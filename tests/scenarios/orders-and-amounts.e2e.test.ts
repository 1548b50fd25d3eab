import { afterAll, beforeAll, expect, test } from 'vitest'
import { toNumber } from '#lib/decimal'
import { sized } from '#testing/size'
import { ACME_MAPPINGS, startStory, type Story } from '#testing/story'
import { seededRandom } from '#sandboxes/shopify/ids'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import { randomOrder } from '#sandboxes/shopify/order-generator'
import { booksOf, byItem, FLAWLESS, line, PATIENCE_MS, proofOf, vat } from './books.ts'

const TAX_7_25 = 'State tax 7.25% - AC'
const TAX_1_25 = 'County tax 1.25% - AC'

let story: Story

beforeAll(async () => {
  story = await startStory({
    shop: { shop: { currency: 'EUR', taxesIncluded: true, ianaTimezone: 'Europe/Berlin', plan: 'enterprise' } },
    shopSettings: { plan: 'enterprise' },
    policies: { homeCountry: 'SE' },
    mappings: {
      taxes: [
        ...(ACME_MAPPINGS.taxes ?? []),
        { country: '*', rate: '7.25', account: TAX_7_25 },
        { country: '*', rate: '1.25', account: TAX_1_25 },
      ],
      roles: {
        ...ACME_MAPPINGS.roles,
        'gift-card': { account: 'Gift Cards - AC' },
        custom: { item: 'NOSTOCK' },
        discount: { item: 'GIFT' },
      },
    },
  })
  taxAccount('State tax 7.25%', 7.25)
  taxAccount('County tax 1.25%', 1.25)
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const taxAccount = (account_name: string, tax_rate: number) =>
  story.erp.insert({
    doctype: 'Account',
    account_name,
    tax_rate,
    company: 'Acme GmbH',
    parent_account: 'Duties and Taxes - AC',
    account_type: 'Tax',
  })

/** The store's total stands in order and invoice to the cent, and nothing is due. */
async function expectBooked(order: PlacedOrder): Promise<void> {
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  const { orders, invoices } = booksOf(story, order)
  const total = toNumber(story.shop.totals(order.id).total)
  expect(orders.map((document) => document['grand_total'])).toEqual([total])
  expect(invoices.map((document) => [document['grand_total'], document['outstanding_amount']])).toEqual([[total, 0]])
}

/** An order whose last product is deleted before anybody reads the order. */
async function soldThenDeleted(): Promise<PlacedOrder> {
  const product = story.shop.products.add({ title: 'Gone', price: '9.00' })
  story.shop.deliveries.configure({ dropShare: 1 })
  const order = story.shop.place({
    lines: [
      line('MUG-1', 1, '12.50'),
      line('CAP', 1, '15.00'),
      { variantId: `gid://shopify/ProductVariant/${product.variantId}`, quantity: 2, price: '9.00', taxRates: vat(25) },
    ],
  })
  story.shop.products.deleteProduct(product.productId)
  story.shop.deliveries.configure({ dropShare: 0 })
  await story.sweep()
  await story.settled()
  return order
}

test('scenario 20: a deleted product that never had a SKU takes the placeholder', async () => {
  const order = await soldThenDeleted()
  await expectBooked(order)
  const [invoice] = booksOf(story, order).invoices
  expect(byItem(invoice, 'qty')).toEqual({ 'MUG-1': '1', CAP: '1', NOSTOCK: '2' })
})

test.each([true, false])(
  'scenario 14: generated orders, total and tax per rate equal in each document (tax in prices: %s)',
  async (taxesIncluded) => {
    const random = seededRandom(taxesIncluded ? 14 : 1414)
    for (let count = 0; count < sized(120, 50); count += 1)
      story.shop.place(randomOrder(random, { currency: 'EUR', taxesIncluded }))
    await story.settled()
    const proof = await proofOf(story)
    expect(proof).toMatchObject(FLAWLESS)
    expect(proof.held).toEqual([])
    expect(proof.sums.map(({ difference }) => difference)).toEqual(proof.sums.map(() => '0'))
  },
  PATIENCE_MS,
)

test.each([
  ['net', 'price'],
  ['gross', 'price'],
  ['net', 'line'],
  ['gross', 'line'],
] as const)(
  'scenario 14: the sums are the same however they are shown: %s prices, discounts as %s',
  async (priceMode, discounts) => {
    await story.configure({ policies: { homeCountry: 'SE', priceMode, discounts } })
    const random = seededRandom(priceMode.length * 100 + discounts.length)
    for (let count = 0; count < 25; count += 1) story.shop.place(randomOrder(random, { currency: 'EUR' }))
    await story.settled()
    const proof = await proofOf(story)
    expect(proof).toMatchObject(FLAWLESS)
    expect(proof.held).toEqual([])
  },
)
