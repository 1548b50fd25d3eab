import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'
import { consumeReservations } from './reserved-stock.ts'
import { changeBin } from './stock.ts'

/** The status that an order's progress implies; Closed and On Hold stay until someone re-opens it. */
export function orderStatus(order: Readonly<Doc>, asked: string = text(order, 'status')): string {
  if (order.docstatus === 2) return 'Cancelled'
  if (order.docstatus === 0) return 'Draft'
  if (asked === 'Closed' || asked === 'On Hold') return asked
  const billed = number(order, 'per_billed') >= 100
  const delivered = number(order, 'per_delivered') >= 100 || truthy(order, 'skip_delivery_note')
  if (billed && delivered) return 'Completed'
  if (delivered) return 'To Bill'
  return billed ? 'To Deliver' : 'To Deliver and Bill'
}

/** Re-reads what was delivered, returned and billed of an order's lines, and the status that follows. */
export function refreshOrder(site: Site, name: string): void {
  const order = site.read('Sales Order', name)
  if (order === null || order.docstatus !== 1) return
  const before = reservation(site, order)
  const delivered = refreshRows(site, rows(order, 'items'))
  const perDelivered = delivered.quantity === 0 ? 0 : flt((delivered.done / delivered.quantity) * 100, 6)
  const perBilled = delivered.amount === 0 ? 0 : flt((delivered.billed / delivered.amount) * 100, 6)
  const progress = {
    per_delivered: perDelivered,
    per_billed: perBilled,
    delivery_status: stage(perDelivered, 'Delivered'),
    billing_status: stage(perBilled, 'Billed'),
  }
  site.setValue('Sales Order', name, { ...progress, status: orderStatus({ ...order, ...progress }) })
  const after = reservation(site, site.get('Sales Order', name))
  applyReservation(site, before, after)
  for (const row of rows(order, 'items')) consumeReservations(site, row.name)
}

interface Progress {
  quantity: number
  done: number
  amount: number
  billed: number
}

function refreshRows(site: Site, items: readonly Readonly<Doc>[]): Progress {
  const progress: Progress = { quantity: 0, done: 0, amount: 0, billed: 0 }
  for (const row of items) {
    const moved = deliveredOf(site, row)
    const billed = billedOf(site, row)
    const values = { delivered_qty: moved, billed_amt: billed }
    if (number(row, 'delivered_qty') !== moved || number(row, 'billed_amt') !== billed) {
      site.setValue('Sales Order Item', row.name, values, { updateModified: false })
    }
    progress.quantity += Math.abs(number(row, 'qty'))
    progress.done += Math.min(Math.abs(moved), Math.abs(number(row, 'qty')))
    progress.amount += Math.abs(number(row, 'amount'))
    progress.billed += Math.min(Math.abs(billed), Math.abs(number(row, 'amount')))
  }
  return progress
}

/** Pieces delivered by notes and by invoices that moved stock, less what came back. */
function deliveredOf(site: Site, row: Readonly<Doc>): number {
  let pieces = 0
  for (const one of site.findBy('Delivery Note Item', 'so_detail', row.name))
    if (one.docstatus === 1) pieces += number(one, 'qty')
  for (const one of site.findBy('Sales Invoice Item', 'so_detail', row.name)) {
    if (one.docstatus === 1 && truthy(site.read('Sales Invoice', one['parent']) ?? {}, 'update_stock'))
      pieces += number(one, 'qty')
  }
  return flt(pieces, 3)
}

/** Amount billed of a line; a credit note only lowers it when it says so. */
function billedOf(site: Site, row: Readonly<Doc>): number {
  let amount = 0
  for (const one of site.findBy('Sales Invoice Item', 'so_detail', row.name)) {
    if (one.docstatus !== 1) continue
    const invoice = site.read('Sales Invoice', one['parent']) ?? {}
    if (!truthy(invoice, 'is_return') || truthy(invoice, 'update_billed_amount_in_sales_order'))
      amount += number(one, 'amount')
  }
  return flt(amount, 2)
}

function stage(percent: number, word: 'Delivered' | 'Billed'): string {
  if (percent <= 0) return `Not ${word}`
  return percent >= 100 ? `Fully ${word}` : `Partly ${word}`
}

/** Pieces an order holds back, by item and warehouse. */
export type Reservation = ReadonlyMap<string, number>

const SEPARATOR = '\u0000'

export function reservation(site: Site, order: Readonly<Doc>): Reservation {
  const held = new Map<string, number>()
  if (order.docstatus !== 1 || order['status'] === 'Closed' || order['status'] === 'On Hold') return held
  const hold = (item: unknown, warehouse: unknown, pieces: number): void => {
    if (
      pieces <= 0 ||
      !truthy(site.read('Item', item) ?? {}, 'is_stock_item') ||
      text({ warehouse }, 'warehouse') === ''
    )
      return
    const key = `${String(item)}${SEPARATOR}${String(warehouse)}`
    held.set(key, (held.get(key) ?? 0) + pieces)
  }
  for (const row of rows(order, 'items')) {
    const current = site.read('Sales Order Item', row.name) ?? row
    const factor = number(row, 'conversion_factor') || 1
    hold(row['item_code'], row['warehouse'], number(row, 'stock_qty') - number(current, 'delivered_qty') * factor)
    for (const part of rows(order, 'packed_items')) {
      if (part['parent_detail_docname'] !== row.name || number(row, 'qty') === 0) continue
      const open = (number(row, 'qty') - number(current, 'delivered_qty')) / number(row, 'qty')
      hold(part['item_code'], part['warehouse'], number(part, 'qty') * open)
    }
  }
  return held
}

/** Moves the Bins from one reservation of an order to the next. */
export function applyReservation(site: Site, before: Reservation, after: Reservation): void {
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const change = (after.get(key) ?? 0) - (before.get(key) ?? 0)
    const [item = '', warehouse = ''] = key.split(SEPARATOR)
    if (change !== 0) changeBin(site, item, warehouse, { reserved: change })
  }
}
