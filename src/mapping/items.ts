import type { SalesRow } from '#model/documents'
import { type Component, fold, type ItemEntry, type Mappings } from './mappings.ts'
import { type MissingMapping, type Resolved, yamlLine } from './missing.ts'

/** What tells a product, in rows of every kind. */
export type Product = Pick<SalesRow, 'sku' | 'variantExternalId' | 'title'>

/** One item, or those that a bundle is made of. */
export type Items = { readonly item: string } | { readonly components: readonly Component[] }

/**
 * The target's item for a sold product: by variant id, by SKU, by title, else the item that the variant is bound to, else the SKU
 * itself. What was sold without a SKU and without a product takes the role `custom`.
 */
export function resolveItem(row: Product, mappings: Mappings): Resolved<Items> {
  const named = byVariant(row, mappings) ?? bySku(row, mappings) ?? byTitle(row, mappings)
  if (named !== undefined) return { value: named }
  const bound = boundItem(row, mappings)
  if (bound !== undefined) return { value: { item: bound } }
  if (row.sku !== null) return { value: { item: row.sku } }
  const custom = row.variantExternalId === null ? mappings.roles.custom : undefined
  return custom === undefined ? { missing: missingItem(row) } : { value: custom }
}

const boundItem = ({ variantExternalId }: Product, { bound }: Mappings): string | undefined =>
  variantExternalId === null ? undefined : bound?.get(variantExternalId)

function byVariant(row: Product, { items }: Mappings): ItemEntry | undefined {
  if (row.variantExternalId === null) return undefined
  return items.find((entry) => 'variant' in entry && entry.variant === row.variantExternalId)
}

const bySku = (row: Product, { items }: Mappings): ItemEntry | undefined =>
  items.find((entry) => 'sku' in entry && entry.sku === row.sku)

/** Titles only speak for rows that have no SKU. */
function byTitle(row: Product, { items }: Mappings): ItemEntry | undefined {
  if (row.sku !== null) return undefined
  return items.find((entry) => 'title' in entry && fold(entry.title) === fold(row.title))
}

/**
 * SKUs that stand for several variants among the sold products of an order: stock and revenue would land on the wrong item. Rows that are mapped by
 * their variant are safe.
 */
export function ambiguousSkus(rows: readonly Product[], mappings: Mappings): MissingMapping[] {
  const variantsBySku = new Map<string, Set<string>>()
  for (const row of rows) {
    if (row.sku === null || row.variantExternalId === null || isNamed(row, mappings)) continue
    const variants = variantsBySku.get(row.sku) ?? new Set()
    variantsBySku.set(row.sku, variants.add(row.variantExternalId))
  }
  return [...variantsBySku]
    .filter(([, variants]) => variants.size > 1)
    .map(([sku, variants]) => ambiguous(sku, [...variants].sort()))
}

/** Whether its variant alone tells the item. */
const isNamed = (row: Product, mappings: Mappings): boolean =>
  byVariant(row, mappings) !== undefined || boundItem(row, mappings) !== undefined

const ambiguous = (sku: string, variants: readonly string[]): MissingMapping => ({
  code: 'SKU_AMBIGUOUS',
  table: 'items',
  subject: `sku:${sku}`,
  message: `Two different products of the store share the SKU ${sku} (variants ${variants.join(' and ')}), so it is not clear which item was sold.`,
  remedy: `Give each its own SKU in the store, or map each by its id: ${yamlLine('items', { variant: variants[0] ?? '', item: '…' })}`,
})

function missingItem(row: Product): MissingMapping {
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
