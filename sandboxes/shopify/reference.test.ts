import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { signature } from './deliveries.ts'
import { startShopify } from './start.ts'
import { ask, LINES, receiver, subscribed } from './test-client.ts'

const REFERENCE = '../shared/specs/shopify'
const reference = existsSync(REFERENCE)

describe.skipIf(!reference)('against the reference data (skipped: ../shared is absent)', () => {
  test('every order operation runs without errors on a full order', async () => {
    await using shop = await startShopify()
    const order = shop.place({
      lines: [
        ...LINES,
        { title: 'Tip', quantity: 1, price: '10', tip: true },
        { title: 'Card', quantity: 1, price: '100', giftCard: true, custom: true },
      ],
      shipping: { price: '49', taxRates: [{ rate: '0.25' }], discounts: [{ percentage: '50' }] },
      discounts: [{ percentage: '10' }],
      fees: [{ name: 'Deposit', price: '2' }],
      company: { name: 'Kund AB', externalId: 'C-1' },
      paymentTerms: { dueInDays: 30 },
      financial: 'paid',
    })
    shop.fulfill(order, { tracking: { company: 'PostNord', number: '1', url: 'https://t.example/1' } })
    shop.return(order, { lines: [{ line: 0, quantity: 1 }] })
    shop.refund(order, { goodwill: '5', shipping: true })
    shop.edit(order, { discounts: [{ line: 0, amount: '1' }], addLines: [{ sku: 'TEA', quantity: 1, price: '10' }] })
    const query = readFileSync(`${REFERENCE}/operations/orders.graphql`, 'utf8')
    for (const [operationName, variables] of Object.entries({
      OrdersChanged: { query: 'status:any' },
      OrderFull: { id: order.id },
      OrderAgreements: { id: order.id },
    })) {
      const { body } = await ask(shop, query, variables, { operationName })
      expect(body.errors).toBeUndefined()
    }
    const platform = readFileSync(`${REFERENCE}/operations/platform.graphql`, 'utf8')
    for (const operationName of ['WhoAmI', 'Subscriptions']) {
      expect((await ask(shop, platform, {}, { operationName })).body.errors).toBeUndefined()
    }
  })

  test('the signature example verifies', () => {
    const example = JSON.parse(readFileSync(`${REFERENCE}/examples/webhook-signature.json`, 'utf8')) as {
      client_secret: string
      body: string
      header: Record<string, string>
    }
    expect(signature(example.client_secret, example.body)).toBe(example.header['X-Shopify-Hmac-Sha256'])
  })

  test('a body has every field that the reference order has', async () => {
    await using hook = await receiver(() => 200)
    await using shop = await subscribed({}, ['ORDERS_UPDATED'], hook.uri)
    const order = shop.place({ lines: LINES, shipping: { price: '49' } })
    shop.refund(order, { lines: [{ line: 0, quantity: 1 }] })
    await shop.deliveries.settled()
    const samples = JSON.parse(readFileSync(`${REFERENCE}/payloads/rest-2026-07/order.json`, 'utf8')) as {
      response: { body: { order?: Record<string, unknown>; orders?: Record<string, unknown>[] } }
    }[]
    const sample = samples
      .flatMap(({ response: { body } }) => [...(body.orders ?? []), ...(body.order === undefined ? [] : [body.order])])
      .find((entry) => 'refunds' in entry && 'line_items' in entry)
    const body = JSON.parse(hook.got.at(-1)?.body ?? '{}') as Record<string, unknown>
    // Addresses of the checkout that carry secrets or tracking are left out on purpose.
    const leftOut = new Set(['landing_site_ref', 'order_status_url', 'token'])
    expect(Object.keys(sample ?? {}).filter((key) => !(key in body) && !leftOut.has(key))).toEqual([])
    const first = (list: unknown): Record<string, unknown> => (list as Record<string, unknown>[])[0] ?? {}
    for (const list of ['line_items', 'shipping_lines', 'refunds']) {
      expect(Object.keys(first(sample?.[list])).filter((key) => !(key in first(body[list])))).toEqual([])
    }
  })
})
