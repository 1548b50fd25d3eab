import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAlarms } from '#database/alarms'
import { readBacklog } from '#database/backlog'
import { pauseConnection, resumeConnection } from '#database/connections'
import { trafficSince } from '#database/traffic'
import type { Clock } from '#lib/clock'
import { silentLog } from '#lib/log'
import { type MigratedDatabase, migratedDatabase, type Seeded, seedIntegration } from '#testing/migrated-database'
import { lookAtConnections, lookForAlarms } from './look.ts'

let database: MigratedDatabase
let seeded: Seeded
let now = new Date()
const clock: Clock = { now: () => now, sleep: () => Promise.resolve() }

beforeAll(async () => {
  database = await migratedDatabase()
  seeded = await seedIntegration(database.pool, { slots: 3 })
})
afterAll(async () => database[Symbol.asyncDispose]())

async function transfer(key: string, state: string, seenAt: Date, cause: string | null = null): Promise<void> {
  const { organizationId, integrationId, targetConnectionId } = seeded
  await database.pool.query(
    `insert into tillbridge.transfers (organization_id, transfer_id, integration_id, flow, record_key, connection_id, state, found_by, first_seen_at,
       cause_code, cause_subject, cause_message, cause_remedy)
     values ($1, tillbridge.new_id(), $2, 'orders', $3, $4, $5, 'webhook', $6, $7, $3, 'No account for it.', 'Map it.')`,
    [organizationId, integrationId, key, targetConnectionId, state, seenAt, cause],
  )
}
const look = () => lookForAlarms({ pool: database.pool, clock }, seeded.organizationId)
const open = async () =>
  (await listAlarms(database.pool, seeded.organizationId, { state: 'open', limit: 20 })).map(
    ({ code, subject, count }) => [code, subject, count],
  )

test('what is wrong is found in the database, and over when it is', async () => {
  const { pool } = database
  const { organizationId, storeConnectionId } = seeded
  const anHourAgo = new Date(now.getTime() - 60 * 60_000)
  await transfer('1', 'pending', anHourAgo)
  await transfer('2', 'attention', now, 'TAX_NOT_MAPPED')
  await transfer('3', 'attention', now, 'TAX_NOT_MAPPED')
  expect(await readBacklog(pool, organizationId)).toMatchObject([
    { flow: 'orders', open: 1, oldestAt: anHourAgo.toISOString(), attention: 2 },
  ])
  expect((await look()).opened).toHaveLength(2)
  expect(await open()).toEqual([
    ['OLDEST_UNPOSTED', 'nordlys/orders', 1],
    ['RECORDS_WAIT', 'TAX_NOT_MAPPED', 2],
  ])

  // At once after a pause, and nothing else is touched by it.
  const pause = { code: 'UNAUTHORIZED', message: 'The shop refuses our token.' }
  await pauseConnection(pool, organizationId, storeConnectionId, pause)
  await lookAtConnections({ pool, clock, log: silentLog }, organizationId)
  expect((await open()).map(([code]) => code)).toEqual(['CONNECTION_PAUSED', 'OLDEST_UNPOSTED', 'RECORDS_WAIT'])
  // What it holds up has no second alarm.
  await look()
  expect((await open()).map(([code]) => code)).toEqual(['CONNECTION_PAUSED', 'RECORDS_WAIT'])
  await resumeConnection(pool, organizationId, storeConnectionId)
  await lookAtConnections({ pool, clock, log: silentLog }, organizationId)

  await pool.query(`update tillbridge.transfers set state = 'synced', finished_at = $1`, [now])
  await look()
  expect(await open()).toEqual([])
})

test('what came and was done is counted once, into its hours', async () => {
  const { pool } = database
  const { organizationId } = seeded
  const counted = async () =>
    (await trafficSince(pool, organizationId, new Date(0))).reduce(
      (sum, hour) => [sum[0] + hour.arrived, sum[1] + hour.told, sum[2] + hour.finished] as const,
      [0, 0, 0] as readonly [number, number, number],
    )
  // The newest seconds are left for the next time: what commits late would be missed.
  now = new Date(now.getTime() + 60_000)
  await look()
  expect(await counted()).toEqual([3, 3, 0])
  await pool.query(
    `insert into tillbridge.attempts (organization_id, attempt_id, transfer_id, version, worker, started_at, finished_at, outcome, exchanges)
     select organization_id, tillbridge.new_id(), transfer_id, 1, 'w', $1, $1, case when record_key = '1' then 'synced' else 'waiting' end, ''
     from tillbridge.transfers`,
    [now],
  )
  now = new Date(now.getTime() + 60_000)
  await look()
  await look()
  expect(await counted()).toEqual([3, 3, 1])
})
