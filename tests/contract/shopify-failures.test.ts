import { describe, expect, test } from 'vitest'
import { shopify } from '#connectors/shopify/index'
import type { TillbridgeError } from '#lib/errors'
import { plainContext } from '#testing/plain-context'
import { connect, orderSource } from './shopify-harness.ts'

const source = orderSource()
const LINES = { lines: [{ sku: 'MUG', quantity: 1, price: '10.00' }] }
const CALL = 'POST /admin/api/2026-10/graphql.json'

describe('what a status means', () => {
  test.each([
    [401, 'unauthorized', 'SHOPIFY_TOKEN_REVOKED'],
    [402, 'unauthorized', 'SHOPIFY_SHOP_FROZEN'],
    [403, 'unauthorized', 'SHOPIFY_TOKEN_REVOKED'],
    [404, 'unauthorized', 'SHOPIFY_SHOP_GONE'],
    [423, 'unauthorized', 'SHOPIFY_SHOP_LOCKED'],
    [301, 'unauthorized', 'SHOPIFY_SHOP_MOVED'],
    [429, 'throttled', 'SHOPIFY_THROTTLED'],
    [430, 'throttled', 'SHOPIFY_THROTTLED'],
    [500, 'transient', 'SHOPIFY_UNAVAILABLE'],
    [503, 'transient', 'SHOPIFY_UNAVAILABLE'],
    [400, 'bug', 'SHOPIFY_REQUEST_INVALID'],
  ] as const)('%i is %s', async (status, kind, code) => {
    await using connected = await connect()
    const { shop, context } = connected
    const placed = shop.place(LINES)
    shop.faults.next(CALL, { kind: 'status', status, headers: { 'retry-after': '7' } })
    const failure = await source.get(context, placed.legacyId).catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind, code, retryAfterSeconds: kind === 'throttled' ? 7 : null })
    expect((failure as TillbridgeError).remedy !== null).toBe(kind === 'unauthorized' || kind === 'bug')
    expect(await source.get(context, placed.legacyId)).not.toBeNull()
  })

  test('a write whose answer failed has an unknown outcome', async () => {
    await using connected = await connect()
    const { shop, context } = connected
    shop.faults.next(CALL, { kind: 'delay', ms: 0 })
    shop.faults.next(CALL, { kind: 'status-after', status: 502 })
    await expect(shopify.webhooks?.subscribe(context, { url: `${shop.url}/hooks` })).rejects.toMatchObject({
      kind: 'outcome-unknown',
      code: 'SHOPIFY_UNAVAILABLE',
    })
    expect(shop.subscriptions).toHaveLength(1)
  })

  test('a page of a proxy in place of an answer says nothing', async () => {
    await using connected = await connect()
    const { shop, context } = connected
    shop.faults.next(CALL, { kind: 'wrong-answer', body: '<html>Bad gateway</html>' })
    await expect(source.get(context, '1')).rejects.toMatchObject({ kind: 'transient', code: 'ANSWER_NOT_JSON' })
    shop.faults.next(CALL, { kind: 'wrong-answer', body: '[]', contentType: 'application/json' })
    await expect(source.get(context, '1')).rejects.toMatchObject({ kind: 'transient', code: 'ANSWER_NOT_JSON' })
    shop.faults.next(CALL, { kind: 'reset-after' })
    await expect(source.get(context, '1')).rejects.toMatchObject({ kind: 'transient' })
  })
})

describe('what an error in an answer means', () => {
  const answered = async (errors: unknown, extensions: unknown = {}): Promise<unknown> => {
    await using connected = await connect()
    const body = JSON.stringify({ data: null, errors, extensions })
    connected.shop.faults.next(CALL, { kind: 'wrong-answer', body, contentType: 'application/json' })
    return await source.get(connected.context, '1').catch((error: unknown) => error)
  }

  test('throttled: wait until the bucket holds what the query asks for', async () => {
    const cost = {
      requestedQueryCost: 121,
      throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 21, restoreRate: 50 },
    }
    expect(await answered([{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], { cost })).toMatchObject({
      kind: 'throttled',
      retryAfterSeconds: 2,
    })
  })

  test('a fault inside Shopify is transient for a read', async () => {
    expect(
      await answered([{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }]),
    ).toMatchObject({ kind: 'transient' })
  })

  test('customer data that Shopify has not approved are named as such', async () => {
    const message = 'This app is not approved to access the Customer object.'
    expect(
      await answered([{ message, path: ['order', 'customer'], extensions: { code: 'ACCESS_DENIED' } }]),
    ).toMatchObject({ kind: 'rejected', code: 'SHOPIFY_CUSTOMER_DATA_NOT_APPROVED' })
  })

  test('a field that does not exist is our fault, whatever else is wrong', async () => {
    const failure = await answered([{ message: "Field 'x' doesn't exist", extensions: { code: 'undefinedField' } }])
    expect(failure).toMatchObject({ kind: 'bug', code: 'SHOPIFY_REQUEST_INVALID' })
    expect(await answered('Not Found')).toMatchObject({ kind: 'bug' })
  })
})

