import { decompressText } from '#lib/compressed'
import { namesPerson } from './file-records.ts'
import type { KnownPerson } from './person-find.ts'
import type { Sql } from './pool.ts'

/** How much is kept of a person, kind by kind. */
export interface KeptOfPerson {
  /** Orders with their figures and the name. */
  readonly orders: number
  /** Documents as they were written, with name and addresses. */
  readonly documents: number
  /** What stores and targets delivered. */
  readonly deliveries: number
  /** Runs with the calls that were made in them. */
  readonly runs: number
  /** What runs decided on. */
  readonly evidence: number
  /** Which customer of a target it is. */
  readonly customers: number
  /** Which account of the store is which of the target, and what both held. */
  readonly accounts: number
  /** Orders that came in files, as the files described them. */
  readonly files: number
}

export const anythingKept = (kept: KeptOfPerson): boolean => Object.values(kept).some((count) => count > 0)

const keysOf = ({ connectionId, subjects, emails }: KnownPerson): string[] => [
  ...subjects.map((subject) => `${connectionId}:customer:${subject}`),
  ...emails.map((email) => `email:${email}`),
]

const valuesOf = (person: KnownPerson): unknown[] => [
  person.organizationId,
  person.connectionId,
  person.recordKeys,
  person.subjects,
  keysOf(person),
]

const MEANT = `
with i as (
  select * from tillbridge.integrations where organization_id = $1 and store_connection_id = $2
), t as (
  select t.* from tillbridge.transfers t join i using (organization_id, integration_id)
  where t.flow <> 'payouts' and (t.flow <> 'customers' and t.record_key = any($3) or t.flow = 'customers' and t.record_key = any($4))
), l as (
  select l.* from tillbridge.links l join t using (organization_id, transfer_id)
), d as (
  select e.* from tillbridge.events e where e.organization_id = $1 and e.connection_id = $2 and e.body <> ''
    and (e.record = 'account' and e.record_key = any($4) or e.record is distinct from 'account' and e.record_key = any($3))
), r as (
  select a.* from tillbridge.attempts a join t using (organization_id, transfer_id)
), v as (
  select v.* from tillbridge.evidence v join t using (organization_id, transfer_id) where v.body is not null
), p as (
  select p.* from tillbridge.parties p where p.organization_id = $1 and p.party_key = any($5)
    and p.connection_id in (select target_connection_id from i)
), c as (
  select c.* from tillbridge.accounts c join i using (organization_id, integration_id)
  where c.store_key = any($4) and c.erased_at is null
), f as (
  select f.* from tillbridge.file_records f join i using (organization_id, integration_id)
  where f.record_key = any($3) and ${namesPerson('f')}
), q as (
  select q.* from tillbridge.privacy_requests q where q.organization_id = $1 and q.connection_id = $2 and q.subject = any($4)
)`

// What an erasure has emptied already is not kept of anybody: figures and references only.
const COUNTS = `${MEANT}
select (select count(*)::int from t where summary ->> 'customer' is not null) as orders,
  (select count(*)::int from l where coalesce(document -> 'party' ->> 'email', document -> 'party' -> 'customer' ->> 'externalId',
    document -> 'party' ->> 'billingAddress', document -> 'party' ->> 'shippingAddress') is not null) as documents,
  (select count(*)::int from d) as deliveries,
  (select count(*)::int from r where exchanges <> '[]' or detail is not null) as runs,
  (select count(*)::int from v where kind = 'order' and transfer_id in (select transfer_id from t where summary ? 'customer')) as evidence,
  (select count(distinct (connection_id, external_id))::int from p) as customers,
  (select count(*)::int from c) as accounts,
  (select count(*)::int from f) as files`

export async function countKept(sql: Sql, person: KnownPerson): Promise<KeptOfPerson> {
  const { rows } = await sql.query<KeptOfPerson>(COUNTS, valuesOf(person))
  return rows[0] ?? NOTHING
}

const NOTHING: KeptOfPerson = {
  orders: 0,
  documents: 0,
  deliveries: 0,
  runs: 0,
  evidence: 0,
  customers: 0,
  accounts: 0,
  files: 0,
}

interface Part {
  readonly name: string
  readonly select: string
}

/** In the order in which somebody reads them. */
const PARTS: readonly Part[] = [
  {
    name: 'orders',
    select: `select record_key as "order", record_name as name, flow, state, summary, source_created_at as "placedAt", first_seen_at as "firstSeenAt" from t order by first_seen_at`,
  },
  {
    name: 'documents',
    select: `select kind, external_id as "number", state, reference, document, created_at as "writtenAt" from l order by created_at, reference`,
  },
  {
    name: 'deliveries',
    select: `select topic, record_key as "about", received_at as "receivedAt", body from d order by received_at, event_id`,
  },
  {
    name: 'runs',
    select: `select started_at as "startedAt", finished_at as "finishedAt", outcome, cause_message as cause, detail, exchanges from r order by started_at, attempt_id`,
  },
  { name: 'evidence', select: `select kind, created_at as "at", body from v order by created_at, evidence_id` },
  {
    name: 'customers',
    select: `select party_key as key, external_id as "number", addresses, updated_at as "updatedAt" from p order by party_key`,
  },
  {
    name: 'accounts',
    select: `select c.store_key as "inStore", c.target_key as "inTarget", c.common, c.updated_at as "updatedAt",
      (select coalesce(jsonb_agg(jsonb_build_object('field', o.field, 'side', o.side, 'lost', o.lost, 'won', o.won, 'at', o.at) order by o.at), '[]')
        from tillbridge.account_overrides o where o.organization_id = c.organization_id and o.account_id = c.account_id) as overrides
      from c order by c.store_key`,
  },
  {
    name: 'files',
    select: `select record_key as "order", placed_at as "placedAt", updated_at as "updatedAt", body from f order by placed_at, record_key`,
  },
  {
    name: 'requests',
    select: `select kind, received_at as "receivedAt", done_at as "doneAt" from q order by received_at`,
  },
]

/** Everything that is kept of a person, part by part, as it stands in the database. */
export async function readKept(sql: Sql, person: KnownPerson): Promise<Record<string, readonly unknown[]>> {
  const kept: Record<string, readonly unknown[]> = {}
  for (const { name, select } of PARTS) {
    const { rows } = await sql.query<Record<string, unknown>>(`${MEANT} ${select}`, valuesOf(person))
    kept[name] = rows.map(readable)
  }
  return kept
}

const readable = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, Buffer.isBuffer(value) ? parsed(decompressText(value)) : value]),
  )

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
