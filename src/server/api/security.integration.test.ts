import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { may, PERMISSIONS, type Role, ROLES } from '#api/permissions'
import { OF_ORGANIZATION, type Route } from '#api/route'
import { ROUTES } from '#api/routes'
import { insertApiKey } from '#database/api-keys'
import { saveConnection } from '#database/connections'
import { insertInvitation } from '#database/invitations'
import { insertMembership } from '#database/members'
import { ensureOrganization } from '#database/organizations'
import { insertUser } from '#database/users'
import { passwordHash } from '#server/auth/password'
import { ADDRESS, apiHere, type ApiHere, type Browser } from '#testing/api-here'

// Whoever adds a route adds nothing here: all of them are tried. A route that anybody may call is added to this list, on purpose.
const PUBLIC = [
  'setup.status',
  'setup.link',
  'setup.create-owner',
  'setup.recover',
  'invitations.look',
  'invitations.accept',
]

const PERSON = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' }
const CONNECTION_SECRET = 'shpat_the-secret-of-the-connection'

const all = Object.entries(ROUTES) as [string, Route][]
const guarded = all.filter(([, { permission }]) => permission !== 'public')
const ofOrganization = guarded.filter(([, { path }]) => path.startsWith(OF_ORGANIZATION))
const changing = all.filter(([, { method }]) => method !== 'GET')

let api: ApiHere
let person: Browser
let keys: Readonly<Record<Role, string>>
let callers = 0

beforeAll(async () => {
  api = await apiHere()
  const { pool, organizationId, sealer } = api.bridge
  const now = new Date()
  const user = await insertUser(pool, { ...PERSON, passwordHash: await passwordHash(PERSON.password) })
  await insertMembership(pool, organizationId, user?.userId ?? '', 'owner')
  await insertInvitation(pool, organizationId, { email: 'b@example.com', role: 'viewer', invitedBy: 'ada', now })
  await ensureOrganization(pool, 'other', 'Other')
  await saveConnection(pool, sealer, {
    organizationId,
    key: 'shop',
    connector: 'shopify',
    settings: { shop: 'x.myshopify.com', accessToken: CONNECTION_SECRET },
    secretNames: ['accessToken'],
    slots: 1,
  })
  const made = ROLES.map(async (role) => {
    const key = { name: role, role, createdBy: 'ada', expiresAt: null, now }
    return [role, (await insertApiKey(pool, organizationId, key)).secret] as const
  })
  keys = Object.fromEntries(await Promise.all(made)) as typeof keys
  person = api.browser()
  const { email, password } = PERSON
  await person.send('POST', '/api/auth/sign-in/email', { email, password })
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
})

const urlOf = ({ path }: Route, organization = 'main'): string =>
  `/api/v1${path.replace('{organization}', organization).replaceAll(/\{\w+\}/g, '01890000-0000-7000-8000-000000000000')}`

/** Bodies that no route takes: who is let through is told 400, and nothing is changed. */
const UNFIT = { 'no route takes this': true }

async function call(
  route: Route,
  {
    headers = {},
    organization,
  }: { readonly headers?: Readonly<Record<string, string>>; readonly organization?: string },
) {
  callers += 1
  const response = await api.app.inject({
    method: route.method,
    url: urlOf(route, organization),
    headers: { host: 'localhost', ...headers },
    // Each from an address of its own: strangers are counted by it.
    remoteAddress: `10.0.${callers >> 8}.${callers & 255}`,
    ...(route.method === 'GET' ? {} : { payload: UNFIT }),
  })
  return { status: response.statusCode, text: response.body }
}

