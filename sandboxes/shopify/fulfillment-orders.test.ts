import { describe, expect, test } from 'vitest'
import { line, mutate, type Node, quantities, read, remaining } from './fulfillment-test-client.ts'
import { type ShopifySandbox, startShopify } from './start.ts'
import { ask, receiver, subscribed } from './test-client.ts'

const ship = (shop: ShopifySandbox, fulfillment: object) =>
  mutate(
    shop,
    'fulfillmentCreate',
    '$fulfillment: FulfillmentInput!',
    { fulfillment },
    `fulfillment { id status displayStatus totalQuantity trackingInfo(first: 5) { company number url }
      location { id } fulfillmentLineItems(first: 9) { nodes { quantity lineItem { sku } } } } userErrors { field message }`,
  )

const refusal = (message: string, field: readonly string[] = ['fulfillment']) => ({
  fulfillment: null,
  userErrors: [{ field, message }],
})

test('units are planned per location and way of delivery; a tip is never sent', async () => {
  await using shop = await startShopify()
  const [first, second] = shop.locations()
  const order = shop.place({
    lines: [
      line('MUG', 2),
      line('LAMP', 1, { locationId: second }),
      line('CARD', 1, { giftCard: true }),
      line('FILE', 1, { requiresShipping: false }),
      { tip: true, quantity: 1, price: '5' },
    ],
  })
  const nodes = await read(shop, order.id)
  expect(
    nodes.map((node) => [node.assignedLocation.location.id, node.deliveryMethod.methodType, ...quantities(node)]),
  ).toEqual([
    [`gid://shopify/Location/${first}`, 'SHIPPING', 2],
    [`gid://shopify/Location/${second}`, 'SHIPPING', 1],
    [`gid://shopify/Location/${first}`, 'NONE', 1, 1],
  ])
  expect(nodes.map((node) => node.supportedActions.map(({ action }) => action))).toEqual([
    ['CREATE_FULFILLMENT', 'REPORT_PROGRESS', 'MOVE', 'HOLD', 'SPLIT'],
    ['CREATE_FULFILLMENT', 'REPORT_PROGRESS', 'MOVE', 'HOLD'],
    ['CREATE_FULFILLMENT', 'REPORT_PROGRESS', 'MOVE', 'HOLD', 'SPLIT'],
  ])
})

describe('what happens to the order changes what is left to send', () => {
  test('edits, refunds and shipments of the staff', async () => {
    await using shop = await startShopify()
    const order = shop.place({ lines: [line('MUG', 3), line('LAMP', 2)] })
    shop.edit(order, { quantities: [{ line: 'MUG', quantity: 4 }], addLines: [line('NEW', 1)] })
    expect(remaining(await read(shop, order.id))).toEqual([['OPEN', 4, 2, 1]])
    shop.refund(order, { lines: [{ line: 'LAMP', quantity: 2 }] })
    expect(remaining(await read(shop, order.id))).toEqual([['OPEN', 4, 1]])
    shop.fulfill(order, { lines: [{ line: 'MUG', quantity: 3 }] })
    expect(remaining(await read(shop, order.id))).toEqual([['IN_PROGRESS', 1, 1]])
    shop.fulfill(order)
    expect(remaining(await read(shop, order.id))).toEqual([['CLOSED', 0, 0]])
    shop.edit(order, { addLines: [line('LATE', 1)] })
    expect(remaining(await read(shop, order.id))).toEqual([
      ['CLOSED', 0, 0],
      ['OPEN', 1],
    ])
  })

  test('a cancelled order closes them', async () => {
    await using shop = await startShopify()
    const order = shop.place({ lines: [line('MUG', 1)] })
    shop.cancel(order)
    const [node] = await read(shop, order.id)
    expect(node).toMatchObject({ status: 'CLOSED', supportedActions: [] })
    expect(await ship(shop, { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: node?.id }] })).toEqual(
      refusal(`Fulfillment order ${node?.id.split('/').at(-1)} has an unfulfillable status= closed.`),
    )
  })

  test('a cancelled shipment is planned anew', async () => {
    await using shop = await startShopify()
    const order = shop.place({ lines: [line('MUG', 2)] })
    const part = shop.fulfill(order, { lines: [{ line: 0, quantity: 1 }] })
    shop.cancelFulfillment(order, part.id)
    expect(remaining(await read(shop, order.id))).toEqual([['OPEN', 2]])
    const whole = shop.fulfill(order)
    shop.cancelFulfillment(order, whole.id)
    expect(remaining(await read(shop, order.id))).toEqual([
      ['CLOSED', 0],
      ['OPEN', 2],
    ])
  })
})

