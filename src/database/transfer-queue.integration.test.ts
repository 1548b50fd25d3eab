import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MigratedDatabase, migratedDatabase, type Seeded, seedIntegration } from '#testing/migrated-database'
import { orderOf } from '#testing/generic/documents'
import { type IncomingEvent, receiveEvents } from './inbox.ts'
import { inTransaction } from './pool.ts'
import { raiseTransfers } from './raise.ts'
import { type Settlement, settleTransfers } from './settle.ts'
import { claimTransfers, type ClaimedTransfer, expireLeases } from './transfer-queue.ts'

let database: MigratedDatabase
let seeded: Seeded

beforeAll(async () => {
  database = await migratedDatabase()
})
afterAll(async () => database[Symbol.asyncDispose]())
beforeEach(async () => {
  await database.pool.query('truncate tillbridge.organizations cascade')
  seeded = await seedIntegration(database.pool, { slots: 3 })
})

const event = (key: string, updatedAt: string | null, more: Partial<IncomingEvent> = {}): IncomingEvent => ({
  organizationId: seeded.organizationId,
  connectionId: seeded.storeConnectionId,
  dedupeKey: `${key}-${updatedAt}`,
  topic: 'orders/updated',
  kind: 'record-changed',
  record: 'order',
  recordKey: key,
  recordName: `#${key}`,
  recordUpdatedAt: updatedAt,
  recordCreatedAt: '2026-11-20T10:00:00Z',
  wholeRecord: true,
  privacy: null,
  body: JSON.stringify({ key, updatedAt }),
  ...more,
})

const claim = (worker = 'w1', limit = 10): Promise<ClaimedTransfer[]> =>
  claimTransfers(database.pool, { worker, limit, leaseSeconds: 30 })

const settlement = (claimed: ClaimedTransfer, more: Partial<Settlement> = {}): Settlement => ({
  organizationId: claimed.organizationId,
  transferId: claimed.transferId,
  connectionId: claimed.connectionId,
  version: claimed.version,
  state: 'synced',
  runInSeconds: 0,
  unsettled: false,
  failures: 0,
  recordName: null,
  sourceUpdatedAt: null,
  sourceCreatedAt: null,
  summary: null,
  cause: null,
  links: [],
  attempt: { startedAt: new Date(), finishedAt: new Date(), detail: null, exchanges: [] },
  ...more,
})

const A_LINK: Settlement['links'][number] = {
  kind: 'sales-order',
  reference: 'nordlys:sales-order:1',
  externalId: 'SO-1',
  state: 'issued',
  document: orderOf('nordlys:sales-order:1'),
  rowIds: {},
  url: null,
  position: 0,
}

const settle = (claimed: ClaimedTransfer, more: Partial<Settlement> = {}, worker = 'w1'): Promise<void> =>
  inTransaction(database.pool, (sql) => settleTransfers(sql, worker, [settlement(claimed, more)]))

const rows = async (): Promise<{ state: string; version: number; unsettled: boolean }[]> =>
  (await database.pool.query('select state, version, unsettled from tillbridge.transfers order by record_key')).rows
const inflight = async (): Promise<number> =>
  (await database.pool.query('select sum(inflight)::int as n from tillbridge.connections')).rows[0].n

describe('receiving', () => {
  test('a delivery and its transfer are stored together, and a copy of it raises nothing', async () => {
    expect(await receiveEvents(database.pool, [event('1', '2026-11-20T10:00:00Z')])).toEqual(['stored'])
    expect(await receiveEvents(database.pool, [event('1', '2026-11-20T10:00:00Z')])).toEqual(['duplicate'])
    expect(await rows()).toEqual([{ state: 'pending', version: 1, unsettled: false }])
  })

  test('several deliveries of one record in one batch become one transfer with the newest snapshot', async () => {
    await receiveEvents(database.pool, [
      event('1', '2026-11-20T10:00:02Z'),
      event('1', '2026-11-20T10:00:01Z'),
      event('2', '2026-11-20T10:00:00Z'),
    ])
    const claimed = await claim()
    expect(claimed).toHaveLength(2)
    const first = claimed.find((transfer) => transfer.recordKey === '1')
    expect(JSON.parse(first?.snapshot?.body ?? '{}')).toEqual({ key: '1', updatedAt: '2026-11-20T10:00:02Z' })
  })

  test('a late copy of an older state raises nothing and does not replace the snapshot', async () => {
    await receiveEvents(database.pool, [event('1', '2026-11-20T10:00:05Z')])
    await receiveEvents(database.pool, [event('1', '2026-11-20T10:00:01Z')])
    expect(await rows()).toEqual([{ state: 'pending', version: 1, unsettled: false }])
    expect((await claim())[0]?.snapshot?.updatedAt).toBe('2026-11-20T10:00:05.000Z')
  })

  test('a snapshot counts as the only one of its second until another of the same second arrives', async () => {
    await receiveEvents(database.pool, [event('1', '2026-11-20T10:00:05Z'), event('2', '2026-11-20T10:00:05Z')])
    await receiveEvents(database.pool, [event('2', '2026-11-20T10:00:05Z', { dedupeKey: 'another of that second' })])
    const sole = (await claim()).map(({ recordKey, snapshot }) => [recordKey, snapshot?.sole])
    expect(Object.fromEntries(sole)).toEqual({ 1: true, 2: false })
  })

  test('a delivery without a stamp makes the next run ask the store whether the snapshot is still true', async () => {
    await receiveEvents(database.pool, [event('1', '2026-11-20T10:00:05Z')])
    await receiveEvents(database.pool, [event('1', null, { wholeRecord: false, dedupeKey: 'payment' })])
    expect((await claim())[0]).toMatchObject({ version: 2, snapshot: { sole: false } })
  })

  test('an integration that is not live holds what arrives', async () => {
    await database.pool.query('update tillbridge.integrations set live = false')
    await receiveEvents(database.pool, [event('1', '2026-11-20T10:00:00Z')])
    expect(await claim()).toEqual([])
    expect((await rows())[0]?.state).toBe('held')
  })
})

