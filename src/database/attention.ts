import { add, type Decimal, decimal } from '#lib/decimal'
import type { Sql } from './pool.ts'

/** Transfers of one integration that wait for a person because of the same thing. */
export interface AttentionGroup {
  readonly integrationId: string
  readonly code: string
  readonly subject: string | null
  readonly message: string
  readonly remedy: string | null
  readonly transfers: number
  /** Totals of the records, by currency; the largest sums first. */
  readonly money: readonly { readonly amount: Decimal; readonly currency: string }[]
  /** When the oldest of these records came into being. */
  readonly oldestAt: string
  readonly flows: readonly string[]
  /** One of them. */
  readonly example: { readonly transferId: string; readonly name: string }
}

interface Part {
  readonly integrationId: string
  readonly code: string | null
  readonly subject: string | null
  readonly flow: string
  readonly currency: string | null
  readonly message: string | null
  readonly remedy: string | null
  readonly transfers: number
  readonly total: string | null
  readonly oldestAt: string
  readonly example: string
  readonly exampleName: string
  readonly causes: number
}

// Counted in the index alone; only the rows of the causes that are shown are read. Amounts of different currencies are different
// rows, added up behind it.
const PARTS = String.raw`
with ranked as materialized (
  select integration_id, coalesce(cause_code, '') as code, coalesce(cause_subject, '') as subject, count(*) as transfers
  from tillbridge.transfers
  where organization_id = $1 and state = 'attention' and ($2::uuid is null or integration_id = $2) and ($3::text is null or flow = $3)
  group by 1, 2, 3
), shown as materialized (
  select * from ranked order by transfers desc, code, subject, integration_id limit $4
)
select t.integration_id as "integrationId", cause_code as code, cause_subject as subject, flow, summary ->> 'currency' as currency,
  min(cause_message) as message, min(cause_remedy) as remedy, count(*)::int as transfers,
  sum(case when summary ->> 'total' ~ '^-?\d+(\.\d+)?$' then (summary ->> 'total')::numeric end)::text as total,
  min(coalesce(source_created_at, first_seen_at)) as "oldestAt",
  (min(array[transfer_id::text, coalesce(record_name, record_key)]))[1] as example,
  (min(array[transfer_id::text, coalesce(record_name, record_key)]))[2] as "exampleName",
  (select count(*)::int from ranked) as causes
from shown s join tillbridge.transfers t on t.organization_id = $1 and t.state = 'attention' and t.integration_id = s.integration_id
  and coalesce(t.cause_code, '') = s.code and coalesce(t.cause_subject, '') = s.subject and ($3::text is null or t.flow = $3)
group by 1, 2, 3, 4, 5`

/** What waits for a person, what stops most first, and how many causes there are in all: `groups` are the largest of them. */
export async function attentionGroups(
  sql: Sql,
  organizationId: string,
  filter: { readonly integrationId?: string | undefined; readonly flow?: string | undefined; readonly limit: number },
): Promise<{ readonly groups: AttentionGroup[]; readonly causes: number }> {
  const { integrationId = null, flow = null, limit } = filter
  const { rows } = await sql.query<Part>(PARTS, [organizationId, integrationId, flow, limit])
  const parts = Map.groupBy(rows, (row) => JSON.stringify([row.integrationId, row.code, row.subject]))
  const groups = [...parts.values()]
    .flatMap(merged)
    .toSorted((a, b) => b.transfers - a.transfers || a.oldestAt.localeCompare(b.oldestAt))
  return { groups, causes: rows[0]?.causes ?? 0 }
}

function merged(parts: readonly Part[]): AttentionGroup[] {
  const [first] = parts
  if (first === undefined) return []
  const { integrationId, code, subject, message, remedy } = first
  return [
    {
      integrationId,
      code: code ?? 'UNKNOWN',
      subject,
      message: message ?? '',
      remedy,
      transfers: parts.reduce((sum, part) => sum + part.transfers, 0),
      money: moneyOf(parts),
      oldestAt: parts.map(({ oldestAt }) => oldestAt).toSorted()[0] ?? first.oldestAt,
      flows: [...new Set(parts.map(({ flow }) => flow))].toSorted(),
      example: { transferId: first.example, name: first.exampleName },
    },
  ]
}

function moneyOf(parts: readonly Part[]): AttentionGroup['money'] {
  const sums = new Map<string, Decimal>()
  for (const { currency, total } of parts) {
    if (currency === null || total === null) continue
    const known = sums.get(currency)
    sums.set(currency, known === undefined ? decimal(total) : add(known, decimal(total)))
  }
  return [...sums].map(([currency, amount]) => ({ amount, currency }))
}

/** What waits for one thing. */
export interface CauseKey {
  readonly organizationId: string
  readonly integrationId: string
  readonly code: string
  readonly subject: string | null
}

// In one order with the queue's statements, as every change of many transfers.
const RELEASE = `
with chosen as materialized (
  select organization_id, transfer_id from tillbridge.transfers
  where organization_id = $1 and integration_id = $2 and state = 'attention' and cause_code = $3 and coalesce(cause_subject, '') = coalesce($4, '')
  order by organization_id, integration_id, flow, record_key for no key update
)
update tillbridge.transfers t set state = 'pending', run_at = now(), failures = 0, version = t.version + 1
from chosen c where t.organization_id = c.organization_id and t.transfer_id = c.transfer_id`

/** Runs everything again that waits for one thing. Answers how many. */
export async function releaseCause(sql: Sql, cause: CauseKey): Promise<number> {
  return (await sql.query(RELEASE, valuesOf(cause))).rowCount ?? 0
}

const ofCause = (state: string): string =>
  `(select count(*)::int from tillbridge.transfers where organization_id = $1 and integration_id = $2 and state = '${state}'
    and cause_code = $3 and coalesce(cause_subject, '') = coalesce($4, ''))`

/** How many wait for it still, and how many that waited for it are on their way: a run keeps the cause until it has ended. */
export async function countCause(
  sql: Sql,
  cause: CauseKey,
): Promise<{ readonly waiting: number; readonly underWay: number }> {
  const { rows } = await sql.query<{ waiting: number; underWay: number }>(
    `select ${ofCause('attention')} as waiting, ${ofCause('pending')} + ${ofCause('running')} as "underWay"`,
    valuesOf(cause),
  )
  return rows[0] ?? { waiting: 0, underWay: 0 }
}

const valuesOf = ({ organizationId, integrationId, code, subject }: CauseKey): unknown[] => [
  organizationId,
  integrationId,
  code,
  subject,
]

/** How many transfers of the integrations that a connection belongs to are not done, while it rests. */
export async function countHeldUp(sql: Sql, organizationId: string, connectionId: string): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(*)::int as count from tillbridge.transfers t
     join tillbridge.integrations i on i.organization_id = t.organization_id and i.integration_id = t.integration_id
     where t.organization_id = $1 and t.state in ('pending', 'waiting')
       and (i.store_connection_id = $2 or i.target_connection_id = $2 or exists (select from tillbridge.payment_sources p
         where p.organization_id = i.organization_id and p.integration_id = i.integration_id and p.connection_id = $2))`,
    [organizationId, connectionId],
  )
  return rows[0]?.count ?? 0
}
