import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTillbridge } from '#app/start'
import { auditWebhooks } from '#engine/alarms/webhooks-broken'
import { backup } from '#database/backup/backup'
import { confirmLive } from '#database/backup/copy-guard'
import { restore } from '#database/backup/restore'
import { listAlarms } from '#database/alarms'
import { listConnections } from '#database/connections'
import { countStates, listTransfers, retryTransfers } from '#database/transfers'
import { startSandboxServer } from '#sandboxes/kit/server'
import { migratedDatabase } from '#testing/migrated-database'
import { startStory, type Story } from '#testing/story'
import { aMug, booksOf, FLAWLESS, issued, PATIENCE_MS, proofOf } from './books.ts'

let story: Story

beforeAll(async () => {
  story = await startStory()
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

async function connectionOf(key: string) {
  const { pool, sealer, organizationId } = story.running.bridge
  const found = (await listConnections(pool, sealer, organizationId)).find((connection) => connection.key === key)
  if (found === undefined) throw new Error(`no connection ${key}`)
  return found
}

/** The tokens that Tillbridge showed to the shop lately. */
const tokensInUse = (): Set<string> =>
  new Set(story.shop.traffic.flatMap(({ request }) => request.headers['x-shopify-access-token'] ?? []))

async function until(what: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS / 2
  while (!(await what())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what.toString()}`)
    await story.running.bridge.clock.sleep(5)
  }
}

test('scenario 2: webhooks that the store gave up after failed answers are set up again and told of; no order is missing', async () => {
  const { engine, sealer, pool } = story.running.bridge
  const { organizationId, shop } = story
  shop.place(aMug())
  await story.settled()
  let isBroken = true
  await using door = await startSandboxServer({
    keepTraffic: 0,
    async handle({ path, headers: { host: _host, connection: _open, 'content-length': _size, ...headers }, body }) {
      if (isBroken) return { status: 500 }
      const response = await fetch(`${story.running.url}${path}`, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
      })
      return { status: response.status }
    },
  })
  const isTold = (): boolean => shop.subscriptions.some(({ topic }) => topic === 'ORDERS_CREATE')
  await engine.subscribe(await connectionOf('shop'), door.url)
  // Four hours of retries in a moment, all of them answered with 500.
  shop.deliveries.compressTime = 1_000_000
  const lost = Array.from({ length: 5 }, () => shop.place(aMug()))
  await until(async () => !isTold())
  isBroken = false
  const unheard = shop.place(aMug())
  await shop.deliveries.settled()
  expect(booksOf(story, unheard).orders).toEqual([])

  // What runs every ten minutes, and the search of the flow.
  const audit = () => auditWebhooks({ engine, sealer, publicUrl: door.url, organizationId })
  const alarms = async () =>
    (await listAlarms(pool, organizationId, { state: 'open', limit: 50 })).map(({ code }) => code)
  await audit()
  expect(isTold()).toBe(true)
  expect(await alarms()).toContain('WEBHOOKS_MENDED')
  await story.sweep()
  const heard = shop.place(aMug())
  await story.settled()
  for (const order of [...lost, unheard, heard]) expect(booksOf(story, order).orders).toHaveLength(1)
  expect((await story.transfer(heard.name)).foundBy).toBe('webhook')
  await audit()
  expect(await alarms()).not.toContain('WEBHOOKS_MENDED')
  if (story.running.url !== null) await engine.subscribe(await connectionOf('shop'), story.running.url)
  shop.deliveries.compressTime = 1
})

test('scenario 10: a token that expires in the middle of a batch is renewed, and nothing is lost', async () => {
  const before = (await story.states()).synced
  const orders = Array.from({ length: 80 }, (_, number) =>
    story.shop.place(aMug({ customer: { email: `expiry${number % 5}@example.com` } })),
  )
  await until(async () => (await story.states()).synced - before >= 10)
  const expired = tokensInUse()
  for (const token of expired) story.shop.auth.expire(token)
  await story.settled()
  expect((await story.states()).synced - before).toBe(orders.length)
  expect(await story.states()).toMatchObject({ attention: 0 })
  expect((await connectionOf('shop')).pausedAt).toBeNull()
  story.shop.place(aMug())
  await story.settled()
  expect([...tokensInUse()].some((token) => !expired.has(token))).toBe(true)
  expect(await proofOf(story)).toMatchObject(FLAWLESS)
})

test(
  'scenario 10: revoked credentials pause the connection once; with new ones everything goes on without a gap',
  async () => {
    story.erp.site.setSecret('integration@example.com', 'changed-by-somebody')
    const waiting = Array.from({ length: 12 }, () => story.shop.place(aMug()))
    await until(async () => (await connectionOf('erp')).pausedAt !== null)
    const paused = await connectionOf('erp')
    expect(paused).toMatchObject({
      pauseCode: 'UNAUTHORIZED',
      pauseMessage: expect.stringMatching(/ERPNext|credential/i),
    })

    const later = story.shop.place(aMug())
    await story.shop.deliveries.settled()
    await until(async () => (await story.states()).running === 0)
    // One alarm: the pause is as old as the first refusal, and nobody knocks while it lasts.
    expect((await connectionOf('erp')).pausedAt).toEqual(paused.pausedAt)
    const calls = story.erp.requestCount
    const states = await story.states()
    expect(states.pending + states.waiting).toBe(waiting.length + 1)
    expect(states.attention).toBe(0)
    expect(story.erp.requestCount).toBe(calls)

    await story.configure({ erpSettings: { apiSecret: 'changed-by-somebody' } })
    await story.settled()
    for (const order of [...waiting, later]) {
      expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', failures: 0 })
    }
    expect((await connectionOf('erp')).pausedAt).toBeNull()
    expect(await proofOf(story)).toMatchObject(FLAWLESS)
  },
  PATIENCE_MS,
)

test('scenario 10: the app is removed and installed again: what was sold meanwhile is found and booked', async () => {
  story.shop.uninstall()
  await story.shop.deliveries.settled()
  expect(await connectionOf('shop')).toMatchObject({ pauseCode: 'DISCONNECTED' })
  // Without the app the shop tells nothing to anybody.
  const unheard = [story.shop.place(aMug()), story.shop.place(aMug())]
  expect(unheard.flatMap((order) => booksOf(story, order).invoices)).toEqual([])

  const { engine } = story.running.bridge
  const { findings } = await engine.check(await connectionOf('shop'))
  expect(findings.filter(({ level }) => level === 'error')).toEqual([])
  await engine.subscribe(await connectionOf('shop'), story.running.url ?? '')
  expect((await connectionOf('shop')).pausedAt).toBeNull()
  expect(await story.sweep()).toMatchObject({ found: 2 })
  const heard = story.shop.place(aMug())
  await story.settled()
  for (const order of [...unheard, heard]) {
    expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  }
  expect(await proofOf(story)).toMatchObject(FLAWLESS)
})

test(
  'scenario 9: a restored copy writes nothing until a person says that it is the live one',
  async () => {
    await using copyDatabase = await migratedDatabase()
    const folder = await mkdtemp(join(tmpdir(), 'tillbridge-copy-'))
    try {
      const { settings, pool } = story.running.bridge
      const booked = story.shop.place(aMug())
      await story.settled()
      await backup(pool, join(folder, 'nightly.backup'))
      // Booked after the backup was made: the copy has never heard of its documents.
      const between = story.shop.place(aMug())
      await story.settled()
      await story.running.stop()
      const later = story.shop.place(aMug())

      await restore(join(folder, 'nightly.backup'), copyDatabase.pool)
      const copySettings = { ...settings, databaseUrl: copyDatabase.connectionString }
      const calls = story.erp.requestCount
      const issuedBefore = issued(story, 'Sales Invoice').length
      const copy = await startTillbridge(copySettings, { roles: ['web', 'worker'] })
      const { bridge } = copy
      expect(bridge.guard).toBe('copy')
      const scope = { organizationId: story.organizationId, integrationId: story.integrationId, flow: 'orders' }
      expect(await bridge.engine.sweep(scope)).toMatchObject({ found: 2 })
      expect(await countStates(bridge.queries, story.organizationId)).toMatchObject({ pending: 2 })
      // Not even a worker that somebody starts by hand gets a write out of the house.
      const worker = bridge.engine.startWorker()
      await until(async () => (await countStates(bridge.queries, story.organizationId)).attention === 2)
      await worker.stop()
      const held = await listTransfers(bridge.queries, story.organizationId, { state: 'attention' })
      expect(held.map((transfer) => transfer.causeCode)).toEqual(['COPY_NOT_CONFIRMED', 'COPY_NOT_CONFIRMED'])
      expect(writesTo(story, story.erp.requestCount - calls)).toEqual([])
      expect(issued(story, 'Sales Invoice')).toHaveLength(issuedBefore)

      await confirmLive(bridge.pool, { dataDirectory: null })
      await copy.stop()
      await using live = await startTillbridge(copySettings, { roles: ['worker'] })
      expect(live.bridge.guard).toBe('live')
      await retryTransfers(live.bridge.queries, story.organizationId, { state: 'attention' })
      const left = async () => {
        const { pending, running, waiting } = await countStates(live.bridge.queries, story.organizationId)
        return pending + running + waiting
      }
      await until(async () => (await left()) === 0)
      for (const order of [booked, between, later]) {
        const { orders, invoices, payments } = booksOf(story, order)
        expect([orders.length, invoices.length, payments.length]).toEqual([1, 1, 1])
      }
      const states = await countStates(live.bridge.queries, story.organizationId)
      expect(states).toMatchObject({ attention: 0, synced: story.shop.orders().length })
    } finally {
      await rm(folder, { recursive: true })
    }
  },
  PATIENCE_MS,
)

/** The writes among the newest calls to the ERP. */
function writesTo({ erp }: Story, newest: number): string[] {
  const seen = erp.traffic.slice(Math.max(0, erp.traffic.length - newest))
  return seen
    .filter(({ request }) => request.method !== 'GET')
    .map(({ request }) => `${request.method} ${request.path}`)
}
