import { decompressText } from '#lib/compressed'
import { normalEmail } from '#model/customer'
import type { Sql } from './pool.ts'

/** A person as one store knows them, and how much is kept of them here. */
export interface KnownPerson {
  readonly organizationId: string
  /** The store. */
  readonly connectionId: string
  readonly connection: string
  /** The store's ids of the person's accounts; empty = only ever bought as a guest. */
  readonly subjects: readonly string[]
  /** In small letters. */
  readonly emails: readonly string[]
  readonly names: readonly string[]
  /** The orders, by the store's ids. */
  readonly recordKeys: readonly string[]
}

export interface FoundPeople {
  readonly people: readonly KnownPerson[]
  /** `false` = there are more orders that name nobody than could be looked into. */
  readonly isComplete: boolean
}

interface Trace {
  readonly connectionId: string
  readonly connection: string
  readonly recordKey: string | null
  readonly subject: string | null
  readonly email: string | null
  readonly name: string | null
}

const MOST_UNNAMED = 20_000
const AT_ONCE = 500
/** A shorter number would be found in every order. */
const SHORTEST_SUBJECT = 8

/** Everybody whom this e-mail address or this customer id of a store may mean, store by store. */
export async function findPeople(sql: Sql, organizationId: string, who: string): Promise<FoundPeople> {
  const wanted = who.includes('@')
    ? { subjects: [], emails: [normalEmail(who) ?? who.trim().toLowerCase()] }
    : { subjects: [who.trim()], emails: [] }
  const first = await tracesOf(sql, organizationId, wanted)
  const more = await tracesOf(sql, organizationId, known(first, wanted))
  const unnamed = await unnamedOrders(sql, organizationId, known([...first, ...more], wanted))
  // The mailbox of an account says who else it is; an account with that mailbox and another number is somebody else's to name.
  const traces = [...first, ...more.filter((trace) => belongs(trace, first, wanted)), ...unnamed.traces]
  return { people: byStore(organizationId, traces, wanted), isComplete: unnamed.isComplete }
}

interface Wanted {
  readonly subjects: readonly string[]
  readonly emails: readonly string[]
}

const present = (values: readonly (string | null)[]): string[] => [
  ...new Set(values.flatMap((value) => (value === null ? [] : [value]))),
]

const known = (traces: readonly Trace[], { subjects, emails }: Wanted): Wanted => ({
  subjects: present([...subjects, ...traces.map(({ subject }) => subject)]),
  emails: present([...emails, ...traces.map(({ email }) => email)]),
})

/** Of the second look only what the first one leads to in the same store: an id means something in its own store alone. */
function belongs({ connectionId, subject, email }: Trace, first: readonly Trace[], wanted: Wanted): boolean {
  const here = first.filter((trace) => trace.connectionId === connectionId)
  if (subject !== null) return here.some((trace) => trace.subject === subject) || wanted.subjects.includes(subject)
  return email !== null && here.some((trace) => trace.email === email)
}

// Two statements instead of one with `or`, so that each goes by its own index.
const DOCUMENTS = (condition: string): string => `
select i.store_connection_id as "connectionId", c.key as connection, t.record_key as "recordKey",
  l.document -> 'party' -> 'customer' ->> 'externalId' as subject, l.document -> 'party' ->> 'email' as email, l.document -> 'party' ->> 'name' as name
from tillbridge.links l
join tillbridge.transfers t on t.organization_id = l.organization_id and t.transfer_id = l.transfer_id and t.flow <> 'payouts'
join tillbridge.integrations i on i.organization_id = t.organization_id and i.integration_id = t.integration_id
join tillbridge.connections c on c.organization_id = i.organization_id and c.connection_id = i.store_connection_id
where l.organization_id = $1 and ${condition}`

const TRACES = `
${DOCUMENTS(`l.document -> 'party' -> 'customer' ->> 'externalId' = any($2)`)}
union
${DOCUMENTS(`l.document -> 'party' ->> 'email' = any($3)`)}
union
select c.connection_id, c.key, null, a.store_key, lower(a.common ->> 'email'), null
from tillbridge.accounts a
join tillbridge.integrations i on i.organization_id = a.organization_id and i.integration_id = a.integration_id
join tillbridge.connections c on c.organization_id = i.organization_id and c.connection_id = i.store_connection_id
where a.organization_id = $1 and a.erased_at is null and a.store_key is not null
  and (a.store_key = any($2) or lower(a.common ->> 'email') = any($3))
union
select c.connection_id, c.key, null, k.id, null, null
from tillbridge.connections c
join unnest($2::text[]) as k(id) on exists (select from tillbridge.parties p
  where p.organization_id = $1 and p.party_key = c.connection_id || ':customer:' || k.id)
where c.organization_id = $1
union
select c.connection_id, c.key, null, null, e.email, null
from tillbridge.parties p
join unnest($3::text[]) as e(email) on p.party_key = 'email:' || e.email
join tillbridge.integrations i on i.organization_id = p.organization_id and i.target_connection_id = p.connection_id
join tillbridge.connections c on c.organization_id = i.organization_id and c.connection_id = i.store_connection_id
where p.organization_id = $1`

