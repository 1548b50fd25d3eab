import { z } from 'zod'
import type { StockFilter, StockSource } from '#contract/stock'
import { add, type Decimal, ZERO } from '#lib/decimal'
import type { StockFact, StockPlace } from '#model/stock'
import { type ErpnextContext, type Filters, list, listByPost } from './client.ts'
import type { ErpnextSettings } from './settings.ts'
import { siteStamp, siteZone, utcOf } from './site-time.ts'
import { number } from './vendor.ts'

/** Stock as ERPNext keeps it: one Bin per item and warehouse. Source: README.md, "Stock". */
export const stock: StockSource<ErpnextSettings> = { places, facts }

const PAGE = 5_000
// A filter of many item codes: well below what a request may be long.
const ITEMS_AT_ONCE = 500

const flag = z.number().nullish()
const warehouse = z.object({
  name: z.string(),
  warehouse_name: z.string().nullish(),
  parent_warehouse: z.string().nullish(),
  is_group: flag,
  warehouse_type: z.string().nullish(),
  is_rejected_warehouse: flag,
})

async function places(context: ErpnextContext): Promise<readonly StockPlace[]> {
  const rows = await list(context, 'Warehouse', warehouse, {
    fields: ['name', 'warehouse_name', 'parent_warehouse', 'is_group', 'warehouse_type', 'is_rejected_warehouse'],
    filters: [
      ['company', '=', context.settings.company],
      ['disabled', '=', 0],
    ],
    orderBy: 'name asc',
  })
  return rows.map((row) => ({
    externalId: row.name,
    name: row.warehouse_name ?? row.name,
    parent: row.parent_warehouse || null,
    isGroup: row.is_group === 1,
    ...(row.warehouse_type === 'Transit' || row.is_rejected_warehouse === 1 ? { setApart: true } : {}),
  }))
}

const quantity = number.nullish().transform((value) => value ?? ZERO)
const bin = z.object({
  name: z.string(),
  item_code: z.string(),
  warehouse: z.string(),
  actual_qty: quantity,
  reserved_qty: quantity,
  reserved_stock: quantity,
  ordered_qty: quantity,
  planned_qty: quantity,
  projected_qty: number.nullish(),
  modified: z.string().nullish(),
})
type Bin = z.output<typeof bin>

const FIELDS = [
  'name',
  'item_code',
  'warehouse',
  'actual_qty',
  'reserved_qty',
  'reserved_stock',
  'ordered_qty',
  'planned_qty',
  'projected_qty',
  'modified',
]

/** Pages of 5,000 Bins in the order of their names, which never change: a Bin that changes meanwhile is not passed over. */
async function* facts(context: ErpnextContext, filter: StockFilter): AsyncGenerator<readonly StockFact[]> {
  if (filter.places.length === 0) return
  const zone = await siteZone(context)
  const base: Filters = [
    ['warehouse', 'in', filter.places],
    ...(filter.changedSince === undefined ? [] : [['modified', '>=', siteStamp(filter.changedSince, zone)]]),
  ]
  for (const items of chunks(filter.items)) {
    const filters = items === null ? base : [...base, ['item_code', 'in', items]]
    for await (const rows of binPages(context, filters)) yield rows.map((row) => factOf(row, zone))
  }
}

function chunks(items: readonly string[] | undefined): (readonly string[] | null)[] {
  if (items === undefined) return [null]
  const count = Math.ceil(items.length / ITEMS_AT_ONCE)
  return Array.from({ length: count }, (_, index) => items.slice(index * ITEMS_AT_ONCE, (index + 1) * ITEMS_AT_ONCE))
}

async function* binPages(context: ErpnextContext, filters: Filters): AsyncGenerator<readonly Bin[]> {
  let after: string | null = null
  do {
    const rows: Bin[] = await listByPost(context, 'Bin', bin, {
      fields: FIELDS,
      filters: after === null ? filters : [...filters, ['name', '>', after]],
      orderBy: 'name asc',
      limit: PAGE,
    })
    if (rows.length > 0) yield rows
    after = rows.length < PAGE ? null : (rows.at(-1)?.name ?? null)
  } while (after !== null)
}

function factOf(row: Bin, zone: string | null): StockFact {
  const projected: Decimal | null = row.projected_qty ?? null
  return {
    item: row.item_code,
    place: row.warehouse,
    onHand: row.actual_qty,
    reserved: row.reserved_qty,
    setAside: row.reserved_stock,
    incoming: add(row.ordered_qty, row.planned_qty),
    projected,
    updatedAt: utcOf(row.modified, zone),
  }
}
