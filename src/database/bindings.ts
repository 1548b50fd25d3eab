import type { Sql } from './pool.ts'

/** Names an integration: a row is never looked for without its organisation. */
export interface IntegrationKey {
  readonly organizationId: string
  readonly integrationId: string
}

export type BindingState = 'bound' | 'store-gone' | 'target-gone'

/** One variant of the store and the item of the target that it is. */
export interface Binding {
  readonly storeVariant: string
  readonly storeProduct: string
  readonly targetItem: string
  readonly targetProduct: string
  readonly reference: string | null
  /** The store's, as it was last seen. */
  readonly sku: string | null
  readonly state: BindingState
  /** What both sides held of each field when they were last in step. */
  readonly fields: unknown
}

const COLUMNS = `store_variant as "storeVariant", store_product as "storeProduct", target_item as "targetItem",
  target_product as "targetProduct", reference, sku, state, fields`

export interface BindingFilter {
  readonly storeProducts?: readonly string[]
  readonly storeVariants?: readonly string[]
  readonly targetItems?: readonly string[]
  readonly references?: readonly string[]
}

/** Bindings that any part of the filter names, dead ones too. */
export async function findBindings(sql: Sql, key: IntegrationKey, filter: BindingFilter): Promise<Binding[]> {
  const result = await sql.query<Binding>({
    name: 'find-bindings',
    text: `select ${COLUMNS} from tillbridge.bindings where organization_id = $1 and integration_id = $2
      and (store_product = any($3) or store_variant = any($4) or target_item = any($5) or reference = any($6)) order by store_variant`,
    values: [
      key.organizationId,
      key.integrationId,
      filter.storeProducts ?? [],
      filter.storeVariants ?? [],
      filter.targetItems ?? [],
      filter.references ?? [],
    ],
  })
  return result.rows
}

/** Stores bindings as they are now; prices that we wrote stay. */
export async function saveBindings(sql: Sql, key: IntegrationKey, bindings: readonly Binding[]): Promise<void> {
  if (bindings.length === 0) return
  // An item that changes hands in one call must be free before another variant gets it.
  const rows = [...bindings].sort((a, b) => Number(a.state === 'bound') - Number(b.state === 'bound'))
  await sql.query({
    name: 'save-bindings',
    text: `insert into tillbridge.bindings as b (organization_id, integration_id, store_variant, store_product, target_item, target_product,
        reference, sku, state, fields)
      select $1, $2, r.* from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::jsonb[]) as r
      on conflict (organization_id, integration_id, store_variant) do update set store_product = excluded.store_product,
        target_item = excluded.target_item, target_product = excluded.target_product, reference = excluded.reference, sku = excluded.sku,
        state = excluded.state, fields = excluded.fields, updated_at = now()`,
    values: [
      key.organizationId,
      key.integrationId,
      rows.map((row) => row.storeVariant),
      rows.map((row) => row.storeProduct),
      rows.map((row) => row.targetItem),
      rows.map((row) => row.targetProduct),
      rows.map((row) => row.reference),
      rows.map((row) => row.sku),
      rows.map((row) => row.state),
      rows.map((row) => JSON.stringify(row.fields)),
    ],
  })
}

/** The target's items of these variants, by variant; only those that both sides still have. */
export async function boundItems(
  sql: Sql,
  key: IntegrationKey,
  storeVariants: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (storeVariants.length === 0) return new Map()
  const result = await sql.query<{ variant: string; item: string }>({
    name: 'bound-items',
    text: `select store_variant as variant, target_item as item from tillbridge.bindings
      where organization_id = $1 and integration_id = $2 and store_variant = any($3) and state <> 'target-gone'`,
    values: [key.organizationId, key.integrationId, storeVariants],
  })
  return new Map(result.rows.map(({ variant, item }) => [variant, item]))
}

/** Parts a variant from its item. Answers whether they were bound. */
export async function removeBinding(sql: Sql, key: IntegrationKey, storeVariant: string): Promise<Binding | null> {
  const result = await sql.query<Binding>(
    `delete from tillbridge.bindings where organization_id = $1 and integration_id = $2 and store_variant = $3 returning ${COLUMNS}`,
    [key.organizationId, key.integrationId, storeVariant],
  )
  return result.rows[0] ?? null
}