test('an exhausted bucket throttles with the time that it needs', async () => {
  await using connected = await connect()
  const { shop, context } = connected
  const placed = shop.place(LINES)
  const failures: unknown[] = []
  for (let call = 0; call < 400 && failures.length === 0; call += 1) {
    await source.get(context, placed.legacyId).catch((error: unknown) => failures.push(error))
  }
  const [failure] = failures
  expect(failure).toMatchObject({ kind: 'throttled', code: 'SHOPIFY_THROTTLED' })
  const { retryAfterSeconds } = failure as TillbridgeError
  expect(retryAfterSeconds).toBeGreaterThan(0)
  expect(retryAfterSeconds).toBeLessThan(1.3)
})

test('the quota that Shopify states is observed', async () => {
  await using connected = await connect()
  const { shop, settings, context } = connected
  const placed = shop.place({
    lines: Array.from({ length: 10 }, (_, index) => ({ sku: `S${index}`, quantity: 1, price: '1' })),
  })
  const observed: unknown[] = []
  const http: typeof context.http = {
    async send(request) {
      const response = await context.http.send(request)
      observed.push(shopify.limits.observe?.(response))
      return response
    },
  }
  await source.get({ ...context, http }, placed.legacyId)
  expect(observed).toEqual([
    { capacity: 2000, perSecond: 100, available: expect.any(Number), actualCost: expect.any(Number) },
  ])
  expect(shopify.limits.rate?.(settings)).toEqual({ perSecond: 100, burst: 2000 })
  expect(context.calls.map((call) => shopify.limits.costOf?.(call))).toEqual([122])
})

describe('the check of a connection', () => {
  const codes = async (scopes?: readonly string[], more = {}): Promise<[string, string][]> => {
    await using connected = await connect(scopes === undefined ? {} : { app: { scopes } }, more)
    const { findings } = await shopify.check(connected.context)
    return findings.map((finding) => [finding.level, finding.code])
  }

  test('all is well', async () => {
    const found = await codes()
    expect(found.every(([level]) => level === 'ok')).toBe(true)
    expect(found.map(([, code]) => code)).toEqual(['SHOPIFY_SHOP', 'SHOPIFY_SCOPES', 'SHOPIFY_API_VERSION'])
  })

  test('each missing permission is named with what it stops', async () => {
    await using connected = await connect({ app: { scopes: ['read_orders', 'write_customers'] } })
    const { findings, account } = await shopify.check(connected.context)
    expect(account).toBe('Sandbox Store on sandbox-store.myshopify.com')
    const missing = findings.filter((finding) => finding.level !== 'ok')
    expect(missing.map((finding) => [finding.level, finding.message.match(/read_\w+/)?.[0]])).toEqual([
      ['error', 'read_returns'],
      ['error', 'read_payment_terms'],
      ['error', 'read_products'],
      ['error', 'read_locations'],
      ['warning', 'read_all_orders'],
    ])
    expect(missing.every((finding) => (finding.remedy ?? '') !== '')).toBe(true)
  })

  test('another shop, another zone and a missing secret are noticed', async () => {
    await using connected = await connect()
    const { shop } = connected
    const settings = shopify.settings.parse({ shop: 'other', baseUrl: shop.url, accessToken: shop.accessToken })
    const { findings } = await shopify.check(plainContext(shopify, settings))
    const wrong = findings.filter((finding) => finding.level !== 'ok').map((finding) => finding.code)
    expect(wrong).toEqual(['SHOPIFY_OTHER_SHOP', 'SHOPIFY_TIME_ZONE', 'SHOPIFY_NO_WEBHOOK_SECRET'])
  })

  test('a revoked token is no finding but an error', async () => {
    await using connected = await connect()
    connected.shop.auth.revokeAll()
    await expect(shopify.check(connected.context)).rejects.toMatchObject({ kind: 'unauthorized' })
  })
})

test('a missing permission is named when an order cannot be read', async () => {
  await using connected = await connect({ app: { scopes: ['read_orders', 'read_all_orders', 'read_returns'] } })
  const { shop, context } = connected
  const placed = shop.place(LINES)
  await expect(source.get(context, placed.legacyId)).rejects.toMatchObject({
    kind: 'rejected',
    code: 'SHOPIFY_SCOPE_MISSING',
    subject: 'scope:read_customers',
    message: expect.stringContaining('read_customers') as string,
  })
})
