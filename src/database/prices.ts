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

/** Remembers prices of one variant, by list; lists that are not named stay. */
export async function savePrices(
  sql: Sql,
  key: IntegrationKey,
  storeVariant: string,
  prices: Readonly<Record<string, KnownPrice>>,
): Promise<void> {
  await sql.query(
    `update tillbridge.bindings set prices = prices || $4::jsonb, updated_at = now()
     where organization_id = $1 and integration_id = $2 and store_variant = $3`,
    [key.organizationId, key.integrationId, storeVariant, JSON.stringify(prices)],
  )
}

/** When the price of an item changes by its dates alone; `null` = not as things stand. */
export async function setBoundary(sql: Sql, key: IntegrationKey, item: string, dueAt: Date | null): Promise<void> {
  if (dueAt === null) {
    await sql.query(
      'delete from tillbridge.price_boundaries where organization_id = $1 and integration_id = $2 and item = $3',
      [key.organizationId, key.integrationId, item],
    )
    return
  }
  await sql.query(
    `insert into tillbridge.price_boundaries (organization_id, integration_id, item, due_at) values ($1, $2, $3, $4)
     on conflict (organization_id, integration_id, item) do update set due_at = excluded.due_at`,
    [key.organizationId, key.integrationId, item, dueAt],
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