/** Makes items that have other codes now those of the variants that they are bound to. */
export async function renameBoundItem(
  sql: Sql,
  key: IntegrationKey,
  item: { readonly reference: string; readonly targetItem: string; readonly targetProduct: string },
): Promise<void> {
  await sql.query(
    `update tillbridge.bindings set target_item = $4, target_product = $5, state = case when state = 'target-gone' then 'bound' else state end,
       updated_at = now()
     where organization_id = $1 and integration_id = $2 and reference = $3 and (target_item <> $4 or target_product <> $5 or state = 'target-gone')`,
    [key.organizationId, key.integrationId, item.reference, item.targetItem, item.targetProduct],
  )
}

export interface ProductBinding {
  readonly storeProduct: string
  readonly targetProduct: string
  readonly fields: unknown
}

export async function findProductBinding(
  sql: Sql,
  key: IntegrationKey,
  storeProduct: string,
): Promise<ProductBinding | null> {
  const result = await sql.query<ProductBinding>(
    `select store_product as "storeProduct", target_product as "targetProduct", fields from tillbridge.product_bindings
     where organization_id = $1 and integration_id = $2 and store_product = $3`,
    [key.organizationId, key.integrationId, storeProduct],
  )
  return result.rows[0] ?? null
}

export async function saveProductBinding(sql: Sql, key: IntegrationKey, binding: ProductBinding): Promise<void> {
  await sql.query(
    `insert into tillbridge.product_bindings (organization_id, integration_id, store_product, target_product, fields)
     values ($1, $2, $3, $4, $5)
     on conflict (organization_id, integration_id, store_product) do update set target_product = excluded.target_product,
       fields = excluded.fields, updated_at = now()`,
    [
      key.organizationId,
      key.integrationId,
      binding.storeProduct,
      binding.targetProduct,
      JSON.stringify(binding.fields),
    ],
  )
}

/**
 * Forgets variants that are gone from the store and whose item another variant has now. Answers the products that they were of: their
 * task is done.
 */
export async function dropReplaced(sql: Sql, key: IntegrationKey, bindings: readonly Binding[]): Promise<string[]> {
  const result = await sql.query<{ product: string }>({
    name: 'drop-replaced',
    text: `delete from tillbridge.bindings b using unnest($3::text[], $4::text[]) as n(variant, item)
      where b.organization_id = $1 and b.integration_id = $2 and b.target_item = n.item and b.store_variant <> n.variant
        and b.state = 'store-gone'
      returning b.store_product as product`,
    values: [
      key.organizationId,
      key.integrationId,
      bindings.map((binding) => binding.storeVariant),
      bindings.map((binding) => binding.targetItem),
    ],
  })
  return result.rows.map(({ product }) => product)
}

/** Records of a flow that a person was asked to look at for one of these reasons. */
export async function recordsHeldFor(
  sql: Sql,
  key: IntegrationKey,
  held: { readonly flow: string; readonly code: string; readonly subjects: readonly string[] },
): Promise<string[]> {
  const result = await sql.query<{ record: string }>(
    `select record_key as record from tillbridge.transfers where organization_id = $1 and integration_id = $2 and flow = $3
       and state = 'attention' and cause_code = $4 and cause_subject = any($5)`,
    [key.organizationId, key.integrationId, held.flow, held.code, held.subjects],
  )
  return result.rows.map(({ record }) => record)
}

/** All bindings in the order of variants, in pages. */
export async function pageBindings(sql: Sql, key: IntegrationKey, after: string, limit: number): Promise<Binding[]> {
  const result = await sql.query<Binding>({
    name: 'page-bindings',
    text: `select ${COLUMNS} from tillbridge.bindings
      where organization_id = $1 and integration_id = $2 and store_variant > $3 order by store_variant limit $4`,
    values: [key.organizationId, key.integrationId, after, limit],
  })
  return result.rows
}
