import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, text } from '#sandboxes/erpnext/fields'

/** The Bin of an item in a warehouse, if anything ever happened there. */
export function binOf(site: Site, itemCode: string, warehouse: string): Readonly<Doc> | undefined {
  if (warehouse === '') return undefined
  return site.findBy('Bin', 'item_code', itemCode).find((bin) => bin['warehouse'] === warehouse)
}

/** What is added to the quantities of a Bin. */
export interface BinChange {
  readonly actual?: number
  readonly reserved?: number
  /** On purchase orders. */
  readonly ordered?: number
  /** On material requests. */
  readonly indented?: number
  /** On work orders. */
  readonly planned?: number
  /** Held by stock reservations; a part of `reserved`, so it does not lower what is projected. */
  readonly reservedStock?: number
}

/** Adds to quantities of a Bin and makes it when there is none. */
export function changeBin(site: Site, itemCode: string, warehouse: string, change: BinChange): void {
  const bin = binOf(site, itemCode, warehouse) ?? newBin(site, itemCode, warehouse)
  const actual = number(bin, 'actual_qty') + (change.actual ?? 0)
  const reserved = number(bin, 'reserved_qty') + (change.reserved ?? 0)
  const ordered = number(bin, 'ordered_qty') + (change.ordered ?? 0)
  const indented = number(bin, 'indented_qty') + (change.indented ?? 0)
  const planned = number(bin, 'planned_qty') + (change.planned ?? 0)
  const coming = ordered + indented + planned
  const elsewhere =
    number(bin, 'reserved_qty_for_production') +
    number(bin, 'reserved_qty_for_sub_contract') +
    number(bin, 'reserved_qty_for_production_plan')
  site.setValue('Bin', bin.name, {
    actual_qty: actual,
    reserved_qty: reserved,
    ordered_qty: ordered,
    indented_qty: indented,
    planned_qty: planned,
    reserved_stock: number(bin, 'reserved_stock') + (change.reservedStock ?? 0),
    projected_qty: actual + coming - reserved - elsewhere,
    stock_value: actual * number(bin, 'valuation_rate'),
  })
}

function newBin(site: Site, itemCode: string, warehouse: string): Doc {
  return site.insertRaw(
    site.create('Bin', {
      item_code: itemCode,
      warehouse,
      stock_uom: text(site.read('Item', itemCode) ?? {}, 'stock_uom'),
    }),
  )
}