describe('claiming', () => {
  test('takes no more than the slots of a connection, however many ask', async () => {
    await receiveEvents(
      database.pool,
      Array.from({ length: 10 }, (_, index) => event(String(index), '2026-11-20T10:00:00Z')),
    )
    const claims = await Promise.all(['a', 'b', 'c', 'd'].map((worker) => claim(worker)))
    expect(claims.flat()).toHaveLength(3)
    expect(await inflight()).toBe(3)
    for (const [index, worker] of ['a', 'b', 'c', 'd'].entries()) {
      for (const claimed of claims[index] ?? []) await settle(claimed, {}, worker)
    }
    expect(await inflight()).toBe(0)
    expect(await claim()).toHaveLength(3)
  })

  test('a paused connection and one that was asked to wait give nothing', async () => {
    await receiveEvents(database.pool, [event('1', '2026-11-20T10:00:00Z')])
    await database.pool.query("update tillbridge.connections set next_at = now() + interval '1 minute'")
    expect(await claim()).toEqual([])
    await database.pool.query("update tillbridge.connections set next_at = now(), paused_at = now() where key = 'erp'")
    expect(await claim()).toEqual([])
    await database.pool.query('update tillbridge.connections set paused_at = null')
    expect(await claim()).toHaveLength(1)
  })

  test('live work goes before back-fill', async () => {
    const options = { organizationId: seeded.organizationId, integrationId: seeded.integrationId, flow: 'orders' }
    const record = { recordName: null, updatedAt: '2026-11-20T10:00:00Z', createdAt: null }
    await raiseTransfers(database.pool, { ...options, foundBy: 'person', lane: 1, force: false }, [
      { recordKey: 'old-1', ...record },
      { recordKey: 'old-2', ...record },
    ])
    await receiveEvents(database.pool, [event('live', '2026-11-20T10:00:00Z')])
    expect((await claim('w1', 1))[0]?.recordKey).toBe('live')
  })

  test('a busy tenant does not keep another waiting', async () => {
    await receiveEvents(
      database.pool,
      Array.from({ length: 50 }, (_, index) => event(String(index), '2026-11-20T10:00:00Z')),
    )
    const busy = seeded
    seeded = await seedIntegration(database.pool)
    await receiveEvents(database.pool, [event('other', '2026-11-20T10:00:00Z')])
    const first = await claim('w1', 4)
    expect(first.filter((transfer) => transfer.organizationId === busy.organizationId)).toHaveLength(3)
    expect(first.filter((transfer) => transfer.organizationId === seeded.organizationId)).toHaveLength(1)
  })
})

