import { describe, expect, test } from 'vitest'
import { startShopify } from './start.ts'
import { ask, LINES } from './test-client.ts'

const money = (amount: string) => ({ shopMoney: { amount, currencyCode: 'CAD' } })
const CREATE = `mutation($order: OrderCreateOrderInput!) { orderCreate(order: $order) {
  order { id displayFinancialStatus
    totalPriceSet { shopMoney { amount } presentmentMoney { amount currencyCode } } totalTaxSet { shopMoney { amount } }
    totalDiscountsSet { shopMoney { amount } } subtotalPriceSet { shopMoney { amount } } totalOutstandingSet { shopMoney { amount } }
    totalReceivedSet { shopMoney { amount } } totalCapturableSet { shopMoney { amount } } capturable }
  userErrors { field message code } } }`

const line = (price: string, quantity: number, more: object = {}) => ({
  title: 'Line',
  quantity,
  priceSet: money(price),
  ...more,
})
const shopInCanada = () => startShopify({ shop: { currency: 'CAD', taxesIncluded: false } })

// The cases and figures of a recorded matrix of orderCreate calls.
describe('orderCreate computes what the real shop computed', () => {
  const created = async (order: object) => {
    await using shop = await shopInCanada()
    const { body } = await ask(shop, CREATE, { order: { currency: 'CAD', email: 'a@example.com', ...order } })
    expect(body.errors).toBeUndefined()
    return (body.data as unknown as { orderCreate: { order: Record<string, unknown> } }).orderCreate.order
  }
  const amount = (value: string) => ({ shopMoney: { amount: value } })

  test('paid, with taxes stated and shipping', async () => {
    const taxLines = (price: string) => [{ title: 'Tax', rate: '0.1', priceSet: money(price) }]
    const order = await created({
      lineItems: [line('12.00', 2, { taxLines: taxLines('2.40') })],
      shippingLines: [{ title: 'Ground', priceSet: money('5.00'), taxLines: taxLines('0.50') }],
      transactions: [{ kind: 'SALE', status: 'SUCCESS', gateway: 'manual', amountSet: money('31.90') }],
    })
    expect(order).toMatchObject({
      displayFinancialStatus: 'PAID',
      totalPriceSet: amount('31.9'),
      totalTaxSet: amount('2.9'),
      subtotalPriceSet: amount('24.0'),
      totalOutstandingSet: amount('0.0'),
      totalReceivedSet: amount('31.9'),
    })
  })

  test('a fixed discount code', async () => {
    const order = await created({
      lineItems: [line('30.00', 1)],
      shippingLines: [{ title: 'Ground', priceSet: money('4.00') }],
      discountCode: { itemFixedDiscountCode: { code: 'MATH5', amountSet: money('5.00') } },
    })
    expect(order).toMatchObject({
      totalPriceSet: amount('29.0'),
      subtotalPriceSet: amount('25.0'),
      totalDiscountsSet: amount('5.0'),
      totalOutstandingSet: amount('29.0'),
    })
  })

  test('an authorisation', async () => {
    const order = await created({
      lineItems: [line('18.00', 1)],
      transactions: [{ kind: 'AUTHORIZATION', status: 'SUCCESS', gateway: 'manual', amountSet: money('18.00') }],
    })
    expect(order).toMatchObject({
      displayFinancialStatus: 'AUTHORIZED',
      capturable: true,
      totalCapturableSet: amount('18.0'),
      totalReceivedSet: amount('0.0'),
      totalOutstandingSet: amount('18.0'),
    })
  })

  test('another currency', async () => {
    const both = {
      shopMoney: { amount: '10.00', currencyCode: 'CAD' },
      presentmentMoney: { amount: '7.00', currencyCode: 'USD' },
    }
    const order = await created({
      presentmentCurrency: 'USD',
      lineItems: [line('10.00', 1, { priceSet: both })],
      transactions: [{ kind: 'SALE', gateway: 'manual', amountSet: both }],
    })
    expect(order['totalPriceSet']).toEqual({
      shopMoney: { amount: '10.0' },
      presentmentMoney: { amount: '7.0', currencyCode: 'USD' },
    })
  })

  test('an order without lines is refused', async () => {
    await using shop = await shopInCanada()
    const { body } = await ask(shop, CREATE, { order: { currency: 'CAD', lineItems: [] } })
    expect(body.data).toEqual({
      orderCreate: {
        order: null,
        userErrors: [
          { field: ['order', 'lineItems'], message: 'Line items must have at least one line item', code: 'INVALID' },
        ],
      },
    })
  })
})

