import type { Sql } from './pool.ts'

/** Our side of the ledger of one day: every record of the store is in exactly one of these states. */
export interface LedgerDay {
  /** The shop's day, `YYYY-MM-DD`. */
  readonly day: string
  readonly records: number
  readonly synced: number
  readonly skipped: number
  readonly attention: number
  readonly open: number
  readonly foundBySweep: number
}

/** Counts per day of creation in the shop's zone, to be compared with the store's own counts. */
export async function ledgerDays(
  sql: Sql,
  options: { organizationId: string; integrationId: string; flow: string; timeZone: string; since: Date; until: Date },
): Promise<LedgerDay[]> {
  const result = await sql.query<LedgerDay>(
    `select to_char(source_created_at at time zone $4, 'YYYY-MM-DD') as day,
       count(*)::int as records,
       count(*) filter (where state = 'synced')::int as synced,
       count(*) filter (where state = 'skipped')::int as skipped,
       count(*) filter (where state = 'attention')::int as attention,
       count(*) filter (where state in ('pending', 'running', 'waiting', 'held'))::int as open,
       count(*) filter (where found_by = 'sweep')::int as "foundBySweep"
     from tillbridge.transfers
     where organization_id = $1 and integration_id = $2 and flow = $3 and source_created_at >= $5 and source_created_at < $6
     group by 1 order by 1`,
    [options.organizationId, options.integrationId, options.flow, options.timeZone, options.since, options.until],
  )
  return result.rows
}
