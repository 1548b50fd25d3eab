import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { pythonFloat } from './totals/python-json.ts'

/** Selling Settings may demand an order or a delivery behind every stock line of an invoice. */
export function checkRequiredSources(doc: Doc, site: Site): void {
  if (truthy(doc, 'is_return') || truthy(doc, 'is_pos')) return
  const settings = site.single('Selling Settings')
  const customer = site.read('Customer', doc['customer']) ?? {}
  for (const [setting, field, label] of [
    ['so_required', 'sales_order', 'Sales Order'],
    ['dn_required', 'delivery_note', 'Delivery Note'],
  ] as const) {
    if (settings[setting] !== 'Yes' || truthy(customer, setting)) continue
    if (setting === 'dn_required' && truthy(doc, 'update_stock')) continue
    for (const row of rows(doc, 'items')) {
      const isStockItem = truthy(site.read('Item', row['item_code']) ?? {}, 'is_stock_item')
      if (isStockItem && text(row, field) === '') refuse(`${label} is mandatory for Item ${text(row, 'item_code')}`)
    }
  }
}

/** Selling Settings may demand the order's rate on every document that follows it. */
export function checkSameRate(doc: Doc, site: Site): void {
  const settings = site.single('Selling Settings')
  if (!truthy(settings, 'maintain_same_sales_rate') || truthy(doc, 'is_return')) return
  for (const row of rows(doc, 'items')) {
    const source = site.read('Sales Order Item', row['so_detail'])
    if (source === null || number(source, 'rate') === number(row, 'rate')) continue
    const message = `Row #${text(row, 'idx')}: Rate must be same as Sales Order: ${text(source, 'parent')} (${pythonFloat(number(row, 'rate'))} / ${pythonFloat(number(source, 'rate'))})`
    if (settings['maintain_same_rate_action'] === 'Warn') site.message({ message, indicator: 'orange' })
    else refuse(message)
  }
}