// The figures of a recorded edit: two units with 26.00 tax, one taken away; a 20.00 discount on a line of 100.00.
test('an edit keeps what was ordered and lowers what is current', async () => {
  await using shop = await shopInCanada()
  const order = shop.place({
    lines: [{ sku: 'A', quantity: 2, price: '100.00', taxRates: [{ title: 'Line tax', rate: '0.13' }] }],
    financial: 'pending',
  })
  const begun = await ask(
    shop,
    'mutation($id: ID!) { orderEditBegin(id: $id) { calculatedOrder { id totalPriceSet { shopMoney { amount } } lineItems(first: 5) { nodes { id quantity } } } userErrors { message } } }',
    { id: order.id },
  )
  const { calculatedOrder } = (
    begun.body.data as unknown as {
      orderEditBegin: { calculatedOrder: { id: string; lineItems: { nodes: { id: string }[] } } }
    }
  ).orderEditBegin
  const set = await ask(
    shop,
    'mutation($id: ID!, $line: ID!) { orderEditSetQuantity(id: $id, lineItemId: $line, quantity: 1) { calculatedOrder { subtotalPriceSet { shopMoney { amount } } totalPriceSet { shopMoney { amount } } } userErrors { message } } }',
    { id: calculatedOrder.id, line: calculatedOrder.lineItems.nodes[0]?.id },
  )
  expect(set.body.data).toEqual({
    orderEditSetQuantity: {
      calculatedOrder: {
        subtotalPriceSet: { shopMoney: { amount: '100.0' } },
        totalPriceSet: { shopMoney: { amount: '113.0' } },
      },
      userErrors: [],
    },
  })
  expect(shop.totals(order).total).toBe('226')
  const committed = await ask(
    shop,
    'mutation($id: ID!) { orderEditCommit(id: $id) { order { edited totalPriceSet { shopMoney { amount } } currentTotalPriceSet { shopMoney { amount } } currentTotalTaxSet { shopMoney { amount } } totalTaxSet { shopMoney { amount } } lineItems(first: 1) { nodes { quantity currentQuantity taxLines { priceSet { shopMoney { amount } } } } } } successMessages userErrors { message } } }',
    { id: calculatedOrder.id },
  )
  expect(committed.body.data).toEqual({
    orderEditCommit: {
      order: {
        edited: true,
        totalPriceSet: { shopMoney: { amount: '226.0' } },
        currentTotalPriceSet: { shopMoney: { amount: '113.0' } },
        currentTotalTaxSet: { shopMoney: { amount: '13.0' } },
        totalTaxSet: { shopMoney: { amount: '26.0' } },
        lineItems: {
          nodes: [{ quantity: 2, currentQuantity: 1, taxLines: [{ priceSet: { shopMoney: { amount: '26.0' } } }] }],
        },
      },
      successMessages: ['Order updated'],
      userErrors: [],
    },
  })
})

test('a discount added by an edit lowers the total itself', async () => {
  await using shop = await shopInCanada()
  const order = shop.place({ lines: [{ sku: 'A', quantity: 1, price: '100.00' }], financial: 'pending' })
  shop.edit(order, { discounts: [{ line: 0, amount: '20.00' }] })
  const { body } = await ask(
    shop,
    'query($id: ID!) { order(id: $id) { totalPriceSet { shopMoney { amount } } currentTotalPriceSet { shopMoney { amount } } originalTotalPriceSet { shopMoney { amount } } } }',
    { id: order.id },
  )
  const at = (amount: string) => ({ shopMoney: { amount } })
  expect(body.data).toEqual({
    order: { totalPriceSet: at('80.0'), currentTotalPriceSet: at('80.0'), originalTotalPriceSet: at('100.0') },
  })
})

const REFUND =
  'mutation($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) { refund { id totalRefundedSet { shopMoney { amount } } } order { displayFinancialStatus } userErrors { field message } } }'

