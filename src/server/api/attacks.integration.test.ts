import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { OF_ORGANIZATION, type Route } from '#api/route'
import { ROUTES } from '#api/routes'
import { insertApiKey } from '#database/api-keys'
import { addJob } from '#database/jobs'
import { insertMembership } from '#database/members'
import { ensureOrganization } from '#database/organizations'
import { insertUser } from '#database/users'
import { passwordHash } from '#server/auth/password'
import { ADDRESS, apiHere, type ApiHere } from '#testing/api-here'
import { seedIntegration } from '#testing/migrated-database'

const PERSON = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' }
/** Sent in every field that takes text; it must come back nowhere and stand in no log. */
const PLANTED = 'planted-7f3c-secret-value'

const all = Object.entries(ROUTES) as [string, Route][]

let api: ApiHere
let key: string
const logged: string[] = []

beforeAll(async () => {
  api = await apiHere()
  const { pool, organizationId, log } = api.bridge
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    log[level] = (fields, message) => void logged.push(`${level} ${message} ${JSON.stringify(fields)}`)
  }
  const user = await insertUser(pool, { ...PERSON, passwordHash: await passwordHash(PERSON.password) })
  await insertMembership(pool, organizationId, user?.userId ?? '', 'owner')
  const made = { name: 'ada', role: 'owner', createdBy: 'ada', expiresAt: null, now: new Date() } as const
  key = (await insertApiKey(pool, organizationId, made)).secret
})
afterAll(() => api[Symbol.asyncDispose]())

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
const main = '/api/v1/organizations/main'
const send = (method: Method, url: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
  api.browser().send(method, url, body, { authorization: `Bearer ${key}`, ...headers })

const urlOf = ({ path }: Route, value: string): string =>
  `/api/v1${path.replace('{organization}', 'main').replaceAll(/\{\w+\}/g, encodeURIComponent(value.toWellFormed()))}`

const HOSTILE = [
  "%_\\'; drop table tillbridge.transfers; --",
  'a\u0000b',
  '\u202e\u{1f600}\ud800 (((((*+?',
  'x'.repeat(5_000),
]

test('whatever is searched for, no route fails, and nothing is found by what only looks like a pattern', async () => {
  const failed: string[] = []
  for (const [name, route] of all) {
    if (route.method !== 'GET' || route.answer === 'stream' || !route.path.startsWith(OF_ORGANIZATION)) continue
    const fields = route.query instanceof z.ZodObject ? Object.keys(route.query.shape) : []
    for (const text of HOSTILE) {
      const one = fields.map((field) => `?${new URLSearchParams([[field, text]])}`)
      for (const asked of fields.length === 0 ? [''] : one) {
        const { status } = await send('GET', `${urlOf(route, text.slice(0, 100))}${asked}`)
        if (status >= 500) failed.push(`${name}${asked.slice(0, 60)}: ${status}`)
      }
    }
  }
  expect(failed).toEqual([])
})

test('a secret that is sent anywhere comes back nowhere, and stands in no log', async () => {
  const told: string[] = []
  const fields = ['settings', 'secrets', 'text', 'password', 'token', 'name', 'reason', 'note']
  const body = {
    ...Object.fromEntries(fields.map((field) => [field, PLANTED])),
    settings: { apiSecret: PLANTED, accessToken: PLANTED },
    secrets: { apiSecret: PLANTED },
  }
  for (const [name, route] of all) {
    if (route.method === 'GET') continue
    for (const sent of [body, { ...body, text: `connections: { a: { secret: ${PLANTED} } }` }]) {
      const { status, text } = await send(route.method, urlOf(route, 'none'), sent, { 'x-secret': PLANTED })
      if (text.includes(PLANTED) || status >= 500) told.push(`${name} ${status} ${text.slice(0, 200)}`)
      // What is wrong with a field is said by us, and never by the library that checks it.
      if (/Invalid |Too (small|big)|Unrecognized/.test(text)) told.push(`${name} ${text.slice(0, 300)}`)
    }
  }
  expect(told).toEqual([])
  expect(logged.filter((line) => line.includes(PLANTED) || line.includes(key))).toEqual([])
})

test('a file with a mistake beside a secret is refused without the secret', async () => {
  const settings = `{ baseUrl: "https://8.8.8.8", apiKey: key, apiSecret: ${PLANTED}, company: Acme, companyCurrency: euro }`
  const file = `version: 1\nconnections:\n  erp: { connector: erpnext, settings: ${settings} }\n`
  for (const [method, path] of [
    ['POST', '/configuration/preview'],
    ['PUT', '/configuration'],
  ] as const) {
    const answer = await send(method, `${main}${path}`, { text: file })
    expect(answer.status).toBe(400)
    expect(answer.text).not.toContain(PLANTED)
  }
})

test('connections lead nowhere inside, however the address is written', async () => {
  const inside = [
    'http://127.1',
    'http://2130706433',
    'http://0x7f000001',
    'http://0177.0.0.1',
    'http://0',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:7f00:1]',
    'http://[fe80::1]',
    'http://[fd00::1]',
    'http://[64:ff9b::7f00:1]',
    'http://169.254.169.254/latest/meta-data',
    'http://user:password@127.0.0.1',
    'http://127.0.0.1#@example.com',
    'file:///etc/passwd',
    'gopher://127.0.0.1',
  ]
  const through: string[] = []
  for (const [index, baseUrl] of inside.entries()) {
    const settings = { baseUrl, apiKey: 'key', apiSecret: 'secret', company: 'Acme', companyCurrency: 'EUR' }
    const body = { connection: `inside-${index}`, connector: 'erpnext', settings }
    const { status, text } = await send('POST', `${main}/connections`, body)
    if (status !== 400 && !text.includes('ADDRESS_NOT_PUBLIC')) through.push(`${baseUrl} ${status} ${text}`)
  }
  expect(through).toEqual([])
  // Nor does the way to a system's own page.
  for (const siteUrl of ['https://127.0.0.1', 'https://localhost', 'https://[::1]', 'https://169.254.169.254']) {
    const begun = await send('POST', `${main}/connections/inside/grant`, {
      connector: 'woocommerce',
      settings: { siteUrl },
    })
    expect([siteUrl, begun]).toMatchObject([siteUrl, { status: 422, body: { code: 'ADDRESS_NOT_PUBLIC' } }])
  }
  // Folders and databases of the machine itself are for who stands at it.
  for (const connector of ['generic-files', 'generic-sql']) {
    const { status } = await send('POST', `${main}/connections`, { connection: 'here', connector, settings: {} })
    expect([connector, status]).toEqual([connector, 400])
  }
})

