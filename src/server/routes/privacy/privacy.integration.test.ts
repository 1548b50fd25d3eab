import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertMembership } from '#database/members'
import { insertUser } from '#database/users'
import { passwordHash } from '#server/auth/password'
import { apiHere, type ApiHere, type Browser } from '#testing/api-here'
import { orderOfAnn } from '#testing/order-of-ann'

const OWNER = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' }
const AT = '/api/v1/organizations/main'

let api: ApiHere
let owner: Browser
beforeAll(async () => {
  api = await apiHere()
  const { pool, organizationId } = api.bridge
  const user = await insertUser(pool, { ...OWNER, passwordHash: await passwordHash(OWNER.password) })
  await insertMembership(pool, organizationId, user?.userId ?? '', 'owner')
  owner = api.browser()
  await owner.send('POST', '/api/auth/sign-in/email', { email: OWNER.email, password: OWNER.password })
  await orderOfAnn(pool, organizationId)
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
})

interface Requests {
  readonly items: readonly { readonly requestId: string }[]
}

test('what is kept of a person is found, handed out, answered for and erased, and the log does not say whose it was', async () => {
  const post = (path: string, body?: object) => owner.send('POST', `${AT}/privacy/${path}`, body)
  expect((await post('find', { who: 'ANN@example.com' })).body).toEqual({
    people: [
      {
        connection: 'shop',
        names: ['Ann Annson'],
        emails: ['ann@example.com'],
        subjects: ['88000001'],
        kept: { orders: 1, documents: 1, deliveries: 0, runs: 0, evidence: 0, customers: 0, accounts: 0, files: 0 },
      },
    ],
    isComplete: true,
  })
  const file = await post('export', { who: '88000001' })
  expect(file.headers['content-disposition']).toMatch(/^attachment; filename="personal-data-.*\.json"$/)
  expect(file.body).toMatchObject({
    stores: [{ store: 'shop', orders: [{ name: '#1001' }], documents: [{ number: 'SI-1' }] }],
  })

  const open = (await owner.send('GET', `${AT}/privacy/requests`)).body as Requests
  expect(open.items).toMatchObject([{ kind: 'customer-data', connection: 'shop', orders: 1, doneAt: null }])
  const answered = `requests/${open.items[0]?.requestId}/answered`
  expect((await post(answered, {})).status).toBe(204)
  expect(await post(answered, {})).toMatchObject({ status: 422, body: { code: 'PRIVACY_REQUEST_NOT_OPEN' } })

  const wrong = await post('erase', { who: 'ann@example.com', confirm: 'bob@example.com' })
  expect(wrong).toMatchObject({ status: 422, body: { code: 'NOT_CONFIRMED' } })
  const erased = await post('erase', { who: 'ann@example.com', confirm: 'Ann@example.com' })
  expect(erased.body).toMatchObject({ erased: 2, requestIds: [expect.any(String)] })
  expect((await post('find', { who: 'ann@example.com' })).body).toEqual({ people: [], isComplete: true })
  expect(await post('export', { who: 'ann@example.com' })).toMatchObject({
    status: 404,
    body: { code: 'PERSON_UNKNOWN' },
  })
  const past = (await owner.send('GET', `${AT}/privacy/requests`)).body
  expect(past).toMatchObject({
    items: [
      { kind: 'customer-redact', askedBy: 'ada@example.com', erased: 2, email: null },
      { kind: 'customer-data', answeredBy: 'ada@example.com', email: null },
    ],
  })

  const log = await owner.send('GET', `${AT}/audit?event=privacy.`)
  expect(
    (log.body as { items: { event: string; outcome: string }[] }).items.map(({ event, outcome }) => [event, outcome]),
  ).toEqual([
    ['privacy.exported', 'failed'],
    ['privacy.looked-up', 'done'],
    ['privacy.erased', 'done'],
    ['privacy.erased', 'failed'],
    ['privacy.answered', 'failed'],
    ['privacy.answered', 'done'],
    ['privacy.exported', 'done'],
    ['privacy.looked-up', 'done'],
  ])
  expect(log.text).not.toMatch(/ann@example/i)
})

test('the log is narrowed by what it is about and who did it, and taken along whole', async () => {
  const actors = (await owner.send('GET', `${AT}/audit/actors`)).body
  expect(actors).toEqual({ items: [{ kind: 'person', id: expect.any(String), name: 'ada@example.com' }] })
  const about = (await owner.send('GET', `${AT}/audit?subject=privacy-request:`)).body as { items: unknown[] }
  expect(about.items.length).toBeGreaterThan(1)
  const csv = await owner.send('GET', `${AT}/audit/export?event=person.`)
  const [head, first] = csv.text.split('\r\n')
  expect(head).toBe('at,event,outcome,who,kind,address,subject,before,after')
  expect(first).toContain(',person.signed-in,done,ada@example.com,person,')
  const json = await owner.send('GET', `${AT}/audit/export?format=json`)
  expect(json.body).toContainEqual(expect.objectContaining({ event: 'privacy.erased' }))
})

test('a person sees the own account', async () => {
  expect((await owner.send('GET', '/api/v1/account')).body).toMatchObject({
    account: { email: 'ada@example.com', hasPassword: true, hasProvider: false, secondFactor: false },
  })
})
