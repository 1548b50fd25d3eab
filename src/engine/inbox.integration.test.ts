import { expect, test } from 'vitest'
import type { IncomingEvent } from '#database/inbox'
import { migratedDatabase, seedIntegration } from '#testing/migrated-database'
import { createInbox } from './inbox.ts'

const delivery = (key: string, more: Partial<IncomingEvent>): IncomingEvent => ({
  organizationId: '',
  connectionId: '',
  dedupeKey: `d-${key}`,
  topic: 'any',
  kind: 'record-changed',
  record: 'order',
  recordKey: key,
  recordName: key,
  recordUpdatedAt: '2026-11-20T10:00:00Z',
  recordCreatedAt: null,
  wholeRecord: false,
  privacy: null,
  body: '{}',
  ...more,
})

test("the target's deliveries raise transfers that run where they are written", async () => {
  await using database = await migratedDatabase()
  const seeded = await seedIntegration(database.pool)
  await database.pool.query(
    `insert into tillbridge.flows (organization_id, integration_id, flow, record, runs_on)
     values ($1, $2, 'fulfillments', 'shipment', 'store'), ($1, $2, 'inventory', 'stock', 'store')`,
    [seeded.organizationId, seeded.integrationId],
  )
  const wake = { raise() {}, onWork: () => () => {}, [Symbol.asyncDispose]: async () => {} }
  const inbox = createInbox(database.pool, wake)
  const erp = { organizationId: seeded.organizationId, connectionId: seeded.targetConnectionId }
  await inbox.add(delivery('DN-1', { ...erp, record: 'shipment' }))
  await inbox.add(delivery('MUG', { ...erp, record: 'stock' }))
  await inbox.add(delivery('77', { ...erp, record: 'order' }))
  const { rows } = await database.pool.query('select flow, record_key, connection_id from tillbridge.transfers')
  expect(rows).toEqual([{ flow: 'fulfillments', record_key: 'target/DN-1', connection_id: seeded.storeConnectionId }])
})

test('a delivery that cannot be stored is refused alone, not with those that came in the same moment', async () => {
  await using database = await migratedDatabase()
  const seeded = await seedIntegration(database.pool)
  let raised = 0
  const wake = { raise: () => void (raised += 1), onWork: () => () => {}, [Symbol.asyncDispose]: async () => {} }
  const inbox = createInbox(database.pool, wake)
  const store = { organizationId: seeded.organizationId, connectionId: seeded.storeConnectionId }
  const event = (key: string, more: Partial<IncomingEvent> = {}): IncomingEvent => delivery(key, { ...store, ...more })
  const events = [
    event('1'),
    event('2', { recordName: 'a\0b' }),
    event('3', { recordUpdatedAt: '+275760-09-13T00:00:00.000Z' }),
    event('4'),
    event('1'),
    event('5', {
      dedupeKey: Array.from({ length: 4_000 }, (_, index) => String.fromCharCode(0x4e00 + index)).join(''),
    }),
    event('6'),
  ]
  const states = await Promise.all(events.map((each) => inbox.add(each)))
  expect(states).toEqual(['stored', 'unstorable', 'unstorable', 'stored', 'duplicate', 'unstorable', 'stored'])
  expect(raised).toBeGreaterThan(0)
  const { rows } = await database.pool.query('select record_key from tillbridge.transfers order by record_key')
  expect(rows.map((row) => row.record_key)).toEqual(['1', '4', '6'])
})
