import { describe, expect, test } from 'vitest'
import { type ShopifySandbox, startShopify } from './start.ts'
import { ask, receiver, subscribed } from './test-client.ts'

const line = (sku: string, quantity: number, more: object = {}) => ({ sku, quantity, price: '10', ...more })

interface Node {
  readonly id: string
  readonly status: string
  readonly supportedActions: { readonly action: string }[]
  readonly assignedLocation: { readonly location: { readonly id: string } }
  readonly deliveryMethod: { readonly methodType: string }
  readonly lineItems: {
    readonly nodes: { readonly id: string; readonly totalQuantity: number; readonly remainingQuantity: number }[]
  }
}

const FIELDS = `id status supportedActions { action } assignedLocation { name location { id } } deliveryMethod { methodType }
  fulfillmentHolds { reason reasonNotes heldByRequestingApp } lineItems(first: 20) { nodes { id sku totalQuantity remainingQuantity lineItem { id fulfillableQuantity } } }`

async function read(shop: ShopifySandbox, id: string): Promise<Node[]> {
  const { body } = await ask(
    shop,
    `query($id: ID!) { order(id: $id) { fulfillmentOrders(first: 20) { nodes { ${FIELDS} } } } }`,
    { id },
  )
  expect(body.errors).toBeUndefined()
  return (body.data as unknown as { order: { fulfillmentOrders: { nodes: Node[] } } }).order.fulfillmentOrders.nodes
}

async function mutate(shop: ShopifySandbox, field: string, types: string, args: object, answer: string) {
  const names = [...types.matchAll(/\$(\w+):/g)].map((match) => match[1])
  const query = `mutation(${types}) { ${field}(${names.map((name) => `${name}: $${name}`).join(', ')}) { ${answer} } }`
  const { body } = await ask(shop, query, args)
  expect(body.errors).toBeUndefined()
  return (body.data as unknown as Record<string, Record<string, unknown>>)[field] ?? {}
}

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

const remaining = (nodes: readonly Node[]) =>
  nodes.map((node) => [node.status, ...node.lineItems.nodes.map((part) => part.remainingQuantity)])

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

const quantities = (node: Node) => node.lineItems.nodes.map((part) => part.remainingQuantity)

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

