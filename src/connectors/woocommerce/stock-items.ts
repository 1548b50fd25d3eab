import { z } from 'zod'
import type { StockedItem, StockPlace } from '#model/stock'
import { fetchIfThere, fetchOne, PAGE_SIZE, type WooContext } from './client.ts'
import { hasVariations, isSold } from './map-product.ts'
import { gmt, key, text } from './vendor.ts'

/** WooCommerce counts a product once, wherever it lies. */
export const PLACE: StockPlace = { externalId: 'shop', name: 'The shop', parent: null, isGroup: false }

const FIELDS = 'id,type,sku,manage_stock,stock_quantity,date_modified_gmt'

const counted = z.object({
  id: key,
  type: text,
  sku: text,
  /** `parent`: a variation whose product counts for it; a stock written to it is ignored. */
  manage_stock: z.union([z.boolean(), z.literal('parent')]),
  stock_quantity: z.number().nullish(),
  date_modified_gmt: gmt.nullish(),
})
type Counted = z.output<typeof counted>

interface StockFilter {
  readonly locations: readonly string[]
  readonly stockItems?: readonly string[]
}

/**
 * Ids are the product's, or `product/variation`. A variable product is an item of its own, counted where its stock is managed there;
 * those of its variations that leave it to the product are then not counted.
 */
export async function* stockedItems(
  context: WooContext,
  { locations, stockItems }: StockFilter,
): AsyncGenerator<readonly StockedItem[]> {
  const shown = (rows: readonly Counted[], parent: string | null): StockedItem[] =>
    rows.map((row) => stockedItem(row, parent, locations.includes(PLACE.externalId)))
  if (stockItems !== undefined) {
    for (const [parent, ids] of byParent(stockItems)) yield shown(await named(context, parent, ids), parent)
    return
  }
  for (let page = 1; ; page += 1) {
    const query = { per_page: String(PAGE_SIZE), page: String(page), orderby: 'id', order: 'asc', _fields: FIELDS }
    const rows = await fetchOne(context, '/wc/v3/products', z.array(counted), query)
    yield shown(
      rows.filter(({ type }) => isSold(type ?? '')),
      null,
    )
    for (const { id } of rows.filter(({ type }) => hasVariations(type ?? ''))) {
      yield shown(await variationsOf(context, id), id)
    }
    if (rows.length < PAGE_SIZE) return
  }
}

/** Products and variations apart, as each product's variations are reached by it alone. */
export function byParent(stockItems: readonly string[]): ReadonlyMap<string | null, readonly string[]> {
  const groups = new Map<string | null, string[]>()
  for (const stockItem of stockItems) {
    const { parent, id } = idOf(stockItem)
    groups.set(parent, [...(groups.get(parent) ?? []), id])
  }
  return groups
}

/** The parts of an id such as `145/146`. */
export function idOf(stockItem: string): { readonly parent: string | null; readonly id: string } {
  const [first = '', second] = stockItem.split('/')
  return second === undefined ? { parent: null, id: first } : { parent: first, id: second }
}

async function named(context: WooContext, parent: string | null, ids: readonly string[]): Promise<Counted[]> {
  const found: Counted[] = []
  for (let start = 0; start < ids.length; start += PAGE_SIZE) {
    const include = ids.slice(start, start + PAGE_SIZE).join(',')
    const query = { include, per_page: String(PAGE_SIZE), _fields: FIELDS }
    found.push(...((await fetchIfThere(context, routeOf(parent), z.array(counted), query)) ?? []))
  }
  return found
}

async function variationsOf(context: WooContext, parent: string): Promise<Counted[]> {
  const found: Counted[] = []
  for (let page = 1; ; page += 1) {
    const query = { per_page: String(PAGE_SIZE), page: String(page), orderby: 'id', order: 'asc', _fields: FIELDS }
    const rows = (await fetchIfThere(context, routeOf(parent), z.array(counted), query)) ?? []
    found.push(...rows)
    if (rows.length < PAGE_SIZE) return found
  }
}

/** Where products, or the variations of one, are listed. */
export const routeOf = (parent: string | null): string =>
  parent === null ? '/wc/v3/products' : `/wc/v3/products/${parent}/variations`

function stockedItem(row: Counted, parent: string | null, isWanted: boolean): StockedItem {
  const stockItem = parent === null ? row.id : `${parent}/${row.id}`
  const available = row.manage_stock === true && row.stock_quantity != null ? Math.floor(row.stock_quantity) : null
  return {
    stockItem,
    sku: row.sku,
    variantExternalId: hasVariations(row.type ?? '') ? null : row.id,
    counted: row.manage_stock === true,
    levels:
      available === null || !isWanted
        ? []
        : [
            {
              stockItem,
              location: PLACE.externalId,
              available,
              committed: null,
              updatedAt: row.date_modified_gmt ?? null,
            },
          ],
  }
}
