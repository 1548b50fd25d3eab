import { expect, test } from 'vitest'
import { orderDifferences } from '#model/invariants'
import { orderFrom } from './order-draft.ts'

const place = { timeZone: 'Europe/Stockholm', where: 'orders.order' }
const least = {
  id: 7,
  name: 'A-7',
  placedAt: '2026-11-20T10:00:00+01:00',
  currency: 'SEK',
  taxesIncluded: true,
  lines: [{ id: 1, sku: 'MUG', title: 'Mug', quantity: 2, price: '99.50', taxes: [{ rate: 25, amount: '39.80' }] }],
  total: 199,
  tax: '39.80',
}

test('the least that makes an order is enough for one that adds up', () => {
  const order = orderFrom(least, place)
  expect(orderDifferences(order, 'shop')).toEqual([])
  expect(order).toMatchObject({
    externalId: '7',
    placedAt: '2026-11-20T09:00:00.000Z',
    updatedAt: '2026-11-20T09:00:00.000Z',
    currencies: { shop: 'SEK', presentment: 'SEK' },
    totals: { total: { shop: '199' }, currentTotal: { shop: '199' } },
  })
})

test('discounts, shipping, payments and two currencies arrive where they belong', () => {
  const both = (shop: string, presentment: string) => ({ shop, presentment })
  const order = orderFrom(
    {
      ...least,
      presentmentCurrency: 'EUR',
      lines: [{ ...least.lines[0], price: both('100', '10'), discount: both('20', '2'), taxes: [], quantity: '1' }],
      shipping: [{ id: 's', title: 'Post', price: both('50', '5') }],
      payments: [{ id: 'p', gateway: 'klarna', amount: both('130', '13'), reference: 'K1' }],
      total: both('130', '13'),
      tax: 0,
    },
    place,
  )
  expect(orderDifferences(order, 'shop')).toEqual([])
  expect(orderDifferences(order, 'presentment')).toEqual([])
  expect(order.payments).toMatchObject([{ kind: 'sale', status: 'success', providerReference: 'K1' }])
})

test.each([
  ['nothing', undefined, 'the whole'],
  ['a stamp without a zone', { ...least, placedAt: '2026-11-20T10:00:00' }, 'placedAt'],
  ['an amount with a comma', { ...least, total: '199,00' }, 'total'],
  ['a misspelt field', { ...least, totl: 1 }, 'totl'],
  ['a missing word on tax', { ...least, taxesIncluded: undefined }, 'taxesIncluded'],
  ['refunds without what is left', { ...least, refunds: [{ id: 1, at: '2026-11-21T10:00:00Z' }] }, 'currentTotal'],
])('%s is refused by name', (_what, value, field) => {
  expect(() => orderFrom(value, place)).toThrow(field)
})
