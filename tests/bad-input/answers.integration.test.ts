import { createHmac } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connector } from '#contract/connector'
import { shopify } from '#connectors/shopify/index'
import { saveConnection } from '#database/connections'
import { openPool } from '#database/pool'
import { listPrivacyRequests } from '#database/privacy'
import { createInbox } from '#engine/inbox'
import { systemClock } from '#lib/clock'
import { silentLog } from '#lib/log'
import { sealer } from '#lib/secrets'
import { createApp } from '#server/app'
import { type MigratedDatabase, migratedDatabase, type Seeded, seedIntegration } from '#testing/migrated-database'

const SECRET = 'webhook-secret'
const SHOP = 'nordlys.myshopify.com'
const key = sealer(Buffer.alloc(32, 5))
const connectors = new Map([['shopify', shopify as unknown as Connector<never>]])

let database: MigratedDatabase
let seeded: Seeded
let app: FastifyInstance
beforeEach(async () => {
  database = await migratedDatabase()
  seeded = await seedIntegration(database.pool)
  await saveConnection(database.pool, key, {
    organizationId: seeded.organizationId,
    key: 'shop',
    connector: 'shopify',
    settings: { shop: SHOP, webhookSecret: SECRET },
    secretNames: ['webhookSecret'],
    slots: 2,
  })
  app = appOn(database.pool)
})
afterEach(async () => {
  await app.close()
  await database[Symbol.asyncDispose]()
})

function appOn(pool: MigratedDatabase['pool']): FastifyInstance {
  const wake = { raise() {}, onWork: () => () => {}, [Symbol.asyncDispose]: async () => {} }
  return createApp({
    pool,
    sealer: key,
    clock: systemClock,
    log: silentLog,
    connectors,
    inbox: createInbox(pool, wake),
  })
}

const deliver = (topic: string, body: object, id = topic, to = app, triggeredAt?: string) => {
  const payload = JSON.stringify(body)
  return to.inject({
    method: 'POST',
    url: `/webhooks/${seeded.storeConnectionId}`,
    payload,
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': topic,
      'x-shopify-event-id': id,
      'x-shopify-shop-domain': SHOP,
      ...(triggeredAt === undefined ? {} : { 'x-shopify-triggered-at': triggeredAt }),
      'x-shopify-hmac-sha256': createHmac('sha256', SECRET).update(payload).digest('base64'),
    },
  })
}

test('a request about privacy is kept with its delivery, once', async () => {
  const body = { shop_domain: SHOP, customer: { id: 88, email: 'ann@example.com' }, orders_to_redact: [5501] }
  for (let copy = 0; copy < 2; copy += 1) expect((await deliver('customers/redact', body)).statusCode).toBe(200)
  expect(await listPrivacyRequests(database.pool, seeded.organizationId)).toMatchObject([
    { kind: 'customer-redact', subject: '88', email: 'ann@example.com', recordKeys: ['5501'], doneAt: null },
  ])
})

test('an app that was removed pauses its connection, and a late word of it does not pause the access that was given since', async () => {
  const pauses = async () =>
    (await database.pool.query(`select pause_code from tillbridge.connections where key = 'shop'`)).rows
  await database.pool.query(`update tillbridge.connections set access_at = '2026-11-20T10:00:00Z'`)
  expect((await deliver('app/uninstalled', {}, 'late', app, '2026-11-20T09:59:59.123456789Z')).statusCode).toBe(200)
  expect(await pauses()).toEqual([{ pause_code: null }])
  expect((await deliver('app/uninstalled', {}, 'new', app, '2026-11-20T10:00:01.123456789Z')).statusCode).toBe(200)
  expect(await pauses()).toEqual([{ pause_code: 'DISCONNECTED' }])
})

test('while the database is away a store is asked to come back, and told nothing of ours', async () => {
  const pool = openPool('postgres://nobody:secret@127.0.0.1:1/none')
  const away = appOn(pool)
  try {
    const answer = await deliver('orders/create', { id: 1 }, 'x', away)
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('5')
    expect(answer.body).not.toMatch(/secret|ECONNREFUSED|127\.0\.0\.1/)
    expect((await away.inject('/health/ready')).statusCode).toBe(503)
    expect((await away.inject('/health/live')).statusCode).toBe(200)
  } finally {
    await away.close()
    await pool.end()
  }
  expect((await app.inject('/health/ready')).statusCode).toBe(200)
})

test('an id that no index has room for is refused', async () => {
  expect((await deliver('orders/create', { id: '9'.repeat(3_000), name: '#1' }, 'long-key')).json()).toMatchObject({
    error: 'BODY_UNREADABLE',
  })
  expect((await deliver('orders/create', { id: 1, name: '#1' }, 'i'.repeat(300))).json()).toMatchObject({
    error: 'HEADERS_TOO_LONG',
  })
  const named = await deliver('orders/create', { id: 1, name: '#'.repeat(9_000) }, 'long-name')
  expect(named.statusCode).toBe(200)
})
