import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ConnectorDescription } from '#api/connections'
import { insertApiKey } from '#database/api-keys'
import { listConnections } from '#database/connections'
import { apiHere, type ApiHere } from '#testing/api-here'

const SECRET = 'the-first-api-secret'
const ERP = { baseUrl: 'https://8.8.8.8', apiKey: 'key', apiSecret: SECRET, company: 'Acme', companyCurrency: 'EUR' }

let api: ApiHere
let key: string
beforeAll(async () => {
  api = await apiHere()
  const { pool, organizationId } = api.bridge
  const made = { name: 'ada', role: 'owner', createdBy: 'ada', expiresAt: null, now: new Date() } as const
  key = (await insertApiKey(pool, organizationId, made)).secret
})
afterAll(() => api[Symbol.asyncDispose]())

const send = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
  api.browser().send(method, `/api/v1/organizations/main${path}`, body, { authorization: `Bearer ${key}` })

test('the settings of each connector are described, secrets as such', async () => {
  const { body } = await send('GET', '/connectors')
  const { items } = body as { items: ConnectorDescription[] }
  const erpnext = items.find(({ connector }) => connector === 'erpnext')
  const setting = (name: string) => erpnext?.settings.find((one) => one.name === name)
  expect(setting('apiSecret')).toMatchObject({ kind: 'secret', required: true })
  expect(setting('baseUrl')).toMatchObject({ kind: 'text', required: true, help: expect.stringContaining('https://') })
  expect(setting('version')).toMatchObject({ kind: 'choice', required: false, options: ['15', '16'], usual: '15' })
  expect(setting('createMissingItems')).toMatchObject({ kind: 'switch', usual: false })
  expect(setting('costCenter')).toMatchObject({ kind: 'text', required: false })
})

test('a connection lives: made, changed, paused, its secret replaced, removed; no secret ever comes out', async () => {
  const texts: string[] = []
  const told = async (...asked: Parameters<typeof send>) => {
    const answer = await send(...asked)
    texts.push(answer.text)
    return answer
  }
  const wrong = await told('POST', '/connections', {
    connection: 'erp',
    connector: 'erpnext',
    settings: { ...ERP, companyCurrency: 'euro', compny: 'x' },
  })
  expect(wrong).toMatchObject({
    status: 400,
    body: { fields: expect.arrayContaining([expect.objectContaining({ path: 'body.settings.companyCurrency' })]) },
  })
  const made = await told('POST', '/connections', { connection: 'erp', connector: 'erpnext', settings: ERP })
  expect(made).toMatchObject({
    status: 200,
    body: { connection: 'erp', secrets: ['apiSecret'], paused: null, usedBy: [] },
  })
  expect(await told('POST', '/connections', { connection: 'erp', connector: 'erpnext', settings: ERP })).toMatchObject({
    status: 422,
    body: { code: 'CONNECTION_EXISTS' },
  })
  expect(await told('PATCH', '/connections/erp', { settings: { costCenter: 'Main - AC' }, slots: 2 })).toMatchObject({
    status: 200,
    body: { settings: { costCenter: 'Main - AC', company: 'Acme' }, secrets: ['apiSecret'], slots: 2 },
  })
  expect((await told('POST', '/connections/erp/pause')).body).toMatchObject({ paused: { code: 'PAUSED_BY_PERSON' } })
  expect((await told('POST', '/connections/erp/resume')).body).toMatchObject({ paused: null })
  expect(await told('PUT', '/connections/erp/secrets', { secrets: { password: 'x' } })).toMatchObject({
    body: { code: 'NO_SUCH_SECRET' },
  })
  const { pool, sealer, organizationId } = api.bridge
  const placeholder = { secrets: { apiSecret: '${ERP_API_SECRET}' } }
  expect((await told('PUT', '/connections/erp/secrets', placeholder)).status).toBe(400)
  // A person's pause outlives the credentials that it was paused for want of before.
  await pool.query(`update tillbridge.connections set paused_at = now(), pause_code = 'UNAUTHORIZED' where key = 'erp'`)
  expect((await told('POST', '/connections/erp/pause')).body).toMatchObject({ paused: { code: 'PAUSED_BY_PERSON' } })
  expect((await told('PUT', '/connections/erp/secrets', { secrets: { apiSecret: 'the-second' } })).body).toMatchObject({
    paused: { code: 'PAUSED_BY_PERSON' },
  })
  expect((await listConnections(pool, sealer, organizationId))[0]?.settings).toMatchObject({ apiSecret: 'the-second' })
  texts.push((await send('GET', '/configuration')).text, (await send('GET', '/connections')).text)
  expect((await told('GET', '/connections/erp/activity')).body).toEqual({
    running: 0,
    allowance: null,
    lastRunAt: null,
    lastDeliveryAt: null,
    failures: [],
  })
  expect((await told('GET', '/connections/erp/removal')).body).toEqual({ possible: true, usedBy: [], transfers: 0 })
  expect((await told('DELETE', '/connections/erp')).status).toBe(204)
  expect((await told('GET', '/connections/erp/removal')).status).toBe(404)

  const audit = await pool.query<{ event: string; all: string }>(
    'select event, to_jsonb(e)::text as all from tillbridge.audit_events e order by at',
  )
  expect(new Set(audit.rows.map(({ event }) => event))).toEqual(
    new Set(['created', 'changed', 'paused', 'resumed', 'rotated', 'removed'].map((what) => `connection.${what}`)),
  )
  texts.push(...audit.rows.map(({ all }) => all))
  expect(texts.filter((text) => text.includes(SECRET) || text.includes('the-second'))).toEqual([])
})

