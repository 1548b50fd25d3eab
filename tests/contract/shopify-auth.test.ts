import { expect, test } from 'vitest'
import { request } from 'undici'
import { shopify } from '#connectors/shopify/index'
import type { Token } from '#contract/auth'
import { secretNames } from '#contract/settings'
import type { Clock } from '#lib/clock'
import { startShopify, type ShopifySandbox } from '#sandboxes/shopify/start'
import { plainContext } from '#testing/plain-context'
import { orderSource } from './shopify-harness.ts'

const appSettings = (shop: ShopifySandbox, more: object = {}) =>
  shopify.settings.parse({
    shop: shop.domain,
    baseUrl: shop.url,
    clientId: shop.clientId,
    clientSecret: shop.clientSecret,
    ...more,
  })

const renew = async (shop: ShopifySandbox, current: Token | null, more: object = {}): Promise<Token> => {
  const context = plainContext(shopify, appSettings(shop, more))
  const token = await shopify.auth.renew?.(context, current)
  if (token === undefined) throw new Error('the connector renews no token')
  return token
}

const opens = async (shop: ShopifySandbox, token: Token): Promise<boolean> => {
  const context = plainContext(shopify, appSettings(shop), { token })
  return orderSource()
    .get(context, '1')
    .then(() => true)
    .catch((error: unknown) => {
      expect(error).toMatchObject({ kind: 'unauthorized' })
      return false
    })
}

test('a permanent token is used as it is', async () => {
  await using shop = await startShopify()
  const settings = shopify.settings.parse({ shop: shop.domain, baseUrl: shop.url, accessToken: shop.accessToken })
  expect(shopify.auth.needsToken?.(settings)).toBe(false)
  expect(await orderSource().get(plainContext(shopify, settings), '1')).toBeNull()
})

test('client credentials give a token for a day, and another one when asked again', async () => {
  await using shop = await startShopify()
  expect(shopify.auth.needsToken?.(appSettings(shop))).toBe(true)
  const before = Date.now()
  const first = await renew(shop, null)
  const hours = (Date.parse(first.expiresAt ?? '') - before) / 3_600_000
  expect(hours).toBeGreaterThan(23.9)
  expect(hours).toBeLessThan(24.1)
  expect(first.scopes).toContain('read_orders')
  const second = await renew(shop, first)
  expect(second.accessToken).not.toBe(first.accessToken)
  expect(await opens(shop, second)).toBe(true)
})

test('a refresh token changes at each use, and the former one survives a crash before the new one is used', async () => {
  await using shop = await startShopify()
  const code = shop.auth.authorizationCode()
  const exchange = await request(`${shop.url}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: shop.clientId, client_secret: shop.clientSecret, code, expiring: '1' }),
  })
  const { refresh_token: refreshToken } = (await exchange.body.json()) as { refresh_token: string }
  const first = await renew(shop, null, { refreshToken })
  expect(first.refreshToken).toBeDefined()
  expect(first.refreshExpiresAt).toBeDefined()
  // The answer got lost before it was stored: the same refresh token is used again.
  const again = await renew(shop, null, { refreshToken })
  expect(again.refreshToken).not.toBe(first.refreshToken)
  const second = await renew(shop, again, { refreshToken })
  expect(second.refreshToken).not.toBe(again.refreshToken)
  expect(await opens(shop, second)).toBe(true)
})

test('wrong app credentials are an error for the owner, a fault of Shopify is not', async () => {
  await using shop = await startShopify()
  await expect(renew(shop, null, { clientSecret: 'wrong' })).rejects.toMatchObject({
    kind: 'unauthorized',
    code: 'SHOPIFY_TOKEN_REFUSED',
  })
  shop.faults.next('/admin/oauth/access_token', { kind: 'status', status: 503 })
  await expect(renew(shop, null)).rejects.toMatchObject({ kind: 'transient' })
  shop.faults.next('/admin/oauth/access_token', { kind: 'status', status: 429, headers: { 'retry-after': '3' } })
  await expect(renew(shop, null)).rejects.toMatchObject({ kind: 'throttled', retryAfterSeconds: 3 })
  shop.faults.next('/admin/oauth/access_token', { kind: 'wrong-answer', body: '<html></html>' })
  await expect(renew(shop, null)).rejects.toMatchObject({ kind: 'transient' })
})

test('an expired token is refused and the renewed one works', async () => {
  const start = Date.UTC(2026, 10, 21, 9)
  let now = start
  const clock: Clock = { now: () => new Date(now), sleep: () => Promise.resolve() }
  await using shop = await startShopify({ clock })
  const token = await renew(shop, null)
  now = start + 25 * 3_600_000
  expect(await opens(shop, token)).toBe(false)
  expect(await opens(shop, await renew(shop, token))).toBe(true)
})

test('secrets are marked as such', () => {
  expect(secretNames(shopify.settings).sort()).toEqual([
    'accessToken',
    'clientSecret',
    'previousWebhookSecret',
    'refreshToken',
    'webhookSecret',
  ])
})
