import { join } from 'node:path'
import type { Pool } from 'pg'
import { startEmbeddedPostgres } from '#database/embedded/supervisor'
import { migrate } from '#database/migrate'
import { inTransaction, openPool } from '#database/pool'
import { settleTransfers } from '#database/settle'
import { claimTransfers, type ClaimedTransfer } from '#database/transfer-queue'
import { type Seeded, seedIntegration } from '#testing/migrated-database'
import { dataFolder } from './bridge.ts'
import { median } from './ingest.ts'

export interface BacklogResult {
  /** Transfers claimed and settled a second with the backlog, over the same with an empty queue. */
  readonly backlogRatio: number
  readonly emptyPerSecond: number
  readonly backlogPerSecond: number
}

const CLAIM = 50
const TENANTS = 20
const LANES = 4

/** How fast the queue turns when it is empty but for the work at hand, and when `pending` transfers wait in it. */
export async function measureBacklog(pending: number, turns: number): Promise<BacklogResult> {
  await using folder = await dataFolder()
  await using postgres = await startEmbeddedPostgres({ dataDirectory: join(folder.path, 'postgres') })
  const pool = openPool(postgres.connectionString, { size: 8 })
  try {
    await migrate(pool)
    const tenants: Seeded[] = []
    for (let tenant = 0; tenant < TENANTS; tenant += 1) tenants.push(await seedIntegration(pool, { slots: CLAIM }))
    const [busy] = tenants
    if (busy === undefined) throw new Error('no tenant')
    const turn = async (): Promise<number> => {
      for (const tenant of tenants) await fill(pool, tenant, Math.ceil((turns * CLAIM) / TENANTS), 0)
      await pool.query('analyze tillbridge.transfers')
      return turnOver(pool, turns * CLAIM)
    }
    await turn()
    const empty = [await turn(), await turn(), await turn()]
    // The backlog stands in the back-fill lane of one tenant, as an import of history does.
    await fill(pool, busy, pending, 1)
    await pool.query('vacuum analyze tillbridge.transfers')
    await turn()
    const full = [await turn(), await turn(), await turn()]
    return { backlogRatio: median(full) / median(empty), emptyPerSecond: median(empty), backlogPerSecond: median(full) }
  } finally {
    await pool.end()
  }
}

let filled = 0

async function fill(
  pool: Pool,
  tenant: Awaited<ReturnType<typeof seedIntegration>>,
  count: number,
  lane: number,
): Promise<void> {
  filled += 1
  await pool.query(
    `insert into tillbridge.transfers (organization_id, transfer_id, integration_id, flow, record_key, connection_id, state, lane, found_by, source_updated_at)
     select $1, tillbridge.new_id(), $2, 'orders', $5 || '-' || n, $3, 'pending', $6, 'person', now() from generate_series(1, $4) n`,
    [tenant.organizationId, tenant.integrationId, tenant.targetConnectionId, count, `fill-${filled}`, lane],
  )
}

/** Claims and settles `count` transfers over several lanes; answers how many a second. */
async function turnOver(pool: Pool, count: number): Promise<number> {
  const startedAt = performance.now()
  let done = 0
  const lane = async (worker: string): Promise<void> => {
    while (done < count) {
      const claimed = await claimTransfers(pool, { worker, limit: CLAIM, leaseSeconds: 30 })
      if (claimed.length === 0) return
      done += claimed.length
      await inTransaction(pool, (sql) => settleTransfers(sql, worker, claimed.map(settlementOf)))
    }
  }
  await Promise.all(Array.from({ length: LANES }, (_, index) => lane(`lane-${index}`)))
  return done / ((performance.now() - startedAt) / 1000)
}

const settlementOf = (claimed: ClaimedTransfer) =>
  ({
    organizationId: claimed.organizationId,
    transferId: claimed.transferId,
    connectionId: claimed.connectionId,
    version: claimed.version,
    state: 'synced',
    runInSeconds: 0,
    unsettled: false,
    failures: 0,
    recordName: null,
    sourceUpdatedAt: null,
    sourceCreatedAt: null,
    summary: null,
    cause: null,
    links: [],
    attempt: { startedAt: new Date(), finishedAt: new Date(), detail: null, exchanges: [] },
  }) as const
