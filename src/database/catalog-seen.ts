import type { IntegrationKey } from './bindings.ts'
import type { Sql } from './pool.ts'

/** One comparison that is under way. */
export interface SeenKey extends IntegrationKey {
  readonly runId: string
}

/** A variant or item as one side showed it, with what is compared of it. */
export interface SeenRow {
  readonly product: string
  readonly id: string
  readonly sku: string | null
  readonly reference: string | null
  readonly record: unknown
}

type SeenSide = 'store' | 'target'

/** Keeps a page of one side. A record that moved while it was read counts as it was seen last. */
export async function keepSeen(sql: Sql, key: SeenKey, side: SeenSide, rows: readonly SeenRow[]): Promise<void> {
  if (rows.length === 0) return
  const last = [...new Map(rows.map((row) => [row.id, row])).values()]
  await sql.query({
    name: 'keep-seen',
    text: `insert into tillbridge.catalog_seen (organization_id, run_id, side, product, id, sku, reference, record)
      select $1, $2, $3, r.* from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[]) as r
      on conflict (organization_id, run_id, side, id) do update set product = excluded.product, sku = excluded.sku,
        reference = excluded.reference, record = excluded.record`,
    values: [
      key.organizationId,
      key.runId,
      side,
      last.map((row) => row.product),
      last.map((row) => row.id),
      last.map((row) => row.sku),
      last.map((row) => row.reference),
      last.map((row) => JSON.stringify(row.record)),
    ],
  })
}

/** Tells the planner how much is there: without it the look-ups of a large catalogue take minutes. */
export const analyzeSeen = (sql: Sql): Promise<unknown> => sql.query('analyze tillbridge.catalog_seen')

export async function forgetSeen(sql: Sql, key: SeenKey): Promise<void> {
  await sql.query('delete from tillbridge.catalog_seen where organization_id = $1 and run_id = $2', [
    key.organizationId,
    key.runId,
  ])
}

const COLUMNS = 'product, id, sku, reference, record'

/** By id, by SKU, or by product. */
export async function findSeen(
  sql: Sql,
  key: SeenKey,
  side: SeenSide,
  by: { readonly column: 'id' | 'sku' | 'product'; readonly values: readonly string[] },
): Promise<SeenRow[]> {
  const result = await sql.query<SeenRow>({
    name: `find-seen-by-${by.column}`,
    text: `select ${COLUMNS} from tillbridge.catalog_seen
      where organization_id = $1 and run_id = $2 and side = $3 and ${by.column} = any($4)`,
    values: [key.organizationId, key.runId, side, by.values],
  })
  return result.rows
}

/** Variants of the store or items of the target that are bound to nothing, in pages by id, with who else has their SKU. */
export async function findUnbound(
  sql: Sql,
  key: SeenKey,
  side: SeenSide,
  after: string,
  limit: number,
): Promise<(SeenRow & { readonly inStore: readonly string[]; readonly inTarget: readonly string[] })[]> {
  const own = side === 'store' ? 'b.store_variant' : 'b.target_item'
  const alive = side === 'store' ? '' : `and b.state <> 'store-gone'`
  const holders = (of: SeenSide): string =>
    `array(select o.id from tillbridge.catalog_seen o where o.organization_id = $1 and o.run_id = $2 and o.side = '${of}' and o.sku = s.sku
       order by o.id limit 10)`
  const result = await sql.query<SeenRow & { inStore: string[]; inTarget: string[] }>({
    name: `find-unbound-${side}`,
    text: `select s.product, s.id, s.sku, s.reference, s.record, ${holders('store')} as "inStore", ${holders('target')} as "inTarget"
      from tillbridge.catalog_seen s
      where s.organization_id = $1 and s.run_id = $2 and s.side = $3 and s.id > $4
        and not exists (select 1 from tillbridge.bindings b where b.organization_id = $1 and b.integration_id = $5 and ${own} = s.id ${alive})
      order by s.id limit $6`,
    values: [key.organizationId, key.runId, side, after, key.integrationId, limit],
  })
  return result.rows
}
