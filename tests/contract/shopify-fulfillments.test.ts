import { expect, test } from 'vitest'
import type { Operation } from '#connectors/shopify/client'
import { ORDER_RETURN_LINES, RETURN_LINES } from '#connectors/shopify/fulfillments-returns'
import * as queries from '#connectors/shopify/fulfillments-queries'
import { fulfillments } from '#connectors/shopify/fulfillments'
import type { FulfillmentState } from '#contract/shipments'
import { decimal, sum } from '#lib/decimal'
import type { Connected } from './shopify-harness.ts'
import { connect } from './shopify-harness.ts'
import { officialSchema, requestFaults } from './shopify-schema.ts'

const PARCEL = { carrier: 'UPS', number: '1Z999', url: 'https://ups.example/1Z999' }
const line = (sku: string, quantity: number) => ({ sku, quantity, price: '10.00' })

async function stateOf({ context }: Connected, order: { readonly legacyId: string }): Promise<FulfillmentState> {
  const found = await fulfillments.state(context, order.legacyId)
  if (found === null) throw new Error('the order is gone')
  return found
}

/** Everything that is open at the first fulfilment order. */
const partsOf = ({ fulfillmentOrders: [first] }: FulfillmentState) => [
  {
    fulfillmentOrder: first?.externalId ?? '',
    lines: (first?.lines ?? []).map(({ externalId, remaining }) => ({ line: externalId, quantity: remaining })),
  },
]

test('an order tells what it still asks for, and takes a shipment with its parcels and one e-mail', async () => {
  await using connected = await connect()
  const { shop, context } = connected
  const placed = shop.place({ lines: [line('MUG', 2), { ...line('FILE', 1), requiresShipping: false }] })
  const before = await stateOf(connected, placed)
  expect(before).toMatchObject({ orderName: placed.name, paid: true, fulfillments: [] })
  const lines = before.fulfillmentOrders.flatMap((one) => one.lines)
  expect(lines.map(({ remaining, requiresShipping }) => [remaining, requiresShipping])).toEqual(
    expect.arrayContaining([
      ['2', true],
      ['1', false],
    ]),
  )
  const made = await fulfillments.ship(context, {
    orderExternalId: placed.legacyId,
    parts: partsOf(before),
    parcels: [PARCEL, { ...PARCEL, number: '1Z998', url: 'https://ups.example/1Z998' }],
    notify: true,
  })
  expect(made).toMatchObject({
    status: 'success',
    tracking: [{ company: 'UPS', number: '1Z999' }, { number: '1Z998' }],
  })
  const after = await stateOf(connected, placed)
  expect(after.fulfillments).toEqual([made])
  expect(shop.notifications(placed.id)).toHaveLength(1)
})

test('a shipment is no longer taken as planned: the order is read again', async () => {
  await using connected = await connect()
  const { shop, context } = connected
  const placed = shop.place({ lines: [line('MUG', 1)] })
  const planned = {
    orderExternalId: placed.legacyId,
    parts: partsOf(await stateOf(connected, placed)),
    parcels: [],
    notify: false,
  }
  shop.fulfill(placed.id)
  await expect(fulfillments.ship(context, planned)).rejects.toMatchObject({
    kind: 'conflict',
    code: 'FULFILLMENT_MOVED',
  })
})

test('parcels become known later, and a shipment is taken back, twice without harm', async () => {
  await using connected = await connect()
  const { shop, context } = connected
  const placed = shop.place({ lines: [line('MUG', 1)] })
  const made = await fulfillments.ship(context, {
    orderExternalId: placed.legacyId,
    parts: partsOf(await stateOf(connected, placed)),
    parcels: [],
    notify: false,
  })
  await fulfillments.track(context, made.externalId, [PARCEL], true)
  expect((await stateOf(connected, placed)).fulfillments[0]?.tracking).toMatchObject([{ number: '1Z999' }])
  expect(shop.notifications(placed.id)).toHaveLength(1)
  await fulfillments.cancel(context, made.externalId)
  await fulfillments.cancel(context, made.externalId)
  const after = await stateOf(connected, placed)
  expect(after.fulfillments.map(({ status }) => status)).toEqual(['cancelled'])
  expect(sum(after.fulfillmentOrders.flatMap((one) => one.lines.map(({ remaining }) => remaining)))).toBe('1')
})

