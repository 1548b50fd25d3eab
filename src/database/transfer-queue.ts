import { decompressText } from '#lib/compressed'
import type { Directive, DirectiveKind } from './directives.ts'
import type { TransferKey } from './links.ts'
import type { Sql } from './pool.ts'

/** A transfer that this worker runs now, with what the claim read along. */
export interface ClaimedTransfer {
  readonly organizationId: string
  readonly transferId: string
  readonly integrationId: string
  readonly connectionId: string
  readonly flow: string
  readonly recordKey: string
  readonly recordName: string | null
  readonly version: number
  readonly failures: number
  /**
   * What was written for this record is not known for certain, so look up before writing: an earlier run ended without a word, or
   * the record is older than the restore of a backup, which may have forgotten its documents.
   */
  readonly recovering: boolean
  readonly sourceUpdatedAt: string | null
  /** The stamp of the newest state that documents were planned from; `null` = none were. */
  readonly plannedUpdatedAt: string | null
  /** What a person decided about the record; goes before everything else. `null` = bring it in step. */
  readonly directive: Directive | null
  /** How often the rules and each side's settings had been changed when this was claimed: a run never goes by older ones. */
  readonly revisions: { readonly integration: number; readonly store: number; readonly target: number }
  readonly snapshot: {
    readonly topic: string
    readonly body: string
    readonly updatedAt: string
    readonly sole: boolean
  } | null
}

// One statement claims through the connections: at most their free slots, none that are paused or asked for a pause, the least
// recently served first, live work before back-fill, and it leases what it takes. At most 20 connections a turn, so that a claim
// costs the same with five connections and with five thousand.
const CLAIM = `
with c as (
  select organization_id, connection_id, slots - inflight as free
  from tillbridge.connections k
  where inflight < slots and paused_at is null and next_at <= now()
    -- The first in the index's order, not "exists": that one invites a plan that reads the whole backlog.
    and (select true from tillbridge.transfers t
      where t.organization_id = k.organization_id and t.connection_id = k.connection_id and t.state in ('pending', 'waiting') and t.run_at <= now()
      order by t.lane, t.run_at limit 1)
  order by served_at limit 20 for no key update skip locked
), t as (
  select x.organization_id, x.transfer_id, x.recovering, c.connection_id
  from c cross join lateral (
    select y.organization_id, y.transfer_id, y.unsettled
      or coalesce(coalesce(y.source_created_at, y.first_seen_at) < (select confirmed_at from tillbridge.installation), false) as recovering
    from tillbridge.transfers y
    where y.organization_id = c.organization_id and y.connection_id = c.connection_id and y.state in ('pending', 'waiting') and y.run_at <= now()
    order by y.lane, y.run_at limit c.free for update skip locked) x
  limit $2
), n as (
  select organization_id, connection_id, count(*)::int as taken from t group by 1, 2
), u as (
  update tillbridge.connections k set inflight = k.inflight + n.taken, served_at = clock_timestamp()
  from n where k.organization_id = n.organization_id and k.connection_id = n.connection_id
), r as (
  update tillbridge.transfers r set state = 'running', claimed_version = version, worker = $1,
    lease_until = now() + make_interval(secs => $3), unsettled = true
  from t where r.organization_id = t.organization_id and r.transfer_id = t.transfer_id
  returning r.organization_id, r.transfer_id, r.integration_id, r.connection_id, r.flow, r.record_key, r.record_name, r.version,
    r.failures, t.recovering, r.source_updated_at, r.planned_updated_at, r.snapshot_event_id, r.snapshot_sole, r.directive, r.directive_note
)
select r.organization_id as "organizationId", r.transfer_id as "transferId", r.integration_id as "integrationId",
  r.connection_id as "connectionId", r.flow, r.record_key as "recordKey", r.record_name as "recordName", r.version, r.failures,
  r.recovering, r.source_updated_at as "sourceUpdatedAt", r.planned_updated_at as "plannedUpdatedAt", r.directive as "directiveKind", r.directive_note as "directiveNote",
  jsonb_build_object('integration', i.revision, 'store', s.revision, 'target', k.revision) as revisions,
  r.snapshot_sole as "snapshotSole", e.topic as "snapshotTopic", e.body as "snapshotBody", e.record_updated_at as "snapshotUpdatedAt"
from r
join tillbridge.integrations i on i.organization_id = r.organization_id and i.integration_id = r.integration_id
join tillbridge.connections s on s.organization_id = r.organization_id and s.connection_id = i.store_connection_id
join tillbridge.connections k on k.organization_id = r.organization_id and k.connection_id = i.target_connection_id
left join tillbridge.events e on e.organization_id = r.organization_id and e.event_id = r.snapshot_event_id
  and e.record_updated_at >= r.source_updated_at`

