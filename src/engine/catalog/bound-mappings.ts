import type { ProductTarget } from '#contract/products'
import { boundItems, findBindings, type IntegrationKey, renameBoundItem } from '#database/bindings'
import type { Sql } from '#database/pool'
import { TillbridgeError } from '#lib/errors'
import type { Mappings } from '#mapping/mappings'
import { isSalesDocument, isStockDocument, type TargetDocument } from '#model/documents'
import type { Order } from '#model/order'
import type { OpenConnection, RunScope } from '#engine/connections'
import type { LoadedIntegration } from '#engine/integrations'

const keyOf = ({ row }: LoadedIntegration): IntegrationKey => ({
  organizationId: row.organizationId,
  integrationId: row.integrationId,
})

/** The tables of an integration, with the items that the variants of these documents are bound to: an SKU may be another one by now. */
export async function boundMappings(
  sql: Sql,
  integration: LoadedIntegration,
  documents: readonly TargetDocument[],
): Promise<Mappings> {
  return withBoundItems(sql, keyOf(integration), { mappings: integration.mappings, documents })
}

/** The same for tables of another day. */
export async function withBoundItems(
  sql: Sql,
  key: IntegrationKey,
  { mappings, documents }: { readonly mappings: Mappings; readonly documents: readonly TargetDocument[] },
): Promise<Mappings> {
  const variants = new Set(documents.flatMap(variantsOf))
  const bound = await boundItems(sql, key, [...variants])
  return bound.size === 0 ? mappings : { ...mappings, bound }
}

const variantsOf = (document: TargetDocument): string[] =>
  isSalesDocument(document) || isStockDocument(document)
    ? document.rows.flatMap((row) => row.variantExternalId ?? [])
    : []

/**
 * After the target refused an item that it does not know: whether one of the order's items has another code by now, so that it is worth
 * another try. Found by our reference, it is bound under that code from here on; another run may have been quicker.
 */
export async function hasRenamedItem(
  sql: Sql,
  ends: { readonly integration: LoadedIntegration; readonly target: OpenConnection; readonly scope: RunScope },
  order: Order,
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof TillbridgeError) || error.code !== 'ITEM_UNKNOWN') return false
  const products = ends.target.connector.writes.products as ProductTarget<never> | undefined
  if (products === undefined) return false
  const key = keyOf(ends.integration)
  const storeVariants = order.lines.flatMap((line) => line.variantExternalId ?? [])
  const refused = error.subject?.replace(/^item:/, '')
  const codes: string[] = []
  for (const { reference, targetItem } of await findBindings(sql, key, { storeVariants })) {
    codes.push(targetItem)
    if (reference === null) continue
    const product = await products.find(ends.target.context(ends.scope), reference)
    const item = product?.variants.find((entry) => entry.reference === reference)
    if (product === null || item === undefined || item.externalId === targetItem) continue
    await renameBoundItem(sql, key, { reference, targetItem: item.externalId, targetProduct: product.externalId })
    codes.splice(codes.indexOf(targetItem), 1, item.externalId)
  }
  return codes.length > 0 && !codes.some((code) => code === refused)
}
