import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError } from '#sandboxes/erpnext/frappe-error'
import { binOf, changeBin } from '#sandboxes/erpnext/selling/stock'

const SAME = ['is_stock_item', 'has_serial_no', 'has_batch_no'] as const

/** Only items of one kind and unit can become one. */
export function checkMerge(doc: Readonly<Doc>, to: string, site: Site): void {
  const target = site.get('Item', to)
  const same =
    doc['stock_uom'] === target['stock_uom'] && SAME.every((field) => truthy(doc, field) === truthy(target, field))
  if (same) return
  throw new FrappeError(
    'DataValidationError',
    'To merge, following properties must be same for both items: \nDefault Unit of Measure, Maintain Stock, Has Serial No, Has Batch No',
    { module: 'erpnext.stock.doctype.item.item', title: 'Cannot Merge', app: 'erpnext' },
  )
}

/** Adds the quantities of one item to those of another; Bins in other warehouses keep their place and change the item. */
export function mergeBins(from: string, to: string, site: Site): void {
  for (const bin of Array.from(site.findBy('Bin', 'item_code', from))) {
    const warehouse = text(bin, 'warehouse')
    if (binOf(site, to, warehouse) === undefined) continue
    changeBin(site, to, warehouse, {
      actual: number(bin, 'actual_qty'),
      reserved: number(bin, 'reserved_qty'),
      ordered: number(bin, 'ordered_qty'),
      indented: number(bin, 'indented_qty'),
      planned: number(bin, 'planned_qty'),
      reservedStock: number(bin, 'reserved_stock'),
    })
    site.removeRaw('Bin', bin.name)
  }
}
