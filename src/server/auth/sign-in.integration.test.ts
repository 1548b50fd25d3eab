import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiHere, type ApiHere, type Browser } from '#testing/api-here'

const OWNER = { name: 'Ada', email: 'Ada@Example.com', password: 'correct horse battery' }

let api: ApiHere
beforeAll(async () => {
  api = await apiHere({ TILLBRIDGE_LOG: 'warn' })
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
})

const signIn = (browser: Browser, { email, password }: { readonly email: string; readonly password: string }) =>
  browser.send('POST', '/api/auth/sign-in/email', { email, password })

test('the link of the first start makes one owner, once, who then signs in', async () => {
  const browser = api.browser()
  expect((await browser.send('GET', '/api/v1/setup')).body).toMatchObject({ needsOwner: true })
  expect((await browser.send('GET', '/api/v1/session')).status).toBe(401)
  const [token, other] = [await api.ownerToken(), await api.ownerToken()]
  const looked = await browser.send('POST', '/api/v1/setup/link', { token })
  expect(looked.body).toEqual({ purpose: 'first-owner', organization: 'main', email: null })
  const short = await browser.send('POST', '/api/v1/setup/owner', { token, ...OWNER, password: 'short' })
  expect(short).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } })
  expect(await browser.send('POST', '/api/v1/setup/owner', { token, ...OWNER })).toMatchObject({ status: 200 })
  for (const used of [token, other]) {
    const again = await browser.send('POST', '/api/v1/setup/owner', { ...OWNER, token: used, email: 'eve@example.com' })
    expect(again).toMatchObject({ status: 422, body: { code: 'LINK_USED_UP' } })
  }
  expect((await browser.send('GET', '/api/v1/setup')).body).toMatchObject({ needsOwner: false })

  expect(await signIn(browser, { ...OWNER, password: 'something else' })).toMatchObject({
    status: 401,
    body: { code: 'CREDENTIALS_WRONG' },
  })
  const signedIn = await signIn(browser, OWNER)
  expect(signedIn).toMatchObject({ status: 200, body: { twoFactorRedirect: false } })
  expect((await browser.send('GET', '/api/v1/session')).body).toMatchObject({
    kind: 'person',
    email: 'ada@example.com',
    session: { secondFactor: false },
    memberships: [{ organization: 'main', role: 'owner' }],
  })
})