async function tracesOf(sql: Sql, organizationId: string, { subjects, emails }: Wanted): Promise<Trace[]> {
  const { rows } = await sql.query<Trace>(TRACES, [organizationId, subjects, emails])
  return rows
}

// Orders that were never booked, or booked on the shared customer of a till: whose they are stands in what was delivered or decided on.
const UNNAMED = `
select i.store_connection_id as "connectionId", c.key as connection, t.transfer_id as "transferId", t.record_key as "recordKey",
  t.summary ->> 'customer' as name
from tillbridge.transfers t
join tillbridge.integrations i on i.organization_id = t.organization_id and i.integration_id = t.integration_id
join tillbridge.connections c on c.organization_id = i.organization_id and c.connection_id = i.store_connection_id
where t.organization_id = $1 and t.flow = 'orders' and not exists (select from tillbridge.links l
    where l.organization_id = t.organization_id and l.transfer_id = t.transfer_id
      and coalesce(l.document -> 'party' ->> 'email', l.document -> 'party' -> 'customer' ->> 'externalId') is not null)
order by t.transfer_id desc limit ${MOST_UNNAMED + 1}`

const BODIES = `
select t.transfer_id as "transferId", e.body from tillbridge.transfers t
join tillbridge.integrations i on i.organization_id = t.organization_id and i.integration_id = t.integration_id
join tillbridge.events e on e.organization_id = t.organization_id and e.connection_id = i.store_connection_id and e.record_key = t.record_key
where t.organization_id = $1 and t.transfer_id = any($2) and e.body <> ''
union all
select transfer_id, convert_to(exchanges::text, 'UTF8') from tillbridge.attempts
where organization_id = $1 and transfer_id = any($2) and exchanges <> '[]'
union all
select transfer_id, body from tillbridge.evidence where organization_id = $1 and transfer_id = any($2) and body is not null
union all
select t.transfer_id, f.body from tillbridge.transfers t
join tillbridge.file_records f on f.organization_id = t.organization_id and f.integration_id = t.integration_id
  and f.flow = t.flow and f.record_key = t.record_key
where t.organization_id = $1 and t.transfer_id = any($2)`

async function unnamedOrders(
  sql: Sql,
  organizationId: string,
  wanted: Wanted,
): Promise<{ readonly traces: readonly Trace[]; readonly isComplete: boolean }> {
  const { rows } = await sql.query<Trace & { transferId: string }>(UNNAMED, [organizationId])
  const looked = rows.slice(0, MOST_UNNAMED)
  const traces: Trace[] = []
  const words = wordsOf(wanted)
  for (let at = 0; at < looked.length && words.length > 0; at += AT_ONCE) {
    const part = looked.slice(at, at + AT_ONCE)
    const transferIds = part.map(({ transferId }) => transferId)
    const bodies = await sql.query<{ transferId: string; body: Buffer }>(BODIES, [organizationId, transferIds])
    const theirs = new Set(bodies.rows.filter(({ body }) => names(body, words)).map(({ transferId }) => transferId))
    traces.push(
      ...part.filter(({ transferId }) => theirs.has(transferId)).map((row) => ({ ...row, subject: null, email: null })),
    )
  }
  return { traces, isComplete: rows.length <= MOST_UNNAMED }
}

const wordsOf = ({ subjects, emails }: Wanted): string[] => [
  ...emails,
  ...subjects.filter(({ length }) => length >= SHORTEST_SUBJECT).map((subject) => subject.toLowerCase()),
]

/** Whether a stored body holds one of the words as a whole: `ann@example.com` is not `joann@example.com`. */
function names(body: Buffer, words: readonly string[]): boolean {
  const text = decompressText(body).toLowerCase()
  return words.some((word) => {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
      const [before = '', after = ''] = [text[at - 1], text[at + word.length]]
      if (!/[\w.+-]/.test(before) && !/[\w-]/.test(after)) return true
    }
    return false
  })
}

function byStore(organizationId: string, traces: readonly Trace[], wanted: Wanted): KnownPerson[] {
  const stores = Map.groupBy(traces, ({ connectionId }) => connectionId)
  return [...stores].map(([connectionId, theirs]) => ({
    organizationId,
    connectionId,
    connection: theirs[0]?.connection ?? '',
    subjects: present(theirs.map(({ subject }) => subject)),
    emails: present([...wanted.emails, ...theirs.map(({ email }) => email)]),
    names: present(theirs.map(({ name }) => (name === '' ? null : name))),
    recordKeys: present(theirs.map(({ recordKey }) => recordKey)),
  }))
}
