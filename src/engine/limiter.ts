import type { Pool } from 'pg'
import type { Clock } from '#lib/clock'
import type { ObservedQuota, Rate } from '#contract/limits'
import { correctQuota, returnQuota, takeQuota } from '#database/quota'
import { TillbridgeError } from '#lib/errors'
import { type Batcher, batcher } from './batcher.ts'

/** Waits until a connection's shared bucket allows a call. */
export interface Limiter {
  /** @throws {TillbridgeError} `throttled` when the wait would be longer than a run should hold its slot. */
  acquire(cost: number, signal: AbortSignal): Promise<void>
  /** Corrects the bucket by what an answer told. `reserved` = what was acquired for the call. */
  observe(quota: ObservedQuota, reserved: number): Promise<void>
}

const LONGEST_WAIT_SECONDS = 60
const GATHER_MS = 2
const LARGEST_BATCH = 64
// Unused units are given back in lots: a write per call would cost more than it saves.
const RETURN_LOT_SHARE = 0.02

export interface LimiterOptions {
  readonly pool: Pool
  readonly clock: Clock
  readonly organizationId: string
  readonly connectionId: string
  readonly rate: Rate
}

/** One per connection and process; the bucket itself is in the database. */
export function connectionLimiter(options: LimiterOptions): Limiter {
  const { pool, clock, organizationId, connectionId } = options
  let rate = options.rate
  let unused = 0
  const takers: Batcher<number, number> = batcher({
    waitMs: GATHER_MS,
    largest: LARGEST_BATCH,
    parallel: 1,
    handle: (costs) => takeQuota(pool, { organizationId, connectionId, costs, ...rate }),
  })
  return {
    async acquire(cost, signal) {
      const waitSeconds = await takers.add(cost)
      if (waitSeconds > LONGEST_WAIT_SECONDS) {
        await returnQuota(pool, organizationId, connectionId, { units: cost, perSecond: rate.perSecond })
        throw new TillbridgeError({
          kind: 'throttled',
          code: 'QUOTA_EXHAUSTED',
          message:
            'The allowance of this account is used up for the moment; work goes on as soon as the vendor allows it.',
          retryAfterSeconds: waitSeconds - LONGEST_WAIT_SECONDS / 2,
        })
      }
      if (waitSeconds > 0) await clock.sleep(waitSeconds * 1000, signal)
    },
    async observe(quota, reserved) {
      rate = { perSecond: quota.perSecond, burst: Math.min(rate.burst, quota.capacity) }
      unused += Math.max(0, reserved - (quota.actualCost ?? reserved))
      if (unused >= quota.capacity * RETURN_LOT_SHARE) {
        const units = unused
        unused = 0
        await returnQuota(pool, organizationId, connectionId, { units, perSecond: quota.perSecond })
      }
      const usable = quota.available - (quota.capacity - rate.burst)
      if (usable < 0) {
        await correctQuota(pool, organizationId, connectionId, {
          missing: rate.burst - usable,
          perSecond: quota.perSecond,
        })
      }
    },
  }
}
