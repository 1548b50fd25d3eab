import { z } from 'zod'
import type { Decimal } from '#lib/decimal'
import { unlessRefused } from './check-rights.ts'
import { type ErpnextContext, listByPost } from './client.ts'
import type { ItemDocument } from './map-product.ts'
import { number } from './vendor.ts'

const bundle = z.object({ name: z.string(), new_item_code: z.string() })
const part = z.object({ parent: z.string(), item_code: z.string(), qty: number })

/**
 * Items with what they consist of. Only items that are not stocked can be bundles, so the others cost nothing. Who may not read
 * Product Bundles is told of none.
 */
export async function withBundles(context: ErpnextContext, items: readonly ItemDocument[]): Promise<ItemDocument[]> {
  const codes = items.filter((item) => !item.is_stock_item && !item.has_variants).map((item) => item.name)
  if (codes.length === 0) return [...items]
  const parts = await unlessRefused(() => partsOf(context, codes))
  return items.map((item) => {
    const components = parts?.get(item.name)
    return components === undefined ? item : { ...item, components }
  })
}

async function partsOf(
  context: ErpnextContext,
  codes: readonly string[],
): Promise<ReadonlyMap<string, { readonly item: string; readonly quantity: Decimal }[]>> {
  const bundles = await listByPost(context, 'Product Bundle', bundle, {
    fields: ['name', 'new_item_code'],
    filters: [
      ['new_item_code', 'in', codes],
      ['disabled', '=', 0],
    ],
  })
  if (bundles.length === 0) return new Map()
  const rows = await listByPost(context, 'Product Bundle Item', part, {
    fields: ['parent', 'item_code', 'qty'],
    filters: [['parent', 'in', bundles.map(({ name }) => name)]],
    orderBy: 'parent asc, idx asc',
    parent: 'Product Bundle',
  })
  return new Map(
    bundles.map(({ name, new_item_code: code }) => [
      code,
      rows.filter((row) => row.parent === name).map((row) => ({ item: row.item_code, quantity: row.qty })),
    ]),
  )
}
