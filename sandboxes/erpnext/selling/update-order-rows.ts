import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { FrappeError, refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { castNumbers } from '#sandboxes/erpnext/stored-form'
import { setTotals } from './amounts.ts'
import { toDay } from './format.ts'
import { completeRow } from './item-rows.ts'
import { SALES_ORDER } from './kinds.ts'
import { applyReservation, refreshOrder, reservation } from './order-status.ts'
import { setPaymentSchedule } from './payment-schedule.ts'
import { makePackingList } from './packing-list.ts'

/** Changes quantities and rates of a submitted order; rows that are left out are deleted, rows without a name added. */
export function updateOrderRows(site: Site, name: unknown, wanted: readonly Readonly<Record<string, unknown>>[]): void {
  const order = site.get('Sales Order', name)
  site.checkPermission('Sales Order', 'write', order)
  const before = reservation(site, order)
  const known = new Map(rows(order, 'items').map((row) => [row.name, row]))
  const kept = new Set(wanted.map((one) => text(one, 'docname')))
  for (const row of known.values()) if (!kept.has(row.name)) checkDeletable(row)
  order['items'] = wanted.map((one, index) => changedRow(site, order, known.get(text(one, 'docname')), one, index))
  if (wanted.length === 0) throw noRows(site, order)
  setTotals(order, site)
  order['payment_schedule'] = []
  setPaymentSchedule(order, site, SALES_ORDER)
  setDeliveryDate(order)
  makePackingList(order, site)
  order['modified'] = site.now()
  order['modified_by'] = site.user
  site.insertRaw(order)
  applyReservation(site, before, reservation(site, site.get('Sales Order', order.name)))
  refreshOrder(site, order.name)
}

function noRows(site: Site, order: Doc): FrappeError {
  site.message({ message: 'Error: Data missing in table: Items' })
  return new FrappeError('MandatoryError', `[Sales Order, ${order.name}]: items`, { show: false, app: 'erpnext' })
}

function checkDeletable(row: Row): void {
  const at = `Row #${text(row, 'idx')}: Cannot delete item ${text(row, 'item_code')} which has already been`
  if (number(row, 'delivered_qty') !== 0) refuse(`${at} delivered`)
  if (number(row, 'billed_amt') !== 0) refuse(`${at} billed.`)
}

function changedRow(
  site: Site,
  order: Doc,
  row: Row | undefined,
  wanted: Readonly<Record<string, unknown>>,
  index: number,
): Row {
  const changed: Row = row ?? newItem(site, order, wanted)
  const qty = number(wanted, 'qty')
  const rate = number(wanted, 'rate')
  if (qty < number(changed, 'delivered_qty')) refuse('Cannot set quantity less than delivered quantity')
  if (qty <= 0)
    refuse(`Row # ${index + 1}: Quantity for Item ${text(changed, 'item_code')} cannot be zero.`, {
      title: 'Invalid Quantity',
    })
  if (number(changed, 'billed_amt') > rate * qty) {
    refuse(
      `Row #${index + 1}: Cannot set Rate if the billed amount is greater than the amount for Item ${text(changed, 'item_code')}.`,
    )
  }
  Object.assign(changed, { qty, rate, idx: index + 1, docstatus: 1 })
  if (text(wanted, 'delivery_date') !== '') changed['delivery_date'] = toDay(wanted['delivery_date'])
  if (number(wanted, 'conversion_factor') !== 0) changed['conversion_factor'] = number(wanted, 'conversion_factor')
  if (text(wanted, 'uom') !== '') changed['uom'] = wanted['uom']
  changed['stock_qty'] = qty * (number(changed, 'conversion_factor') || 1)
  showPriceDifference(changed, rate)
  return changed
}

/** A rate above the list price is a margin, one below it a discount. */
function showPriceDifference(row: Row, rate: number): void {
  const list = number(row, 'price_list_rate')
  if (list === 0) return
  const above = rate > list
  Object.assign(row, {
    discount_percentage: above ? 0 : flt((1 - rate / list) * 100, 3),
    discount_amount: above ? 0 : list - rate,
    margin_type: above ? 'Amount' : '',
    margin_rate_or_amount: above ? flt(rate - list, 2) : 0,
    rate_with_margin: 0,
  })
}

function newItem(site: Site, order: Doc, wanted: Readonly<Record<string, unknown>>): Row {
  const row = site.create('Sales Order Item', {
    item_code: wanted['item_code'],
    delivery_date: text(wanted, 'delivery_date') || order['delivery_date'],
    transaction_date: order['transaction_date'],
    reserve_stock: 0,
  })
  castNumbers(row, site.meta('Sales Order Item'), true)
  row.name = site.randomName()
  completeRow(order, row, site, SALES_ORDER)
  return row
}

function setDeliveryDate(order: Doc): void {
  let latest = ''
  for (const row of rows(order, 'items')) if (toDay(row['delivery_date']) > latest) latest = toDay(row['delivery_date'])
  if (latest !== '') order['delivery_date'] = latest
}