export interface ClaimOptions {
  readonly worker: string
  readonly limit: number
  readonly leaseSeconds: number
}

/** Takes up to `limit` transfers that may run now. */
export async function claimTransfers(
  sql: Sql,
  { worker, limit, leaseSeconds }: ClaimOptions,
): Promise<ClaimedTransfer[]> {
  const result = await sql.query<ClaimedRow>({
    name: 'claim-transfers',
    text: CLAIM,
    values: [worker, limit, leaseSeconds],
  })
  return result.rows.map(fromRow)
}

type ClaimedRow = Omit<ClaimedTransfer, 'snapshot' | 'directive'> & {
  readonly directiveKind: DirectiveKind | null
  readonly directiveNote: string | null
  readonly snapshotTopic: string | null
  readonly snapshotBody: Buffer | null
  readonly snapshotUpdatedAt: string | null
  readonly snapshotSole: boolean
}

function fromRow({
  directiveKind,
  directiveNote,
  snapshotTopic,
  snapshotBody,
  snapshotUpdatedAt,
  snapshotSole,
  ...claimed
}: ClaimedRow): ClaimedTransfer {
  const isThere = snapshotTopic !== null && snapshotBody !== null && snapshotUpdatedAt !== null
  const snapshot = isThere
    ? { topic: snapshotTopic, body: decompressText(snapshotBody), updatedAt: snapshotUpdatedAt, sole: snapshotSole }
    : null
  const directive = directiveKind === null ? null : { kind: directiveKind, note: directiveNote ?? '' }
  return { ...claimed, directive, snapshot }
}

/** Keeps the leases of running transfers. Answers those that are still this worker's. */
export async function renewLeases(
  sql: Sql,
  { worker, transfers, leaseSeconds }: { worker: string; transfers: readonly TransferKey[]; leaseSeconds: number },
): Promise<Set<string>> {
  const result = await sql.query<{ transfer_id: string }>(
    `with mine as materialized (
       select organization_id, transfer_id from tillbridge.transfers
       where (organization_id, transfer_id) in (select * from unnest($2::uuid[], $4::uuid[])) and worker = $1 and state = 'running'
       order by organization_id, integration_id, flow, record_key for no key update
     )
     update tillbridge.transfers t set lease_until = now() + make_interval(secs => $3)
     from mine m where t.organization_id = m.organization_id and t.transfer_id = m.transfer_id returning t.transfer_id`,
    [
      worker,
      transfers.map((transfer) => transfer.organizationId),
      leaseSeconds,
      transfers.map((transfer) => transfer.transferId),
    ],
  )
  return new Set(result.rows.map((row) => row.transfer_id))
}

/** Gives back what crashed workers held: the transfers stay `unsettled`, so the next run looks up before it writes. */
export async function expireLeases(sql: Sql): Promise<number> {
  const result = await sql.query<{ expired: number }>(`
    with locked as (
      select k.organization_id, k.connection_id from tillbridge.connections k
      where exists (select from tillbridge.transfers t
        where t.organization_id = k.organization_id and t.connection_id = k.connection_id and t.state = 'running' and t.lease_until < now())
      order by k.organization_id, k.connection_id for no key update
    ), expired as materialized (
      select t.organization_id, t.transfer_id from tillbridge.transfers t
      where (t.organization_id, t.connection_id) in (select organization_id, connection_id from locked)
        and t.state = 'running' and t.lease_until < now()
      order by t.organization_id, t.integration_id, t.flow, t.record_key for no key update
    ), d as (
      update tillbridge.transfers t set state = 'pending', lease_until = null, worker = null
      from expired e where t.organization_id = e.organization_id and t.transfer_id = e.transfer_id
      returning t.organization_id, t.connection_id
    ), n as (
      select organization_id, connection_id, count(*)::int as freed from d group by 1, 2
    ), u as (
      update tillbridge.connections k set inflight = greatest(0, k.inflight - n.freed)
      from n where k.organization_id = n.organization_id and k.connection_id = n.connection_id
    )
    select count(*)::int as expired from d`)
  return result.rows[0]?.expired ?? 0
}
