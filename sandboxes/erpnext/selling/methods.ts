import type { ApiMethod, ApiMethods, Site } from '#sandboxes/erpnext/controller'
import { text } from '#sandboxes/erpnext/fields'
import { checkCreditLimit } from './credit-limit.ts'
import { itemDetails } from './item-details.ts'
import { makeDeliveryOfOrder } from './make-delivery.ts'
import { makeInvoiceOfDelivery, makeInvoiceOfOrder } from './make-invoice.ts'
import { makePayment } from './make-payment.ts'
import { makeDeliveryReturn, makeInvoiceReturn } from './make-return.ts'
import { openDocuments } from './open-documents.ts'
import { applyReservation, orderStatus, reservation } from './order-status.ts'
import { updateOrderRows } from './update-order-rows.ts'

type Args = Readonly<Record<string, unknown>>

const ORDER = 'erpnext.selling.doctype.sales_order'
const INVOICE = 'erpnext.accounts.doctype.sales_invoice'
const DELIVERY = 'erpnext.stock.doctype.delivery_note'
const PAYMENT = 'erpnext.accounts.doctype.payment_entry.payment_entry'

const invoiceOfOrder: ApiMethod = {
  required: ['source_name'],
  run: (args, site) => makeInvoiceOfOrder(site, args['source_name'], chosenRows(args)),
}
const deliveryOfOrder: ApiMethod = {
  required: ['source_name'],
  run: (args, site) => makeDeliveryOfOrder(site, args['source_name'], chosenRows(args)),
}
const invoiceReturn: ApiMethod = {
  required: ['source_name'],
  run: (args, site) => makeInvoiceReturn(site, args['source_name']),
}
const deliveryReturn: ApiMethod = {
  required: ['source_name'],
  run: (args, site) => makeDeliveryReturn(site, args['source_name']),
}
const invoiceOfDelivery: ApiMethod = {
  required: ['source_name'],
  run: (args, site) => makeInvoiceOfDelivery(site, args['source_name']),
}

/** Whitelisted functions of selling and payment. */
export const sellingMethods: ApiMethods = {
  [`${ORDER}.sales_order.make_sales_invoice`]: invoiceOfOrder,
  [`${ORDER}.sales_order.make_delivery_note`]: deliveryOfOrder,
  [`${INVOICE}.sales_invoice.make_sales_return`]: invoiceReturn,
  [`${DELIVERY}.delivery_note.make_sales_return`]: deliveryReturn,
  [`${DELIVERY}.delivery_note.make_sales_invoice`]: invoiceOfDelivery,
  [`${ORDER}.sales_order.update_status`]: { required: ['status', 'name'], run: setOrderStatus },
  [`${PAYMENT}.get_payment_entry`]: { required: ['dt', 'dn'], run: (args, site) => makePayment(site, args) },
  [`${PAYMENT}.get_outstanding_reference_documents`]: {
    required: ['args'],
    run: (args, site) => openDocuments(site, asObject(args['args'])),
  },
  'erpnext.stock.get_item_details.get_item_details': {
    required: ['args'],
    run: (args, site) => itemDetails(site, asObject(args['args'])),
  },
  'erpnext.controllers.accounts_controller.update_child_qty_rate': {
    required: ['parent_doctype', 'trans_items', 'parent_doctype_name'],
    run(args, site) {
      updateOrderRows(site, args['parent_doctype_name'], asList(args['trans_items']))
      return null
    },
  },
}

/** Where later releases of version 16 keep the functions that make one document of another; the old addresses are gone there. */
export const sellingMethodsOfLateVersion16: ApiMethods = {
  [`${ORDER}.mapper.make_sales_invoice`]: invoiceOfOrder,
  [`${ORDER}.mapper.make_delivery_note`]: deliveryOfOrder,
  [`${INVOICE}.mapper.make_sales_return`]: invoiceReturn,
  [`${DELIVERY}.mapper.make_sales_return`]: deliveryReturn,
  [`${DELIVERY}.mapper.make_sales_invoice`]: invoiceOfDelivery,
}

function chosenRows(args: Args): readonly string[] {
  const inner = asObject(args['args'] ?? args['kwargs'])
  const chosen = inner['filtered_children']
  return Array.isArray(chosen) ? chosen.map(String) : []
}

function asObject(value: unknown): Args {
  const parsed: unknown = typeof value === 'string' && value !== '' ? JSON.parse(value) : value
  return typeof parsed === 'object' && parsed !== null ? (parsed as Args) : {}
}

function asList(value: unknown): readonly Args[] {
  const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : value
  return Array.isArray(parsed) ? (parsed as Args[]) : []
}

/** Closes, holds or re-opens an order; `Draft` lets the server compute the status again. */
function setOrderStatus(args: Args, site: Site): null {
  const order = site.get('Sales Order', args['name'])
  site.checkPermission('Sales Order', 'submit', order)
  const before = reservation(site, order)
  const asked = text(args, 'status')
  order['status'] = orderStatus(order, asked)
  site.setValue('Sales Order', order.name, { status: order['status'] })
  if (asked === 'Draft' && order.docstatus === 1) checkCreditLimit(order, site)
  applyReservation(site, before, reservation(site, order))
  return null
}
