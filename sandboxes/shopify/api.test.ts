import { describe, expect, test } from 'vitest'
import { type ShopifySandbox, startShopify } from './start.ts'
import { ask, LINES, manualClock } from './test-client.ts'

const token = async (shop: ShopifySandbox, form: Record<string, string>) => {
  const response = await fetch(`${shop.url}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: shop.clientId, client_secret: shop.clientSecret, ...form }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}

const ORDERS =
  'query($q: String, $after: String, $first: Int = 50) { orders(first: $first, after: $after, query: $q, sortKey: UPDATED_AT) { pageInfo { hasNextPage endCursor } nodes { id name } } }'

describe('access', () => {
  test('a wrong token, an unknown path and a body that is no query are refused as Shopify refuses them', async () => {
    await using shop = await startShopify()
    const refused = await ask(shop, '{ shop { name } }', {}, { token: 'nonsense' })
    expect(refused).toEqual({
      status: 401,
      body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
    })
    expect((await fetch(`${shop.url}/admin/api/2026-10/orders.json`)).status).toBe(404)
  })

  test('client credentials give a token for a day', async () => {
    const { clock, advance } = manualClock()
    await using shop = await startShopify({ clock })
    const { body } = await token(shop, { grant_type: 'client_credentials' })
    expect((await ask(shop, '{ shop { name } }', {}, { token: String(body['access_token']) })).status).toBe(200)
    advance(25 * 3_600_000)
    expect((await ask(shop, '{ shop { name } }', {}, { token: String(body['access_token']) })).status).toBe(401)
    expect((await token(shop, { grant_type: 'client_credentials', client_secret: 'wrong' })).status).toBe(400)
  })

  test('a former refresh token stays good until its replacement has been used', async () => {
    await using shop = await startShopify()
    const first = (await token(shop, { code: shop.auth.authorizationCode(), expiring: '1' })).body
    const refresh = (from: Record<string, string>) =>
      token(shop, { grant_type: 'refresh_token', refresh_token: String(from['refresh_token']) })
    const second = (await refresh(first)).body
    const again = (await refresh(first)).body
    expect(second['refresh_token']).not.toBe(again['refresh_token'])
    await refresh(second)
    expect((await refresh(first)).status).toBe(400)
  })

  test('a missing scope denies the field and leaves the rest', async () => {
    await using shop = await startShopify({ app: { scopes: ['read_products'] } })
    const { body } = await ask(shop, '{ shop { currencyCode } orders(first: 1) { nodes { id } } }')
    expect(body.errors?.[0]).toMatchObject({
      message: 'Access denied for orders field. Required access: `read_orders` access scope.',
      extensions: { code: 'ACCESS_DENIED' },
    })
  })

  test('without read_all_orders only the last 60 days are visible', async () => {
    await using shop = await startShopify({ app: { scopes: ['read_orders'] } })
    shop.place({ lines: LINES, placedAt: '2020-01-01T00:00:00Z' })
    const fresh = shop.place({ lines: LINES })
    const { body } = await ask(shop, ORDERS)
    expect(body.data).toMatchObject({ orders: { nodes: [{ id: fresh.id }] } })
  })
})

describe('queries', () => {
  test('errors of validation carry the code and words of Shopify', async () => {
    await using shop = await startShopify()
    const { body } = await ask(
      shop,
      'query($unused: Int) { shop { nam } orders(first: 1, colour: 2) { nodes { id } } order { id } }',
    )
    expect(Object.fromEntries((body.errors ?? []).map((error) => [error.extensions?.['code'], error.message]))).toEqual(
      {
        undefinedField: "Field 'nam' doesn't exist on type 'Shop'",
        argumentNotAccepted: "Field 'orders' doesn't accept argument 'colour'",
        missingRequiredArguments: "Field 'order' is missing required arguments: id",
        variableNotUsed: 'Variable $unused is declared by anonymous query but not used',
      },
    )
    const missing = await ask(shop, 'query($id: ID!) { order(id: $id) { id } }')
    expect(missing.body.errors?.[0]).toMatchObject({
      message: 'Variable $id of type ID! was provided invalid value',
      extensions: { code: 'INVALID_VARIABLE' },
    })
  })

  test('an unknown field of the sandbox is an honest error', async () => {
    await using shop = await startShopify()
    const { body } = await ask(shop, '{ shop { name unitSystem } }')
    expect(body.errors?.[0]?.extensions?.['code']).toBe('NOT_IMPLEMENTED')
  })

  test('pages of changed orders hold each order once, closed and cancelled ones too', async () => {
    await using shop = await startShopify()
    const placed = Array.from({ length: 7 }, () => shop.place({ lines: LINES }))
    shop.cancel(placed[2]?.name ?? '')
    shop.close(placed[3]?.name ?? '')
    const seen: string[] = []
    let after: string | null = null
    do {
      const { body } = await ask(shop, ORDERS, { q: "updated_at:>='2026-01-01T00:00:00Z'", first: 3, after })
      const { orders } = body.data as unknown as {
        orders: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
      }
      seen.push(...orders.nodes.map((node) => node.id))
      after = orders.pageInfo.hasNextPage ? orders.pageInfo.endCursor : null
    } while (after !== null)
    expect(seen.toSorted()).toEqual(placed.map((order) => order.id).toSorted())
  })

  test('search knows names, references, status and zones', async () => {
    const { clock } = manualClock('2026-11-20T23:30:00Z')
    await using shop = await startShopify({ clock, shop: { ianaTimezone: 'Europe/Stockholm' } })
    const first = shop.place({ lines: LINES, sourceIdentifier: 'ABC-1' })
    const second = shop.place({ lines: LINES })
    shop.cancel(second)
    const found = async (q: string): Promise<string[]> =>
      (
        (await ask(shop, ORDERS, { q })).body.data as unknown as { orders: { nodes: { name: string }[] } }
      ).orders.nodes.map((node) => node.name)
    expect(await found('source_identifier:ABC-1')).toEqual([first.name])
    expect(await found(`name:'${second.name}'`)).toEqual([second.name])
    expect(await found('status:cancelled OR name:1001')).toEqual([first.name, second.name])
    expect(await found('-status:cancelled')).toEqual([first.name])
    // 23:30 UTC is half past midnight of the 21st in Stockholm.
    expect(await found("created_at:>='2026-11-21'")).toEqual([first.name, second.name])
    expect(await found("created_at:>='2026-11-21T00:31:00'")).toEqual([])
  })

  test('the search index lags, so that a reader needs an overlap', async () => {
    const { clock, advance } = manualClock()
    await using shop = await startShopify({ clock, indexLagMs: 5000 })
    const placed = shop.place({ lines: LINES })
    const count = async (): Promise<number> =>
      ((await ask(shop, ORDERS)).body.data as unknown as { orders: { nodes: unknown[] } }).orders.nodes.length
    expect(await count()).toBe(0)
    expect((await ask(shop, 'query($id: ID!) { order(id: $id) { name } }', { id: placed.id })).body.data).toEqual({
      order: { name: placed.name },
    })
    advance(5000)
    expect(await count()).toBe(1)
  })

  test('nested pages: 501 lines, 60 fulfilments', async () => {
    await using shop = await startShopify()
    const order = shop.place({
      lines: Array.from({ length: 501 }, (_, index) => ({ sku: `S${index}`, quantity: 1, price: '1.00' })),
    })
    for (let line = 0; line < 60; line += 1) shop.fulfill(order, { lines: [{ line, quantity: 1 }] })
    const seen = new Set<string>()
    let after: string | null = null
    do {
      const { body } = await ask(
        shop,
        'query($id: ID!, $after: String) { order(id: $id) { fulfillments(first: 250) { id } lineItems(first: 250, after: $after) { pageInfo { hasNextPage endCursor } nodes { sku } } } }',
        { id: order.id, after },
      )
      const { order: read } = body.data as unknown as {
        order: {
          fulfillments: unknown[]
          lineItems: { nodes: { sku: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
        }
      }
      expect(read.fulfillments).toHaveLength(60)
      for (const node of read.lineItems.nodes) seen.add(node.sku)
      after = read.lineItems.pageInfo.hasNextPage ? read.lineItems.pageInfo.endCursor : null
    } while (after !== null)
    expect(seen.size).toBe(501)
  })
})

describe('cost', () => {
  test('each answer states its cost; an empty bucket throttles with HTTP 200 and fills again', async () => {
    const { clock, advance } = manualClock()
    await using shop = await startShopify({ clock })
    const first = await ask(shop, ORDERS)
    expect(first.body.extensions).toMatchObject({
      cost: {
        requestedQueryCost: 9,
        actualQueryCost: 2,
        throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1998, restoreRate: 100 },
      },
    })
    shop.drain()
    const throttled = await ask(shop, ORDERS)
    expect(throttled.status).toBe(200)
    expect(throttled.body.data).toBeUndefined()
    expect(throttled.body.errors?.[0]?.extensions?.['code']).toBe('THROTTLED')
    advance(1000)
    expect((await ask(shop, ORDERS)).body.errors).toBeUndefined()
  })
})
