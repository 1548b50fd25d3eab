import type { Sql } from './pool.ts'
import { noteOrders } from './stock-hints.ts'

/** A record that a sweep or a person found, to be brought in step. */
export interface RaisedRecord {
  readonly recordKey: string
  readonly recordName: string | null
  readonly updatedAt: string | null
  readonly createdAt: string | null
}

export interface RaiseOptions {
  readonly organizationId: string
  readonly integrationId: string
  readonly flow: string
  readonly foundBy: 'sweep' | 'person'
  /** 0 live, 1 back-fill. */
  readonly lane: 0 | 1
  /** Raise also what has not changed since it was last seen. */
  readonly force: boolean
}

export interface RaiseResult {
  /** Records that were not known before. */
  readonly found: number
  /** Known records that have changed since we last heard of them. */
  readonly raised: number
}

// A sweep raises only what is news: a record that is missing, or whose stamp is newer than anything heard of it. What it raises
// has no fresh snapshot, so the run reads the record itself. A record that was taken from a single delivery without asking the store
// is raised once more with the same stamp: another delivery of the same second may have been lost. So is one that was read before the
// second of its stamp was over: it may have changed in the rest of it. Neither counts as a change.
const RAISE = `
with r as (
  select distinct on (record_key) * from unnest($4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[]) as r(record_key, record_name, updated_at, created_at)
  order by record_key, updated_at desc nulls last
), raised as (
  insert into tillbridge.transfers as t (organization_id, transfer_id, integration_id, flow, record_key, record_name, connection_id, state, lane,
    found_by, source_updated_at, source_created_at)
  select i.organization_id, tillbridge.new_id(), i.integration_id, $3, r.record_key, r.record_name,
    case when f.runs_on = 'store' then i.store_connection_id else i.target_connection_id end,
    case when i.live then 'pending' else 'held' end, $9, $8, r.updated_at, r.created_at
  from r join tillbridge.integrations i on i.organization_id = $1 and i.integration_id = $2
  left join tillbridge.flows f on f.organization_id = i.organization_id and f.integration_id = i.integration_id and f.flow = $3
  on conflict (organization_id, integration_id, flow, record_key) do update set
    version = t.version + 1,
    state = case when t.state in ('running', 'held') then t.state else 'pending' end,
    lane = least(t.lane, excluded.lane),
    run_at = least(t.run_at, now()),
    record_name = coalesce(excluded.record_name, t.record_name),
    source_created_at = coalesce(t.source_created_at, excluded.source_created_at),
    source_updated_at = greatest(t.source_updated_at, excluded.source_updated_at),
    snapshot_event_id = case when excluded.source_updated_at > t.source_updated_at then null else t.snapshot_event_id end,
    snapshot_sole = false,
    read_early = (t.read_early or t.snapshot_sole) and coalesce(excluded.source_updated_at = t.source_updated_at, false)
  where $10 or t.source_updated_at is null or excluded.source_updated_at > t.source_updated_at
    or (excluded.source_updated_at = t.source_updated_at
      and (t.snapshot_sole or t.read_early and t.state in ('synced', 'skipped', 'attention')))
  returning (xmax = 0) as is_new, $10 or t.snapshot_event_id is null and not t.read_early as is_news, t.organization_id, t.integration_id, t.record_key
), hinted as (
  -- A live order that no webhook told of takes stock too.
  ${noteOrders('raised', { where: "$3 = 'orders' and $9 = 0 and r.is_news", readAnew: false })}
)
select count(*) filter (where is_new)::int as found, count(*) filter (where not is_new and is_news)::int as raised from raised`

/** Raises a transfer for each record that is news to us. */
export async function raiseTransfers(
  sql: Sql,
  options: RaiseOptions,
  records: readonly RaisedRecord[],
): Promise<RaiseResult> {
  if (records.length === 0) return { found: 0, raised: 0 }
  const result = await sql.query<RaiseResult>({
    name: 'raise-transfers',
    text: RAISE,
    values: [
      options.organizationId,
      options.integrationId,
      options.flow,
      records.map((record) => record.recordKey),
      records.map((record) => record.recordName),
      records.map((record) => record.updatedAt),
      records.map((record) => record.createdAt),
      options.foundBy,
      options.lane,
      options.force,
    ],
  })
  return result.rows[0] ?? { found: 0, raised: 0 }
}
