import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { startWooCommerce } from '#sandboxes/woocommerce/start'
import { plainContext } from '#testing/plain-context'
import { fulfillments } from './fulfillments.ts'
import { woocommerce } from './index.ts'
import { orders } from './read.ts'
import { settings as schema } from './settings.ts'

async function openShop() {
  const shop = await startWooCommerce()
  const settings = schema.parse({
    siteUrl: shop.url,
    consumerKey: shop.consumerKey,
    consumerSecret: shop.consumerSecret,
  })
  for (const sku of ['MUG', 'CAP']) shop.addProduct({ name: sku, sku, regular_price: '99' })
  const { id, lines } = shop.place({
    items: [
      { product: 'MUG', quantity: 3 },
      { product: 'CAP', quantity: 1 },
    ],
  })
  const [mug, cap] = lines.map((line) => String(line.id))
  const context = plainContext(woocommerce, settings)
  const send = (units: readonly (readonly [string | undefined, number])[], number: string) =>
    fulfillments.ship(context, {
      orderExternalId: String(id),
      parts: [
        {
          fulfillmentOrder: String(id),
          lines: units.map(([line = '', quantity]) => ({ line, quantity: decimal(quantity) })),
        },
      ],
      parcels: [{ carrier: 'PostNord', number, url: null }],
      notify: true,
    })
  const status = (): string => shop.shop.orders.get(id)?.status ?? ''
  const numbers = (): unknown => {
    const items = shop.shop.orders.get(id)?.meta.find(({ key }) => key === '_wc_shipment_tracking_items')?.value
    return (items as readonly { readonly tracking_number: string }[]).map((item) => item.tracking_number)
  }
  const told = (): string[] => [...shop.shop.notes.values()].flatMap((note) => (note.toCustomer ? note.text : []))
  const stop = (): Promise<void> => shop.stop()
  return { context, key: String(id), mug, cap, send, status, numbers, told, shop, [Symbol.asyncDispose]: stop }
}

test('two parcels complete the order with the second; numbers stand where the plug-ins look, beside those of others', async () => {
  await using opened = await openShop()
  const { context, key, mug, cap, send, status, numbers, told, shop } = opened
  shop.shop.orders.get(Number(key))?.meta.push({
    id: 9_000,
    key: '_wc_shipment_tracking_items',
    value: [{ tracking_number: 'BY-HAND', tracking_id: 'b1946ac9' }],
  })
  const first = await send([[mug, 2]], 'JJ1')
  expect(status()).toBe('processing')
  const between = await fulfillments.state(context, key)
  expect(between?.fulfillmentOrders[0]?.lines.map(({ externalId, remaining }) => [externalId, remaining])).toEqual([
    [mug, '1'],
    [cap, '1'],
  ])
  expect(between).toMatchObject({ paid: true, fulfillments: [first] })
  await expect(send([[mug, 2]], 'JJ9')).rejects.toMatchObject({ code: 'FULFILLMENT_MOVED' })

  await send(
    [
      [mug, 1],
      [cap, 1],
    ],
    'JJ2',
  )
  expect(status()).toBe('completed')
  expect(numbers()).toEqual(['BY-HAND', 'JJ1', 'JJ2'])
  expect(told()).toEqual(['PostNord JJ1', 'PostNord JJ2'])
  const order = await orders.get(context, key)
  expect(order?.fulfillments.map(({ externalId, lines }) => [externalId, lines.length])).toEqual([
    [`${key}-parcel-1`, 1],
    [`${key}-parcel-2`, 2],
  ])
  expect(await fulfillments.state(context, key)).toMatchObject({ fulfillmentOrders: [{ state: 'closed' }] })
})

test('a number that is corrected replaces the former; goods that are taken back can be sent again', async () => {
  await using opened = await openShop()
  const { context, key, mug, cap, send, status, numbers } = opened
  const all = await send(
    [
      [mug, 3],
      [cap, 1],
    ],
    'JJ1',
  )
  await fulfillments.track(context, all.externalId, [{ carrier: 'DHL', number: 'DH1', url: null }], false)
  expect(numbers()).toEqual(['DH1'])
  await fulfillments.cancel(context, all.externalId)
  expect([status(), numbers()]).toEqual(['processing', []])
  const again = await fulfillments.state(context, key)
  expect(again).toMatchObject({ fulfillments: [{ status: 'cancelled' }] })
  expect(again?.fulfillmentOrders[0]?.lines.map(({ remaining }) => remaining)).toEqual(['3', '1'])
  await send([[mug, 3]], 'JJ3')
  expect(numbers()).toEqual(['JJ3'])
})

test('the last goods complete the order where the rest was paid back before', async () => {
  await using opened = await openShop()
  const { context, key, mug, cap, send, status, shop } = opened
  shop.refund(Number(key), {
    line_items: [
      { id: Number(cap), quantity: 1, refund_total: '79.20', refund_tax: [{ id: 1, refund_total: '19.80' }] },
    ],
  })
  await send([[mug, 3]], 'JJ1')
  expect(status()).toBe('completed')
  const state = shop.shop.orders.get(Number(key))
  // Stamps count seconds, and both fall into one here.
  if (state?.completed != null) state.completed = new Date(state.completed.getTime() + 60_000)
  const order = await orders.get(context, key)
  expect(order?.fulfillments.map(({ externalId }) => externalId)).toEqual([`${key}-parcel-1`])
})

test('what staff complete by hand is the rest, and there is one place', async () => {
  await using opened = await openShop()
  const { context, key, mug, cap, send, shop } = opened
  await send([[mug, 3]], 'JJ1')
  shop.setStatus(Number(key), 'completed')
  const order = await orders.get(context, key)
  expect(order?.fulfillments.map(({ lines }) => lines.map(({ lineExternalId }) => lineExternalId))).toEqual([
    [mug],
    [cap],
  ])
  expect((await fulfillments.state(context, key))?.fulfillmentOrders[0]?.lines).toEqual([])
  await expect(fulfillments.move(context, key, 'elsewhere', [])).rejects.toMatchObject({
    code: 'WOOCOMMERCE_ONE_PLACE',
  })
})
