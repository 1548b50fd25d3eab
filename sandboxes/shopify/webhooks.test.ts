import { describe, expect, test } from 'vitest'
import { signature } from './deliveries.ts'
import { ask, LINES, manualClock, receiver, SUBSCRIBE, subscribed } from './test-client.ts'

describe('webhooks', () => {
  test('an order is told with a signed body that states the same figures as GraphQL', async () => {
    await using hook = await receiver(() => 200)
    await using shop = await subscribed(
      {},
      ['ORDERS_CREATE', 'ORDERS_PAID', 'REFUNDS_CREATE', 'ORDERS_DELETE', 'ORDERS_EDITED'],
      hook.uri,
    )
    const order = shop.place({
      lines: LINES,
      shipping: { price: '49', taxRates: [{ rate: '0.25' }] },
      discounts: [{ percentage: '10', name: 'TEN' }],
    })
    await shop.deliveries.settled()
    expect(hook.got.map((entry) => entry.headers['x-shopify-topic']).toSorted()).toEqual([
      'orders/create',
      'orders/paid',
    ])
    const [created] = hook.got.filter((entry) => entry.headers['x-shopify-topic'] === 'orders/create')
    expect(created?.headers['x-shopify-hmac-sha256']).toBe(signature(shop.clientSecret, created?.body ?? ''))
    expect(created?.headers).toMatchObject({ 'x-shopify-shop-domain': shop.domain, 'x-shopify-api-version': '2026-10' })
    const body = JSON.parse(created?.body ?? '{}') as Record<string, unknown>
    expect(body).toMatchObject({
      admin_graphql_api_id: order.id,
      total_price: '228.10',
      total_tax: '45.62',
      total_discounts: '19.90',
      financial_status: 'paid',
    })
    expect(body).not.toHaveProperty('transactions')
    shop.refund(order, { lines: [{ line: 0, quantity: 1 }] })
    shop.edit(order, { addLines: [{ sku: 'TEA', quantity: 1, price: '10' }] })
    shop.remove(order)
    await shop.deliveries.settled()
    const refund = JSON.parse(
      hook.got.find((entry) => entry.headers['x-shopify-topic'] === 'refunds/create')?.body ?? '{}',
    ) as Record<string, unknown>
    expect(refund).toMatchObject({
      refund_line_items: [{ quantity: 1, subtotal: 89.55, total_tax: 17.91 }],
      transactions: [{ amount: '89.55', kind: 'refund' }],
    })
    expect(hook.got.at(-1)?.body).toBe(JSON.stringify({ id: Number(order.legacyId) }))
  })

  test('a failed delivery is repeated with the original body, eight times, then the subscription goes', async () => {
    const { clock, advance } = manualClock()
    await using hook = await receiver(() => 500)
    await using shop = await subscribed({ clock }, ['ORDERS_CREATE'], hook.uri)
    shop.place({ lines: LINES })
    await shop.deliveries.settled()
    while (shop.deliveries.pending > 0) {
      advance(100 * 60_000)
      await new Promise<void>((resolve) => setImmediate(resolve))
      await shop.deliveries.settled()
    }
    expect(hook.got).toHaveLength(9)
    expect(new Set(hook.got.map((entry) => entry.body)).size).toBe(1)
    expect(new Set(hook.got.map((entry) => entry.headers['x-shopify-webhook-id'])).size).toBe(1)
    expect(shop.subscriptions).toHaveLength(0)
  })

  test('chaos: drops, duplicates and shuffles as told', async () => {
    await using hook = await receiver(() => 200)
    await using shop = await subscribed({}, ['ORDERS_CREATE'], hook.uri)
    shop.deliveries.configure({ dropShare: 0.2, duplicateShare: 0.2, delayMs: [0, 5], shuffle: true })
    for (let count = 0; count < 200; count += 1) shop.place({ lines: LINES })
    await shop.deliveries.settled()
    const ids = hook.got.map((entry) => entry.headers['x-shopify-event-id'])
    expect(new Set(ids).size).toBeLessThan(ids.length)
    expect(new Set(ids).size).toBeLessThan(200)
    expect(new Set(ids).size).toBeGreaterThan(120)
  })

  test('the same address twice for a topic is refused', async () => {
    await using shop = await subscribed({}, ['ORDERS_CREATE'], 'https://hooks.example/a')
    const { body } = await ask(shop, SUBSCRIBE, { topic: 'ORDERS_CREATE', uri: 'https://hooks.example/a' })
    expect(body.data).toEqual({
      webhookSubscriptionCreate: {
        webhookSubscription: null,
        userErrors: [
          { field: ['webhookSubscription', 'callbackUrl'], message: 'Address for this topic has already been taken' },
        ],
      },
    })
  })
})