describe('settling', () => {
  test('an event during the run brings the transfer back', async () => {
    await receiveEvents(database.pool, [event('1', '2026-11-20T10:00:00Z')])
    const [claimed] = await claim()
    await receiveEvents(database.pool, [event('1', '2026-11-20T10:00:09Z')])
    expect(await claim()).toEqual([])
    await settle(claimed as ClaimedTransfer)
    expect(await rows()).toEqual([{ state: 'pending', version: 2, unsettled: false }])
    expect((await claim())[0]?.recovering).toBe(false)
  })

  test('a run that ended without a word is taken over and looks up first', async () => {
    await receiveEvents(database.pool, [event('1', '2026-11-20T10:00:00Z')])
    await claim('gone')
    await database.pool.query("update tillbridge.transfers set lease_until = now() - interval '1 second'")
    expect(await expireLeases(database.pool)).toBe(1)
    expect(await inflight()).toBe(0)
    const [taken] = await claim('w2')
    expect(taken).toMatchObject({ recovering: true })
    // The first worker comes back to life: its word no longer counts, and the count of slots stays right.
    await settle(taken as ClaimedTransfer, {}, 'gone')
    expect((await rows())[0]).toMatchObject({ state: 'running' })
    expect(await inflight()).toBe(1)
    await settle(taken as ClaimedTransfer, {}, 'w2')
    expect((await rows())[0]).toMatchObject({ state: 'synced', unsettled: false })
    expect(await inflight()).toBe(0)
  })

  test('a record that is older than a confirmed restore is looked up before anything is written', async () => {
    await receiveEvents(database.pool, [event('1', '2026-11-20T10:00:00Z')])
    await database.pool.query(
      `insert into tillbridge.installation (installation_id, guard, confirmed_at) values (gen_random_uuid(), 'live', '2026-11-20T12:00:00Z')`,
    )
    const later = { recordCreatedAt: '2026-11-20T13:00:00Z' }
    await receiveEvents(database.pool, [event('2', '2026-11-20T13:00:00Z', later)])
    const claimed = await claim()
    await database.pool.query('delete from tillbridge.installation')
    expect(Object.fromEntries(claimed.map(({ recordKey, recovering }) => [recordKey, recovering]))).toEqual({
      1: true,
      2: false,
    })
  })

  test('text that JSON in Postgres cannot hold does not stop a settlement', async () => {
    await receiveEvents(database.pool, [event('1', '2026-11-20T10:00:00Z')])
    const [claimed] = await claim()
    await settle(claimed as ClaimedTransfer, { summary: { customer: 'A\u0000nn' } })
    const stored = await database.pool.query('select summary from tillbridge.transfers')
    expect(stored.rows[0].summary).toEqual({ customer: 'Ann' })
  })
})

describe('sweeping', () => {
  const sweep = (stamps: Readonly<Record<string, string>>) => {
    const { organizationId, integrationId } = seeded
    return raiseTransfers(
      database.pool,
      { organizationId, integrationId, flow: 'orders', foundBy: 'sweep', lane: 0, force: false },
      Object.entries(stamps).map(([recordKey, updatedAt]) => ({
        recordKey,
        recordName: null,
        updatedAt,
        createdAt: null,
      })),
    )
  }

  test('raises what is missing or newer, and nothing else', async () => {
    await receiveEvents(database.pool, [event('1', '2026-11-20T10:00:00Z'), event('2', '2026-11-20T10:00:00Z')])
    const news = await sweep({ 1: '2026-11-20T10:00:00Z', 2: '2026-11-20T10:00:30Z', 3: '2026-11-20T10:00:00Z' })
    expect(news).toEqual({ found: 1, raised: 1 })
    const claimed = await claim()
    // The first was taken from a single delivery: it is looked at once more, and asked for at the store.
    expect(claimed.find((transfer) => transfer.recordKey === '1')).toMatchObject({
      version: 2,
      snapshot: { sole: false },
    })
    expect(claimed.find((transfer) => transfer.recordKey === '2')?.snapshot).toBeNull()
  })

  test('raises once more what was read before the second of its stamp was over, as no change', async () => {
    // Whole seconds may hide a change in the rest of the second; other stamps do not.
    const stamps = { early: '2026-11-20T10:00:00Z', exact: '2026-11-20T10:00:00.500Z', late: '2026-11-20T09:59:57Z' }
    const runAll = async (at: string): Promise<string[]> => {
      const claimed = await claim()
      const times = { startedAt: new Date(at), finishedAt: new Date(at) }
      for (const each of claimed) await settle(each, { attempt: { ...times, detail: null, exchanges: [] } })
      return claimed.map(({ recordKey }) => recordKey)
    }
    await sweep(stamps)
    expect(await runAll('2026-11-20T10:00:00.700Z')).toHaveLength(3)
    expect(await sweep(stamps)).toEqual({ found: 0, raised: 0 })
    expect(await runAll('2026-11-20T10:05:00Z')).toEqual(['early'])
    expect(await sweep(stamps)).toEqual({ found: 0, raised: 0 })
    expect(await claim()).toEqual([])
  })

  test('what such a reading changed in the target is noted for stock, to be read there too', async () => {
    const { organizationId, integrationId } = seeded
    await database.pool.query(
      `insert into tillbridge.flows (organization_id, integration_id, flow, record) values ($1, $2, 'inventory', 'stock')`,
      [organizationId, integrationId],
    )
    const noted = async (): Promise<unknown[]> =>
      (await database.pool.query('delete from tillbridge.stock_hints returning key, read_anew')).rows
    const early = { startedAt: new Date('2026-11-20T10:00:00.5Z'), finishedAt: new Date(), detail: null, exchanges: [] }
    const stamps = { 1: '2026-11-20T10:00:00Z' }
    const run = async (more: Partial<Settlement>): Promise<void> => {
      for (const each of await claim()) await settle(each, { attempt: early, ...more })
    }
    await sweep(stamps)
    await run({ links: [A_LINK] })
    expect(await noted()).toEqual([{ key: `${integrationId}/1`, read_anew: false }])
    await sweep(stamps)
    await run({})
    expect(await noted()).toEqual([])
    await sweep(stamps)
    await run({ links: [A_LINK] })
    expect(await noted()).toEqual([{ key: `${integrationId}/1`, read_anew: true }])
  })
})
