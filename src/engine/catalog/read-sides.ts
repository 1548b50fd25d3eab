import { productValues, type Side, type Values, variantValues } from '#catalog/fields'
import type { ProductRules } from '#catalog/rules'
import { analyzeSeen, keepSeen, type SeenKey, type SeenRow } from '#database/catalog-seen'
import type { Product } from '#model/product'
import type { EngineServices } from '#engine/services'
import type { CatalogSides } from './sides.ts'

/** What is kept of a variant or an item while both sides are compared. */
export interface SeenRecord {
  readonly values: Values
  readonly title: string
  readonly price?: string | null
  readonly compareAtPrice?: string | null
  readonly unit?: string | null
  /** Once per product: its own fields. */
  readonly head?: Values
  /** How many variants and options its product has. */
  readonly variants: number
  readonly options: number
}

export interface ReadProgress {
  readonly stage: 'store' | 'target' | 'prices' | 'compare' | 'write'
  readonly done: number
  readonly total: number | null
}

/** Reads all products of one side, by its bulk means, into the database: memory stays the same whatever their number. */
export async function readSide(
  { pool }: EngineServices,
  sides: CatalogSides,
  key: SeenKey,
  side: Side,
  onProgress: (progress: ReadProgress) => void,
): Promise<{ readonly products: number; readonly variants: number }> {
  const { source, context } = sides[side]
  let [products, variants] = [0, 0]
  for await (const page of source.all(context)) {
    const rows = page.products.flatMap((product) => seenRows(product, sides.integration.rules.products, side))
    await keepSeen(pool, key, side, rows)
    products += page.products.length
    variants += rows.length
    onProgress({ stage: side, done: products, total: page.total })
  }
  await analyzeSeen(pool)
  return { products, variants }
}

const seenRows = (product: Product, rules: ProductRules, side: Side): SeenRow[] =>
  product.variants.map((variant, index) => {
    const record: SeenRecord = {
      values: variantValues(variant),
      title: product.title,
      variants: product.variants.length,
      options: product.options.length,
      ...(variant.price === undefined ? {} : { price: variant.price }),
      ...(variant.compareAtPrice === undefined ? {} : { compareAtPrice: variant.compareAtPrice }),
      ...(variant.unit === undefined ? {} : { unit: variant.unit }),
      ...(index === 0 ? { head: productValues(product, rules, side) } : {}),
    }
    return {
      product: product.externalId,
      id: variant.externalId,
      // What the two sides are joined by.
      sku: rules.matchBy === 'barcode' ? (variant.barcode ?? null) : variant.sku,
      reference: variant.reference ?? null,
      record,
    }
  })

/** The SKU of a record, which is kept under its barcode where the two sides are joined by barcodes. */
export const skuOf = (row: SeenRow): string | null =>
  ((row.record as SeenRecord).values.sku as string | null | undefined) ?? null
