import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pauseConnection, resumeConnection } from '#database/connections'
import { queriesOf } from '#database/tables'
import { expireLeases } from '#database/transfer-queue'
import { retryTransfers } from '#database/transfers'
import { bookedOf, fault, openToys, type Toys } from './engine.test-kit.ts'
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
const start = (options = {}): void => void workers.push(toys.engine().startWorker(options))
const documents = () => [...toys.books.documents.values()].map(({ externalId, state }) => `${externalId} ${state}`)
const connectionOf = async (key: string) =>
  (await toys.database.pool.query('select * from tillbridge.connections where key = $1', [key])).rows[0]

describe('each kind of failure', () => {
  test('transient: waits and runs again, and the failures are counted until it works', async () => {
    toys.books.behaviours.push(() => {
      throw fault('transient')
    })
    await toys.place('1')
    start()
    await toys.until('1', { state: 'waiting', failures: 1, unsettled: false })
    await toys.until('1', { state: 'synced', failures: 0, causeCode: null })
    expect(toys.books.finds).toBe(0)
  })

  test('throttled by the target: its whole connection rests, and nothing is counted', async () => {
    toys.books.behaviours.push(() => {
      throw fault('throttled', { retryAfterSeconds: 30 })
    })
    await toys.place('1')
    start({ concurrency: 1 })
    await toys.until('1', { state: 'waiting', failures: 0 })
    await toys.place('2')
    const { next_at } = await connectionOf('erp')
    expect(new Date(next_at).getTime()).toBeGreaterThan(Date.now() + 20_000)
    expect(toys.books.creates).toBe(1)
    await toys.database.pool.query('update tillbridge.connections set next_at = now()')
    await toys.until('2', { state: 'synced' })
  })

  test('throttled by the source: no run asks it again before its time', async () => {
    let reads = 0
    toys.shop.onGet = () => {
      reads += 1
      throw fault('throttled', { retryAfterSeconds: 30 })
    }
    await toys.place('1')
    start({ concurrency: 1 })
    await toys.until('1', { state: 'waiting', failures: 0 })
    // Another engine knows nothing of what this one has cached.
    await toys.place('2')
    start({ concurrency: 1 })
    await toys.until('2', { state: 'waiting', failures: 0 })
    await toys.place('3')
    await toys.until('3', { state: 'waiting', causeCode: 'CONNECTION_RESTS' })
    expect(reads).toBeLessThanOrEqual(2)
  })

  test('outcome unknown: the next run finds what was written and writes nothing twice', async () => {
    toys.books.behaviours.push((commit) => {
      commit()
      throw fault('outcome-unknown')
    })
    await toys.place('1')
    start()
    await toys.until('1', { state: 'waiting', unsettled: true })
    await toys.until('1', { state: 'synced', unsettled: false })
    expect(documents()).toEqual(['DOC-1 issued'])
    expect(toys.books).toMatchObject({ creates: 1, finds: 1 })
  })

  test('outcome unknown that did not take place: written by the next run', async () => {
    toys.books.behaviours.push(() => {
      throw fault('outcome-unknown')
    })
    await toys.place('1')
    start()
    await toys.until('1', { state: 'synced' })
    expect(toys.books).toMatchObject({ creates: 2, finds: 1 })
  })

  test('conflict: tried again at once, looking up first', async () => {
    toys.books.behaviours.push((commit) => {
      commit()
      throw fault('conflict', { code: 'REFERENCE_EXISTS' })
    })
    await toys.place('1')
    const startedAt = Date.now()
    start()
    await toys.until('1', { state: 'synced' })
    expect(Date.now() - startedAt).toBeLessThan(2_000)
    expect(documents()).toEqual(['DOC-1 issued'])
  })

  test('unauthorized by the target: the connection pauses, and resuming it brings its transfers forward', async () => {
    toys.books.behaviours.push(() => {
      throw fault('unauthorized')
    })
    await toys.place('1')
    start()
    await toys.until('1', { state: 'waiting', failures: 0 })
    expect(await connectionOf('erp')).toMatchObject({ pause_code: 'UNAUTHORIZED', inflight: 0 })
    await toys.place('2')
    const { organizationId, targetConnectionId } = toys.seeded
    expect((await toys.transfer('2')).state).toBe('pending')
    expect(await resumeConnection(toys.database.pool, organizationId, targetConnectionId)).toBe(true)
    await toys.until('1', { state: 'synced' })
    await toys.until('2', { state: 'synced' })
  })

  test('unauthorized with settings that were replaced meanwhile: the new ones are not paused', async () => {
    toys.books.behaviours.push(async () => {
      await toys.database.pool.query('update tillbridge.connections set revision = revision + 1')
      throw fault('unauthorized')
    })
    await toys.place('1')
    start()
    await toys.until('1', { state: 'synced' })
    expect(await connectionOf('erp')).toMatchObject({ paused_at: null })
    expect(toys.books.creates).toBe(2)
  })

  test('unauthorized by the source, resumed before the run has ended: runs at once, and waits when it is refused again', async () => {
    const { organizationId, storeConnectionId } = toys.seeded
    const { pool } = toys.database
    let refusals = 0
    toys.shop.onGet = async () => {
      refusals += 1
      if (refusals === 1) {
        await pauseConnection(pool, organizationId, storeConnectionId, { code: 'UNAUTHORIZED', message: 'refused' })
        await resumeConnection(pool, organizationId, storeConnectionId)
      }
      throw fault('unauthorized')
    }
    await toys.place('1')
    start()
    await expect.poll(() => refusals, { timeout: 10_000 }).toBe(2)
    await toys.until('1', { state: 'waiting', failures: 0 })
    expect(await connectionOf('shop')).toMatchObject({ pause_code: 'UNAUTHORIZED' })
    expect(refusals).toBe(2)
    const { rows } = await pool.query(
      `select run_at > now() + interval '10 seconds' as waits from tillbridge.transfers`,
    )
    expect(rows).toEqual([{ waits: true }])
    toys.shop.onGet = () => {}
    await resumeConnection(pool, organizationId, storeConnectionId)
    await toys.until('1', { state: 'synced' })
  })

  test('rejected: waits for a person, and is counted', async () => {
    toys.books.behaviours.push(() => {
      throw fault('rejected')
    })
    await toys.place('1')
    start()
    await toys.until('1', { state: 'attention', causeCode: 'TOY', failures: 1, unsettled: false })
    expect(await toys.inflight()).toBe(0)
  })

  test('a bug of ours: waits for a person, and whatever it did is looked up', async () => {
    toys.books.behaviours.push((commit) => {
      commit()
      throw new TypeError('x is not a function')
    })
    await toys.place('1')
    start()
    await toys.until('1', { state: 'attention', causeCode: 'UNEXPECTED', unsettled: true })
    await toys.place('1')
    await toys.until('1', { state: 'synced' })
    expect(toys.books.creates).toBe(1)
  })

  test('our own database away in the middle of a run: waits, is no bug', async () => {
    toys.books.behaviours.push(() => {
      throw Object.assign(new Error('the database system is shutting down'), { code: '57P01' })
    })
    await toys.place('1')
    start()
    await toys.until('1', { state: 'waiting', causeCode: 'DATABASE_AWAY' })
    await toys.until('1', { state: 'synced' })
    expect(await toys.inflight()).toBe(0)
  })
})

