import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MigratedDatabase, migratedDatabase, type Seeded, seedIntegration } from '#testing/migrated-database'
import { ALARM_CHANNEL, clearAlarm, type FoundAlarm, listAlarms, raiseAlarm, settleAlarms } from './alarms.ts'

let database: MigratedDatabase
let seeded: Seeded

beforeAll(async () => {
  database = await migratedDatabase()
  seeded = await seedIntegration(database.pool, { slots: 3 })
})
afterAll(async () => database[Symbol.asyncDispose]())

const alarm = (more: Partial<FoundAlarm> = {}): FoundAlarm => ({
  code: 'CONNECTION_PAUSED',
  subject: 'shop',
  integrationId: null,
  connectionId: seeded.storeConnectionId,
  severity: 'critical',
  message: 'The shop does not let us in.',
  remedy: 'Renew the token.',
  count: 1,
  ...more,
})
const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 21, 12, minute))
const open = async () =>
  (await listAlarms(database.pool, seeded.organizationId, { state: 'open', limit: 10 })).map(({ code, subject }) => [
    code,
    subject,
  ])

test('opens, updates and closes what it was asked about, and nothing else', async () => {
  const { pool } = database
  const { organizationId } = seeded
  const heard: string[] = []
  const ears = await pool.connect()
  ears.on('notification', ({ payload }) => heard.push(payload ?? ''))
  await ears.query(`listen ${ALARM_CHANNEL}`)
  const settle = (codes: readonly string[], found: readonly FoundAlarm[], minute: number) =>
    settleAlarms(pool, organizationId, codes, found, at(minute))
  const codes = ['CONNECTION_PAUSED', 'RECORDS_WAIT']
  const waits = alarm({ code: 'RECORDS_WAIT', subject: 'ITEM_UNMAPPED', connectionId: null, severity: 'warning' })
  await raiseAlarm(pool, organizationId, alarm({ code: 'OTHER', subject: '' }), at(0))

  const first = await settle(codes, [alarm(), alarm(), waits], 1)
  expect(first.opened.map(({ code }) => code).toSorted()).toEqual(codes)
  expect(await settle(codes, [alarm(), waits], 2)).toEqual({ opened: [], changed: [], closed: [] })

  const more = await settle(codes, [alarm(), { ...waits, count: 7 }], 3)
  expect(more.changed).toMatchObject([{ count: 7, openedAt: at(1).toISOString(), changedAt: at(3).toISOString() }])

  const over = await settle(codes, [{ ...waits, count: 7 }], 4)
  expect(over.closed).toMatchObject([{ code: 'CONNECTION_PAUSED', closedAt: at(4).toISOString() }])
  expect(await open()).toEqual([
    ['OTHER', ''],
    ['RECORDS_WAIT', 'ITEM_UNMAPPED'],
  ])

  // The same thing again is another alarm: the one before is history.
  const again = await settle(codes, [alarm()], 5)
  expect([again.opened.length, again.closed.length]).toEqual([1, 1])
  const closed = await listAlarms(pool, organizationId, { state: 'closed', limit: 10 })
  expect(closed.map(({ code }) => code)).toEqual(['RECORDS_WAIT', 'CONNECTION_PAUSED'])

  expect(await clearAlarm(pool, organizationId, { code: 'OTHER', subject: '' }, at(6))).toBe(true)
  expect(await clearAlarm(pool, organizationId, { code: 'OTHER', subject: '' }, at(6))).toBe(false)
  expect(await open()).toEqual([['CONNECTION_PAUSED', 'shop']])
  // The commits that opened or closed something; one that only changed a count told nobody.
  const expected = 5
  for (let tries = 0; heard.length < expected && tries < 200; tries += 1) await sleep(10)
  expect(heard).toEqual(Array.from({ length: expected }, () => organizationId))
  ears.release(true)
})
