import { describe, expect, test } from 'vitest'
import { TillbridgeError } from '#lib/errors'
import { orderDifferences } from '#model/invariants'
import { parseOrder } from './parse.ts'
import { orderRefunded } from './samples/order-refunded.ts'
import { settings as schema } from './settings.ts'

const settings = schema.parse({ shop: 'nordlys', accessToken: 'x', timeZone: 'Europe/Stockholm' })
const { body } = orderRefunded

function failure(payload: unknown): TillbridgeError {
  try {
    parseOrder(settings, payload)
  } catch (error) {
    if (error instanceof TillbridgeError) return error
    throw error
  }
  throw new Error('it was read')
}

describe('a webhook body', () => {
  const order = parseOrder(settings, body)

  test('keeps both currencies apart and balances in each', () => {
    expect(order.currencies).toEqual({ shop: 'SEK', presentment: 'EUR' })
    expect(order.lines[0]?.unitPrice).toEqual({ shop: '199', presentment: '17.77' })
    expect(orderDifferences(order, 'shop')).toEqual([])
    expect(orderDifferences(order, 'presentment')).toEqual([])
  })

  test('states instants in UTC and absences as null', () => {
    expect(order.placedAt).toBe('2026-11-20T09:00:00.000Z')
    expect(order.note).toBeNull()
    expect(order.shippingAddress?.line2).toBeNull()
    expect(order.channel).toEqual({ kind: 'web', name: 'web', locationExternalId: null })
  })

  test('states the refund without payments, which a body tells in the buyer’s currency only', () => {
    expect(order.refunds).toHaveLength(1)
    expect(order.refunds[0]).toMatchObject({
      externalId: '7001',
      lines: [
        { lineExternalId: '901', quantity: '1', subtotal: { shop: '179.1', presentment: '15.99' }, restock: 'return' },
      ],
      payments: [],
    })
    expect(order.payments).toEqual([])
  })

  test('sorts tags, keeps any value of a property as text', () => {
    expect(order.tags).toEqual(['B2C', 'vip'])
    expect(order.lines[0]?.attributes).toEqual([{ name: '_bundle', value: '3' }])
  })

  test('is read in any wrapping', () => {
    expect(parseOrder(settings, { order: body })).toEqual(order)
    expect(parseOrder(settings, { data: { order: body } })).toEqual(order)
  })
})

describe('an older body', () => {
  const old = {
    id: '42',
    name: '#9',
    created_at: '2016-05-17T04:14:36-04:00',
    currency: 'USD',
    financial_status: 'paid',
    total_price: 15,
    total_discounts: '5.00',
    total_tax: null,
    line_items: [{ id: 1, title: 'Soda', quantity: 2, price: '10.00', total_discount: '5.00', product_id: 3 }],
    transactions: [{ id: 1, kind: 'sale', status: 'success', gateway: 'bogus', amount: '15.00', currency: 'USD' }],
  }

  test('without pairs of currencies, allocations and lists is read as far as it tells', () => {
    const order = parseOrder(settings, old)
    expect(order.lines[0]?.discounts).toEqual([{ applicationIndex: null, amount: { shop: '5', presentment: '5' } }])
    expect(orderDifferences(order, 'shop')).toEqual([])
    expect(order.payments).toMatchObject([{ amount: { shop: '15' }, gateway: 'bogus' }])
    expect(order.totals.currentTotal.shop).toBe('15')
    expect(order).toMatchObject({ refunds: [], fulfillments: [], customer: null, updatedAt: order.placedAt })
  })

  test('a sale below zero gives money back; a refund does, whichever sign it has', () => {
    const [sale] = old.transactions
    const moved = ['sale', 'capture', 'refund'].flatMap((kind) =>
      ['-15.00', '15.00'].map((amount) => ({ kind, amount })),
    )
    const transactions = moved.map((move, at) => ({ ...sale, ...move, id: at + 1 }))
    const { payments } = parseOrder(settings, { ...old, transactions })
    expect(payments.map(({ kind }) => kind)).toEqual(['refund', 'sale', 'refund', 'capture', 'refund', 'refund'])
    expect(new Set(payments.map(({ amount }) => amount.shop))).toEqual(new Set(['15']))
  })

  test('refunded shipping that is told as an adjustment is refunded shipping', () => {
    const adjustment = {
      id: 5,
      kind: 'shipping_refund',
      reason: 'Shipping refund',
      amount: '-5.00',
      tax_amount: '-1.00',
    }
    const goodwill = {
      id: 6,
      kind: 'refund_discrepancy',
      reason: 'Refund discrepancy',
      amount: '-2.00',
      tax_amount: '0.00',
    }
    const refund = { id: 2, created_at: '2016-05-18T04:14:36-04:00', order_adjustments: [adjustment, goodwill] }
    const [read] = parseOrder(settings, { ...old, refunds: [refund] }).refunds
    expect(read?.shipping).toEqual([
      { shippingExternalId: null, subtotal: { shop: '5', presentment: '5' }, tax: { shop: '1', presentment: '1' } },
    ])
    expect(read?.adjustments).toMatchObject([{ externalId: '6', reason: 'refund_discrepancy', amount: { shop: '-2' } }])
    const line = { id: 7, shipping_line_id: 8, subtotal_amount_set: { shop_money: { amount: '5.00' } } }
    const newer = { ...refund, refund_shipping_lines: [line] }
    const [told] = parseOrder(settings, { ...old, refunds: [newer] }).refunds
    expect(told?.shipping).toHaveLength(1)
    expect(told?.shipping[0]?.shippingExternalId).toBe('8')
  })

  test('an id beyond the exact numbers of JSON is refused, not rounded', () => {
    const huge: unknown = JSON.parse('{"id":820982911946154508}')
    const named = { admin_graphql_api_id: 'gid://shopify/Order/820982911946154508' }
    expect(failure({ ...old, ...(huge as object) }).message).toContain('id')
    expect(parseOrder(settings, { ...old, id: '820982911946154508' }).externalId).toBe('820982911946154508')
    expect(parseOrder(settings, { ...old, ...(huge as object), ...named }).externalId).toBe('820982911946154508')
  })
})

