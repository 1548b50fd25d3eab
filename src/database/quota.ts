import type { Sql } from './pool.ts'

export interface QuotaRequest {
  readonly organizationId: string
  readonly connectionId: string
  /** Units of each call, in the order in which they will be sent. */
  readonly costs: readonly number[]
  /** For each call, how many units it leaves in the bucket for those that matter more. */
  readonly reserves: readonly number[]
  readonly perSecond: number
  readonly burst: number
}

export interface TakenQuota {
  /** For each call, in how many seconds it may start. */
  readonly waits: readonly number[]
  /** In how many seconds the bucket will be full again, these calls included. */
  readonly fullInSeconds: number
}

/**
 * Takes units from a connection's bucket, which all processes share, and answers for each call in how many seconds it may start.
 *
 * The bucket is one instant, `quota_at`: when it will be full again (GCRA). A call of `cost` moves it by `cost / perSecond` and may
 * start once it lies no further ahead than the burst lasts. One statement reserves for all waiting calls of a process.
 */
export async function takeQuota(sql: Sql, request: QuotaRequest): Promise<TakenQuota> {
  const total = request.costs.reduce((sum, cost) => sum + cost, 0)
  const result = await sql.query<{ ahead: number }>({
    name: 'take-quota',
    text: `update tillbridge.connections
      set quota_at = greatest(quota_at, clock_timestamp()) + make_interval(secs => $3::float8)
      where organization_id = $1 and connection_id = $2
      returning extract(epoch from quota_at - clock_timestamp())::float8 as ahead`,
    values: [request.organizationId, request.connectionId, total / request.perSecond],
  })
  const end = result.rows[0]?.ahead ?? 0
  let taken = end - total / request.perSecond
  const waits = request.costs.map((cost, index) => {
    taken += cost / request.perSecond
    const usable = request.burst - (request.reserves[index] ?? 0)
    return Math.max(0, taken - usable / request.perSecond)
  })
  return { waits, fullInSeconds: end }
}

/** Corrects the bucket to what the vendor says is in it. Only ever towards less: answers arrive late and out of order. */
export async function correctQuota(
  sql: Sql,
  organizationId: string,
  connectionId: string,
  { missing, perSecond }: { missing: number; perSecond: number },
): Promise<void> {
  await sql.query(
    `update tillbridge.connections set quota_at = greatest(quota_at, clock_timestamp() + make_interval(secs => $3::float8))
     where organization_id = $1 and connection_id = $2`,
    [organizationId, connectionId, missing / perSecond],
  )
}

/** Gives back units that were reserved and not used (the vendor charged less). */
export async function returnQuota(
  sql: Sql,
  organizationId: string,
  connectionId: string,
  { units, perSecond }: { units: number; perSecond: number },
): Promise<void> {
  await sql.query(
    `update tillbridge.connections set quota_at = quota_at - make_interval(secs => $3::float8)
     where organization_id = $1 and connection_id = $2`,
    [organizationId, connectionId, units / perSecond],
  )
}
