import type { Sql } from '#database/pool'
import { readStockFacts } from '#database/stock-facts'
import type { StockProblem } from '#database/stock-flows'
import { blockStockItems, readStockItems, saveStockItems, sharedSkus, type StockItemRow } from '#database/stock-items'
import { type Decimal, decimal, ONE } from '#lib/decimal'
import { type Items, resolveItem } from '#mapping/items'
import type { Mappings } from '#mapping/mappings'
import type { StockedItem } from '#model/stock'
import type { StockFlow } from './stock-flow.ts'

/** One piece of a product, as items of the target. */
export const partsOf = (items: Items): readonly { readonly item: string; readonly quantity: Decimal }[] =>
  'item' in items
    ? [{ item: items.item, quantity: ONE }]
    : items.components.map(({ item, quantity }) => ({ item, quantity }))

/** How a product of the store is called in what orders take. */
export const lineKeyOf = (product: { readonly variant: string | null; readonly sku: string | null }): string =>
  product.variant ?? `sku:${product.sku ?? ''}`

/**
 * Notes what the store counts and which items of the target it is. A SKU that stands for several products is named, never guessed. Answers
 * the rows as they stand.
 */
export async function indexItems(
  sql: Sql,
  flow: StockFlow,
  items: readonly StockedItem[],
  seenAt: string,
): Promise<StockItemRow[]> {
  if (items.length === 0) return []
  const ids = items.map((item) => item.stockItem)
  const former = new Map((await readStockItems(sql, flow.key, ids)).map((row) => [row.stockItem, row]))
  const rows = await withBindings(sql, flow, items, former)
  await saveStockItems(sql, flow.key, rows, seenAt)
  const skus = rows.flatMap((row) =>
    row.sku === null || isMappedByVariant(row, flow.integration.mappings) ? [] : [row.sku],
  )
  const blocked = await blockShared(sql, flow, [...new Set(skus)])
  return rows.map((row) => {
    const problem = row.problem ?? blocked.get(row.stockItem) ?? null
    return { ...row, problem }
  })
}

/** Products by their own SKU; one that was renamed keeps its item as long as the target does not know the new name. */
async function withBindings(
  sql: Sql,
  flow: StockFlow,
  items: readonly StockedItem[],
  former: ReadonlyMap<string, StockItemRow>,
): Promise<StockItemRow[]> {
  const { mappings } = flow.integration
  const renamed = items.filter((item) => {
    const row = former.get(item.stockItem)
    return row !== undefined && row.sku !== item.sku && row.parts.length > 0
  })
  const names = renamed.flatMap((item) => (item.sku === null ? [] : [item.sku]))
  const known = new Set(
    (names.length === 0 ? [] : await readStockFacts(sql, flow.targetKey, names)).map((fact) => fact.item),
  )
  return items.map((item) => {
    const row = itemRow(item, mappings)
    const old = former.get(item.stockItem)
    const isRenamed = old !== undefined && old.sku !== item.sku && old.parts.length > 0
    const isByName = row.parts.length === 1 && row.parts[0]?.item === item.sku
    const staysBound = isRenamed && (row.problem !== null || (isByName && !known.has(item.sku ?? '')))
    return staysBound ? { ...row, parts: old.parts, problem: null } : row
  })
}

function itemRow({ stockItem, sku, variantExternalId, counted }: StockedItem, mappings: Mappings): StockItemRow {
  const base = { stockItem, sku, variant: variantExternalId, counted }
  if (!counted) return { ...base, problem: null, parts: [] }
  const resolved = resolveItem({ sku, variantExternalId, title: '' }, mappings)
  if ('value' in resolved) return { ...base, problem: null, parts: partsOf(resolved.value) }
  return { ...base, problem: noSku(variantExternalId), parts: [] }
}

const isMappedByVariant = (row: Pick<StockItemRow, 'variant'>, mappings: Mappings): boolean =>
  mappings.items.some((entry) => 'variant' in entry && entry.variant === row.variant)

async function blockShared(sql: Sql, flow: StockFlow, skus: readonly string[]): Promise<Map<string, StockProblem>> {
  const blocked = new Map<string, StockProblem>()
  const shared = skus.length === 0 ? [] : await sharedSkus(sql, flow.key, skus)
  for (const { sku, stockItems, variants } of shared) {
    const guessed = stockItems.filter(
      (_, index) => !isMappedByVariant({ variant: variants[index] ?? null }, flow.integration.mappings),
    )
    if (guessed.length === 0) continue
    const problem = ambiguous(sku, variants)
    await blockStockItems(sql, flow.key, guessed, problem)
    for (const stockItem of guessed) blocked.set(stockItem, problem)
  }
  return blocked
}

const ambiguous = (sku: string, variants: readonly string[]): StockProblem => ({
  code: 'SKU_AMBIGUOUS',
  subject: `sku:${sku}`,
  message: `Several products of the store have the SKU ${sku} (variants ${variants.join(', ')}): the same stock would be offered more than once.`,
  remedy: `Give each its own SKU in the store, or map each by its id. In the mappings file: items: [{ variant: ${variants[0] ?? '…'}, item: … }]`,
})

const noSku = (variant: string | null): StockProblem => ({
  code: 'STOCK_WITHOUT_SKU',
  subject: variant === null ? null : `variant:${variant}`,
  message:
    'This product of the store has no SKU, so nobody knows which item of the target it is. Its figure is left alone.',
  remedy: `Give it a SKU in the store, or map it by its id. In the mappings file: items: [{ variant: ${variant ?? '…'}, item: … }]`,
})

/** Whether what the store tells now is what the index holds. */
export const isIndexed = (item: StockedItem, row: StockItemRow | undefined): boolean =>
  row !== undefined && row.sku === item.sku && row.variant === item.variantExternalId && row.counted === item.counted

export const partRows = (row: StockItemRow): { readonly item: string; readonly quantity: Decimal }[] =>
  row.parts.map((part) => ({ item: part.item, quantity: decimal(part.quantity) }))
