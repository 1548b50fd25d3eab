import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listConnections } from '#database/connections'
import { sealer } from '#lib/secrets'
import { aLine, aTax } from '#testing/an-order'
import { fault, openToys, type Toys } from './engine.test-kit.ts'
import type { Worker } from './worker.ts'

let toys: Toys
const workers: Worker[] = []
beforeEach(async () => {
  toys = await openToys()
})
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop()
  await toys[Symbol.asyncDispose]()
})
const start = (options = {}) => {
  const engine = toys.engine(options)
  workers.push(engine.startWorker())
  return engine
}
const set = (column: string, value: unknown) =>
  toys.database.pool.query(`update tillbridge.integrations set ${column} = $1, revision = revision + 1`, [
    JSON.stringify(value),
  ])

describe('an order', () => {
  test('that was deleted before anything was booked is left out, with the reason', async () => {
    await toys.place('1')
    toys.shop.orders.delete('1')
    start()
    await toys.until('1', { state: 'skipped', causeCode: 'DELETED_IN_STORE' })
    expect(toys.books.creates).toBe(0)
  })

  test('that was deleted after it was booked is for a person to decide', async () => {
    await toys.place('1')
    start()
    await toys.until('1', { state: 'synced' })
    toys.shop.onGet = (key) => void toys.shop.orders.delete(key)
    await toys.place('1')
    await toys.until('1', { state: 'attention', causeCode: 'DELETED_AFTER_POSTING' })
    expect((await toys.transfer('1')).causeMessage).toContain('DOC-1')
  })

  test('that a rule leaves out is skipped, and booked once the rule is gone', async () => {
    await set('policies', { skip: { tags: ['wholesale'] } })
    await toys.place('1', { tags: ['wholesale'] })
    start()
    await toys.until('1', { state: 'skipped', causeCode: 'SKIPPED_BY_RULE' })
    await set('policies', {})
    await toys.place('1', { tags: ['wholesale'] })
    await toys.until('1', { state: 'synced' })
    expect(toys.books.creates).toBe(1)
  })

  test('with a tax that nobody mapped is held before anything is written', async () => {
    const lines = [aLine({ externalId: '1', sku: 'MUG', price: '10', taxes: [aTax('25', '2')] })]
    await toys.place('1', { lines })
    start()
    await toys.until('1', { state: 'attention', causeCode: 'TAX_NOT_MAPPED', unsettled: false })
    expect(toys.books).toMatchObject({ creates: 0, finds: 0 })
  })

  test('that did not change is looked at and not written again', async () => {
    await toys.place('1')
    start()
    await toys.until('1', { state: 'synced', version: 1 })
    await toys.place('1')
    await toys.until('1', { state: 'synced', version: 2 })
    expect(toys.books.creates).toBe(1)
  })
})

describe('what is set up wrongly', () => {
  test.each([
    ['update tillbridge.integrations set policies = \'{"documents": "poem"}\'', 'INTEGRATION_INVALID'],
    ["update tillbridge.connections set connector = 'gone' where key = 'erp'", 'CONNECTOR_UNKNOWN'],
    ["update tillbridge.connections set connector = 'erp' where key = 'shop'", 'NOT_READABLE'],
    ["update tillbridge.connections set connector = 'shop' where key = 'erp'", 'NOT_WRITABLE'],
  ])('%s is said by its name: %s', async (statement, causeCode) => {
    await toys.database.pool.query(statement)
    await toys.place('1')
    start()
    await toys.until('1', { state: 'attention', causeCode })
    expect(await toys.inflight()).toBe(0)
  })
})

describe('a check', () => {
  test('that succeeds lets a connection go on that was paused for its credentials', async () => {
    toys.shop.onGet = () => {
      throw fault('unauthorized')
    }
    await toys.place('1')
    const engine = start()
    await toys.until('1', { state: 'waiting' })
    const { pool } = toys.database
    const look = async () => {
      const all = await listConnections(pool, sealer(Buffer.alloc(32)), toys.seeded.organizationId)
      const shop = all.find((connection) => connection.key === 'shop')
      if (shop === undefined) throw new Error('there is no shop')
      return shop
    }
    expect(await look()).toMatchObject({ pauseCode: 'UNAUTHORIZED' })
    toys.shop.onGet = () => {}
    await engine.check(await look())
    await toys.until('1', { state: 'synced' })
    expect(await look()).toMatchObject({ pausedAt: null })
  })
})

test('a preview shows what a run would write, and writes nothing', async () => {
  await toys.place('1')
  const engine = toys.engine()
  const { organizationId, integrationId } = toys.seeded
  const shown = await engine.preview({ organizationId, integrationId, name: '#1' })
  expect(shown.documents.map(({ document }) => document.kind)).toEqual(['sales-order'])
  expect(shown.missing).toEqual([])
  expect(toys.books.creates).toBe(0)
  await expect(engine.preview({ organizationId, integrationId, name: '#404' })).rejects.toMatchObject({
    code: 'ORDER_NOT_FOUND',
  })
})
