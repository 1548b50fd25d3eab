import { compressText } from '#lib/compressed'
import { newId } from '#lib/ids'
import type { Sql } from './pool.ts'

/** A verified and parsed delivery, ready to be stored. */
export interface IncomingEvent {
  readonly organizationId: string
  readonly connectionId: string
  readonly dedupeKey: string
  readonly topic: string
  /** `record-changed`, `record-deleted`, `privacy` … */
  readonly kind: string
  readonly record: string | null
  readonly recordKey: string | null
  readonly recordName: string | null
  readonly recordUpdatedAt: string | null
  readonly recordCreatedAt: string | null
  readonly wholeRecord: boolean
  /** What a delivery of kind `privacy` asks for; `null` for all others. */
  readonly privacy: AskedPrivacy | null
  /** Of a store's stock: what it offers now, where the delivery tells. */
  readonly level?: { readonly location: string; readonly available: number } | null
  readonly body: string
}

/** What a store asks in the name of a person. */
export interface AskedPrivacy {
  readonly request: 'customer-data' | 'customer-redact' | 'shop-redact'
  readonly subject: string | null
  readonly email: string | null
  readonly recordKeys: readonly string[]
}

/** `duplicate`: an earlier delivery of the same event is already stored. */
export type ReceiptState = 'stored' | 'duplicate'