test('nobody sets what is not theirs to set', async () => {
  const made = { name: 'program', role: 'viewer' }
  for (const more of [{ createdBy: 'somebody' }, { organizationId: 'x' }, { lastUsedAt: null }, { __proto__x: 1 }]) {
    expect((await send('POST', `${main}/api-keys`, { ...made, ...more })).status).toBe(400)
  }
  expect((await send('PATCH', `${main}?organization=other`, { name: 'x' })).status).not.toBe(200)
})

test('ids of another organisation are worth nothing', async () => {
  const { pool } = api.bridge
  const now = new Date()
  const other = await ensureOrganization(pool, 'other', 'Other')
  const theirs = await insertApiKey(pool, other, { name: 'x', role: 'owner', createdBy: 'x', expiresAt: null, now })
  const foreign = await seedIntegration(pool)
  const ofThem = { kind: 'import', input: {}, askedBy: 'x', askedAt: now }
  const job = await addJob(pool, {
    organizationId: foreign.organizationId,
    integrationId: foreign.integrationId,
    ...ofThem,
  })
  const ids = [job.jobId, theirs.apiKey.apiKeyId, foreign.integrationId, foreign.targetConnectionId]
  const found: string[] = []
  for (const [name, route] of all) {
    if (!route.path.startsWith(OF_ORGANIZATION) || !/\/\{/.test(route.path.slice(OF_ORGANIZATION.length))) continue
    if (route.answer === 'stream') continue
    for (const id of ids) {
      const { status } = await send(route.method, urlOf(route, id), route.method === 'GET' ? undefined : {})
      if (status < 400) found.push(`${name} ${id} ${status}`)
    }
  }
  expect(found).toEqual([])
  const rows = await pool.query('select from tillbridge.api_keys where revoked_at is null and organization_id = $1', [
    other,
  ])
  expect(rows.rowCount).toBe(1)
  expect((await pool.query("select from tillbridge.jobs where state = 'waiting' and not stop_asked")).rowCount).toBe(1)
})

test('what another page can make a browser send is not read as a request of ours', async () => {
  const browser = api.browser()
  const { email, password } = PERSON
  const signedIn = await browser.send('POST', '/api/auth/sign-in/email', { email, password })
  const cookies = [signedIn.headers['set-cookie']].flat().map(String)
  expect(cookies.length).toBeGreaterThan(0)
  for (const cookie of cookies) expect(cookie).toMatch(/HttpOnly; SameSite=(Lax|Strict)/i)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const { statusCode } = await api.app.inject({
      method: 'PATCH',
      url: main,
      headers: { host: 'localhost', origin: ADDRESS, cookie, 'content-type': type },
      payload: JSON.stringify({ name: 'Taken' }),
    })
    expect([type, statusCode]).toEqual([type, expect.toSatisfy((status: number) => status >= 400 && status < 500)])
  }
  expect((await send('GET', main)).text).not.toContain('Taken')
})

