import type { Doc, DocController, Row, Site } from '#sandboxes/erpnext/controller'
import { isBlank, number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { changeBin } from '#sandboxes/erpnext/selling/stock'

/** Goods that were ordered and have not come yet: they raise `ordered_qty`. Taxes and billing are left out. */
export const purchaseOrder: DocController = {
  validate(doc, site, life) {
    if (life.isNew) Object.assign(doc, { status: 'Draft', per_received: 0, per_billed: 0 })
    completePurchase(doc, site)
    for (const row of rows(doc, 'items')) {
      if (isBlank(row['schedule_date'])) row['schedule_date'] = doc['schedule_date'] ?? null
      if (isBlank(row['schedule_date'])) refuse(`Row #${text(row, 'idx')}: Please enter Reqd by Date`)
      if (life.isNew) row['received_qty'] = 0
    }
  },
  onSubmit(doc, site) {
    moveOrdered(site, new Map(), openPieces(site, doc))
    setStatus(doc, site)
  },
  beforeCancel(doc) {
    doc['status'] = 'Cancelled'
  },
  onCancel(_, site, life) {
    if (life.before !== null) moveOrdered(site, openPieces(site, life.before), new Map())
  },
}

/** Units, names and amounts of the lines of a purchase, and their sums. */
export function completePurchase(doc: Doc, site: Site): void {
  doc['conversion_rate'] = number(doc, 'conversion_rate') || 1
  for (const row of rows(doc, 'items')) completeRow(doc, row, site)
  const sum = (field: string): number => rows(doc, 'items').reduce((total, row) => total + number(row, field), 0)
  doc['total_qty'] = sum('qty')
  doc['total'] = flt(sum('amount'), 2)
  doc['grand_total'] = doc['total']
}

function completeRow(doc: Readonly<Doc>, row: Row, site: Site): void {
  const item = site.get('Item', row['item_code'])
  if (truthy(item, 'has_variants')) refuse(`${item.name} is a template: choose one of its variants`)
  if (isBlank(row['item_name'])) row['item_name'] = item['item_name']
  row['stock_uom'] = item['stock_uom']
  if (isBlank(row['uom'])) row['uom'] = item['stock_uom']
  const unit = rows(item, 'uoms').find((one) => one['uom'] === row['uom'])
  row['conversion_factor'] =
    number(row, 'conversion_factor') || (unit === undefined ? 1 : number(unit, 'conversion_factor'))
  row['stock_qty'] = flt(number(row, 'qty') * number(row, 'conversion_factor'), 3)
  row['amount'] = flt(number(row, 'qty') * number(row, 'rate'), 2)
  if (!truthy(item, 'is_stock_item')) return
  if (isBlank(row['warehouse'])) row['warehouse'] = doc['set_warehouse'] ?? null
  if (isBlank(row['warehouse'])) refuse(`Warehouse is mandatory for stock Item ${item.name} in row ${text(row, 'idx')}`)
}

type Pieces = ReadonlyMap<string, { readonly item: string; readonly warehouse: string; readonly pieces: number }>

function openPieces(site: Site, order: Readonly<Doc>): Pieces {
  const open = new Map<string, { item: string; warehouse: string; pieces: number }>()
  if (order.docstatus !== 1 || order['status'] === 'Closed') return open
  for (const row of rows(order, 'items')) {
    if (!truthy(site.read('Item', row['item_code']) ?? {}, 'is_stock_item')) continue
    const left = (number(row, 'qty') - number(row, 'received_qty')) * number(row, 'conversion_factor')
    if (left > 0)
      open.set(row.name, { item: text(row, 'item_code'), warehouse: text(row, 'warehouse'), pieces: flt(left, 3) })
  }
  return open
}

function moveOrdered(site: Site, before: Pieces, after: Pieces): void {
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const place = after.get(name) ?? before.get(name)
    const change = (after.get(name)?.pieces ?? 0) - (before.get(name)?.pieces ?? 0)
    if (place !== undefined && change !== 0) changeBin(site, place.item, place.warehouse, { ordered: change })
  }
}

/** Counts again what of an order has come. */
export function refreshPurchaseOrder(site: Site, name: string): void {
  const order = site.read('Purchase Order', name)
  if (order === null || order.docstatus !== 1) return
  const before = openPieces(site, order)
  for (const row of rows(order, 'items')) {
    const received = site
      .findBy('Purchase Receipt Item', 'purchase_order_item', row.name)
      .reduce((sum, one) => sum + (one.docstatus === 1 ? number(one, 'qty') : 0), 0)
    site.setValue('Purchase Order Item', row.name, { received_qty: received }, { updateModified: false })
  }
  const fresh = site.get('Purchase Order', name)
  moveOrdered(site, before, openPieces(site, fresh))
  setStatus(fresh, site)
}

function setStatus(order: Doc, site: Site): void {
  const lines = rows(order, 'items')
  const wanted = lines.reduce((sum, row) => sum + number(row, 'qty'), 0)
  const came = lines.reduce((sum, row) => sum + Math.min(number(row, 'received_qty'), number(row, 'qty')), 0)
  order['per_received'] = wanted === 0 ? 0 : flt((came / wanted) * 100, 6)
  order['status'] = Number(order['per_received']) >= 100 ? 'To Bill' : 'To Receive and Bill'
  site.setValue('Purchase Order', order.name, { per_received: order['per_received'], status: order['status'] })
}

/** Closes an order whose goods will not come, or opens it again. */
export function setPurchaseStatus(site: Site, name: unknown, status: string): void {
  const order = site.get('Purchase Order', name)
  site.checkPermission('Purchase Order', 'submit', order)
  const before = openPieces(site, order)
  if (status === 'Closed') site.setValue('Purchase Order', order.name, { status })
  else setStatus(order, site)
  moveOrdered(site, before, openPieces(site, site.get('Purchase Order', order.name)))
}
