import { describe, expect, test } from 'vitest'
import { startShopify, type ShopifySandbox } from './start.ts'
import { ask } from './test-client.ts'

const VAT = [{ title: 'VAT', rate: '0.25' }]
const bag = (amount: string, currencyCode = 'SEK') => ({ shopMoney: { amount, currencyCode } })

async function read(shop: ShopifySandbox, id: string, fields: string): Promise<unknown> {
  const { body } = await ask(shop, `query($id: ID!) { order(id: $id) { ${fields} } }`, { id })
  expect(body.errors).toBeUndefined()
  return (body.data as unknown as { order: unknown }).order
}

describe('what shops sell', () => {
  test('a tip is a line once, is no part of the subtotal, and can not be sent', async () => {
    await using shop = await startShopify()
    const order = shop.place({
      lines: [
        { sku: 'A', quantity: 1, price: '100', taxRates: VAT },
        { title: 'Tip', quantity: 1, price: '10', tip: true },
      ],
    })
    expect(
      await read(
        shop,
        order.id,
        'lineItems(first: 5) { nodes { title } } nonFulfillableLineItems(first: 5) { nodes { title } } totalTipReceivedSet { shopMoney { amount currencyCode } } subtotalPriceSet { shopMoney { amount currencyCode } } totalPriceSet { shopMoney { amount currencyCode } }',
      ),
    ).toEqual({
      lineItems: { nodes: [{ title: 'A' }, { title: 'Tip' }] },
      nonFulfillableLineItems: { nodes: [{ title: 'Tip' }] },
      totalTipReceivedSet: bag('10.0'),
      subtotalPriceSet: bag('100.0'),
      totalPriceSet: bag('110.0'),
    })
  })

  test('an order at the till is sent, closed and without a customer at once', async () => {
    await using shop = await startShopify()
    const order = shop.place({
      channel: 'pos',
      lines: [{ sku: 'A', quantity: 1, price: '99.98', taxRates: VAT }],
      payments: [{ gateway: 'cash', amount: '200', change: '100', rounding: '0.02' }],
    })
    expect(
      await read(
        shop,
        order.id,
        'sourceName closed customer { id } displayFulfillmentStatus displayFinancialStatus retailLocation { name } totalCashRoundingAdjustment { paymentSet { shopMoney { amount currencyCode } } } totalReceivedSet { shopMoney { amount currencyCode } } transactions(first: 5) { kind gateway amountSet { shopMoney { amount currencyCode } } }',
      ),
    ).toEqual({
      sourceName: 'pos',
      closed: true,
      customer: null,
      displayFulfillmentStatus: 'FULFILLED',
      displayFinancialStatus: 'PAID',
      retailLocation: { name: 'Store' },
      totalCashRoundingAdjustment: { paymentSet: bag('0.02') },
      totalReceivedSet: bag('99.98'),
      transactions: [
        { kind: 'SALE', gateway: 'cash', amountSet: bag('200.0') },
        { kind: 'CHANGE', gateway: 'cash', amountSet: bag('100.0') },
      ],
    })
  })

  test('a gift card pays first, and is paid back last', async () => {
    await using shop = await startShopify()
    const order = shop.place({ lines: [{ sku: 'A', quantity: 1, price: '100', taxRates: VAT }], giftCardPayment: '30' })
    expect(order.state.transactions.map((entry) => [entry.gateway, entry.amount.shop])).toEqual([
      ['gift_card', '30'],
      ['shopify_payments', '70'],
    ])
    shop.refund(order, { lines: [{ line: 0, quantity: 1 }] })
    expect(order.state.transactions.slice(2).map((entry) => [entry.gateway, entry.amount.shop])).toEqual([
      ['shopify_payments', '70'],
      ['gift_card', '30'],
    ])
    expect(shop.totals(order)).toMatchObject({ total: '0', net: '0', outstanding: '0', financialStatus: 'REFUNDED' })
  })

  test('a foreign order is computed on both sides, and paid in full on both', async () => {
    await using shop = await startShopify()
    const order = shop.place({
      presentment: { currency: 'EUR', rate: '0.0873' },
      lines: [{ sku: 'A', quantity: 3, price: '99.50', taxRates: VAT }],
      discounts: [{ amount: '10' }],
    })
    expect(shop.totals(order)).toMatchObject({
      total: '288.5',
      presentment: { currency: 'EUR', total: '25.2', tax: '5.04', received: '25.2' },
    })
  })

  test('a deleted product leaves SKU and title and loses its links', async () => {
    await using shop = await startShopify()
    const order = shop.place({ lines: [{ sku: 'GONE', title: 'Lamp', quantity: 1, price: '10' }] })
    shop.products.remove('GONE')
    expect(
      await read(shop, order.id, 'lineItems(first: 1) { nodes { sku title product { id } variant { id } } }'),
    ).toEqual({ lineItems: { nodes: [{ sku: 'GONE', title: 'Lamp', product: null, variant: null }] } })
  })

  test('duties and fees are in the total with their taxes; a marketplace owes the tax itself', async () => {
    await using shop = await startShopify({ shop: { taxesIncluded: false } })
    const order = shop.place({
      channel: 'marketplace',
      lines: [{ sku: 'A', quantity: 1, price: '100', taxRates: VAT, duties: [{ price: '12', taxRates: VAT }] }],
      fees: [{ name: 'Deposit', price: '4', taxRates: VAT }],
    })
    expect(shop.totals(order)).toMatchObject({ total: '145', tax: '29' })
    expect(
      await read(
        shop,
        order.id,
        'lineItems(first: 1) { nodes { taxLines { channelLiable } } } merchantOfRecordApp { name } originalTotalDutiesSet { shopMoney { amount currencyCode } }',
      ),
    ).toEqual({
      lineItems: { nodes: [{ taxLines: [{ channelLiable: true }] }] },
      merchantOfRecordApp: { name: 'Marketplace' },
      originalTotalDutiesSet: bag('12.0'),
    })
    shop.cancel(order)
    expect(shop.totals(order)).toMatchObject({ total: '0', tax: '0', outstanding: '0' })
  })
})

