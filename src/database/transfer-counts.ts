import type { Sql } from './pool.ts'

// Sums and what was not summed up yet change hands in one statement: whoever counts sees each change once.
const FOLD = `
with d as (
  delete from tillbridge.transfer_count_changes returning organization_id, integration_id, flow, state, change
), n as (
  select organization_id, integration_id, flow, state, sum(change) as change from d group by 1, 2, 3, 4
)
insert into tillbridge.transfer_counts as c (organization_id, integration_id, flow, state, transfers)
select organization_id, integration_id, flow, state, change from n order by 1, 2, 3, 4
on conflict (organization_id, integration_id, flow, state) do update set transfers = c.transfers + excluded.transfers`

/** Sums up what was counted since the last time. May run while everything else does. */
export async function foldCounts(sql: Sql): Promise<void> {
  await sql.query(FOLD)
}
