import type { IntegrationKey } from './bindings.ts'
import type { Sql } from './pool.ts'

/** A value that gave way to that of the side that owns the field. */
export interface Override {
  readonly flow: string
  /** The run that it belongs to: a retry of it says it again. */
  readonly cause: string
  readonly storeProduct: string
  readonly storeVariant: string | null
  readonly targetItem: string | null
  readonly field: string
  /** Where it stood. */
  readonly side: 'store' | 'target'
  readonly lost: unknown
  readonly won: unknown
}

/** Logs values before they are replaced. */
export async function logOverrides(sql: Sql, key: IntegrationKey, overrides: readonly Override[]): Promise<void> {
  if (overrides.length === 0) return
  await sql.query({
    name: 'log-overrides',
    text: `insert into tillbridge.overrides (organization_id, integration_id, flow, cause, store_product, store_variant, target_item, field, side,
        lost, won)
      select $1, $2, r.* from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::jsonb[], $11::jsonb[]) as r
      on conflict (organization_id, integration_id, cause, store_product, coalesce(store_variant, ''), field, side)
      do update set lost = excluded.lost, won = excluded.won, at = now()`,
    values: [
      key.organizationId,
      key.integrationId,
      overrides.map((row) => row.flow),
      overrides.map((row) => row.cause),
      overrides.map((row) => row.storeProduct),
      overrides.map((row) => row.storeVariant),
      overrides.map((row) => row.targetItem),
      overrides.map((row) => row.field),
      overrides.map((row) => row.side),
      overrides.map((row) => JSON.stringify(row.lost ?? null)),
      overrides.map((row) => JSON.stringify(row.won ?? null)),
    ],
  })
}

export type LoggedOverride = Override & { readonly at: string }

/** What gave way, newest first. */
export async function listOverrides(
  sql: Sql,
  key: IntegrationKey,
  { storeProduct = null, limit = 50 }: { readonly storeProduct?: string | null; readonly limit?: number } = {},
): Promise<LoggedOverride[]> {
  const result = await sql.query<LoggedOverride>(
    `select flow, cause, store_product as "storeProduct", store_variant as "storeVariant", target_item as "targetItem", field, side, lost, won, at
     from tillbridge.overrides where organization_id = $1 and integration_id = $2 and ($3::text is null or store_product = $3)
     order by at desc, override_id desc limit $4`,
    [key.organizationId, key.integrationId, storeProduct, limit],
  )
  return result.rows
}

export interface CatalogCounts {
  readonly bound: number
  readonly storeGone: number
  readonly targetGone: number
}

export async function countBindings(sql: Sql, key: IntegrationKey): Promise<CatalogCounts> {
  const result = await sql.query<CatalogCounts>(
    `select count(*) filter (where state = 'bound')::int as bound, count(*) filter (where state = 'store-gone')::int as "storeGone",
       count(*) filter (where state = 'target-gone')::int as "targetGone"
     from tillbridge.bindings where organization_id = $1 and integration_id = $2`,
    [key.organizationId, key.integrationId],
  )
  return result.rows[0] ?? { bound: 0, storeGone: 0, targetGone: 0 }
}

/** Keeps what the newest comparison of a flow found. */
export async function keepComparison(sql: Sql, key: IntegrationKey, flow: string, result: unknown): Promise<void> {
  await sql.query(
    `insert into tillbridge.catalog_comparisons (organization_id, integration_id, flow, result) values ($1, $2, $3, $4)
     on conflict (organization_id, integration_id, flow) do update set result = excluded.result, made_at = now()`,
    [key.organizationId, key.integrationId, flow, JSON.stringify(result)],
  )
}

export async function lastComparison(
  sql: Sql,
  key: IntegrationKey,
  flow: string,
): Promise<{ readonly madeAt: string; readonly result: unknown } | null> {
  const result = await sql.query<{ madeAt: string; result: unknown }>(
    `select made_at as "madeAt", result from tillbridge.catalog_comparisons
     where organization_id = $1 and integration_id = $2 and flow = $3`,
    [key.organizationId, key.integrationId, flow],
  )
  return result.rows[0] ?? null
}