describe('what happens to orders', () => {
  test('parts of an authorisation are captured, the rest is released by cancelling', async () => {
    await using shop = await startShopify()
    const order = shop.place({
      lines: [{ sku: 'A', quantity: 1, price: '100', taxRates: VAT }],
      financial: 'authorized',
    })
    shop.capture(order, { amount: '40' })
    expect(shop.totals(order)).toMatchObject({ received: '40', outstanding: '60', financialStatus: 'PARTIALLY_PAID' })
    shop.cancel(order)
    expect(order.state.transactions.map((entry) => [entry.kind, entry.amount.shop])).toEqual([
      ['AUTHORIZATION', '100'],
      ['CAPTURE', '40'],
      ['VOID', '60'],
      ['REFUND', '40'],
    ])
  })

  test('goodwill is an adjustment without a line and leaves nothing due', async () => {
    await using shop = await startShopify()
    const order = shop.place({ lines: [{ sku: 'A', quantity: 1, price: '100', taxRates: VAT }] })
    shop.refund(order, { goodwill: '10' })
    expect(
      await read(
        shop,
        order.id,
        'refundDiscrepancySet { shopMoney { amount currencyCode } } currentTotalPriceSet { shopMoney { amount currencyCode } } totalOutstandingSet { shopMoney { amount currencyCode } } refunds(first: 1) { refundLineItems(first: 1) { nodes { id } } orderAdjustments(first: 1) { nodes { reason amountSet { shopMoney { amount currencyCode } } } } }',
      ),
    ).toEqual({
      refundDiscrepancySet: bag('-10.0'),
      currentTotalPriceSet: bag('100.0'),
      totalOutstandingSet: bag('0.0'),
      refunds: [
        {
          refundLineItems: { nodes: [] },
          orderAdjustments: { nodes: [{ reason: 'REFUND_DISCREPANCY', amountSet: bag('-10.0') }] },
        },
      ],
    })
  })

  test('a refund on its way counts when it has arrived, and never when it failed', async () => {
    await using shop = await startShopify()
    const order = shop.place({ lines: [{ sku: 'A', quantity: 2, price: '50', taxRates: VAT }] })
    shop.refund(order, { lines: [{ line: 0, quantity: 1 }], status: 'pending' })
    expect(shop.totals(order).refunded).toBe('0')
    shop.settle(order)
    expect(shop.totals(order).refunded).toBe('50')
    shop.refund(order, { lines: [{ line: 0, quantity: 1 }], status: 'pending' })
    shop.settle(order, 'failure')
    expect(shop.totals(order)).toMatchObject({ refunded: '50', outstanding: '-50' })
  })

  test('an exchange is a return and new lines on the same order', async () => {
    await using shop = await startShopify()
    const order = shop.place({ lines: [{ sku: 'A', quantity: 1, price: '100', taxRates: VAT }] })
    shop.fulfill(order)
    shop.return(order, {
      lines: [{ line: 0, quantity: 1 }],
      exchange: [{ sku: 'B', quantity: 1, price: '120', taxRates: VAT }],
    })
    expect(shop.totals(order)).toMatchObject({ total: '120', net: '100', outstanding: '20', tax: '24' })
    expect(order.state.agreements.map((agreement) => agreement.reason)).toEqual(['ORDER', 'RETURN', 'RETURN'])
  })

  test('several partial refunds of one line sum to the line, whatever the cents', async () => {
    await using shop = await startShopify()
    const order = shop.place({
      lines: [
        { sku: 'A', quantity: 3, price: '33.33', taxRates: VAT, discounts: [{ amount: '10', allocation: 'one' }] },
      ],
    })
    for (let count = 0; count < 3; count += 1) shop.refund(order, { lines: [{ line: 0, quantity: 1 }] })
    expect(order.state.refunds.map((refund) => refund.lines[0]?.subtotal.shop)).toEqual(['30', '30', '29.99'])
    expect(shop.totals(order)).toMatchObject({ total: '0', tax: '0', refunded: '89.99', net: '0' })
  })
})

test('another process can drive the shop over HTTP', async () => {
  await using shop = await startShopify()
  const call = async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const response = await fetch(
      `${shop.url}/__meta/${path}`,
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
    )
    return (await response.json()) as Record<string, unknown>
  }
  const placed = await call('place', { lines: [{ sku: 'A', quantity: 2, price: '50', taxRates: VAT }] })
  expect(placed).toMatchObject({ name: '#1001', total: '100', tax: '20' })
  expect(await call('refund', { order: '#1001', lines: [{ line: 0, quantity: 1 }] })).toMatchObject({
    total: '50',
    refunded: '50',
  })
  expect(await call('health')).toMatchObject({ ok: true, orders: 1 })
  expect(await call('place-random', { count: 3, seed: 7 })).toHaveLength(3)
  await call('faults', { match: 'graphql.json', fault: { kind: 'status', status: 503 } })
  expect((await ask(shop, '{ shop { name } }').catch(() => ({ status: 503 }))).status).toBe(503)
  await call('deliveries', { paused: true })
  expect(shop.deliveries.paused).toBe(true)
  expect(await call('pay', { order: '#9999' })).toEqual({ error: 'The shop has no order #9999' })
})
