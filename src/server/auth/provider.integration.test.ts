import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertInvitation } from '#database/invitations'
import { ADDRESS, apiHere, type ApiHere, type Browser } from '#testing/api-here'

const CALLBACK = `${ADDRESS}/api/auth/callback/oidc`
const CLIENT = { client_id: 'tillbridge', client_secret: 'a-secret-of-the-provider' }

/** Who signs in at the provider next, and what it says about the address. */
let visitor = { email: 'kim@example.com', email_verified: true }
let server: Server
let api: ApiHere

beforeAll(async () => {
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = identityProvider(issuer)
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/') === true) {
      void provider.interactionFinished(request, response, { login: { accountId: visitor.email } })
    } else provider.callback()(request, response)
  })
  api = await apiHere({
    TILLBRIDGE_OIDC_ISSUER: issuer,
    TILLBRIDGE_OIDC_CLIENT_ID: CLIENT.client_id,
    TILLBRIDGE_OIDC_CLIENT_SECRET: CLIENT.client_secret,
    TILLBRIDGE_OIDC_DOMAINS: 'staff.example=operator',
    TILLBRIDGE_OIDC_NAME: 'Example ID',
  })
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  server.close()
  server.closeAllConnections()
})

/** A real provider that asks nobody: whoever visits it is the {@link visitor}, and agrees to everything. */
function identityProvider(issuer: string): Provider {
  const provider: Provider = new Provider(issuer, {
    clients: [{ ...CLIENT, redirect_uris: [CALLBACK], token_endpoint_auth_method: 'client_secret_post' }],
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['a key of the provider'] },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_ctx: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, name: 'Kim', email: id, email_verified: visitor.email_verified }),
    }),
    async loadExistingGrant(ctx: { oidc: { client: { clientId: string }; session: { accountId: string } } }) {
      const { client, session } = ctx.oidc
      const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  return provider
}

/** Signs in at the provider as a browser does, and comes back; where it ends. */
async function comeIn(browser: Browser): Promise<string> {
  const begun = await browser.send('POST', '/api/auth/sign-in/social', { provider: 'oidc', callbackURL: '/transfers' })
  expect(begun.status).toBe(200)
  const cookies = new Map<string, string>()
  let url = (begun.body as { url: string }).url
  while (!url.startsWith(CALLBACK)) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split(/=(.*)/)
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) throw new Error(`${url} answered ${response.status} ${await response.text()}`)
    url = new URL(location, url).href
  }
  const back = await browser.send('GET', url.slice(ADDRESS.length), undefined, { origin: undefined })
  expect(back.status).toBe(302)
  return String(back.headers['location'])
}

test('nobody comes in by the provider alone who was neither invited nor is of the house', async () => {
  const browser = api.browser()
  expect(await comeIn(browser)).toMatch(/\/sign-in\?error=not_invited/)
  expect((await browser.send('GET', '/api/v1/session')).status).toBe(401)
  expect((await browser.send('GET', '/api/v1/setup')).body).toMatchObject({ provider: { name: 'Example ID' } })
})

test('who was invited comes in, as what the invitation says, and again', async () => {
  const { pool, organizationId } = api.bridge
  const now = new Date()
  await insertInvitation(pool, organizationId, { email: 'Kim@example.com', role: 'bookkeeper', invitedBy: 'ada', now })
  for (const browser of [api.browser(), api.browser()]) {
    expect(await comeIn(browser)).toBe('/transfers')
    expect((await browser.send('GET', '/api/v1/session')).body).toMatchObject({
      email: 'kim@example.com',
      memberships: [{ organization: 'main', role: 'bookkeeper' }],
    })
  }
})

test('who has an address of the house comes in with the role of the house, if the address is proven', async () => {
  visitor = { email: 'lo@staff.example', email_verified: false }
  expect(await comeIn(api.browser())).toMatch(/error=email_not_verified/)
  visitor = { email: 'lo@staff.example', email_verified: true }
  const browser = api.browser()
  expect(await comeIn(browser)).toBe('/transfers')
  expect((await browser.send('GET', '/api/v1/session')).body).toMatchObject({ memberships: [{ role: 'operator' }] })
})

test('an account with a password is not taken over by an address alone', async () => {
  const { pool, organizationId } = api.bridge
  const now = new Date()
  const { token } = await insertInvitation(pool, organizationId, {
    email: 'mo@staff.example',
    role: 'admin',
    invitedBy: 'ada',
    now,
  })
  const account = { name: 'Mo', password: 'a password of mo' }
  await api.browser().send('POST', '/api/v1/invitations/accept', { token, ...account })
  visitor = { email: 'mo@staff.example', email_verified: true }
  const browser = api.browser()
  expect(await comeIn(browser)).toMatch(/error=account_not_linked/)
  expect((await browser.send('GET', '/api/v1/session')).status).toBe(401)
})