describe('refundCreate', () => {
  test('needs the idempotency directive, answers a repeated key as before, and refuses another input for it', async () => {
    await using shop = await shopInCanada()
    const order = shop.place({ lines: LINES })
    const missing = await ask(
      shop,
      'mutation($input: RefundInput!) { refundCreate(input: $input) { userErrors { message } } }',
      { input: { orderId: order.id } },
    )
    expect(missing.body.errors?.[0]).toMatchObject({
      message: 'The @idempotent directive is required for this mutation but was not provided.',
      extensions: { code: 'BAD_REQUEST' },
    })
    const lineItemId = `gid://shopify/LineItem/${order.state.lines[0]?.id}`
    const parentId = `gid://shopify/OrderTransaction/${order.state.transactions[0]?.id}`
    const input = {
      orderId: order.id,
      refundLineItems: [{ lineItemId, quantity: 1, restockType: 'NO_RESTOCK' }],
      transactions: [{ orderId: order.id, parentId, kind: 'REFUND', gateway: 'shopify_payments', amount: '124.38' }],
    }
    const first = await ask(shop, REFUND, { input, key: 'k1' })
    const again = await ask(shop, REFUND, { input, key: 'k1' })
    expect(first.body.data).toEqual(again.body.data)
    expect(order.state.refunds).toHaveLength(1)
    const other = await ask(shop, REFUND, { input: { ...input, note: 'other' }, key: 'k1' })
    expect(other.body.data).toMatchObject({
      refundCreate: {
        refund: null,
        userErrors: [{ message: 'The same idempotency key cannot be used with different operation parameters.' }],
      },
    })
  })

  test('more than was paid or bought is refused in the words of the real shop', async () => {
    await using shop = await shopInCanada()
    const order = shop.place({ lines: [{ sku: 'A', quantity: 1, price: '15.00' }] })
    const lineItemId = `gid://shopify/LineItem/${order.state.lines[0]?.id}`
    const over = await ask(shop, REFUND, {
      key: 'a',
      input: {
        orderId: order.id,
        transactions: [{ orderId: order.id, kind: 'REFUND', gateway: 'shopify_payments', amount: '25.00' }],
      },
    })
    expect(over.body.data).toMatchObject({
      refundCreate: {
        userErrors: [{ field: null, message: 'Refund amount $25.00 is greater than net payment received $15.00' }],
      },
    })
    const many = await ask(shop, REFUND, {
      key: 'b',
      input: { orderId: order.id, refundLineItems: [{ lineItemId, quantity: 3 }] },
    })
    expect(many.body.data).toMatchObject({
      refundCreate: {
        userErrors: [
          {
            field: ['refundLineItems', '0', 'quantity'],
            message: 'Quantity cannot refund more items than were purchased',
          },
        ],
      },
    })
  })
})

test('orderCancel refunds, closes and takes everything back; a second time it is refused', async () => {
  await using shop = await shopInCanada()
  const order = shop.place({ lines: [{ sku: 'A', quantity: 2, price: '10.00' }] })
  const CANCEL =
    'mutation($id: ID!) { orderCancel(orderId: $id, reason: OTHER, restock: true, refundMethod: { originalPaymentMethodsRefund: true }) { jobResult { status } orderCancelUserErrors { field message code } } }'
  expect((await ask(shop, CANCEL, { id: order.id })).body.data).toEqual({
    orderCancel: { jobResult: { status: 'SUCCEEDED' }, orderCancelUserErrors: [] },
  })
  const { body } = await ask(
    shop,
    'query($id: ID!) { order(id: $id) { closed cancelReason displayFinancialStatus currentTotalPriceSet { shopMoney { amount } } totalOutstandingSet { shopMoney { amount } } netPaymentSet { shopMoney { amount } } totalReceivedSet { shopMoney { amount } } totalRefundedSet { shopMoney { amount } } } }',
    { id: order.id },
  )
  const at = (amount: string) => ({ shopMoney: { amount } })
  expect(body.data).toEqual({
    order: {
      closed: true,
      cancelReason: 'OTHER',
      displayFinancialStatus: 'REFUNDED',
      currentTotalPriceSet: at('0.0'),
      totalOutstandingSet: at('0.0'),
      netPaymentSet: at('0.0'),
      totalReceivedSet: at('20.0'),
      totalRefundedSet: at('20.0'),
    },
  })
  expect((await ask(shop, CANCEL, { id: order.id })).body.data).toEqual({
    orderCancel: {
      jobResult: null,
      orderCancelUserErrors: [
        { field: ['orderId'], message: 'Cannot cancel an order that has already been canceled', code: 'INVALID' },
      ],
    },
  })
})

test('orderMarkAsPaid pays what is open, and refuses when nothing is', async () => {
  await using shop = await shopInCanada()
  const order = shop.place({ lines: LINES, financial: 'pending' })
  const PAID =
    'mutation($id: ID!) { orderMarkAsPaid(input: { id: $id }) { order { displayFinancialStatus } userErrors { field message } } }'
  expect((await ask(shop, PAID, { id: order.id })).body.data).toEqual({
    orderMarkAsPaid: { order: { displayFinancialStatus: 'PAID' }, userErrors: [] },
  })
  expect((await ask(shop, PAID, { id: order.id })).body.data).toEqual({
    orderMarkAsPaid: { order: null, userErrors: [{ field: ['id'], message: 'Order cannot be marked as paid.' }] },
  })
})
