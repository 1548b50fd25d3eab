import type { Sql } from './pool.ts'

/** The orders of one day in one currency: what they come to in the store, and in the target's documents. Decimal texts. */
export interface DaySums {
  readonly currency: string
  readonly store: string
  readonly target: string
  readonly skipped: string
}

// A sales order stands for what is not invoiced yet; once it is, both say the same. An order that is booked in another of its currencies cannot be
// compared here and is left out of both sums.
const SUMS = `
with t as (
  select transfer_id, state, summary ->> 'currency' as currency, (summary ->> 'total')::numeric as total
  from tillbridge.transfers
  where organization_id = $1 and integration_id = $2 and flow = 'orders' and source_created_at >= $3 and source_created_at < $4
    and summary ->> 'currency' is not null and summary ->> 'total' is not null
), b as (
  select t.*, d.currency as booked_in,
    greatest(coalesce(d.ordered, 0), coalesce(d.invoiced, 0)) - coalesce(d.credited, 0) as booked
  from t left join lateral (
    select min(document ->> 'currency') as currency,
      sum((document ->> 'total')::numeric) filter (where kind = 'sales-order') as ordered,
      sum((document ->> 'total')::numeric) filter (where kind = 'invoice') as invoiced,
      sum((document ->> 'total')::numeric) filter (where kind = 'credit-note') as credited
    from tillbridge.links l
    where l.organization_id = $1 and l.transfer_id = t.transfer_id and l.state = 'issued' and l.kind in ('sales-order', 'invoice', 'credit-note')
  ) d on true
)
select currency, sum(total)::text as store, sum(booked)::text as target, coalesce(sum(total - booked) filter (where state = 'skipped'), 0)::text as skipped
from b where booked_in is null or booked_in = currency group by currency order by sum(total) desc`

/** What the orders placed in `[since, until)` come to on both sides, by currency, the largest first. */
export async function daySums(
  sql: Sql,
  options: { organizationId: string; integrationId: string; since: Date; until: Date },
): Promise<DaySums[]> {
  const { organizationId, integrationId, since, until } = options
  const result = await sql.query<DaySums>({
    name: 'day-sums',
    text: SUMS,
    values: [organizationId, integrationId, since, until],
  })
  return result.rows
}