describe('fulfillmentCreate', () => {
  test('sends named units, then the rest, with tracking and one e-mail per parcel', async () => {
    await using shop = await startShopify()
    const order = shop.place({ lines: [line('MUG', 3), line('LAMP', 1)], customer: { email: 'a@example.com' } })
    const [node] = await read(shop, order.id)
    const [mug] = node?.lineItems.nodes ?? []
    const group = { fulfillmentOrderId: node?.id, fulfillmentOrderLineItems: [{ id: mug?.id, quantity: 2 }] }
    const trackingInfo = { company: 'PostNord', numbers: ['P1', 'P2'], urls: ['https://t.example/P1'] }
    const answer = await ship(shop, { lineItemsByFulfillmentOrder: [group], trackingInfo, notifyCustomer: true })
    expect(answer).toMatchObject({
      userErrors: [],
      fulfillment: {
        status: 'SUCCESS',
        displayStatus: 'FULFILLED',
        totalQuantity: 2,
        trackingInfo: [
          { company: 'PostNord', number: 'P1', url: 'https://t.example/P1' },
          { company: 'PostNord', number: 'P2', url: null },
        ],
        fulfillmentLineItems: { nodes: [{ quantity: 2, lineItem: { sku: 'MUG' } }] },
      },
    })
    expect(remaining(await read(shop, order.id))).toEqual([['IN_PROGRESS', 1, 1]])
    // No key guards it: the same call again is refused only because one unit is left.
    expect(await ship(shop, { lineItemsByFulfillmentOrder: [group] })).toEqual(
      refusal('Invalid fulfillment order line item quantity requested.'),
    )
    await ship(shop, { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: node?.id }] })
    expect(remaining(await read(shop, order.id))).toEqual([['CLOSED', 0, 0]])
    expect(shop.notifications(order)).toMatchObject([
      { what: 'shipped', to: 'a@example.com', trackingNumbers: ['P1', 'P2'] },
    ])
  })

  // Messages and their order are recorded.
  test('refuses what does not belong together or is not there', async () => {
    await using shop = await startShopify()
    const [, second] = shop.locations()
    const one = shop.place({ lines: [line('MUG', 2), line('LAMP', 2, { locationId: second })] })
    const other = shop.place({ lines: [line('MUG', 1)] })
    const [here, there] = await read(shop, one.id)
    const [elsewhere] = await read(shop, other.id)
    const groups = (...entries: object[]) => ship(shop, { lineItemsByFulfillmentOrder: entries })
    const units = (node: Node | undefined, quantity: number, id = node?.lineItems.nodes[0]?.id) => ({
      fulfillmentOrderId: node?.id,
      fulfillmentOrderLineItems: [{ id, quantity }],
    })
    const missing = { fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/999' }
    expect(await groups(units(here, 1), missing)).toEqual(refusal('Fulfillment order does not exist.'))
    expect(await groups(units(here, 1), units(elsewhere, 1))).toEqual(
      refusal(
        `All fulfillment orders must belong to the same order. Multiple orders with ids [${one.legacyId}, ${other.legacyId}] were found.`,
      ),
    )
    expect(await groups(units(here, 1), units(there, 1))).toEqual(
      refusal(
        `All fulfillment orders must be assigned to a single location. Multiple locations with ids [${shop.locations()[0]}, ${second}] were found.`,
      ),
    )
    expect(await groups(missing, units(here, 0))).toEqual(
      refusal('Quantity must be greater than 0', [
        'fulfillment',
        'lineItemsByFulfillmentOrder',
        '1',
        'fulfillmentOrderLineItems',
        '0',
        'quantity',
      ]),
    )
    expect(await groups(units(here, 1, there?.lineItems.nodes[0]?.id))).toEqual(
      refusal('Fulfillment order line item does not exist.'),
    )
    expect(await groups(units(here, 3))).toEqual(refusal('Invalid fulfillment order line item quantity requested.'))
    shop.hold(one, { reason: 'HIGH_RISK_OF_FRAUD' })
    expect(await groups({ fulfillmentOrderId: here?.id })).toEqual(
      refusal(`Fulfillment order ${here?.id.split('/').at(-1)} has an unfulfillable status= on_hold.`),
    )
    expect(one.state.fulfillments).toEqual([])
  })

  test('changes tracking and cancels; both may be repeated', async () => {
    await using shop = await startShopify()
    const order = shop.place({ lines: [line('MUG', 1)], customer: { email: 'a@example.com' } })
    const sent = shop.fulfill(order, { tracking: { number: 'OLD' }, notify: true })
    const id = `gid://shopify/Fulfillment/${sent.id}`
    const trackingInfoInput = { company: 'DHL', number: 'NEW', url: 'https://t.example/NEW' }
    const types = '$fulfillmentId: ID!, $trackingInfoInput: FulfillmentTrackingInput!, $notifyCustomer: Boolean'
    const changed = await mutate(
      shop,
      'fulfillmentTrackingInfoUpdate',
      types,
      { fulfillmentId: id, trackingInfoInput, notifyCustomer: true },
      'fulfillment { trackingInfo(first: 5) { company number url } } userErrors { field message }',
    )
    expect(changed).toMatchObject({
      fulfillment: { trackingInfo: [{ company: 'DHL', number: 'NEW', url: 'https://t.example/NEW' }] },
    })
    expect(shop.notifications(order).map((entry) => entry.what)).toEqual(['shipped', 'tracking-changed'])
    const cancel = () =>
      mutate(shop, 'fulfillmentCancel', '$id: ID!', { id }, 'fulfillment { status } userErrors { field message }')
    expect(await cancel()).toEqual({ fulfillment: { status: 'CANCELLED' }, userErrors: [] })
    expect(await cancel()).toEqual({ fulfillment: { status: 'CANCELLED' }, userErrors: [] })
    expect(remaining(await read(shop, order.id))).toEqual([
      ['CLOSED', 0],
      ['OPEN', 1],
    ])
  })

  test('needs its scope', async () => {
    await using shop = await startShopify({ app: { scopes: ['read_orders'] } })
    const order = shop.place({ lines: [line('MUG', 1)] })
    const { body } = await ask(
      shop,
      'query($id: ID!) { order(id: $id) { fulfillmentOrders(first: 1) { nodes { id } } } }',
      { id: order.id },
    )
    expect(body.errors?.[0]?.message).toBe(
      'Access denied for fulfillmentOrders field. Required access: `read_merchant_managed_fulfillment_orders` access scope.',
    )
  })
})

