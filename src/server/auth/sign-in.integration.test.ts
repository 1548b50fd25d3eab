import { getMigrations } from 'better-auth/db/migration'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { insertOwnerLink } from '#database/owner-links'
import { silentLog } from '#lib/log'
import { ADDRESS, apiHere, type ApiHere, type Browser } from '#testing/api-here'
import { codeOf } from '#testing/authenticator'
import { type MailServerHere, mailServerHere } from '#testing/mail-server'
import { libraryOptions } from './sign-in-library.ts'
import { createSignIn } from './sign-in.ts'

const OWNER = { name: 'Ada', email: 'Ada@Example.com', password: 'correct horse battery' }

let mails: MailServerHere
let api: ApiHere
/** Signs in with the first test. */
let owner: Browser
beforeAll(async () => {
  mails = await mailServerHere()
  api = await apiHere({ TILLBRIDGE_SMTP_URL: mails.url, TILLBRIDGE_MAIL_FROM: 'Tillbridge <bridge@example.com>' })
  owner = api.browser()
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await mails[Symbol.asyncDispose]()
})

const signIn = (browser: Browser, { email, password }: { readonly email: string; readonly password: string }) =>
  browser.send('POST', '/api/auth/sign-in/email', { email, password })

test('the link of the first start makes one owner, once, who then signs in', async () => {
  expect((await owner.send('GET', '/api/v1/setup')).body).toMatchObject({ needsOwner: true })
  expect((await owner.send('GET', '/api/v1/session')).status).toBe(401)
  const [token, other] = [await api.ownerToken(), await api.ownerToken()]
  const looked = await owner.send('POST', '/api/v1/setup/link', { token })
  expect(looked.body).toEqual({ purpose: 'first-owner', organization: 'main', email: null })
  const short = await owner.send('POST', '/api/v1/setup/owner', { token, ...OWNER, password: 'short' })
  expect(short).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } })
  expect(await owner.send('POST', '/api/v1/setup/owner', { token, ...OWNER })).toMatchObject({ status: 200 })
  for (const used of [token, other]) {
    const again = await owner.send('POST', '/api/v1/setup/owner', { ...OWNER, token: used, email: 'eve@example.com' })
    expect(again).toMatchObject({ status: 422, body: { code: 'LINK_USED_UP' } })
  }
  expect((await owner.send('GET', '/api/v1/setup')).body).toMatchObject({ needsOwner: false })

  expect(await signIn(owner, { ...OWNER, password: 'something else' })).toMatchObject({
    status: 401,
    body: { code: 'CREDENTIALS_WRONG' },
  })
  const signedIn = await signIn(owner, OWNER)
  expect(signedIn).toMatchObject({ status: 200, body: { twoFactorRedirect: false } })
  expect((await owner.send('GET', '/api/v1/session')).body).toMatchObject({
    kind: 'person',
    email: 'ada@example.com',
    session: { secondFactor: false },
    memberships: [{ organization: 'main', role: 'owner' }],
  })
})

test('our tables are those that the sign-in library expects', async () => {
  const options = libraryOptions({
    pool: api.bridge.pool,
    log: silentLog,
    secretKey: Buffer.alloc(32, 1),
    address: () => ADDRESS,
    clock: api.bridge.clock,
    organizationId: api.bridge.organizationId,
    provider: null,
    mail: null,
  })
  const { toBeCreated, toBeAdded, toBeAddedIndexes, schemaProblems } = await getMigrations(options, {
    throwOnUnsafe: false,
  })
  expect([toBeCreated, toBeAdded, toBeAddedIndexes, schemaProblems]).toEqual([[], [], [], []])
})