// The whole acceptance in one statement: store what is new, then raise one transfer per (flow, record) that it concerns.
// Nothing else may be between a webhook's arrival and its 200. A delivery whose stamp is older than what we already know of the
// record is a late copy: stored, but it raises nothing. A delivery without a stamp raises, and whatever
// snapshot there is has to be confirmed by the store from then on.
const RECEIVE = `
with incoming as (
  select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::timestamptz[], $11::timestamptz[], $12::boolean[], $13::jsonb[], $14::bytea[],
    $15::text[], $16::int[])
  with ordinality as i(organization_id, event_id, connection_id, dedupe_key, topic, kind, record, record_key, record_name,
    record_updated_at, record_created_at, whole_record, privacy, body, level_location, level_available, position)
), stored as (
  insert into tillbridge.events (organization_id, event_id, connection_id, dedupe_key, topic, kind, record, record_key, record_updated_at, body)
  select organization_id, event_id, connection_id, dedupe_key, topic, kind, record, record_key, record_updated_at, body from incoming
  -- In one order, so that two batches with copies of the same deliveries wait for each other instead of dead-locking.
  order by organization_id, connection_id, dedupe_key
  on conflict (organization_id, connection_id, dedupe_key) do nothing
  returning organization_id, event_id
), asked as (
  insert into tillbridge.privacy_requests (organization_id, request_id, connection_id, event_id, kind, subject, email, record_keys)
  select n.organization_id, gen_random_uuid(), n.connection_id, n.event_id, n.privacy ->> 'request', n.privacy ->> 'subject', n.privacy ->> 'email',
    array(select jsonb_array_elements_text(n.privacy -> 'recordKeys'))
  from stored s join incoming n on n.event_id = s.event_id where n.privacy is not null
), hinted as (
  -- Stock is a queue of its own: what moved is noted, the newest note counts. An order lowers the figures of all stores on its target.
  -- What a store tells of its own stock is no news when it is what we set.
  insert into tillbridge.stock_hints as h (organization_id, integration_id, side, key, order_integration_id)
  select x.organization_id, x.integration_id, x.side, x.key, x.order_integration_id from (
    select distinct i.organization_id, i.integration_id, case when i.store_connection_id = n.connection_id then 'store' else 'target' end as side,
      n.record_key as key, null::uuid as order_integration_id
    from stored s
    join incoming n on n.event_id = s.event_id and n.record = 'stock' and n.record_key is not null
    join tillbridge.integrations i on i.organization_id = n.organization_id
      and (i.store_connection_id = n.connection_id or i.target_connection_id = n.connection_id)
    join tillbridge.flows f on f.organization_id = i.organization_id and f.integration_id = i.integration_id and f.record = 'stock' and f.enabled
    where not exists (select from tillbridge.stock_levels l
      where l.organization_id = i.organization_id and l.integration_id = i.integration_id and l.stock_item = n.record_key
        and l.location = n.level_location and n.level_available in (l.known, l.sending))
    union all
    -- One of the integrations that share a target takes an order in for all of them: its own, where that keeps stock.
    (select distinct on (e.integration_id, n.record_key) o.organization_id, o.integration_id, 'order', e.integration_id || '/' || n.record_key, e.integration_id
    from stored s
    join incoming n on n.event_id = s.event_id and n.record = 'order' and n.record_key is not null
    join tillbridge.integrations e on e.organization_id = n.organization_id and e.store_connection_id = n.connection_id
    join tillbridge.integrations o on o.organization_id = e.organization_id and o.target_connection_id = e.target_connection_id
    join tillbridge.flows f on f.organization_id = o.organization_id and f.integration_id = o.integration_id and f.record = 'stock' and f.enabled
    order by e.integration_id, n.record_key, o.integration_id = e.integration_id desc, o.integration_id)
  ) x
  order by x.organization_id, x.integration_id, x.side, x.key
  on conflict (organization_id, integration_id, side, key) do update set hinted_at = clock_timestamp()
), concerned as (
  select distinct on (f.organization_id, f.integration_id, f.flow, n.record_key)
    f.organization_id, f.integration_id, f.flow, x.prefix || n.record_key as record_key, n.record_name, n.record_updated_at, n.record_created_at,
    case when f.runs_on = 'store' then i.store_connection_id else i.target_connection_id end as connection_id, i.live, n.kind, case when n.whole_record then n.event_id end as snapshot_event_id,
    bool_or(n.record_updated_at is null) over (partition by f.organization_id, f.integration_id, f.flow, n.record_key) as unstamped,
    count(*) over (partition by f.organization_id, f.integration_id, f.flow, n.record_key, n.record_updated_at) = 1 as alone
  from stored s
  join incoming n on n.event_id = s.event_id
  -- A store's records have its own ids; those of others say in their key whose they are.
  cross join lateral (
    select e.integration_id, '' as prefix from tillbridge.integrations e
    where e.organization_id = n.organization_id and e.store_connection_id = n.connection_id
    union all
    select e.integration_id, 'target/' as prefix from tillbridge.integrations e
    where n.record <> 'order' and e.organization_id = n.organization_id and e.target_connection_id = n.connection_id
    union all
    select p.integration_id, k.key || '/' as prefix from tillbridge.payment_sources p
    join tillbridge.connections k on k.organization_id = p.organization_id and k.connection_id = p.connection_id
    join tillbridge.integrations e on e.organization_id = p.organization_id and e.integration_id = p.integration_id
    where n.record = 'payout' and p.organization_id = n.organization_id and p.connection_id = n.connection_id
      and e.store_connection_id <> n.connection_id
  ) x
  join tillbridge.integrations i on i.organization_id = n.organization_id and i.integration_id = x.integration_id
  join tillbridge.flows f on f.organization_id = i.organization_id and f.integration_id = i.integration_id
    and f.record = n.record and f.enabled
  where n.record_key is not null and n.record <> 'stock'
  order by f.organization_id, f.integration_id, f.flow, n.record_key, n.record_updated_at desc nulls last, n.whole_record desc, n.position desc
), raised as (
  insert into tillbridge.transfers as t (organization_id, transfer_id, integration_id, flow, record_key, record_name, connection_id,
    state, found_by, source_updated_at, source_created_at, snapshot_event_id, snapshot_sole)
  select organization_id, tillbridge.new_id(), integration_id, flow, record_key, record_name, connection_id,
    case when live then 'pending' else 'held' end, 'webhook', record_updated_at, record_created_at,
    snapshot_event_id, alone and not unstamped
  from concerned
  on conflict (organization_id, integration_id, flow, record_key) do update set
    version = t.version + 1,
    state = case when t.state in ('running', 'held') then t.state else 'pending' end,
    lane = 0,
    run_at = least(t.run_at, now()),
    record_name = coalesce(excluded.record_name, t.record_name),
    source_created_at = coalesce(t.source_created_at, excluded.source_created_at),
    source_updated_at = greatest(t.source_updated_at, excluded.source_updated_at),
    snapshot_event_id = coalesce(excluded.snapshot_event_id,
      case when excluded.source_updated_at is null or excluded.source_updated_at = t.source_updated_at then t.snapshot_event_id end),
    snapshot_sole = excluded.snapshot_sole and coalesce(excluded.source_updated_at > t.source_updated_at, false),
    read_early = false
  where excluded.source_updated_at is null or t.source_updated_at is null or excluded.source_updated_at >= t.source_updated_at
  returning t.transfer_id
)
select s.event_id, (select count(*) from raised) as raised from stored s`

/** Stores deliveries and raises their transfers in one statement, hence one commit. Answers in the order given. */
export async function receiveEvents(sql: Sql, events: readonly IncomingEvent[]): Promise<ReceiptState[]> {
  const ids = events.map(() => newId())
  const column = <K extends keyof IncomingEvent>(name: K): IncomingEvent[K][] => events.map((event) => event[name])
  const result = await sql.query<{ event_id: string }>({
    name: 'receive-events',
    text: RECEIVE,
    values: [
      column('organizationId'),
      ids,
      column('connectionId'),
      column('dedupeKey'),
      column('topic'),
      column('kind'),
      column('record'),
      column('recordKey'),
      column('recordName'),
      column('recordUpdatedAt'),
      column('recordCreatedAt'),
      column('wholeRecord'),
      events.map(({ privacy }) => (privacy === null ? null : JSON.stringify(privacy))),
      events.map(({ body }) => compressText(body)),
      events.map(({ level }) => level?.location ?? null),
      events.map(({ level }) => level?.available ?? null),
    ],
  })
  const stored = new Set(result.rows.map((row) => row.event_id))
  return ids.map((id) => (stored.has(id) ? 'stored' : 'duplicate'))
}
