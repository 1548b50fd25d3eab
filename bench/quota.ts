import { join } from 'node:path'
import { request } from 'undici'
import { startEmbeddedPostgres } from '#database/embedded/supervisor'
import { migrate } from '#database/migrate'
import { openPool } from '#database/pool'
import { connectionLimiter } from '#engine/limiter'
import { systemClock } from '#lib/clock'
import { seedIntegration } from '#testing/migrated-database'
import { dataFolder } from './bridge.ts'
import { startChild } from './children.ts'

export interface QuotaResult {
  /** Share of the vendor's allowance that a backlog used. */
  readonly quotaUse: number
  /** Answers 429. */
  readonly throttled: number
}

const PER_SECOND = 100
const BURST = 40
// The vendor's clock and ours differ by the network's jitter; a few units are left in the bucket for it.
const KEPT_BACK = 5
const PROCESSES = 2
const LANES = 10

/** Two processes' limiters with an endless backlog on one account, against a vendor that counts. */
export async function measureQuota(seconds: number): Promise<QuotaResult> {
  await using folder = await dataFolder()
  await using vendor = await startChild('./rated-vendor.ts', [String(PER_SECOND), String(BURST)])
  await using postgres = await startEmbeddedPostgres({ dataDirectory: join(folder.path, 'postgres') })
  const pools = Array.from({ length: PROCESSES }, () => openPool(postgres.connection, { size: 4 }))
  const [pool] = pools
  if (pool === undefined) throw new Error('no pool')
  try {
    await migrate(pool)
    const seeded = await seedIntegration(pool)
    const ending = AbortSignal.timeout(seconds * 1000)
    const lane = async (limiter: ReturnType<typeof connectionLimiter>): Promise<void> => {
      while (!ending.aborted) {
        await limiter.acquire(1, ending)
        if (ending.aborted) return
        await (await request(vendor.url)).body.dump()
      }
    }
    await Promise.all(
      pools.flatMap((own) => {
        const limiter = connectionLimiter({
          pool: own,
          clock: systemClock,
          organizationId: seeded.organizationId,
          connectionId: seeded.targetConnectionId,
          rate: { perSecond: PER_SECOND, burst: BURST - KEPT_BACK },
        })
        return Array.from({ length: LANES }, () => lane(limiter))
      }),
    )
    const figures = (await (await request(`${vendor.url}/__figures`)).body.json()) as {
      allowed: number
      refused: number
      allowance: number
    }
    return { quotaUse: figures.allowed / figures.allowance, throttled: figures.refused }
  } finally {
    for (const each of pools) await each.end()
  }
}
