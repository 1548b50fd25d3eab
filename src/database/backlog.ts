import type { Sql } from './pool.ts'

/** What is on its way in one flow. */
export interface Backlog {
  readonly integrationId: string
  readonly flow: string
  /** At most `BACKLOG_CAP`: there may be more. */
  readonly open: number
  /** Since when the oldest of the live ones is not in step; `null` = there is none, or it is being looked at again without need. */
  readonly oldestAt: string | null
  /** What waits for a person; at most `BACKLOG_CAP`. */
  readonly attention: number
}

/** Counting ends here: whoever has so many needs no exact figure. */
export const BACKLOG_CAP = 10_000

// A record that was in step and runs again is late only since it has changed; one that is only looked at again is not late at all.
const BACKLOG = `
select f.integration_id as "integrationId", f.flow, o.open + r.running as open, o.oldest as "oldestAt", a.attention
from tillbridge.flows f
cross join lateral (
  select count(*)::int as open, min(t.since) filter (where t.lane = 0) as oldest from (
    select lane, case
        when finished_at is null then first_seen_at
        when failures > 0 or state = 'waiting' then greatest(first_seen_at, source_updated_at)
        when source_updated_at > finished_at then source_updated_at end as since
    from tillbridge.transfers
    where organization_id = f.organization_id and integration_id = f.integration_id and flow = f.flow and state in ('pending', 'waiting')
    order by organization_id, integration_id, flow, lane, transfer_id limit $2) t
) o
cross join lateral (
  select count(*)::int as running from tillbridge.transfers
  where state = 'running' and lease_until is not null
    and organization_id = f.organization_id and integration_id = f.integration_id and flow = f.flow
) r
cross join lateral (
  select count(*)::int as attention from (
    select 1 from tillbridge.transfers
    where organization_id = f.organization_id and state = 'attention' and integration_id = f.integration_id and flow = f.flow limit $2) t
) a
where f.organization_id = $1
order by f.integration_id, f.flow`

/** What is on its way in each flow of an organisation; costs the same with a thousand transfers and a million. */
export async function readBacklog(sql: Sql, organizationId: string): Promise<Backlog[]> {
  const result = await sql.query<Backlog>({
    name: 'backlog',
    text: BACKLOG,
    values: [organizationId, BACKLOG_CAP],
  })
  return result.rows
}