test('the list of fulfilment orders leaves out what is closed and finds what changed', async () => {
  await using shop = await startShopify()
  const sent = shop.place({ lines: [line('MUG', 1)] })
  const open = shop.place({ lines: [line('LAMP', 1)] })
  shop.fulfill(sent)
  const list = async (args: string) => {
    const { body } = await ask(shop, `{ fulfillmentOrders(first: 10, ${args}) { nodes { orderName status } } }`)
    return (body.data as unknown as { fulfillmentOrders: { nodes: unknown[] } }).fulfillmentOrders.nodes
  }
  expect(await list('sortKey: UPDATED_AT')).toEqual([{ orderName: open.name, status: 'OPEN' }])
  expect(await list('includeClosed: true, query: "status:closed"')).toEqual([
    { orderName: sent.name, status: 'CLOSED' },
  ])
  expect(await list(`query: "updated_at:>'2099-01-01'"`)).toEqual([])
})

test('subscribers hear of shipments, holds and moves', async () => {
  await using hook = await receiver(() => 200)
  await using shop = await subscribed(
    {},
    [
      'FULFILLMENTS_CREATE',
      'FULFILLMENT_ORDERS_PLACED_ON_HOLD',
      'FULFILLMENT_ORDERS_HOLD_RELEASED',
      'FULFILLMENT_ORDERS_MOVED',
    ],
    hook.uri,
  )
  const order = shop.place({ lines: [line('MUG', 2)] })
  shop.hold(order, { reason: 'INCORRECT_ADDRESS', lines: [{ line: 0, quantity: 1 }] })
  shop.releaseHold(order)
  shop.moveFulfillment(order, { locationId: shop.locations()[1] ?? 0 })
  shop.fulfill(order)
  await shop.deliveries.settled()
  const heard = hook.got.map(({ headers, body }) => [headers['x-shopify-topic'], JSON.parse(body)] as const)
  expect(heard.map(([topic]) => topic)).toEqual([
    'fulfillment_orders/placed_on_hold',
    'fulfillment_orders/hold_released',
    'fulfillment_orders/moved',
    'fulfillments/create',
  ])
  expect(heard[0]?.[1]).toMatchObject({
    fulfillment_order: { status: 'on_hold', fulfillment_holds: [{ reason: 'incorrect_address' }] },
    remaining_fulfillment_order: { status: 'open' },
  })
  expect(heard[2]?.[1]).toMatchObject({
    source_location: { id: `gid://shopify/Location/${shop.locations()[0]}` },
    destination_location_id: `gid://shopify/Location/${shop.locations()[1]}`,
  })
})
