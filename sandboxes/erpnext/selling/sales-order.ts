import type { Doc, DocController, Life, Site } from '#sandboxes/erpnext/controller'
import { rows, text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError, refuse } from '#sandboxes/erpnext/frappe-error'
import { checkCreditLimit } from './credit-limit.ts'
import { formLink, strong, toDay } from './format.ts'
import { SALES_ORDER } from './kinds.ts'
import { applyReservation, orderStatus, reservation } from './order-status.ts'
import { makePackingList } from './packing-list.ts'
import { validateSelling } from './selling-document.ts'
import { unlinkPayments } from './unlink-payments.ts'

/** A Sales Order: what is due to be delivered and billed. */
export const salesOrder: DocController = {
  validate(doc, site, life) {
    resetProgress(doc, life)
    validateSelling(doc, site, life, SALES_ORDER)
    checkDeliveryDates(doc)
    checkPurchaseOrder(doc, site)
    for (const row of rows(doc, 'items')) row['transaction_date'] = doc['transaction_date']
    checkWarehouses(doc, site)
    makePackingList(doc, site)
    // A new document keeps the status it came with; this is why an order made and submitted in one call stays "Draft".
    if (!life.isNew) doc['status'] = orderStatus(doc)
    doc['billing_status'] = text(doc, 'billing_status') || 'Not Billed'
    doc['delivery_status'] = text(doc, 'delivery_status') || 'Not Delivered'
  },
  onSubmit(doc, site) {
    checkCreditLimit(doc, site)
    applyReservation(site, new Map(), reservation(site, { ...doc, status: '' }))
  },
  beforeUpdateAfterSubmit(doc) {
    if (text(doc, 'status') === 'Closed') return
    checkDeliveryDates(doc)
  },
  onUpdateAfterSubmit(doc, site, life) {
    if (life.before === null) return
    applyReservation(site, reservation(site, life.before), reservation(site, doc))
  },
  beforeCancel(doc) {
    if (doc['status'] === 'Closed') refuse('Closed order cannot be cancelled. Unclose to cancel.')
    doc['status'] = 'Cancelled'
  },
  onCancel(doc, site, life) {
    unlinkPayments(doc, site)
    if (life.before !== null) applyReservation(site, reservation(site, life.before), new Map())
  },
}

/** Progress belongs to the server: what a new order brings along is dropped. */
function resetProgress(doc: Doc, life: Life): void {
  if (!life.isNew) return
  Object.assign(doc, { per_delivered: 0, per_billed: 0, per_picked: 0, advance_paid: 0, status: 'Draft' })
  for (const row of rows(doc, 'items'))
    Object.assign(row, { delivered_qty: 0, billed_amt: 0, returned_qty: 0, picked_qty: 0 })
}

/** The order's date is the latest of its lines'; without any, the order's goes to all lines. */
function checkDeliveryDates(doc: Doc): void {
  const items = rows(doc, 'items')
  if (doc['order_type'] !== 'Sales' || truthy(doc, 'skip_delivery_note')) {
    if (text(doc, 'delivery_date') !== '') for (const row of items) row['delivery_date'] ??= doc['delivery_date']
    return
  }
  let latest = ''
  for (const row of items) if (toDay(row['delivery_date']) > toDay(latest)) latest = text(row, 'delivery_date')
  if (latest !== '' && toDay(doc['delivery_date']) !== toDay(latest)) doc['delivery_date'] = latest
  if (text(doc, 'delivery_date') === '') refuse('Please enter Delivery Date')
  for (const row of items) {
    if (text(row, 'delivery_date') === '') row['delivery_date'] = doc['delivery_date']
    if (toDay(doc['transaction_date']) > toDay(row['delivery_date'])) {
      refuse('Expected Delivery Date should be after Sales Order Date', {
        title: 'Invalid Delivery Date',
        indicator: 'orange',
      })
    }
  }
}

function checkPurchaseOrder(doc: Doc, site: Site): void {
  if (truthy(doc, 'skip_delivery_note')) return
  const day = toDay(doc['po_date'])
  for (const row of rows(doc, 'items')) {
    if (day !== '' && text(row, 'delivery_date') !== '' && day > toDay(row['delivery_date'])) {
      refuse(`Row #${text(row, 'idx')}: Expected Delivery Date cannot be before Purchase Order Date`)
    }
  }
  const reference = text(doc, 'po_no')
  if (reference === '' || text(doc, 'customer') === '') return
  const other = site
    .findBy('Sales Order', 'po_no', reference)
    .find((order) => order.name !== doc.name && order.docstatus < 2 && order['customer'] === doc['customer'])
  if (other === undefined) return
  const fact = `Sales Order ${strong(other.name)} already exists against Customer's Purchase Order ${strong(reference)}`
  if (truthy(site.single('Selling Settings'), 'allow_against_multiple_purchase_orders')) {
    site.message({ message: `Warning: ${fact}`, alert: true })
    return
  }
  const setting = strong("'Allow Multiple Sales Orders Against a Customer's Purchase Order'")
  refuse(
    `${fact}. To allow multiple Sales Orders, Enable ${setting} in ${formLink('Selling Settings', 'Selling Settings')}`,
  )
}

/** Warehouses must be of the order's company; unknown ones are left to the link check. */
export function checkWarehouses(doc: Doc, site: Site): void {
  for (const row of rows(doc, 'items')) {
    const warehouse = site.read('Warehouse', row['warehouse'])
    if (warehouse === null) continue
    if (warehouse['company'] !== doc['company']) {
      throw new FrappeError(
        'InvalidWarehouseCompany',
        `Warehouse ${warehouse.name} does not belong to company ${text(doc, 'company')}`,
        { module: 'erpnext.stock.utils', app: 'erpnext' },
      )
    }
    if (truthy(warehouse, 'disabled')) {
      refuse(`Disabled Warehouse ${warehouse.name} cannot be used for this transaction.`)
    }
  }
}
