import { afterAll, beforeAll, expect, test } from 'vitest'
import { subtract, toNumber } from '#lib/decimal'
import { startStory, type Story } from '#testing/story'
import type { PlaceOrder } from '#sandboxes/shopify/place-input'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import { amount, booksOf, line, PATIENCE_MS, vat } from './books.ts'

let story: Story

beforeAll(async () => {
  story = await startStory()
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

async function sold(input: PlaceOrder): Promise<PlacedOrder> {
  const order = story.shop.place(input)
  await story.settled()
  return order
}

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
