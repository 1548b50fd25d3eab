import type { Doc, DocController, Site } from '#sandboxes/erpnext/controller'
import { rows, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { checkAccountingPeriod } from './closed-books.ts'
import { checkCreditLimit } from './credit-limit.ts'
import { deliveriesOf, deliveryStatus, refreshDelivery } from './delivery-status.ts'
import { strong } from './format.ts'
import { DELIVERY_NOTE } from './kinds.ts'
import { postLedger, reverseLedger } from './ledger.ts'
import { checkLimits } from './limits.ts'
import { refreshOrder } from './order-status.ts'
import { makePackingList } from './packing-list.ts'
import { setPostingTime } from './posting-time.ts'
import { checkOrdersOpen, checkPrevious, checkSubmitted, setOrderNumbers } from './previous-document.ts'
import { checkWarehouses } from './sales-order.ts'
import { checkRates, validateSelling } from './selling-document.ts'
import { checkSameRate } from './selling-settings.ts'
import { moveGoods, returnGoods, stockLines } from './stock-moves.ts'

/** A Delivery Note or, with `is_return`, goods that come back. */
export const deliveryNote: DocController = {
  validate(doc, site, life) {
    setPostingTime(doc, site, life)
    if (life.isNew) Object.assign(doc, { status: 'Draft', per_billed: 0, per_returned: 0 })
    checkReferences(doc)
    validateSelling(doc, site, life, DELIVERY_NOTE)
    checkOrdersOpen(doc, site, 'against_sales_order')
    checkPrevious(doc, site)
    checkSameRate(doc, site)
    setOrderNumbers(doc, site, 'against_sales_order')
    checkWarehouses(doc, site)
    makePackingList(doc, site)
    doc['installation_status'] = text(doc, 'installation_status') || 'Not Installed'
    doc['status'] = deliveryStatus(doc)
    checkAccountingPeriod(doc, site)
  },
  onSubmit(doc, site) {
    checkRates(doc, site)
    checkSubmitted(doc, site, [['against_sales_order', 'Sales Order']])
    refreshOrders(doc, site)
    if (!truthy(doc, 'is_return')) {
      checkLimits(doc, site, {
        kind: 'Qty',
        itemDoctype: 'Sales Order Item',
        rowField: 'so_detail',
        done: 'delivered_qty',
        of: 'qty',
      })
      checkCreditLimit(doc, site)
    }
    moveGoods(doc, site)
    postLedger(site, doc, stockLines(doc, site))
    for (const name of deliveriesOf(site, rows(doc, 'items'))) refreshDelivery(site, name)
    refreshDelivery(site, text(doc, 'return_against'))
    // The server reads a delivery again after it is submitted: the answer shows what is stored.
    Object.assign(doc, site.get('Delivery Note', doc.name))
  },
  beforeCancel(doc) {
    doc['status'] = 'Cancelled'
  },
  onCancel(doc, site) {
    checkOrdersOpen(doc, site, 'against_sales_order')
    refreshOrders(doc, site)
    returnGoods(doc, site)
    reverseLedger(site, doc)
    refreshDelivery(site, text(doc, 'return_against'))
  },
}

function refreshOrders(doc: Doc, site: Site): void {
  const orders = new Set(rows(doc, 'items').map((row) => text(row, 'against_sales_order')))
  for (const order of orders) refreshOrder(site, order)
}

/** A line that names an order or invoice must name its row, too. */
function checkReferences(doc: Doc): void {
  for (const [field, rowField, label, title] of [
    ['against_sales_order', 'so_detail', 'Against Sales Order Item', 'References to Sales Orders are Incomplete'],
    ['against_sales_invoice', 'si_detail', 'Against Sales Invoice Item', 'References to Sales Invoices are Incomplete'],
  ] as const) {
    rows(doc, 'items').forEach((row, index) => {
      if (text(row, field) === '' || text(row, rowField) !== '') return
      refuse(`The field ${strong(label)} in row ${strong(String(index + 1))} is not set`, { title })
    })
  }
}
