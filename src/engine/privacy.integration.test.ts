import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { receiveEvents } from '#database/inbox'
import { addJob, endJob } from '#database/jobs'
import { closePrivacyRequest, listPrivacyRequests } from '#database/privacy'
import { queriesOf } from '#database/tables'
import { listTransfers } from '#database/transfers'
import { decompressText } from '#lib/compressed'
import { silentLog } from '#lib/log'
import type { Customer } from '#model/customer'
import { openToys, type Toys } from './engine.test-kit.ts'
import { carryOutErasures } from './privacy.ts'
import type { Worker } from './worker.ts'

let toys: Toys
let worker: Worker
beforeEach(async () => {
  toys = await openToys()
  worker = toys.engine().startWorker()
})
afterEach(async () => {
  await worker.stop()
  await toys[Symbol.asyncDispose]()
})

const person = (id: string, first: string): { customer: Customer; email: string } => {
  const email = `${first.toLowerCase()}@example.com`
  const names = { firstName: first, lastName: `${first}son` }
  return { email, customer: { externalId: id, email, phone: null, taxExempt: false, ...names } }
}

type Asked = NonNullable<Parameters<typeof receiveEvents>[1][number]['privacy']>
const ask = (privacy: Asked, dedupeKey = 'ask-1') =>
  receiveEvents(toys.database.pool, [
    {
      organizationId: toys.seeded.organizationId,
      connectionId: toys.seeded.storeConnectionId,
      dedupeKey,
      topic: 'customers/redact',
      kind: 'privacy',
      record: null,
      recordKey: null,
      recordName: null,
      recordUpdatedAt: null,
      recordCreatedAt: null,
      wholeRecord: false,
      privacy,
      body: JSON.stringify({ customer: { email: privacy.email } }),
    },
  ])
const erase = () => carryOutErasures({ pool: toys.database.pool, log: silentLog })
const requests = (openOnly = true) => listPrivacyRequests(toys.database.pool, toys.seeded.organizationId, { openOnly })

/** Everything that the database holds, as text. */
async function everything(): Promise<string> {
  const { pool } = toys.database
  const tables = [
    'events',
    'transfers',
    'transfer_search',
    'attempts',
    'links',
    'evidence',
    'parties',
    'privacy_requests',
    'cursors',
    'jobs',
  ]
  const dumps = await Promise.all(
    tables.map((table) => pool.query<Record<string, unknown>>(`select * from tillbridge.${table}`)),
  )
  const readable = (value: unknown): unknown => (Buffer.isBuffer(value) ? decompressText(value) : value)
  return dumps.flatMap((dump) => dump.rows.map((row) => JSON.stringify(Object.values(row).map(readable)))).join('\n')
}

/** The keys of what a person finds. */
async function found(search: string): Promise<string[]> {
  const rows = await listTransfers(queriesOf(toys.database.pool), toys.seeded.organizationId, { search })
  return rows.map(({ recordKey }) => recordKey)
}

async function twoCustomers(): Promise<void> {
  await toys.place('1', person('88', 'Ann'))
  await toys.place('2', person('99', 'Bob'))
  await toys.until('1', { state: 'synced' })
  await toys.until('2', { state: 'synced' })
}

/** A comparison of past orders that somebody asked for, which names their buyers. */
async function compared(name: string): Promise<void> {
  const { pool } = toys.database
  const { organizationId, integrationId } = toys.seeded
  const at = new Date()
  const asked = { organizationId, integrationId, kind: 'shadow', input: {}, askedBy: 'eva', askedAt: at }
  const { jobId } = await addJob(pool, asked)
  const end = { state: 'done', result: { entries: [{ orderName: '#1', customer: name }] }, failure: null } as const
  await endJob(pool, { organizationId, jobId, starts: 0 }, { ...end, at })
}

describe('a request to erase a person', () => {
  test('leaves nothing of that person here, touches nobody else, and keeps the figures', async () => {
    await twoCustomers()
    await compared('Annette Annson')
    expect(await everything()).toContain('Annette')
    expect(await everything()).toContain('Annson')
    expect([await found('annson'), await found('ann@example.com')]).toEqual([['1'], ['1']])
    const asked = { request: 'customer-redact', subject: '88', email: 'Ann@Example.com', recordKeys: ['1'] } as const
    expect(await ask(asked)).toEqual(['stored'])
    expect(await ask(asked)).toEqual(['duplicate'])
    expect(await requests()).toMatchObject([
      { kind: 'customer-redact', subject: '88', recordKeys: ['1'], doneAt: null },
    ])
    expect(await erase()).toEqual([
      { events: 2, transfers: 1, attempts: 1, documents: 1, evidence: 1, parties: 2, files: 0 },
    ])
    const left = await everything()
    expect(left).not.toMatch(/ann(son|ette|@example)/i)
    expect(left).toContain('Bobson')
    const numbers = await toys.database.pool.query<{ number: string }>(
      `select l.external_id as number from tillbridge.links l
       join tillbridge.transfers t on t.organization_id = l.organization_id and t.transfer_id = l.transfer_id and t.record_key = '1'`,
    )
    expect([await found('annson'), await found('ann@example.com'), await found('bobson')]).toEqual([[], [], ['2']])
    expect(await found(numbers.rows[0]?.number ?? '')).toEqual(['1'])
    expect(await found('10.00')).toEqual(['2', '1'])
    expect((await toys.transfer('1')).summary).toMatchObject({ total: '10', currency: expect.any(String) })
    expect(await requests()).toEqual([])
    expect(await requests(false)).toMatchObject([{ email: null, doneAt: expect.any(String) }])
    expect(await erase()).toEqual([])
  })

  test('does not make the order look new: looked at again, it is in step and written once', async () => {
    await twoCustomers()
    await ask({ request: 'customer-redact', subject: '88', email: null, recordKeys: ['1'] })
    await erase()
    await toys.place('1', person('88', 'Ann'))
    await toys.until('1', { state: 'synced', version: 2 })
    expect(toys.books.creates).toBe(2)
  })

  test('of a whole shop takes everybody', async () => {
    await twoCustomers()
    await ask({ request: 'shop-redact', subject: null, email: null, recordKeys: [] })
    expect(await erase()).toMatchObject([{ transfers: 2, documents: 2 }])
    expect(await everything()).not.toMatch(/(ann|bob)(son|@example)/i)
  })
})

test('a request for data waits for a person, who says that it is answered', async () => {
  await ask({ request: 'customer-data', subject: '88', email: 'ann@example.com', recordKeys: ['1'] })
  expect(await erase()).toEqual([])
  const [request] = await requests()
  const { organizationId } = toys.seeded
  const close = () => closePrivacyRequest(toys.database.pool, organizationId, request?.requestId ?? '', 'Eva')
  expect(await close()).toBe(true)
  expect(await close()).toBe(false)
  expect(await requests()).toEqual([])
})