test('behind https, cookies are sent over https only', async () => {
  const { pool, clock, organizationId } = api.bridge
  const address = 'https://bridge.example.com'
  const secretKey = Buffer.alloc(32, 1)
  const options = { pool, clock, organizationId, log: silentLog, provider: null, mail: null, secretKey }
  const response = await createSignIn({ ...options, address: () => address }).handle(
    new Request(`${address}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: OWNER.email, password: OWNER.password }),
    }),
  )
  expect(response.headers.getSetCookie().join()).toMatch(
    /^__Secure-tillbridge\.session_token=[^;]+;.* HttpOnly; Secure/,
  )
})

test('each sign-in is a session of its own: one that was there before is worth nothing afterwards', async () => {
  const planted = api.browser()
  await signIn(planted, OWNER)
  const name = [...planted.cookies.keys()].find((each) => each.endsWith('session_token')) ?? ''
  const fixed = planted.cookies.get(name)
  await planted.send('POST', '/api/auth/sign-out', {})
  const victim = api.browser()
  victim.cookies.set(name, fixed ?? '')
  expect((await victim.send('GET', '/api/v1/session')).status).toBe(401)
  const answer = await signIn(victim, OWNER)
  expect(victim.cookies.get(name)).not.toBe(fixed)
  expect(answer.text).not.toContain(decodeURIComponent(victim.cookies.get(name) ?? '').split('.')[0])
  expect(answer.headers['set-cookie']).toMatch(
    /^tillbridge\.session_token=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/,
  )
  const attacker = api.browser()
  attacker.cookies.set(name, fixed ?? '')
  expect((await attacker.send('GET', '/api/v1/session')).status).toBe(401)
})

test('sessions are listed, and ended one by one or all but one', async () => {
  const [one, two] = [api.browser(), api.browser()]
  await signIn(one, OWNER)
  interface Listed {
    readonly items: readonly { readonly sessionId: string; readonly current: boolean }[]
  }
  const listed = (await one.send('GET', '/api/v1/sessions')).body as Listed
  const own = listed.items.filter(({ current }) => current).map(({ sessionId }) => sessionId)
  expect(own).toHaveLength(1)
  expect((await owner.send('DELETE', `/api/v1/sessions/${own[0]}`)).status).toBe(204)
  expect((await one.send('GET', '/api/v1/session')).status).toBe(401)
  await signIn(two, OWNER)
  expect((await owner.send('POST', '/api/v1/sessions/end-others')).status).toBe(200)
  expect((await two.send('GET', '/api/v1/session')).status).toBe(401)
  expect((await owner.send('GET', '/api/v1/session')).status).toBe(200)
})

test('a second factor is asked for once it is proven, and a backup code stands in for it once', async () => {
  const { body } = await owner.send('POST', '/api/auth/two-factor/enable', { password: OWNER.password })
  const { totpURI, backupCodes } = body as { totpURI: string; backupCodes: string[] }
  const secret = new URL(totpURI).searchParams.get('secret') ?? ''
  expect(
    (await owner.send('POST', '/api/auth/two-factor/verify-totp', { code: codeOf(secret, new Date()) })).status,
  ).toBe(200)

  const again = api.browser()
  expect((await signIn(again, OWNER)).body).toEqual({ twoFactorRedirect: true })
  expect((await again.send('GET', '/api/v1/session')).status).toBe(401)
  expect(await again.send('POST', '/api/auth/two-factor/verify-totp', { code: '000000' })).toMatchObject({
    status: 401,
    body: { code: 'CODE_WRONG' },
  })
  const verify = (to: Browser) => to.send('POST', '/api/auth/two-factor/verify-backup-code', { code: backupCodes[0] })
  expect((await verify(again)).status).toBe(200)
  expect((await again.send('GET', '/api/v1/session')).body).toMatchObject({ session: { secondFactor: true } })
  const third = api.browser()
  await signIn(third, OWNER)
  expect(await verify(third)).toMatchObject({ status: 401, body: { code: 'CODE_WRONG' } })
  // Who has seen a code comes too late with it; a backup code that comes several times at once opens one door.
  const code = codeOf(secret, new Date())
  const behind = await Promise.all(
    [api.browser(), api.browser(), api.browser()].map(async (browser) => {
      await signIn(browser, OWNER)
      return browser
    }),
  )
  const statuses = async (path: string, body: object) =>
    (await Promise.all(behind.map((browser) => browser.send('POST', `/api/auth/two-factor/${path}`, body)))).map(
      ({ status }) => status,
    )
  expect((await statuses('verify-totp', { code })).sort()).toEqual([200, 401, 401])
  const sessions = await Promise.all(behind.map((browser) => browser.send('GET', '/api/v1/session')))
  expect(sessions.map(({ status }) => status).sort()).toEqual([200, 401, 401])
  for (const browser of behind) await signIn(browser, OWNER)
  expect((await statuses('verify-backup-code', { code: backupCodes[1] })).sort()).toEqual([200, 401, 401])
  expect((await again.send('POST', '/api/auth/two-factor/disable', { password: OWNER.password })).status).toBe(200)
})

test('who fails to sign in, or to prove a password or a code, is in the log of the person who was meant', async () => {
  const { body } = await owner.send('POST', '/api/auth/two-factor/enable', { password: OWNER.password })
  const secret = new URL((body as { totpURI: string }).totpURI).searchParams.get('secret') ?? ''
  await owner.send('POST', '/api/auth/two-factor/verify-totp', { code: codeOf(secret, new Date()) })
  const stranger = api.browser()
  await signIn(stranger, { ...OWNER, password: 'a guess' })
  await signIn(stranger, { email: 'nobody@example.com', password: 'a guess' })
  await signIn(stranger, OWNER)
  await stranger.send('POST', '/api/auth/two-factor/verify-totp', { code: '000000' })
  await owner.send('POST', '/api/auth/two-factor/disable', { password: 'a guess' })
  const refused = async () => {
    const log = await owner.send('GET', '/api/v1/organizations/main/audit?subject=person:ada@example.com&limit=5')
    const { items } = log.body as { items: { event: string; outcome: string; after: { because?: string } | null }[] }
    return items.filter(({ outcome }) => outcome === 'failed').map(({ event, after }) => `${event} ${after?.because}`)
  }
  // Nobody waits for it to be written.
  await expect
    .poll(async () => (await refused()).sort())
    .toEqual([
      'person.proof-refused PASSWORD_WRONG',
      'person.sign-in-refused CODE_WRONG',
      'person.sign-in-refused CREDENTIALS_WRONG',
    ])
  expect((await owner.send('POST', '/api/auth/two-factor/disable', { password: OWNER.password })).status).toBe(200)
})

test('a new password ends all other sessions, whatever was asked for', async () => {
  const other = api.browser()
  await signIn(other, OWNER)
  const change = (more: object) =>
    owner.send('POST', '/api/auth/change-password', {
      currentPassword: OWNER.password,
      newPassword: OWNER.password,
      ...more,
    })
  expect((await change({ revokeOtherSessions: false })).status).toBe(400)
  expect((await change({})).status).toBe(200)
  expect((await other.send('GET', '/api/v1/session')).status).toBe(401)
  expect((await owner.send('GET', '/api/v1/session')).status).toBe(200)
})

test('somebody is invited, joins, gets another role and is removed, and the log tells of it', async () => {
  const at = '/api/v1/organizations/main'
  const swedish = { 'accept-language': 'sv' }
  const invite = () => owner.send('POST', `${at}/invitations`, { email: 'Bo@Example.com', role: 'admin' }, swedish)
  const lost = (await invite()).body as { link: string }
  // Sent again, it is another link, and the one before leads nowhere.
  const invited = await invite()
  expect(invited.body).toMatchObject({ sent: true })
  const letter = mails.inbox.at(-1)
  expect(letter).toMatchObject({ from: 'bridge@example.com', to: ['bo@example.com'] })
  expect(letter?.text).toMatch(/bjuder in dig att sköta ”main”/)
  // Bo has nothing but the letter.
  const token = /^http:\/\/localhost\/invitation#token=(\S+)$/m.exec(letter?.text ?? '')?.[1]
  expect((invited.body as { link: string }).link).toBe(`${ADDRESS}/invitation#token=${token}`)
  const bo = api.browser()
  const look = async (given: string | undefined) =>
    (await bo.send('POST', '/api/v1/invitations/look', { token: given })).body
  expect(await look(lost.link.split('#token=')[1])).toMatchObject({ code: 'LINK_USED_UP' })
  expect(await look(token)).toEqual({
    organization: 'main',
    email: 'bo@example.com',
    role: 'admin',
    hasAccount: false,
  })
  expect(await owner.send('POST', '/api/v1/invitations/accept', { token })).toMatchObject({
    status: 409,
    body: { code: 'INVITATION_OF_SOMEBODY_ELSE' },
  })
  const account = { email: 'bo@example.com', password: 'hunter2hunter2' }
  const accepted = await bo.send('POST', '/api/v1/invitations/accept', {
    token,
    name: 'Bo',
    password: account.password,
  })
  expect(accepted.body).toEqual({ organization: 'main' })
  expect(await look(token)).toMatchObject({ code: 'LINK_USED_UP' })
  await signIn(bo, account)

  const members = (await bo.send('GET', `${at}/members`)).body as { items: { userId: string; email: string }[] }
  const idOf = (email: string) => members.items.find((each) => each.email === email)?.userId ?? ''
  const change = (by: Browser, email: string, role: string) =>
    by.send('PATCH', `${at}/members/${idOf(email)}`, { role })
  expect(await change(bo, account.email, 'owner')).toMatchObject({ status: 422, body: { code: 'ROLE_ABOVE_YOURS' } })
  expect(await change(bo, 'ada@example.com', 'viewer')).toMatchObject({ body: { code: 'ROLE_ABOVE_YOURS' } })
  expect(await change(owner, 'ada@example.com', 'admin')).toMatchObject({ status: 409, body: { code: 'LAST_OWNER' } })
  expect((await change(owner, account.email, 'bookkeeper')).status).toBe(200)
  expect((await bo.send('GET', `${at}/members`)).status).toBe(403)
  expect((await owner.send('DELETE', `${at}/members/${idOf(account.email)}`)).status).toBe(204)
  expect((await bo.send('GET', '/api/v1/session')).status).toBe(401)

  const log = (await owner.send('GET', `${at}/audit?subject=person:bo@example.com`)).body as {
    items: { event: string }[]
  }
  expect(log.items.map(({ event }) => event)).toEqual([
    'member.removed',
    'member.role-changed',
    'member.role-changed',
    'person.signed-in',
    'invitation.accepted',
    'invitation.created',
    'invitation.created',
  ])
  const first = (await owner.send('GET', `${at}/audit?limit=2`)).body as { items: unknown[]; next: string }
  const second = (await owner.send('GET', `${at}/audit?limit=2&after=${first.next}`)).body as { items: unknown[] }
  expect([first.items, second.items].map((items) => items.length)).toEqual([2, 2])
  expect(first.items).not.toContainEqual(second.items[0])
})

test('an API key is shown once, works within its role, and not after it was revoked', async () => {
  const at = '/api/v1/organizations/main/api-keys'
  const made = (await owner.send('POST', at, { name: 'shop floor', role: 'viewer' })).body as {
    apiKey: { apiKeyId: string; prefix: string }
    key: string
  }
  const program = api.browser()
  const headers = { authorization: `Bearer ${made.key}`, origin: undefined }
  expect((await program.send('GET', '/api/v1/session', undefined, headers)).body).toMatchObject({
    kind: 'key',
    memberships: [{ organization: 'main', role: 'viewer' }],
  })
  const listed = await owner.send('GET', at)
  expect(listed.text).toContain(made.apiKey.prefix)
  expect(listed.text).not.toContain(made.key)
  expect((await owner.send('DELETE', `${at}/${made.apiKey.apiKeyId}`)).status).toBe(204)
  expect((await program.send('GET', '/api/v1/session', undefined, headers)).status).toBe(401)
})

test('a forgotten password is replaced by e-mail, which ends all sessions, once', async () => {
  const browser = api.browser()
  const swedish = { 'accept-language': 'sv-SE,sv;q=0.9,en;q=0.8' }
  const ask = (email: string) => browser.send('POST', '/api/auth/request-password-reset', { email }, swedish)
  const trusted = api.browser()
  await signIn(trusted, OWNER)
  const begun = await trusted.send('POST', '/api/auth/two-factor/enable', { password: OWNER.password })
  const { totpURI, backupCodes } = begun.body as { totpURI: string; backupCodes: string[] }
  const secret = new URL(totpURI).searchParams.get('secret') ?? ''
  await trusted.send('POST', '/api/auth/two-factor/verify-totp', { code: codeOf(secret, new Date()) })
  await signIn(trusted, OWNER)
  await trusted.send('POST', '/api/auth/two-factor/verify-backup-code', { code: backupCodes[0], trustDevice: true })
  expect((await signIn(trusted, OWNER)).body).toEqual({ twoFactorRedirect: false })
  const [known, unknown] = [await ask(OWNER.email), await ask('nobody@example.com')]
  expect([known.status, known.text]).toEqual([unknown.status, unknown.text])
  const letter = await vi.waitUntil(() => mails.inbox.find(({ text }) => text.includes('/reset-password#')))
  expect(mails.inbox.filter(({ to }) => !to.includes('bo@example.com'))).toEqual([letter])
  expect(letter.to).toEqual(['ada@example.com'])
  expect(letter.text).toMatch(/^Välj ett nytt lösenord/)
  const token = /\/reset-password#token=(\S+)/.exec(letter.text)?.[1]
  const replace = () => browser.send('POST', '/api/auth/reset-password', { token, newPassword: OWNER.password })
  expect((await replace()).status).toBe(200)
  expect(await replace()).toMatchObject({ status: 400, body: { code: 'LINK_USED_UP' } })
  expect((await owner.send('GET', '/api/v1/session')).status).toBe(401)
  // A device that was not to be asked for a code is asked again.
  expect((await signIn(trusted, OWNER)).body).toEqual({ twoFactorRedirect: true })
  const { rows } = await api.bridge.pool.query<{ id: string }>('select id from tillbridge.users')
  const user = { userId: rows[0]?.id ?? '', now: new Date() }
  const links = [1, 2].map(() => insertOwnerLink(api.bridge.pool, api.bridge.organizationId, user))
  const recover = async (token: string | undefined) =>
    (await browser.send('POST', '/api/v1/setup/recover', { token, password: OWNER.password })).status
  const [first, second] = await Promise.all(links)
  // The account is open again; a link that lies about in a terminal is worth nothing any more.
  expect([await recover(first), await recover(second)]).toEqual([200, 422])
  expect((await signIn(trusted, OWNER)).body).toEqual({ twoFactorRedirect: false })
})

test('only what is named reaches the sign-in library', async () => {
  const browser = api.browser()
  const open = { name: 'Eve', email: 'eve@example.com', password: 'a password of hers' }
  for (const path of ['sign-up/email', 'get-session', 'list-sessions', 'update-session', 'delete-user', 'token']) {
    expect((await browser.send('POST', `/api/auth/${path}`, open)).status).toBe(404)
  }
  const smuggled = { provider: 'oidc', callbackURL: '/', idToken: { token: 'x' } }
  expect((await browser.send('POST', '/api/auth/sign-in/social', smuggled)).status).toBe(400)
  const away = { provider: 'oidc', callbackURL: 'https://evil.example' }
  expect((await browser.send('POST', '/api/auth/sign-in/social', away)).status).toBe(400)
  const foreign = await browser.send('POST', '/api/auth/sign-in/email', OWNER, { origin: 'https://evil.example' })
  expect(foreign.status).toBe(403)
})

test('whoever guesses passwords is stopped, and told to wait', async () => {
  const browser = api.browser()
  const guess = { email: 'nobody@example.com', password: 'x' }
  expect((await signIn(browser, guess)).status).toBe(401)
  const { rowCount } = await api.bridge.pool.query(
    `update tillbridge.rate_limits set count = 10 where count = 1 and key like 'auth:10.1.%|/sign-in/email'`,
  )
  expect(rowCount).toBeGreaterThan(0)
  expect(await signIn(browser, guess)).toMatchObject({
    status: 429,
    body: { code: 'TOO_MANY_REQUESTS' },
    headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
  })
})