const cookie = (): string => [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
const key = (role: Role) => ({ authorization: `Bearer ${keys[role]}` })

/** The names of those that were not answered so. */
async function others(
  routes: readonly (readonly [string, Route])[],
  status: number,
  asked: Parameters<typeof call>[1],
): Promise<string[]> {
  const wrong: string[] = []
  for (const [name, route] of routes) {
    const answer = await call(route, asked)
    if (answer.status !== status) wrong.push(`${name}: ${answer.status} ${answer.text.slice(0, 200)}`)
  }
  return wrong
}

describe('the table of routes', () => {
  test('names all that anybody may call', () => {
    expect(all.filter(([, { permission }]) => permission === 'public').map(([name]) => name)).toEqual(PUBLIC)
  })

  test('asks for permissions only where an organisation gives them', () => {
    const permissions: readonly string[] = PERMISSIONS
    const elsewhere = all.filter(
      ([, { permission, path }]) => permissions.includes(permission) && !path.startsWith(OF_ORGANIZATION),
    )
    expect(elsewhere.map(([name]) => name)).toEqual([])
  })
})

describe('every route refuses', () => {
  test('who carries nothing, or something that does not work', async () => {
    expect(await others(guarded, 401, {})).toEqual([])
    expect(await others(guarded.slice(0, 3), 401, { headers: { authorization: 'Bearer tb_made-up' } })).toEqual([])
    expect(await others(guarded.slice(0, 3), 401, { headers: { cookie: 'tillbridge.session_token=a.b' } })).toEqual([])
    // A key that does not work is not made good by the session that is sent along.
    const both = { cookie: cookie(), origin: ADDRESS, authorization: 'Bearer tb_made-up' }
    expect(await others(guarded.slice(0, 3), 401, { headers: both })).toEqual([])
  })

  test('a member of another organisation, as if there were none', async () => {
    const headers = { cookie: cookie(), origin: ADDRESS }
    expect(await others(ofOrganization, 404, { headers, organization: 'other' })).toEqual([])
    expect(await others(ofOrganization, 404, { headers: key('owner'), organization: 'other' })).toEqual([])
    for (const [, route] of ofOrganization.slice(0, 3)) {
      const [there, nowhere] = [
        await call(route, { headers, organization: 'other' }),
        await call(route, { headers, organization: 'nowhere' }),
      ]
      expect(there.text).toBe(nowhere.text)
    }
  })

  test.each(ROLES)('the role %s, where it lacks the permission', async (role) => {
    const lacking = ofOrganization.filter(
      ([, { permission }]) => permission !== 'public' && permission !== 'person' && !may(role, permission),
    )
    expect(lacking.length > 0).toBe(role !== 'owner')
    expect(await others(lacking, 403, { headers: key(role) })).toEqual([])
  })

  test('changes that another site makes a browser send', async () => {
    const foreign = { cookie: cookie(), origin: 'https://evil.example' }
    expect(await others(changing, 403, { headers: foreign })).toEqual([])
    const guardedChanges = changing.filter(([, { permission }]) => permission !== 'public')
    expect(await others(guardedChanges, 403, { headers: { cookie: cookie() } })).toEqual([])
    expect(await others(guardedChanges.slice(0, 3), 403, { headers: { cookie: cookie(), origin: 'null' } })).toEqual([])
    expect(await others(changing, 403, { headers: { origin: 'https://evil.example' } })).toEqual([])
  })
})

test('who may read is answered, and no answer holds a secret or what is kept of one', async () => {
  const reading = all.filter(([, { method, answer }]) => method === 'GET' && answer !== 'stream' && answer !== 'file')
  const texts: string[] = []
  for (const [name, route] of reading) {
    for (const headers of [key('owner'), { cookie: cookie(), origin: ADDRESS }]) {
      const { status, text } = await call(route, { headers })
      expect(`${name} ${status} ${text.slice(0, 200)}`).not.toMatch(/^\S+ (401|403|5\d\d) /)
      texts.push(text)
    }
  }
  const { rows } = await api.bridge.pool.query<{ secret: string }>(
    `select password as secret from tillbridge.user_accounts union all select token from tillbridge.sessions
     union all select unnest(array[encode(h, 'hex'), encode(h, 'base64')]) from
       (select key_hash as h from tillbridge.api_keys union all select token_hash from tillbridge.invitations) hashes`,
  )
  const secrets = [...rows.map(({ secret }) => secret), ...Object.values(keys), CONNECTION_SECRET, PERSON.password]
  expect(secrets.length).toBeGreaterThan(12)
  expect(secrets.filter((secret) => texts.some((text) => text.includes(secret)))).toEqual([])
})

test('answers may not be framed, run, guessed at or kept', async () => {
  const { headers } = await api.app.inject({ url: '/api/v1/setup', headers: { host: 'localhost' } })
  expect(headers).toMatchObject({
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  })
})

test('a stranger who asks too often is told to wait', async () => {
  const ask = () =>
    api.app.inject({
      method: 'POST',
      url: '/api/v1/setup/link',
      headers: { host: 'localhost', origin: ADDRESS },
      payload: { token: 'x'.repeat(40) },
      remoteAddress: '10.9.9.9',
    })
  const answers = await Promise.all(Array.from({ length: 61 }, ask))
  const refused = answers.filter(({ statusCode }) => statusCode === 429)
  expect(refused.map(({ headers }) => Number(headers['retry-after']) > 0)).toEqual([true])
})
