import { expect, test } from 'vitest'
import { plan } from '#books/plan'
import { policiesOf } from '#books/policies'
import { mappingsOf } from '#mapping/mappings'
import { aLine, anOrder, aPayment, aTax } from '#testing/an-order'
import { counter } from './count.ts'
import { suggestionsFor } from './suggest.ts'

const ORDER = anOrder({
  lines: [aLine({ price: '100.00', sku: 'MUG', taxes: [aTax('25', '20.00')] })],
  payments: [aPayment('100.00', { gateway: 'shopify_payments' })],
})

const counted = (
  order: ReturnType<typeof anOrder>,
  mappings = mappingsOf({}),
  items: ReadonlySet<string> | null = null,
) => {
  const { targets, reason } = plan({ order, policies: policiesOf(), held: [], scope: 'nordlys' })
  const count = counter(items)
  count.add({ order, targets, mappings, reason })
  return count.result()
}

test('names everything that orders need and the mapping lacks, with the money it stops', () => {
  const order = ORDER
  const { values, orders, ready } = counted(order)
  expect([orders, ready]).toEqual([1, 0])
  const missing = values.filter(({ state }) => state === 'missing')
  expect(new Set(missing.map(({ kind }) => kind))).toContain('tax')
  for (const value of missing) {
    expect(value).toMatchObject({
      orders: 1,
      example: order.name,
      money: [{ currency: order.currencies.shop, amount: order.totals.currentTotal.shop }],
    })
    expect(value.remedy).not.toBeNull()
  }
  expect(values.find(({ kind }) => kind === 'currency')?.state).toBe('seen')
  // What is missing stands before what is only good to know.
  expect(values.map(({ state }) => state).lastIndexOf('missing')).toBe(missing.length - 1)
})

test('entries made of what it names leave nothing missing', () => {
  const order = ORDER
  const entries = counted(order).values.flatMap(({ entry }) => (entry === null ? [] : [entry]))
  const of = (table: string, code: object) =>
    entries.filter((one) => one.table === table).map(({ values }) => ({ ...values, ...code }))
  const mappings = mappingsOf({
    taxes: of('taxes', { account: 'VAT' }) as never,
    payments: of('payments', { mode: 'Card' }) as never,
    shipping: of('shipping', { item: 'SHIPPING' }) as never,
    locations: of('locations', { warehouse: 'Stores' }) as never,
  })
  const { values, ready } = counted(order, mappings)
  expect(values.filter(({ state }) => state === 'missing')).toEqual([])
  expect(values.some(({ state }) => state === 'mapped')).toBe(true)
  expect(ready).toBe(1)
  // The target is asked which items it has.
  const item = counted(order, mappings, new Set(['OTHER'])).values.find(({ kind }) => kind === 'item')
  expect(item).toMatchObject({ state: 'seen', label: 'MUG', entry: { table: 'items', values: { sku: 'MUG' } } })
})

test('suggests by the rate as a number of its own, by words that both share, and never for what is mapped', () => {
  const offered = {
    tax: ['VAT 25% - NL', 'VAT 2.5% - NL', 'VAT 125 - NL', 'VAT 5% - NL'].map((value) => ({ value, label: value })),
    payment: ['Cash', 'Shopify Payments', 'Bank Draft'].map((value) => ({ value, label: value })),
    location: [{ value: 'Stores - NL', label: 'Stores - NL' }],
  }
  const base = { orders: 1, money: [], example: '#1', message: null, remedy: null, subject: '' }
  const tax = {
    ...base,
    kind: 'tax',
    label: 'SE 25%',
    state: 'missing',
    entry: { table: 'taxes', values: { rate: '25' } },
  } as const
  const values = (of: Parameters<typeof suggestionsFor>[0]) => suggestionsFor(of, offered).map(({ value }) => value)
  expect(values(tax)).toEqual(['VAT 25% - NL'])
  expect(values({ ...tax, entry: { table: 'taxes', values: { rate: '5' } } })).toEqual(['VAT 5% - NL'])
  expect(values({ ...tax, entry: { table: 'taxes', values: { rate: 'none' } } })).toEqual([])
  const payment = { ...base, kind: 'payment', label: 'shopify_payments', state: 'missing', entry: null } as const
  expect(values(payment)).toEqual(['Shopify Payments'])
  expect(values({ ...payment, state: 'mapped' })).toEqual([])
  expect(values({ ...payment, kind: 'location', label: '7' })).toEqual(['Stores - NL'])
})
