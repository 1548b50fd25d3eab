import type { SalesRow } from '#model/documents'
import { fold, type Mappings } from './mappings.ts'
import { type MissingMapping, type Resolved, yamlLine } from './missing.ts'

/**
 * The target's item for a sold product: by variant id, by SKU, by title, else the SKU itself. What was sold without a SKU and
 * without a product takes the role `custom`.
 */
export function resolveItem(row: SalesRow, mappings: Mappings): Resolved<string> {
  const named = byVariant(row, mappings) ?? bySku(row, mappings) ?? byTitle(row, mappings) ?? row.sku
  if (named !== null) return { value: named }
  const custom = row.variantExternalId === null ? mappings.roles.custom : undefined
  return custom === undefined ? { missing: missingItem(row) } : { value: custom.item }
}

function byVariant(row: SalesRow, { items }: Mappings): string | null {
  if (row.variantExternalId === null) return null
  return items.find((entry) => 'variant' in entry && entry.variant === row.variantExternalId)?.item ?? null
}

function bySku(row: SalesRow, { items }: Mappings): string | null {
  return items.find((entry) => 'sku' in entry && entry.sku === row.sku)?.item ?? null
}

/** Titles only speak for rows that have no SKU. */
function byTitle(row: SalesRow, { items }: Mappings): string | null {
  if (row.sku !== null) return null
  return items.find((entry) => 'title' in entry && fold(entry.title) === fold(row.title))?.item ?? null
}

/**
 * SKUs that stand for several variants of one order: stock and revenue would land on the wrong item. Rows that are mapped by
 * their variant are safe.
 */
export function ambiguousSkus(rows: readonly SalesRow[], mappings: Mappings): MissingMapping[] {
  const variantsBySku = new Map<string, Set<string>>()
  for (const row of rows) {
    if (row.role !== 'item' || row.sku === null || row.variantExternalId === null) continue
    if (byVariant(row, mappings) !== null) continue
    const variants = variantsBySku.get(row.sku) ?? new Set()
    variantsBySku.set(row.sku, variants.add(row.variantExternalId))
  }
  return [...variantsBySku]
    .filter(([, variants]) => variants.size > 1)
    .map(([sku, variants]) => ambiguous(sku, [...variants].sort()))
}

const ambiguous = (sku: string, variants: readonly string[]): MissingMapping => ({
  code: 'SKU_AMBIGUOUS',
  table: 'items',
  subject: `sku:${sku}`,
  message: `Two different products of the store share the SKU ${sku} (variants ${variants.join(' and ')}), so it is not clear which item was sold.`,
  remedy: `Give each its own SKU in the store, or map each by its id: ${yamlLine('items', { variant: variants[0] ?? '', item: '…' })}`,
})

function missingItem(row: SalesRow): MissingMapping {
  const variant = row.variantExternalId
  const entry: Record<string, string> = variant === null ? { title: row.title } : { variant }
  return {
    code: 'ITEM_NOT_MAPPED',
    table: 'items',
    subject: variant === null ? `item:title:${row.title}` : `item:variant:${variant}`,
    message: `"${row.title}" was sold without a SKU, so the item is not known.`,
    remedy:
      variant === null
        ? `Name an item for it, or one for everything of this kind (the role "custom"). In the mappings file: ${yamlLine('items', { ...entry, item: '…' })}`
        : `Give it a SKU in the store, or map it. In the mappings file: ${yamlLine('items', { ...entry, item: '…' })}`,
  }
}
