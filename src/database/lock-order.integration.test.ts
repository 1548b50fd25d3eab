import { expect, test } from 'vitest'
import { migratedDatabase, seedIntegration } from '#testing/migrated-database'
import { type IncomingEvent, receiveEvents } from './inbox.ts'
import { inTransaction } from './pool.ts'
import { type Settlement, settleTransfers } from './settle.ts'
import { claimTransfers } from './transfer-queue.ts'

test('a batch that arrives and one that is settled lock the same records in one order, however they are listed', async () => {
  await using database = await migratedDatabase()
  const { pool } = database
  const seeded = await seedIntegration(pool)
  const event = (key: string, second: number): IncomingEvent => ({
    organizationId: seeded.organizationId,
    connectionId: seeded.storeConnectionId,
    dedupeKey: `${key}-${second}`,
    topic: 'orders/updated',
    kind: 'record-changed',
    record: 'order',
    recordKey: key,
    recordName: null,
    recordUpdatedAt: `2026-11-20T10:00:0${second}Z`,
    recordCreatedAt: null,
    wholeRecord: true,
    privacy: null,
    body: '{}',
  })
  // In the table's own order the second comes first.
  await receiveEvents(pool, [event('2', 1)])
  await receiveEvents(pool, [event('1', 1)])
  const claimed = await claimTransfers(pool, { worker: 'w', limit: 4, leaseSeconds: 30 })
  const attempt = { startedAt: new Date(), finishedAt: new Date(), detail: null, exchanges: [] }
  const listed = claimed.sort((a, b) => Number(b.recordKey) - Number(a.recordKey))
  const settlements = listed.map((transfer): Settlement => ({
    ...transfer,
    state: 'synced',
    runInSeconds: 0,
    unsettled: false,
    failures: 0,
    recordName: null,
    sourceCreatedAt: null,
    summary: null,
    cause: null,
    links: [],
    attempt,
  }))
  const waiting = async (): Promise<number> => {
    const { rows } = await pool.query(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rows[0].n as number
  }
  const gate = await pool.connect()
  await gate.query('begin')
  await gate.query(`select from tillbridge.transfers where record_key = '1' for update`)
  const received = receiveEvents(pool, [event('2', 2), event('1', 2)])
  await expect.poll(waiting).toBe(1)
  const settled = inTransaction(pool, (sql) => settleTransfers(sql, 'w', settlements))
  await expect.poll(waiting).toBe(2)
  await gate.query('commit')
  gate.release()
  expect(await received).toEqual(['stored', 'stored'])
  await settled
  const { rows } = await pool.query('select state from tillbridge.transfers')
  expect(rows).toEqual([{ state: 'pending' }, { state: 'pending' }])
})
