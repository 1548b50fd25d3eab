import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Clock, systemClock } from '#lib/clock'
import type { Rate } from '#contract/limits'
import { openPool } from '#database/pool'
import { type MigratedDatabase, migratedDatabase, type Seeded, seedIntegration } from '#testing/migrated-database'
import { connectionLimiter, type Limiter } from './limiter.ts'

let database: MigratedDatabase
let seeded: Seeded
beforeEach(async () => {
  database = await migratedDatabase()
  seeded = await seedIntegration(database.pool)
})
afterEach(async () => database[Symbol.asyncDispose]())

const limiter = (rate: Rate, pool = database.pool, clock: Clock = systemClock): Limiter =>
  connectionLimiter({
    pool,
    clock,
    rate,
    organizationId: seeded.organizationId,
    connectionId: seeded.storeConnectionId,
  })
const forever = new AbortController().signal

/** The bucket as the vendor keeps it, by its own clock: it counts what it had to refuse. */
function vendor({ perSecond, burst }: Rate) {
  const state = { level: burst, at: performance.now(), refused: 0, used: 0 }
  return {
    state,
    take(cost: number): number {
      const now = performance.now()
      state.level = Math.min(burst, state.level + ((now - state.at) / 1000) * perSecond)
      state.at = now
      if (state.level < cost) state.refused += 1
      else {
        state.level -= cost
        state.used += cost
      }
      return state.level
    },
  }
}

describe('two processes with a backlog', () => {
  test('use nearly all of the allowance, and the vendor refuses nothing', async () => {
    const rate = { perSecond: 300, burst: 400 }
    const otherPool = openPool(database.connectionString)
    try {
      const shop = vendor(rate)
      const stop = new AbortController()
      const caller = async (own: Limiter): Promise<void> => {
        while (!stop.signal.aborted) {
          await own.acquire(1, stop.signal)
          if (!stop.signal.aborted) shop.take(1)
        }
      }
      const processes = [limiter(rate), limiter(rate, otherPool)]
      const callers = Array.from({ length: 48 }, (_, index) => caller(processes[index % 2] as Limiter))
      // The burst is gone by then; what follows is the rate alone.
      await expect.poll(() => shop.state.used).toBeGreaterThan(rate.burst + 30)
      const { used, at } = { ...shop.state }
      await systemClock.sleep(2_500)
      const share = (shop.state.used - used) / (((shop.state.at - at) / 1000) * rate.perSecond)
      stop.abort()
      await Promise.all(callers)
      expect(shop.state.refused).toBe(0)
      expect(share).toBeGreaterThan(0.98)
      expect(share).toBeLessThan(1.03)
    } finally {
      await otherPool.end()
    }
  })
})

test('a call that would have to wait longer than a run may hold its slot is told when to come back, and takes nothing', async () => {
  const own = limiter({ perSecond: 1, burst: 10 })
  await expect(own.acquire(200, forever)).rejects.toMatchObject({ kind: 'throttled', code: 'QUOTA_EXHAUSTED' })
  const startedAt = Date.now()
  await own.acquire(1, forever)
  expect(Date.now() - startedAt).toBeLessThan(1_000)
})

test('what the vendor charged less is given back', async () => {
  const rate = { perSecond: 1, burst: 100 }
  const own = limiter(rate)
  for (let call = 0; call < 9; call += 1) {
    await own.acquire(10, forever)
    await own.observe({ available: 100 - call, capacity: 100, perSecond: 1, actualCost: 1 }, 10)
  }
  const startedAt = Date.now()
  await own.acquire(50, forever)
  expect(Date.now() - startedAt).toBeLessThan(1_000)
})

test('when somebody else drains the same allowance, we wait as well', async () => {
  const waits: number[] = []
  const clock: Clock = { now: systemClock.now, sleep: async (ms) => void waits.push(ms) }
  const own = limiter({ perSecond: 10, burst: 100 }, database.pool, clock)
  await own.acquire(1, forever)
  await own.observe({ available: 0, capacity: 100, perSecond: 10 }, 1)
  await own.acquire(50, forever)
  expect(waits).toHaveLength(1)
  expect(waits[0]).toBeGreaterThan(4_000)
})
