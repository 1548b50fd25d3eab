import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertMembership } from '#database/members'
import { ensureOrganization } from '#database/organizations'
import { insertUser } from '#database/users'
import { freePort } from '#lib/free-port'
import { passwordHash } from '#server/auth/password'
import { startShopify, type ShopifySandbox } from '#sandboxes/shopify/start'
import { startWooCommerce, type WooCommerceSandbox } from '#sandboxes/woocommerce/start'
import { type ApiHere, apiHere, type Browser } from '#testing/api-here'

const PASSWORD = 'correct horse battery'

let api: ApiHere
let shop: ShopifySandbox
let woo: WooCommerceSandbox
let ada: Browser
let eva: Browser

async function signedIn(email: string): Promise<Browser> {
  const { pool, organizationId } = api.bridge
  const user = await insertUser(pool, { name: email, email, passwordHash: await passwordHash(PASSWORD) })
  const other = await ensureOrganization(pool, 'other', 'Other')
  for (const organization of [organizationId, other]) {
    await insertMembership(pool, organization, user?.userId ?? '', 'owner')
  }
  const browser = api.browser()
  await browser.send('POST', '/api/auth/sign-in/email', { email, password: PASSWORD })
  return browser
}

beforeAll(async () => {
  const port = await freePort()
  const environment = { TILLBRIDGE_LOCAL_ADDRESSES: 'yes', TILLBRIDGE_PUBLIC_URL: `http://127.0.0.1:${port}` }
  ;[api, shop, woo] = await Promise.all([apiHere(environment), startShopify(), startWooCommerce()])
  // The server of a shop reaches it there.
  await api.app.listen({ port, host: '127.0.0.1' })
  ada = await signedIn('ada@example.com')
  eva = await signedIn('eva@example.com')
})
afterAll(() => Promise.all([api, shop, woo].map((each) => each[Symbol.asyncDispose]())))

const of = (organization: string, path: string): string => `/api/v1/organizations/${organization}${path}`

async function begin(connector: 'shopify' | 'woocommerce', connection: string, who = ada): Promise<URL> {
  const settings =
    connector === 'shopify'
      ? { shop: shop.domain, baseUrl: shop.url, clientId: shop.clientId, clientSecret: shop.clientSecret }
      : { siteUrl: woo.url }
  const begun = await who.send('POST', of('main', `/connections/${connection}/grant`), { connector, settings })
  expect(begun).toMatchObject({ status: 200 })
  return new URL((begun.body as { address: string }).address)
}

const answer = (connector: string, query: string, who = ada, organization = 'main') =>
  who.send('POST', of(organization, `/grants/${connector}`), { query })

/** What the page of Shopify sends the browser back with. */
async function installed(page: URL): Promise<URLSearchParams> {
  const consent = await (await fetch(page)).text()
  const [, install = ''] = /href="([^"]*install[^"]*)"/.exec(consent) ?? []
  const address = new URL(install.replaceAll('&#38;', '&'), shop.url)
  const { headers } = await fetch(address, { redirect: 'manual' })
  return new URL(headers.get('location') ?? '').searchParams
}

const signed = (query: URLSearchParams, secret: string): string => {
  const fields = new URLSearchParams(query)
  fields.delete('hmac')
  fields.sort()
  fields.set('hmac', createHmac('sha256', secret).update(fields.toString()).digest('hex'))
  return fields.toString()
}

const deliver = (page: URL, body: unknown) =>
  api.app.inject({
    method: 'POST',
    url: new URL(page.searchParams.get('callback_url') ?? '').pathname,
    payload: body as object,
  })

const NOT_ASKED = { status: 422, body: { code: 'GRANT_NOT_ASKED', remedy: expect.any(String) } }
const NOT_GENUINE = { status: 422, body: { code: 'GRANT_NOT_GENUINE' } }

