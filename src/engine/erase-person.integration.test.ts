import { afterEach, beforeEach, expect, test } from 'vitest'
import { compareFileRecords, type FileRecord, readFileRecord, saveFileRecords } from '#database/file-records'
import { countKept, readKept } from '#database/person-data'
import { findPeople } from '#database/person-find'
import { inTransaction } from '#database/pool'
import { listPrivacyRequests } from '#database/privacy'
import { raiseTransfers } from '#database/raise'
import { newId } from '#lib/ids'
import type { Customer } from '#model/customer'
import { aLine, anOrder } from '#testing/an-order'
import { fault, openToys, type Toys } from './engine.test-kit.ts'
import { erasePerson } from './erase-person.ts'
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

const find = (who: string) => findPeople(toys.database.pool, toys.seeded.organizationId, who)

test('a person is found by mailbox or number, handed out whole and erased; nobody else is', async () => {
  const { pool } = toys.database
  await toys.place('1', person('8800000001', 'Ann'))
  await toys.place('2', person('9900000001', 'Joann'))
  await toys.until('1', { state: 'synced' })
  await toys.until('2', { state: 'synced' })
  // A guest with the mailbox of the account, whose order is not booked.
  toys.books.behaviours.push(() => {
    throw fault('rejected')
  })
  await toys.place('3', { customer: null, email: 'Ann@Example.com' })
  await toys.until('3', { state: 'attention' })
  await pool.query(`update tillbridge.events set body = $1 where record_key = '3'`, [
    '{"contact_email": "ann@example.com"}',
  ])

  const byMail = await find('Ann@Example.com')
  expect(byMail).toMatchObject({
    isComplete: true,
    people: [{ connection: 'shop', subjects: ['8800000001'], emails: ['ann@example.com'] }],
  })
  expect([...(byMail.people[0]?.recordKeys ?? [])].sort()).toEqual(['1', '3'])
  const byNumber = await find('8800000001')
  expect([...(byNumber.people[0]?.recordKeys ?? [])].sort()).toEqual(['1', '3'])
  expect((await find('nobody@example.com')).people).toEqual([])

  const [ann] = byMail.people
  if (ann === undefined) throw new Error('nobody was found')
  expect(await countKept(pool, ann)).toMatchObject({ orders: 1, deliveries: 2, customers: 1 })
  const kept = JSON.stringify(await readKept(pool, ann))
  expect(kept).toContain('Annson')
  expect(kept).not.toContain('Joann')

  const now = new Date()
  const done = await inTransaction(pool, (sql) => erasePerson(sql, [ann], { askedBy: 'eva@example.com', now }))
  expect(done.requestIds).toHaveLength(1)
  const none = { orders: 0, documents: 0, deliveries: 0, runs: 0, evidence: 0, customers: 0, accounts: 0, files: 0 }
  expect(await countKept(pool, ann)).toEqual(none)
  expect((await find('ann@example.com')).people).toEqual([])
  const [joann] = (await find('joann@example.com')).people
  expect(joann === undefined ? null : await countKept(pool, joann)).toMatchObject({ orders: 1, customers: 1 })
  const { organizationId } = toys.seeded
  expect(await listPrivacyRequests(pool, organizationId, { openOnly: false })).toMatchObject([
    {
      kind: 'customer-redact',
      subject: '8800000001',
      email: null,
      askedBy: 'eva@example.com',
      result: { transfers: 2 },
    },
  ])
})

test('orders that came in files are found, handed out and emptied; the same file brings nothing back', async () => {
  const { pool } = toys.database
  const { organizationId, integrationId } = toys.seeded
  const flow = { organizationId, integrationId, flow: 'orders' }
  const lines = [aLine({ externalId: '1', sku: 'MUG', price: '10' })]
  const recordOf = (key: string, email: string): FileRecord => ({
    recordKey: `file/${key}`,
    contentHash: `hash of ${key}`,
    body: JSON.stringify(anOrder({ externalId: `file/${key}`, name: key, lines, ...person(key, email) })),
    placedAt: '2026-05-01T10:00:00Z',
  })
  const records = [recordOf('#A', 'Ann'), recordOf('#J', 'Joann')]
  const read = () =>
    inTransaction(pool, async (sql) => {
      const at = new Date().toISOString()
      const states = await saveFileRecords(sql, flow, { importId: newId(), at }, records)
      const raised = [...states].flatMap(([recordKey, state]) => (state === 'same' ? [] : [recordKey]))
      const orders = raised.map((key) => ({ recordKey: key, recordName: key, updatedAt: at, createdAt: at }))
      await raiseTransfers(sql, { ...flow, foundBy: 'person', lane: 1, force: false }, orders)
      return raised.length
    })
  // Not booked: whose they are stands in the file alone.
  for (const _each of records)
    toys.books.behaviours.push(() => {
      throw fault('rejected')
    })
  expect(await read()).toBe(2)
  for (const { recordKey } of records) await toys.until(recordKey, { state: 'attention' })

  const [ann] = (await find('ann@example.com')).people
  if (ann === undefined) throw new Error('nobody was found')
  expect(ann.recordKeys).toEqual(['file/#A'])
  expect(await countKept(pool, ann)).toMatchObject({ orders: 1, files: 1 })
  expect(JSON.stringify((await readKept(pool, ann))['files'])).toContain('Annson')

  const by = { askedBy: 'eva@example.com', now: new Date() }
  expect((await inTransaction(pool, (sql) => erasePerson(sql, [ann], by))).erased.files).toBe(1)
  expect(await countKept(pool, ann)).toMatchObject({ orders: 0, files: 0 })
  expect((await find('ann@example.com')).people).toEqual([])
  expect(await read()).toBe(0)
  expect([...(await compareFileRecords(pool, flow, records)).values()]).toEqual(['same', 'same'])
  expect((await readFileRecord(pool, flow, 'file/#A'))?.body).not.toMatch(/annson|ann@/i)
  expect((await readFileRecord(pool, flow, 'file/#J'))?.body).toContain('Joannson')
})
