import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'

/** `standard_rate` of a new item becomes a price in the usual selling price list. */
export function addStandardPrice(doc: Readonly<Doc>, site: Site): void {
  const list = text(site.single('Selling Settings'), 'selling_price_list') || 'Standard Selling'
  if (number(doc, 'standard_rate') === 0 || truthy(doc, 'has_variants') || !site.exists('Price List', list)) return
  site.insert(
    {
      doctype: 'Item Price',
      name: '',
      docstatus: 0,
      price_list: list,
      item_code: doc.name,
      uom: doc['stock_uom'],
      brand: doc['brand'],
      price_list_rate: doc['standard_rate'],
    },
    { ignorePermissions: true },
  )
}

/** `opening_stock` of a new item comes into its default warehouse. */
export function addOpeningStock(doc: Readonly<Doc>, site: Site): void {
  const qty = number(doc, 'opening_stock')
  if (qty === 0 || !truthy(doc, 'is_stock_item') || truthy(doc, 'has_serial_no') || truthy(doc, 'has_batch_no')) return
  const rate = number(doc, 'valuation_rate') || number(doc, 'standard_rate')
  if (rate === 0) refuse('Valuation Rate is mandatory if Opening Stock entered')
  const own = rows(doc, 'item_defaults').find((row) => text(row, 'default_warehouse') !== '')
  const warehouse = text(own ?? {}, 'default_warehouse') || text(site.single('Stock Settings'), 'default_warehouse')
  if (warehouse === '') return
  site.insert(
    {
      doctype: 'Stock Entry',
      name: '',
      docstatus: 1,
      stock_entry_type: 'Material Receipt',
      company: site.value('Warehouse', warehouse, 'company'),
      items: [{ item_code: doc.name, qty, t_warehouse: warehouse, basic_rate: rate }],
    },
    { ignorePermissions: true },
  )
}