describe('access that is given at Shopify', () => {
  test('becomes a connection that works, also after its token was renewed and its settings were changed', async () => {
    const query = await installed(await begin('shopify', 'shop'))
    const made = await answer('shopify', query.toString())
    expect(made).toMatchObject({
      status: 200,
      body: {
        connection: 'shop',
        secrets: expect.arrayContaining(['clientSecret', 'refreshToken']),
        // By the clock of the shop, which nobody had to say.
        settings: { timeZone: 'Europe/Stockholm' },
        usedBy: [],
      },
    })
    const check = () => ada.send('POST', of('main', '/connections/shop/check'))
    expect((await check()).body).toMatchObject({ account: expect.stringContaining('Sandbox Store') })
    // Twice, since the one before last stays good until its successor was used.
    for (const timeZone of ['Europe/Stockholm', 'Europe/Berlin']) {
      await api.bridge.pool.query("update tillbridge.connections set token_expires_at = now() where key = 'shop'")
      shop.auth.revoke(await accessToken())
      expect((await check()).body).toMatchObject({ account: expect.any(String) })
      expect((await ada.send('PATCH', of('main', '/connections/shop'), { settings: { timeZone } })).status).toBe(200)
    }
    expect((await check()).body).toMatchObject({ account: expect.any(String) })
    expect(made.text).not.toMatch(/shp(at|rt)_/)
    const { rows } = await api.bridge.pool.query<{ event: string }>(
      "select event, to_jsonb(e)::text as all from tillbridge.audit_events e where event like 'connection.grant%' order by at",
    )
    expect(rows.map(({ event }) => event)).toEqual(['connection.grant-begun', 'connection.granted'])
    expect(JSON.stringify(rows)).not.toContain(shop.clientSecret)
  })

  const accessToken = async (): Promise<string> => {
    const last = shop.traffic.findLast(({ request }) => request.headers['x-shopify-access-token'] !== undefined)
    return last?.request.headers['x-shopify-access-token'] ?? ''
  }

  test('is worth nothing twice', async () => {
    const query = (await installed(await begin('shopify', 'replayed'))).toString()
    const both = await Promise.all([answer('shopify', query), answer('shopify', query)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 422])
    expect(await answer('shopify', query)).toMatchObject(NOT_ASKED)
  })

  test('is worth nothing to another person, session or organisation, or for another system', async () => {
    const query = (await installed(await begin('shopify', 'bound'))).toString()
    expect(await answer('shopify', query, eva)).toMatchObject(NOT_ASKED)
    expect(await answer('shopify', query, ada, 'other')).toMatchObject(NOT_ASKED)
    expect(await answer('woocommerce', query.replace('state=', 'user_id='))).toMatchObject(NOT_ASKED)
    const again = api.browser()
    await again.send('POST', '/api/auth/sign-in/email', { email: 'ada@example.com', password: PASSWORD })
    expect(await answer('shopify', query, again)).toMatchObject(NOT_ASKED)
    // None of that has used it up.
    expect((await answer('shopify', query)).status).toBe(200)
  })

  test('is refused when its state was made up, left out, doubled, or is too old', async () => {
    const query = await installed(await begin('shopify', 'state'))
    const state = query.get('state') ?? ''
    for (const forged of ['', 'made-up', state.slice(0, -1), `${state}x`]) {
      const fields = new URLSearchParams(query)
      fields.set('state', forged)
      expect(await answer('shopify', signed(fields, shop.clientSecret))).toMatchObject(NOT_ASKED)
    }
    expect(await answer('shopify', `${query}&state=${state}`)).toMatchObject(NOT_ASKED)
    expect(await answer('shopify', '')).toMatchObject(NOT_ASKED)
    await api.bridge.pool.query("update tillbridge.grants set expires_at = now() - interval '1 second'")
    expect(await answer('shopify', query.toString())).toMatchObject(NOT_ASKED)
  })

  test('is refused unless Shopify signed all of it, and comes from the shop that was meant', async () => {
    const query = await installed(await begin('shopify', 'signed'))
    const calls = shop.requestCount
    const changed = (name: string, value: string): string => {
      const fields = new URLSearchParams(query)
      fields.set(name, value)
      return fields.toString()
    }
    const hmac = query.get('hmac') ?? ''
    for (const wrong of [
      changed('hmac', ''),
      changed('hmac', `${hmac.slice(0, -1)}${hmac.endsWith('0') ? '1' : '0'}`),
      changed('hmac', hmac.slice(0, 32)),
      changed('code', 'another'),
      changed('shop', 'attacker.myshopify.com'),
      `${query}&hmac=${hmac}`,
      `${query}&extra=1`,
      signed(query, 'another secret'),
      signed(query, ''),
    ]) {
      expect([wrong, await answer('shopify', wrong)]).toMatchObject([wrong, NOT_GENUINE])
    }
    // Nobody was asked for anything on the word of a stranger.
    expect(shop.requestCount).toBe(calls)
    const elsewhere = signed(new URLSearchParams(changed('shop', 'attacker.myshopify.com')), shop.clientSecret)
    expect(await answer('shopify', elsewhere)).toMatchObject({ status: 422, body: { code: 'SHOPIFY_OTHER_SHOP' } })
    expect(shop.requestCount).toBe(calls)
  })

  test('is not begun with what could not be kept', async () => {
    const ask = (connection: string, body: object) =>
      ada.send('POST', of('main', `/connections/${connection}/grant`), body)
    expect(await ask('lacking', { connector: 'shopify', settings: { shop: 'x' } })).toMatchObject({
      status: 400,
      body: { fields: [{ path: 'body.settings.clientId' }, { path: 'body.settings.clientSecret' }] },
    })
    const app = { clientId: 'id', clientSecret: 'secret' }
    for (const name of ['attacker.example', 'x.myshopify.com.attacker.example', '-.myshopify.com', 'a b']) {
      const refused = await ask('host', { connector: 'shopify', settings: { ...app, shop: name } })
      expect([name, refused]).toMatchObject([
        name,
        { status: 400, body: { fields: [expect.objectContaining({ path: 'body.settings.shop' })] } },
      ])
    }
    expect(await ask('shop', { connector: 'shopify', settings: app })).toMatchObject({
      body: { code: 'CONNECTION_EXISTS' },
    })
    expect(await ask('erp', { connector: 'erpnext' })).toMatchObject({ body: { code: 'GRANT_NOT_OFFERED' } })
    expect((await ask('nothing', {})).status).toBe(404)
  })
})

