import { expect, test } from 'vitest'
import { retryTransfers } from '#database/transfers'
import { queriesOf } from '#database/tables'
import { aLine } from '#testing/an-order'
import { openToys } from './engine.test-kit.ts'

const ORDERS = 120
const HOT = 20
const SLOTS = 12

test('three workers, hot records, retries and a worker that dies: nothing overlaps, nothing is lost, every slot comes back', async () => {
  await using toys = await openToys({ slots: SLOTS })
  const engines = [toys.engine(), toys.engine(), toys.engine()]
  const newest = new Map<string, string>()
  const orderOf = (key: string, price: number) => {
    newest.set(key, String(price))
    const updatedAt = new Date(Date.UTC(2026, 10, 20) + price * 1000).toISOString()
    return { externalId: key, updatedAt, lines: [aLine({ externalId: '1', sku: 'MUG', price: String(price) })] }
  }
  const place = (keys: readonly string[], price: number) => toys.placeAll(keys.map((key) => orderOf(key, price)))
  const workers = engines.map((engine) => engine.startWorker({ concurrency: 16, leaseSeconds: 3 }))
  try {
    // Keys in changing order: batches that lock the same rows the other way round would dead-lock.
    const all = Array.from({ length: ORDERS }, (_, index) => String(index))
    await place(all, 1)
    const hot = all.slice(0, HOT)
    for (let round = 2; round < 42; round += 1) {
      // Batches that lock the same rows the other way round would dead-lock, with each other or with what is settled.
      const touches = [hot, hot.toReversed()].map((keys) => place(keys, round))
      const retry =
        round % 5 === 0 ? [retryTransfers(queriesOf(toys.database.pool), toys.seeded.organizationId, {})] : []
      await Promise.all([...touches, ...retry])
    }
    // What a killed process leaves: rows that run, slots that are taken, and nobody there.
    await toys.database.pool.query(`
      with dead as (
        update tillbridge.transfers set state = 'running', worker = 'dead', unsettled = true, lease_until = now()
        where transfer_id in (select transfer_id from tillbridge.transfers where state = 'synced' limit 2 for update skip locked)
        returning connection_id
      )
      update tillbridge.connections set inflight = inflight + (select count(*) from dead) where connection_id in (select connection_id from dead)`)
    const open = async () => {
      const { rows } = await toys.database.pool.query(
        `select count(*)::int as n from tillbridge.transfers where state not in ('synced', 'attention')`,
      )
      return rows[0].n as number
    }
    await expect.poll(open, { timeout: 25_000, interval: 50 }).toBe(0)
  } finally {
    for (const worker of workers) await worker.stop()
  }
  expect(await toys.inflight()).toBe(0)
  expect(toys.books.mostAtOnce.perOrder).toBe(1)
  expect(toys.books.mostAtOnce.all).toBeLessThanOrEqual(SLOTS)
  const issued = [...toys.books.documents.values()].filter(({ state }) => state === 'issued')
  expect(issued).toHaveLength(ORDERS)
  expect(new Map(issued.map(({ document, total }) => [document.orderName.slice(1), total]))).toEqual(newest)
})