describe('what is no order', () => {
  test.each([[null], [[]], ['text'], [7], [{}], [{ order: null }], [{ id: 1, line_items: [] }]])('%j', (payload) => {
    expect(failure(payload)).toMatchObject({ kind: 'rejected', code: 'SHOPIFY_PAYLOAD_UNREADABLE' })
  })

  test('the field that is wrong is named', () => {
    expect(failure({ ...body, total_price: '12,50' }).message).toContain('total_price (is not a decimal number)')
    expect(failure({ ...body, created_at: 'yesterday' }).message).toContain('created_at (is not a date and time)')
    expect(failure({ ...body, currency: undefined }).message).toContain('currency is missing')
  })

  test('a draft is not taken for an order', () => {
    const { financial_status: _status, ...draft } = body
    expect(failure({ ...draft, status: 'open' }).message).toContain('financial_status is missing')
  })
})

describe('a GraphQL order', () => {
  test('states what is left of each tax, or leaves it open', () => {
    const tax = { title: 'State tax', rate: 0.0725, channelLiable: false, priceSet: bag('1.01') }
    const { currentTaxes } = parseOrder(settings, { ...graphql, currentTaxLines: [tax] }).totals
    expect(currentTaxes).toEqual([
      {
        title: 'State tax',
        ratePercent: '7.25',
        amount: { shop: '1.01', presentment: '1.01' },
        channelLiable: false,
      },
    ])
    expect(parseOrder(settings, graphql).totals).not.toHaveProperty('currentTaxes')
  })

  const bag = (amount: string) => ({ shopMoney: { amount, currencyCode: 'SEK' } })
  const graphql = {
    id: 'gid://shopify/Order/1',
    name: '#1',
    createdAt: '2026-11-20T09:00:00Z',
    updatedAt: '2026-11-20T09:00:00Z',
    currencyCode: 'SEK',
    totalPriceSet: bag('15.0'),
    lineItems: {
      nodes: [{ id: 'gid://shopify/LineItem/1', title: 'Mug', quantity: 1, originalUnitPriceSet: bag('15.0') }],
    },
  }

  test('is read with what it selects', () => {
    expect(parseOrder(settings, { data: { order: graphql } })).toMatchObject({
      externalId: '1',
      totals: { total: { shop: '15' }, tax: { shop: '0' }, outstanding: null },
      lines: [{ externalId: '1', kind: 'custom', currentQuantity: '1' }],
    })
  })

  test('of which a page is missing is refused', () => {
    const cut = { ...graphql, lineItems: { ...graphql.lineItems, pageInfo: { hasNextPage: true, endCursor: 'x' } } }
    expect(failure(cut)).toMatchObject({ kind: 'rejected', code: 'SHOPIFY_PAYLOAD_INCOMPLETE' })
  })
})