test('more than a body may hold is refused, and so is what nests without end', async () => {
  const large = await send('PUT', `${main}/configuration`, { text: 'x'.repeat(3_000_000) })
  expect(large).toMatchObject({ status: 400, body: { remedy: expect.stringContaining('tillbridge apply') } })
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
  const nested = await api.app.inject({
    method: 'PUT',
    url: `${main}/configuration`,
    headers: { host: 'localhost', authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    payload: `{"text":${deep}}`,
  })
  expect(nested.statusCode).toBe(400)
  for (const text of ['a\u0000b', '\ud800', '\udc00x']) {
    expect((await send('PATCH', main, { name: text })).status).toBe(400)
  }
  expect((await send('PATCH', main, { name: 'a \\u0000 \u{1f600}' })).status).toBe(200)
  expect((await send('POST', `${main}/configuration/preview`, { text: deep })).status).toBe(400)
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(9)}]`).join('\n')}\n`
  expect((await send('POST', `${main}/configuration/preview`, { text: bomb })).status).toBe(400)
  // What JSON cannot carry can be written in YAML all the same.
  for (const name of ['a\\0b', '\\uD800']) {
    const text = `version: 1\nalerts: { "${name}": { kind: email, to: [ada@example.com] } }\n`
    expect(await send('PUT', `${main}/configuration`, { text })).toMatchObject({
      status: 400,
      body: { fields: [{ message: expect.stringMatching(/^Line 2: .*cannot be kept/) }] },
    })
  }
  // A name that every object has is a name like another.
  const named = 'version: 1\nalerts: { constructor: { kind: email, to: [ada@example.com] } }\n'
  for (const text of [named, 'version: 1\n'])
    expect((await send('PUT', `${main}/configuration`, { text })).status).toBe(200)
  const never = { name: 'k', role: 'viewer', expiresAt: '0000-01-01T00:00:00Z' }
  expect((await send('POST', `${main}/api-keys`, never)).status).toBe(400)
})

test('every answer says that nothing of it may be run, framed or guessed at', async () => {
  for (const url of [
    '/',
    '/nothing/here',
    '/theme.js',
    '/assets/none.js',
    '/api/v1/nothing',
    '/api/v1/setup',
    '/api/auth/nothing',
    '/api/docs/',
    '/api/docs/json',
    '/health/live',
    '/webhooks/none',
    '/webhooks',
  ]) {
    const { headers } = await api.app.inject({ url, headers: { host: 'localhost' } })
    expect([url, headers]).toEqual([url, expect.objectContaining({ 'x-content-type-options': 'nosniff' })])
    expect([url, headers['x-frame-options']]).toEqual([url, expect.stringMatching(/DENY|SAMEORIGIN/)])
    expect([url, headers['content-security-policy']]).toEqual([url, expect.stringContaining('-src')])
    expect(String(headers['content-security-policy'] ?? '')).not.toContain('unsafe-eval')
  }
})
