import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { randomLife } from './random-life.ts'
import { type ShopifySandbox, startShopify } from './start.ts'
import { ask, manualClock } from './test-client.ts'

const VAT = [{ title: 'VAT', rate: '0.25' }]
const RETURNS = `query Returns($id: ID!) {
  order(id: $id) {
    returnStatus displayFulfillmentStatus
    returns(first: 10) {
      nodes {
        name status totalQuantity closedAt requestApprovedAt decline { reason }
        returnLineItems(first: 20) {
          nodes {
            quantity processedQuantity unprocessedQuantity refundedQuantity returnReasonNote
            returnReasonDefinition { handle }
            ... on ReturnLineItem {
              fulfillmentLineItem { quantity lineItem { sku } }
              restockingFee { percentage amountSet { shopMoney { amount } } }
              withCodeDiscountedTotalPriceSet { shopMoney { amount } }
            }
          }
        }
        exchangeLineItems(first: 10) { nodes { quantity processedQuantity variantSku lineItems { sku currentQuantity } } }
        returnShippingFees { amountSet { shopMoney { amount } } }
        reverseFulfillmentOrders(first: 5) {
          nodes { status lineItems(first: 20) { nodes { totalQuantity dispositions { type quantity location { name } } } } }
        }
        refunds(first: 10) { nodes { id return { name } orderAdjustments(first: 5) { nodes { reason amountSet { shopMoney { amount } } } } } }
        transactions(first: 10) { nodes { kind amountSet { shopMoney { amount } } } }
      }
    }
  }
}`

async function returnsOf(shop: ShopifySandbox, id: string) {
  const { body } = await ask(shop, RETURNS, { id })
  expect(body.errors).toBeUndefined()
  const { order } = body.data as unknown as {
    order: { returnStatus: string; displayFulfillmentStatus: string; returns: { nodes: unknown[] } }
  }
  return { ...order, nodes: order.returns.nodes }
}

const place = (shop: ShopifySandbox, quantity = 3) =>
  shop.place({ lines: [{ sku: 'A', quantity, price: '100', taxRates: VAT }] })

describe('returns', () => {
  test('goods from two shipments come back with a fee kept, to another location', async () => {
    await using shop = await startShopify()
    const order = place(shop)
    shop.fulfill(order, { lines: [{ line: 0, quantity: 2 }] })
    shop.fulfill(order)
    const annex = shop.locations()[2]
    shop.return(order, {
      lines: [
        {
          line: 0,
          quantity: 3,
          reason: 'SIZE_TOO_SMALL',
          note: 'Runs small',
          restockingFeePercent: '10',
          ...(annex === undefined ? {} : { locationId: annex }),
        },
      ],
      shippingFee: '4.95',
    })
    const { nodes, returnStatus } = await returnsOf(shop, order.id)
    expect(returnStatus).toBe('RETURNED')
    expect(nodes).toMatchObject([
      {
        name: '#1001-R1',
        status: 'CLOSED',
        totalQuantity: 3,
        returnLineItems: {
          nodes: [
            {
              quantity: 2,
              processedQuantity: 2,
              refundedQuantity: 2,
              returnReasonDefinition: { handle: 'too-small' },
              fulfillmentLineItem: { quantity: 2, lineItem: { sku: 'A' } },
              restockingFee: { percentage: 10, amountSet: { shopMoney: { amount: '20.0' } } },
            },
            { quantity: 1, restockingFee: { amountSet: { shopMoney: { amount: '10.0' } } } },
          ],
        },
        returnShippingFees: [{ amountSet: { shopMoney: { amount: '4.95' } } }],
        reverseFulfillmentOrders: {
          nodes: [
            {
              status: 'CLOSED',
              lineItems: {
                nodes: [
                  { totalQuantity: 2, dispositions: [{ type: 'RESTOCKED', quantity: 2, location: { name: 'Annex' } }] },
                  { totalQuantity: 1 },
                ],
              },
            },
          ],
        },
        refunds: {
          nodes: [
            {
              return: { name: '#1001-R1' },
              orderAdjustments: { nodes: [{ reason: 'RESTOCK', amountSet: { shopMoney: { amount: '34.95' } } }] },
            },
          ],
        },
        transactions: { nodes: [{ kind: 'REFUND', amountSet: { shopMoney: { amount: '265.05' } } }] },
      },
    ])
    expect(shop.totals(order)).toMatchObject({ total: '0', refunded: '265.05', net: '34.95', outstanding: '0' })
  })

  test('a return is asked for, approved, and its goods go missing', async () => {
    await using shop = await startShopify()
    const order = place(shop)
    shop.fulfill(order)
    shop.return(order, { lines: [{ line: 0, quantity: 1 }], requested: true })
    expect((await returnsOf(shop, order.id)).returnStatus).toBe('RETURN_REQUESTED')
    expect(() => shop.return(order, { lines: [{ line: 0, quantity: 3 }] })).toThrow('invalid quantity')
    shop.decideReturn(order, { what: 'approve' })
    expect(shop.totals(order).total).toBe('300')
    shop.decideReturn(order, {
      what: 'process',
      lines: [{ line: 0, disposition: 'MISSING' }],
      refund: { transactions: [] },
    })
    expect(shop.totals(order)).toMatchObject({ total: '200', refunded: '0', outstanding: '-100' })
    const { nodes } = await returnsOf(shop, order.id)
    expect(nodes).toMatchObject([
      { reverseFulfillmentOrders: { nodes: [{ lineItems: { nodes: [{ dispositions: [{ type: 'MISSING' }] }] } }] } },
    ])
    expect(order.state.refunds[0]?.lines[0]).toMatchObject({ restockType: 'NO_RESTOCK', locationId: null })
  })

  test('a declined or cancelled return changes nothing', async () => {
    await using shop = await startShopify()
    const order = place(shop)
    shop.fulfill(order)
    shop.return(order, { lines: [{ line: 0, quantity: 1 }], requested: true })
    shop.decideReturn(order, { what: 'decline' })
    shop.return(order, { lines: [{ line: 0, quantity: 2 }], refund: false })
    shop.decideReturn(order, { what: 'cancel' })
    const { nodes, returnStatus } = await returnsOf(shop, order.id)
    expect(returnStatus).toBe('NO_RETURN')
    expect(nodes).toMatchObject([
      { status: 'DECLINED', decline: { reason: 'FINAL_SALE' }, reverseFulfillmentOrders: { nodes: [] } },
      { status: 'CANCELED', reverseFulfillmentOrders: { nodes: [{ status: 'CANCELED' }] } },
    ])
    expect(shop.totals(order)).toMatchObject({ total: '300', outstanding: '0' })
  })

  test.each([
    ['even', '100', '100', '0', '0'],
    ['cheaper', '60', '60', '40', '0'],
    ['dearer', '130', '130', '0', '30'],
  ])('an exchange for something %s', async (_kind, price, total, refunded, outstanding) => {
    await using shop = await startShopify()
    const order = place(shop, 1)
    shop.fulfill(order)
    shop.return(order, {
      lines: [{ line: 0, quantity: 1 }],
      exchange: [{ sku: 'B', quantity: 1, price, taxRates: VAT }],
      refund: false,
    })
    expect(await returnsOf(shop, order.id)).toMatchObject({
      nodes: [
        { exchangeLineItems: { nodes: [{ quantity: 1, processedQuantity: 0, variantSku: 'B', lineItems: [] }] } },
      ],
    })
    expect(shop.totals(order).total).toBe('100')
    shop.decideReturn(order, { what: 'process' })
    expect(shop.totals(order)).toMatchObject({ total, refunded, outstanding })
    expect(await returnsOf(shop, order.id)).toMatchObject({
      displayFulfillmentStatus: 'PARTIALLY_FULFILLED',
      nodes: [
        { exchangeLineItems: { nodes: [{ processedQuantity: 1, lineItems: [{ sku: 'B', currentQuantity: 1 }] }] } },
      ],
    })
  })
})