test('units move to another location, and held ones name the reason', async () => {
  await using connected = await connect()
  const { shop, context } = connected
  const [, other = 0] = shop.locations()
  const placed = shop.place({ lines: [line('MUG', 3)] })
  const [first] = (await stateOf(connected, placed)).fulfillmentOrders
  const unit = { line: first?.lines[0]?.externalId ?? '', quantity: decimal(2) }
  await fulfillments.move(context, first?.externalId ?? '', String(other), [unit])
  const moved = (await stateOf(connected, placed)).fulfillmentOrders.filter(({ state }) => state === 'open')
  expect(moved.map((one) => [one.locationExternalId, one.lines.map(({ remaining }) => remaining)])).toEqual(
    expect.arrayContaining([[String(other), ['2']]]),
  )
  const { externalId = '' } = moved.find((one) => one.locationExternalId === String(other)) ?? {}
  shop.hold(placed.id, {
    fulfillmentOrderId: Number(externalId),
    reason: 'INCORRECT_ADDRESS',
    notes: 'no house number',
  })
  const held = (await stateOf(connected, placed)).fulfillmentOrders.find((one) => one.externalId === externalId)
  expect(held).toMatchObject({ state: 'held', holdReason: 'Incorrect address, no house number' })
})

test('an order with many lines and many shipments is read whole', async () => {
  await using connected = await connect({ shop: { plan: 'enterprise' } })
  const { shop } = connected
  const lines = Array.from({ length: 280 }, (_, index) => line(`SKU-${index}`, 30))
  const placed = shop.place({ lines })
  for (let parcel = 0; parcel < 12; parcel += 1)
    shop.fulfill(placed.id, { lines: lines.slice(0, 24).map((_, index) => ({ line: index, quantity: 1 })) })
  const { fulfillmentOrders, fulfillments: sent } = await stateOf(connected, placed)
  const remaining = fulfillmentOrders.filter(({ state }) => state !== 'closed').flatMap((one) => one.lines)
  expect(sum(remaining.map((one) => one.remaining))).toBe(String(280 * 30 - 12 * 24))
  expect(sum(sent.flatMap((one) => one.lines.map(({ quantity }) => quantity)))).toBe(String(12 * 24))
  expect(requestFaults(officialSchema(), connected.context.calls)).toEqual([])
})

test.each([...Object.values(queries), ORDER_RETURN_LINES, RETURN_LINES] as Operation<unknown>[])(
  '$name asks for no more than it declares, in words that Shopify knows',
  async ({ text, name, cost, effect }) => {
    await using connected = await connect()
    const { shop, context } = connected
    const placed = shop.place({ lines: [line('MUG', 3)] })
    const id = name.endsWith('OrderLines') || name === 'Move' ? 'gid://shopify/FulfillmentOrder/1' : placed.id
    const isReturn = name === 'ReturnLines'
    const variables = {
      id: isReturn
        ? 'gid://shopify/Return/1'
        : effect === 'write' && name !== 'Move'
          ? 'gid://shopify/Fulfillment/1'
          : id,
      after: null,
      fulfillment: { lineItemsByFulfillmentOrder: [] },
      tracking: { numbers: ['1'] },
      notify: false,
      location: 'gid://shopify/Location/1',
      lines: [],
    }
    const named = Object.fromEntries(Object.entries(variables).filter(([variable]) => text.includes(`$${variable}`)))
    const response = await context.http.send({
      method: 'POST',
      path: '/admin/api/2026-10/graphql.json',
      json: { query: text, variables: named, operationName: name },
      effect,
    })
    const { requestedQueryCost } = (response.json() as { extensions: { cost: { requestedQueryCost: number } } })
      .extensions.cost
    expect([name, requestedQueryCost <= cost, requestedQueryCost > cost * 0.8 - 3, requestedQueryCost]).toEqual([
      name,
      true,
      true,
      requestedQueryCost,
    ])
  },
)
