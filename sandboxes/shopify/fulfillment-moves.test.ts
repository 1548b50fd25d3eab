import { describe, expect, test } from 'vitest'
import { FIELDS, line, mutate, type Node, quantities, read, remaining } from './fulfillment-test-client.ts'
import { type ShopifySandbox, startShopify } from './start.ts'

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