describe('shipments', () => {
  test('one that is cancelled has to be sent again; one of which goods came back can not be', async () => {
    await using shop = await startShopify()
    const order = place(shop)
    const sent = shop.fulfill(order)
    shop.cancelFulfillment(order, sent.id)
    expect((await returnsOf(shop, order.id)).displayFulfillmentStatus).toBe('UNFULFILLED')
    const again = shop.fulfill(order)
    shop.return(order, { lines: [{ line: 0, quantity: 1 }] })
    expect(() => shop.cancelFulfillment(order, again.id)).toThrow('cannot be cancelled')
  })

  test('returned goods are not sent again, and what was added since is', async () => {
    await using shop = await startShopify()
    const order = place(shop, 4)
    shop.fulfill(order, { lines: [{ line: 0, quantity: 2 }] })
    shop.return(order, { lines: [{ line: 0, quantity: 2 }] })
    expect((await returnsOf(shop, order.id)).displayFulfillmentStatus).toBe('PARTIALLY_FULFILLED')
    expect(shop.fulfill(order).lines.map((part) => part.quantity)).toEqual([2])
  })
})

const REFERENCE = '../shared/specs/shopify/operations'

describe.skipIf(!existsSync(REFERENCE))('against the reference data (skipped: ../shared is absent)', () => {
  test('whole random lives are read without errors', async () => {
    const { clock, advance } = manualClock()
    await using shop = await startShopify({ clock })
    const read = async (file: string, operationName: string, id: string): Promise<void> => {
      const { body } = await ask(shop, readFileSync(`${REFERENCE}/${file}.graphql`, 'utf8'), { id }, { operationName })
      expect(body.errors).toBeUndefined()
    }
    for (let seed = 1; seed <= 25; seed += 1) {
      const last = [...randomLife(shop, { seed, pass: advance })].at(-1)
      if (last === undefined) throw new Error('no life')
      await read('refunds-returns', 'ReturnsOfOrder', last.orderId)
      await read('orders', 'OrderFull', last.orderId)
      await read('orders', 'OrderAgreements', last.orderId)
    }
  })
})