describe('keys that WooCommerce delivers', () => {
  const keysFor = (page: URL, more: object = {}) => {
    const { consumerKey, consumerSecret } = woo.addKey('read_write')
    const user_id = page.searchParams.get('user_id')
    return {
      key_id: 1,
      user_id,
      consumer_key: consumerKey,
      consumer_secret: consumerSecret,
      key_permissions: 'read_write',
      ...more,
    }
  }
  const back = (page: URL, success = '1'): string =>
    new URLSearchParams({ success, user_id: page.searchParams.get('user_id') ?? '' }).toString()

  test('become a connection once the person is back in the same browser, and none before', async () => {
    const page = await begin('woocommerce', 'woo')
    expect((await deliver(page, keysFor(page))).statusCode).toBe(200)
    expect((await ada.send('GET', of('main', '/connections'))).text).not.toContain('"woo"')
    expect(await answer('woocommerce', back(page), eva)).toMatchObject(NOT_ASKED)
    const made = await answer('woocommerce', back(page))
    expect(made).toMatchObject({ status: 200, body: { secrets: ['consumerKey', 'consumerSecret', 'webhookSecret'] } })
    expect((await ada.send('POST', of('main', '/connections/woo/check'))).body).toMatchObject({
      account: expect.any(String),
    })
    expect((await deliver(page, keysFor(page))).statusCode).toBe(404)
    // The same again for one that is there: its other settings stay.
    const begun = await ada.send('POST', of('main', '/connections/woo/grant'), {})
    const again = new URL((begun.body as { address: string }).address)
    await deliver(again, keysFor(again))
    expect(await answer('woocommerce', back(again))).toMatchObject({
      status: 200,
      body: { settings: { siteUrl: woo.url } },
    })
  })

  test('are made and delivered by WooCommerce itself, once somebody approves', async () => {
    const page = await begin('woocommerce', 'delivered')
    const keys = woo.shop.keys.length
    const consent = await (await fetch(page)).text()
    expect(consent).toContain('Tillbridge would like to connect to your store')
    const [, approve = ''] = /href="([^"]*access_granted[^"]*)"/.exec(consent) ?? []
    const { status, headers } = await fetch(approve.replaceAll('&#38;', '&'), { redirect: 'manual' })
    expect([status, woo.shop.keys.length]).toEqual([302, keys + 1])
    const { search } = new URL(headers.get('location') ?? '')
    expect(await answer('woocommerce', search.slice(1))).toMatchObject({
      status: 200,
      body: { connection: 'delivered' },
    })
  })

  test('are taken once, only as they were agreed on, and for whom they were asked', async () => {
    const page = await begin('woocommerce', 'strange')
    for (const body of [
      '',
      '{',
      '[]',
      'null',
      JSON.stringify(keysFor(page, { consumer_key: 'x' })),
      'x'.repeat(20_000),
    ]) {
      const { statusCode } = await deliver(page, body)
      expect([body.slice(0, 20), statusCode]).toEqual([body.slice(0, 20), body.length > 16_000 ? 413 : 400])
    }
    expect((await api.app.inject({ method: 'POST', url: '/grants/made-up', payload: keysFor(page) })).statusCode).toBe(
      404,
    )
    expect((await deliver(page, keysFor(page, { user_id: 'somebody else' }))).statusCode).toBe(200)
    expect((await deliver(page, keysFor(page))).statusCode).toBe(404)
    expect(await answer('woocommerce', back(page))).toMatchObject({ body: { code: 'WOOCOMMERCE_KEYS_MISSING' } })
  })

  test('are not waited for when somebody refused, or nothing came', async () => {
    const refused = await begin('woocommerce', 'refused')
    expect(await answer('woocommerce', back(refused, '0'))).toMatchObject({ body: { code: 'WOOCOMMERCE_NOT_GRANTED' } })
    const silent = await begin('woocommerce', 'silent')
    expect(await answer('woocommerce', back(silent))).toMatchObject({ body: { code: 'WOOCOMMERCE_KEYS_MISSING' } })
    expect(await answer('woocommerce', back(silent))).toMatchObject(NOT_ASKED)
  })
})
