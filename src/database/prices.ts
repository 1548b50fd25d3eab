import type { IntegrationKey } from './bindings.ts'
import type { Sql } from './pool.ts'

/** A price as we last saw or wrote it. */
export interface KnownPrice {
  readonly amount: string
  readonly compareAt: string | null
  /** We wrote it; absent = we only saw it. */
  readonly ours?: true
}

/** The prices that the store showed when we last looked or wrote, by variant and list; `''` is the variant's own. */
export async function shownPrices(
  sql: Sql,
  key: IntegrationKey,
  storeVariants: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, KnownPrice>>>> {
  const result = await sql.query<{ variant: string; prices: Record<string, KnownPrice> }>(
    `select store_variant as variant, prices from tillbridge.bindings
     where organization_id = $1 and integration_id = $2 and store_variant = any($3)`,
    [key.organizationId, key.integrationId, storeVariants],
  )
  return new Map(result.rows.map(({ variant, prices }) => [variant, prices]))
}

export interface SeenPrices {
  readonly storeVariant: string
  /** By the store's list. */
  readonly prices: Readonly<Record<string, KnownPrice>>
}

/** Remembers prices of variants; lists that are not named stay. One entry per variant. */
export async function savePrices(sql: Sql, key: IntegrationKey, seen: readonly SeenPrices[]): Promise<void> {
  if (seen.length === 0) return
  await sql.query({
    name: 'save-prices',
    text: `update tillbridge.bindings b set prices = b.prices || n.prices, updated_at = now()
      from unnest($3::text[], $4::jsonb[]) as n(variant, prices)
      where b.organization_id = $1 and b.integration_id = $2 and b.store_variant = n.variant`,
    values: [
      key.organizationId,
      key.integrationId,
      seen.map(({ storeVariant }) => storeVariant),
      seen.map(({ prices }) => JSON.stringify(prices)),
    ],
  })
}

export interface Boundary {
  readonly item: string
  /** `null` = no change is in sight. */
  readonly dueAt: Date | null
}

/** When prices of items change by their dates alone. */
export async function setBoundaries(sql: Sql, key: IntegrationKey, boundaries: readonly Boundary[]): Promise<void> {
  if (boundaries.length === 0) return
  const owner = [key.organizationId, key.integrationId]
  const none = boundaries.filter(({ dueAt }) => dueAt === null).map(({ item }) => item)
  await sql.query(
    'delete from tillbridge.price_boundaries where organization_id = $1 and integration_id = $2 and item = any($3)',
    [...owner, none],
  )
  const due = boundaries.filter(({ dueAt }) => dueAt !== null)
  await sql.query(
    `insert into tillbridge.price_boundaries (organization_id, integration_id, item, due_at)
     select $1, $2, n.* from unnest($3::text[], $4::timestamptz[]) as n
     on conflict (organization_id, integration_id, item) do update set due_at = excluded.due_at`,
    [...owner, due.map(({ item }) => item), due.map(({ dueAt }) => dueAt)],
  )
}

/** Items whose prices change by their dates up to `until`, the earliest first. A run of the item sets its next day. */
export async function dueBoundaries(
  sql: Sql,
  key: IntegrationKey,
  until: Date,
): Promise<{ readonly item: string; readonly dueAt: string }[]> {
  const result = await sql.query<{ item: string; dueAt: string }>(
    `select item, due_at as "dueAt" from tillbridge.price_boundaries
     where organization_id = $1 and integration_id = $2 and due_at <= $3 order by due_at, item limit 10000`,
    [key.organizationId, key.integrationId, until],
  )
  return result.rows
}