describe('moving, holding and splitting', () => {
  const move = (shop: ShopifySandbox, args: object) =>
    mutate(
      shop,
      'fulfillmentOrderMove',
      '$id: ID!, $newLocationId: ID!, $fulfillmentOrderLineItems: [FulfillmentOrderLineItemInput!]',
      args,
      `movedFulfillmentOrder { ${FIELDS} } originalFulfillmentOrder { id } remainingFulfillmentOrder { id } userErrors { field message code }`,
    )

  test('a whole one keeps its id, a part gets a new one', async () => {
    await using shop = await startShopify()
    const [first, second] = shop.locations().map((id) => `gid://shopify/Location/${id}`)
    const order = shop.place({ lines: [line('MUG', 2), line('LAMP', 3)] })
    const [node] = await read(shop, order.id)
    const whole = await move(shop, { id: node?.id, newLocationId: second })
    expect(whole).toMatchObject({ movedFulfillmentOrder: { id: node?.id }, remainingFulfillmentOrder: null })
    const [mug, lamp] = node?.lineItems.nodes ?? []
    const fulfillmentOrderLineItems = [
      { id: mug?.id, quantity: 2 },
      { id: lamp?.id, quantity: 1 },
    ]
    const part = await move(shop, { id: node?.id, newLocationId: first, fulfillmentOrderLineItems })
    expect(part).toMatchObject({ remainingFulfillmentOrder: { id: node?.id }, userErrors: [] })
    const after = await read(shop, order.id)
    expect(remaining(after)).toEqual([
      ['OPEN', 2],
      ['OPEN', 2, 1],
    ])
    expect(after.map((entry) => entry.assignedLocation.location.id)).toEqual([second, first])
    // A further part joins what is open there: both come under a new id.
    await move(shop, { id: node?.id, newLocationId: first, fulfillmentOrderLineItems: [{ id: lamp?.id, quantity: 1 }] })
    expect(remaining(await read(shop, order.id))).toEqual([['OPEN', 1], ['CLOSED'], ['OPEN', 2, 2]])
    const unknown = await move(shop, { id: node?.id, newLocationId: 'gid://shopify/Location/999' })
    expect(unknown['userErrors']).toEqual([{ field: ['id'], message: 'Location not found.', code: null }])
  })

  test('holds keep units back, by name and one after the other', async () => {
    await using shop = await startShopify()
    const order = shop.place({ lines: [line('MUG', 3)] })
    const [node] = await read(shop, order.id)
    const hold = (handle: string, more: object = {}) =>
      mutate(
        shop,
        'fulfillmentOrderHold',
        '$id: ID!, $fulfillmentHold: FulfillmentOrderHoldInput!',
        { id: node?.id, fulfillmentHold: { reason: 'OTHER', handle, ...more } },
        `fulfillmentHold { id handle displayReason heldByRequestingApp } fulfillmentOrder { ${FIELDS} } remainingFulfillmentOrder { id } userErrors { code }`,
      )
    const fulfillmentOrderLineItems = [{ id: node?.lineItems.nodes[0]?.id, quantity: 2 }]
    const first = await hold('a', { fulfillmentOrderLineItems })
    expect(first).toMatchObject({
      fulfillmentHold: { handle: 'a', displayReason: 'Other', heldByRequestingApp: true },
      fulfillmentOrder: { id: node?.id, status: 'ON_HOLD' },
    })
    expect((await hold('a'))['userErrors']).toEqual([{ code: 'DUPLICATE_FULFILLMENT_HOLD_HANDLE' }])
    expect((await hold('b', { fulfillmentOrderLineItems }))['userErrors']).toEqual([
      { code: 'FULFILLMENT_ORDER_NOT_SPLITTABLE' },
    ])
    await hold('b')
    const held = await read(shop, order.id)
    expect(remaining(held)).toEqual([
      ['ON_HOLD', 2],
      ['OPEN', 1],
    ])
    expect(held[0]?.supportedActions.map(({ action }) => action)).toEqual(['RELEASE_HOLD', 'HOLD', 'MOVE'])
    const release = (more: object, types = '$id: ID!') =>
      mutate(
        shop,
        'fulfillmentOrderReleaseHold',
        types,
        { id: node?.id, ...more },
        'fulfillmentOrder { status } userErrors { code }',
      )
    const holdIds = [(first['fulfillmentHold'] as { id: string }).id]
    expect(await release({ holdIds }, '$id: ID!, $holdIds: [ID!]')).toMatchObject({
      fulfillmentOrder: { status: 'ON_HOLD' },
    })
    expect(await release({})).toMatchObject({ fulfillmentOrder: { status: 'OPEN' } })
  })

  test('a split leaves both at their place, and one refused split refuses all', async () => {
    await using shop = await startShopify()
    const order = shop.place({ lines: [line('MUG', 3)] })
    const [node] = await read(shop, order.id)
    const split = (...parts: (readonly [string | undefined, number])[]) =>
      mutate(
        shop,
        'fulfillmentOrderSplit',
        '$fulfillmentOrderSplits: [FulfillmentOrderSplitInput!]!',
        {
          fulfillmentOrderSplits: parts.map(([id, quantity]) => ({
            fulfillmentOrderId: id,
            fulfillmentOrderLineItems: [{ id: node?.lineItems.nodes[0]?.id, quantity }],
          })),
        },
        `fulfillmentOrderSplits { fulfillmentOrder { ${FIELDS} } remainingFulfillmentOrder { ${FIELDS} } } userErrors { field message code }`,
      )
    expect(await split([node?.id, 1], ['gid://shopify/FulfillmentOrder/9', 1])).toEqual({
      fulfillmentOrderSplits: null,
      userErrors: [{ field: null, message: 'Fulfillment order does not exist.', code: 'FULFILLMENT_ORDER_NOT_FOUND' }],
    })
    const { fulfillmentOrderSplits } = await split([node?.id, 2])
    const [parted] = fulfillmentOrderSplits as { fulfillmentOrder: Node; remainingFulfillmentOrder: Node }[]
    expect(
      [parted?.fulfillmentOrder, parted?.remainingFulfillmentOrder].map((entry) => entry && quantities(entry)),
    ).toEqual([[1], [2]])
    expect(parted?.fulfillmentOrder.supportedActions.map(({ action }) => action)).toContain('MERGE')
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
