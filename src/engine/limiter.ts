import type { Pool } from 'pg'
import type { Clock } from '#lib/clock'
import type { ObservedQuota, Rate } from '#contract/limits'
import { correctQuota, returnQuota, takeQuota } from '#database/quota'
import { TillbridgeError } from '#lib/errors'
import { type Batcher, batcher } from './batcher.ts'

/** Waits until a connection's shared bucket allows a call. */
export interface Limiter {
  /**
   * `background`: leaves part of the bucket to other calls, so that none of them waits for it. Its rate is the same.
   *
   * @throws {TillbridgeError} `throttled` when the wait would be longer than a run should hold its slot.
   */
  acquire(cost: number, signal: AbortSignal, background?: boolean): Promise<void>
  /** Corrects the bucket by what an answer told. `reserved` = what was acquired for the call. */
  observe(quota: ObservedQuota, reserved: number): Promise<void>
}

const LONGEST_WAIT_SECONDS = 60
const GATHER_MS = 2
const LARGEST_BATCH = 64
// A call that left late and the next one that left in time arrive closer together than they were let go: the vendor's bucket is
// never drained to the last drop. The rate stays whole, so nothing is lost under a backlog.
const MARGIN_SECONDS = 0.25
const LARGEST_MARGIN_SHARE = 0.25
// Somebody else who uses the same allowance is noticed within this time; a correction per call would cost more than it saves.
const CORRECT_EVERY_MS = 1_000
const CORRECT_FROM_SHARE = 0.05
// Unused units are given back in lots: a write per call would cost more than it saves.
const RETURN_LOT_SHARE = 0.02
// What background work leaves: several calls of any kind, while its own is on the way.
const RESERVE_SHARE = 0.3

interface Taker {
  readonly cost: number
  readonly background: boolean
}

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
  let rate = withMargin(options.rate)
  let unused = 0
  // When the bucket is full by our own account, in milliseconds of our clock; and when that was last compared and found wrong.
  let fullAt = 0
  let correctedAt = 0
  const takers: Batcher<Taker, number> = batcher({
    waitMs: GATHER_MS,
    largest: LARGEST_BATCH,
    parallel: 1,
    async handle(calls) {
      const { waits, fullInSeconds } = await takeQuota(pool, {
        organizationId,
        connectionId,
        costs: calls.map(({ cost }) => cost),
        reserves: calls.map(({ background }) => (background ? rate.burst * RESERVE_SHARE : 0)),
        ...rate,
      })
      fullAt = clock.now().getTime() + fullInSeconds * 1000
      return waits
    },
  })
  const giveBack = (units: number): Promise<void> =>
    returnQuota(pool, organizationId, connectionId, { units, perSecond: rate.perSecond })
  const correct = async (usable: number): Promise<void> => {
    const now = clock.now().getTime()
    const ours = rate.burst - (Math.max(0, fullAt - now) / 1000) * rate.perSecond
    if (usable >= ours - rate.burst * CORRECT_FROM_SHARE || now - correctedAt < CORRECT_EVERY_MS) return
    correctedAt = now
    await correctQuota(pool, organizationId, connectionId, {
      missing: rate.burst - usable,
      perSecond: rate.perSecond,
    })
  }
  return {
    async acquire(cost, signal, background = false) {
      const waitSeconds = await takers.add({ cost, background })
      if (waitSeconds > LONGEST_WAIT_SECONDS) {
        await giveBack(cost)
        throw exhausted(waitSeconds - LONGEST_WAIT_SECONDS / 2)
      }
      if (waitSeconds > 0) await clock.sleep(waitSeconds * 1000, signal)
    },
    async observe(quota, reserved) {
      rate = withMargin({ perSecond: quota.perSecond, burst: Math.min(options.rate.burst, quota.capacity) })
      unused += Math.max(0, reserved - (quota.actualCost ?? reserved))
      if (unused >= quota.capacity * RETURN_LOT_SHARE) {
        const units = unused
        unused = 0
        await giveBack(units)
      }
      await correct(quota.available - (quota.capacity - rate.burst))
    },
  }
}

const withMargin = ({ perSecond, burst }: Rate): Rate => ({
  perSecond,
  burst: burst - Math.min(perSecond * MARGIN_SECONDS, burst * LARGEST_MARGIN_SHARE),
})

const exhausted = (retryAfterSeconds: number): TillbridgeError =>
  new TillbridgeError({
    kind: 'throttled',
    code: 'QUOTA_EXHAUSTED',
    message: 'The allowance of this account is used up for the moment; work goes on as soon as the vendor allows it.',
    retryAfterSeconds,
  })
