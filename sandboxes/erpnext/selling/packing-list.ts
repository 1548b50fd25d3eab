import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { toDay } from './format.ts'
import { isValid } from './item-prices.ts'
import { newRow } from './rows.ts'
import { binOf } from './stock.ts'

/** The components of the bundles among a document's lines. */
export function makePackingList(doc: Doc, site: Site): void {
  const packed: Row[] = []
  for (const row of rows(doc, 'items')) {
    const bundle = bundleOf(site, text(row, 'item_code'))
    if (bundle === undefined) continue
    for (const part of rows(bundle, 'items')) packed.push(packedRow(doc, row, part, site))
  }
  doc['packed_items'] = packed
}

function bundleOf(site: Site, itemCode: string): Readonly<Doc> | undefined {
  return site.findBy('Product Bundle', 'new_item_code', itemCode).find((bundle) => bundle['disabled'] !== 1)
}

function packedRow(doc: Doc, row: Row, part: Readonly<Doc>, site: Site): Row {
  const item: Readonly<Record<string, unknown>> = site.read('Item', part['item_code']) ?? {}
  const warehouse = text(row, 'warehouse')
  const bin = binOf(site, text(part, 'item_code'), warehouse) ?? {}
  return newRow(site, 'Packed Item', {
    parent_item: row['item_code'],
    parent_detail_docname: row.name,
    item_code: part['item_code'],
    item_name: item['item_name'],
    description: text(part, 'description') || item['description'],
    qty: number(part, 'qty') * number(row, 'stock_qty'),
    uom: text(part, 'uom') || item['stock_uom'],
    conversion_factor: 1,
    warehouse,
    rate: priceOf(site, doc, part),
    use_serial_batch_fields: 1,
    actual_qty: number(bin, 'actual_qty'),
    projected_qty: number(bin, 'projected_qty'),
  })
}

/** The newest price that is valid on the day of an order; other documents do not look at the days. */
function priceOf(site: Site, doc: Doc, part: Readonly<Doc>): number {
  const day = toDay(doc['transaction_date'])
  let newest: Readonly<Doc> | null = null
  for (const one of site.findBy('Item Price', 'item_code', part['item_code'])) {
    if (one['price_list'] !== doc['selling_price_list'] || (day !== '' && !isValid(one, day))) continue
    if (newest === null || toDay(one['valid_from']) > toDay(newest['valid_from'])) newest = one
  }
  return newest === null ? 0 : number(newest, 'price_list_rate')
}