test('the environment of the server fills in nothing for callers', async () => {
  const settings = { ...ERP, apiKey: '${PATH}' }
  expect(await send('POST', '/connections', { connection: 'erp', connector: 'erpnext', settings })).toMatchObject({
    status: 400,
    body: {
      fields: [{ path: 'body.settings.apiKey', message: expect.stringContaining('Write the value itself') }],
    },
  })
})

test('no connection leads into the network that the server stands in', async () => {
  const attempts = ['http://127.0.0.1:1', 'http://localhost', 'http://[::1]', 'http://169.254.169.254', 'http://0x7f.1']
  for (const baseUrl of attempts) {
    const body = { connection: 'inside', connector: 'erpnext', settings: { ...ERP, baseUrl } }
    expect([baseUrl, await send('POST', '/connections', body)]).toMatchObject([
      baseUrl,
      { status: 422, body: { code: 'ADDRESS_NOT_PUBLIC' } },
    ])
  }
  // A file leads no further, and a connection that was public is looked at again when it is used.
  const file = `version: 1\nconnections:\n  inside:\n    connector: erpnext\n    settings: ${JSON.stringify({ ...ERP, baseUrl: 'http://10.0.0.1' })}\n`
  expect((await send('PUT', '/configuration', { text: file })).body).toMatchObject({ code: 'ADDRESS_NOT_PUBLIC' })
  let reached = 0
  const server = createServer((_request, response) => {
    reached += 1
    response.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await send('POST', '/connections', { connection: 'erp', connector: 'erpnext', settings: ERP })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await api.bridge.pool.query('update tillbridge.connections set settings = jsonb_set(settings, $1, $2)', [
    ['baseUrl'],
    JSON.stringify(baseUrl),
  ])
  expect((await send('POST', '/connections/erp/check')).body).toMatchObject({
    findings: [{ level: 'error', code: 'ADDRESS_NOT_PUBLIC', remedy: expect.stringContaining('LOCAL_ADDRESSES') }],
  })
  expect(reached).toBe(0)
  await new Promise((resolve) => server.close(resolve))
})

test('what several people change in the same moment all holds, and nobody makes one thing twice', async () => {
  const shop = { shop: 'acme.myshopify.com', baseUrl: 'https://8.8.4.4', clientId: 'a', clientSecret: 'b' }
  await send('POST', '/connections', { connection: 'shop', connector: 'shopify', settings: shop })
  const three = <T>(work: (at: number) => T): T[] => [1, 2, 3].map(work)
  const statuses = async (asked: readonly ReturnType<typeof send>[]) =>
    (await Promise.all(asked)).map(({ status }) => status).sort()
  const made = three((slots) => ({ ...ERP, company: `Acme ${slots}` })).map((settings) =>
    send('POST', '/connections', { connection: 'books', connector: 'erpnext', settings }),
  )
  expect(await statuses(made)).toEqual([200, 422, 422])
  const joined = { integration: 'acme', store: 'shop', target: 'books' }
  expect(await statuses(three(() => send('POST', '/integrations', joined)))).toEqual([200, 422, 422])
  const changes = await statuses([
    send('PUT', '/connections/books/secrets', { secrets: { apiSecret: 'the-second' } }),
    send('PATCH', '/connections/books', { settings: { costCenter: 'Main - AC' } }),
    send('PATCH', '/connections/books', { slots: 2 }),
    send('PATCH', '/integrations/acme', { flows: { payouts: { enabled: true } } }),
    send('PATCH', '/integrations/acme', { flows: { products: { enabled: true } } }),
    send('PATCH', '/integrations/acme', { rules: { products: { matchBy: 'barcode' } } }),
  ])
  expect(changes).toEqual([200, 200, 200, 200, 200, 200])
  const { pool, sealer, organizationId } = api.bridge
  const stored = await listConnections(pool, sealer, organizationId)
  expect(stored.find(({ key: name }) => name === 'books')).toMatchObject({
    slots: 2,
    settings: { apiSecret: 'the-second', costCenter: 'Main - AC' },
  })
  interface Shown {
    readonly flows: readonly { readonly flow: string; readonly enabled: boolean }[]
    readonly rules: { readonly products: object }
    readonly revision: number
  }
  const { items } = (await send('GET', '/integrations')).body as { items: [Shown] }
  const [{ flows, rules, revision }] = items
  const on = flows.filter(({ enabled }) => enabled).map(({ flow }) => flow)
  expect(on.sort()).toEqual(['orders', 'payouts', 'products'])
  expect(rules.products).toMatchObject({ matchBy: 'barcode' })
  // Who says which state was changed is told when it is no longer the one, also by a hair's breadth.
  const named = three((at) => send('PATCH', '/integrations/acme', { revision, name: `Acme ${at}` }))
  expect(await statuses(named)).toEqual([200, 409, 409])
})