describe('a document that does not balance', () => {
  const wrong: Toys['books']['behaviours'][number] = (commit, document) => {
    const { externalId } = commit()
    return bookedOf(document, externalId, '9.99')
  }

  test('is cancelled at once, and the order is held', async () => {
    toys.books.behaviours.push(wrong)
    await toys.place('1')
    start()
    await toys.until('1', { state: 'attention', causeCode: 'TARGET_UNBALANCED' })
    expect((await toys.transfer('1')).causeMessage).toContain('cancelled at once')
    expect(documents()).toEqual(['DOC-1 cancelled'])
    await toys.place('1')
    await toys.until('1', { state: 'synced' })
    expect(documents()).toEqual(['DOC-1 cancelled', 'DOC-2 issued'])
  })

  test('and cannot be cancelled never counts as booked: a retry after a person cancelled it books anew', async () => {
    toys.books.behaviours.push(wrong)
    toys.books.onCancel = () => {
      throw fault('rejected')
    }
    await toys.place('1')
    start()
    await toys.until('1', { state: 'attention', causeCode: 'TARGET_UNBALANCED', unsettled: true })
    expect((await toys.transfer('1')).causeMessage).toContain('could not be cancelled')
    for (const [reference, held] of toys.books.documents) {
      toys.books.documents.set(reference, { ...held, state: 'cancelled' })
    }
    await toys.place('1')
    await toys.until('1', { state: 'synced' })
    expect(documents()).toEqual(['DOC-1 cancelled', 'DOC-2 issued'])
  })
})

test('a draft of ours in the target is for a person to decide', async () => {
  toys.books.behaviours.push((commit, document) => {
    commit()
    toys.books.documents.set(document.reference, { ...bookedOf(document, 'DOC-1'), state: 'draft', document })
    throw fault('outcome-unknown')
  })
  await toys.place('1')
  start()
  await toys.until('1', { state: 'attention', causeCode: 'DRAFT_EXISTS', unsettled: true })
  expect(await toys.inflight()).toBe(0)
})

describe('customers', () => {
  test('a customer that is gone from the target is made again, once', async () => {
    await toys.place('1')
    start()
    await toys.until('1', { state: 'synced' })
    toys.books.customers.clear()
    await toys.place('2')
    await toys.until('2', { state: 'synced' })
    expect(toys.books.creates).toBe(3)
    expect(toys.books.customers.size).toBe(1)
  })

  test('a target that denies even the customer that it just made leaves it to a person', async () => {
    const deny = () => {
      throw fault('rejected', { code: 'CUSTOMER_UNKNOWN' })
    }
    toys.books.behaviours.push(deny, deny)
    await toys.place('1')
    start()
    await toys.until('1', { state: 'attention', causeCode: 'CUSTOMER_UNKNOWN' })
    expect(toys.books.creates).toBe(2)
  })

  test('two processes that meet one new customer make one', async () => {
    let looked = 0
    // Both look before either makes it.
    toys.books.onFindParty = () =>
      new Promise((resolve) => {
        looked += 1
        const wait = (): void => void (looked >= 2 ? resolve() : setTimeout(wait, 5))
        wait()
      })
    await toys.place('1')
    await toys.place('2')
    start({ concurrency: 1 })
    start({ concurrency: 1 })
    await toys.until('1', { state: 'synced' })
    await toys.until('2', { state: 'synced' })
    expect(toys.books.customers.size).toBe(1)
  })
})

describe('leases', () => {
  test('a run whose record was handed on cannot spoil what the other one stored', async () => {
    toys.books.behaviours.push(async (commit) => {
      // Frozen: the lease ends meanwhile, and another process takes the record and writes it.
      await toys.database.pool.query("update tillbridge.transfers set lease_until = now() - interval '1 second'")
      expect(await expireLeases(toys.database.pool)).toBe(1)
      await expect.poll(() => toys.books.documents.size, { timeout: 10_000 }).toBe(1)
      return commit()
    })
    await toys.place('1')
    start({ concurrency: 1 })
    start({ concurrency: 1 })
    await toys.until('1', { state: 'synced' })
    expect(documents()).toEqual(['DOC-1 issued'])
    await expect.poll(toys.inflight).toBe(0)
  })

  test('a person’s retry in the moment of a claim costs no slot', async () => {
    for (let index = 0; index < 30; index += 1) await toys.place(String(index))
    start()
    start()
    const queries = queriesOf(toys.database.pool)
    for (let round = 0; round < 30; round += 1) await retryTransfers(queries, toys.seeded.organizationId, {})
    for (let index = 0; index < 30; index += 1) await toys.until(String(index), { state: 'synced' })
    await expect.poll(toys.inflight).toBe(0)
  })
})
