import type { Controllers } from '#sandboxes/erpnext/controller'
import { purchaseOrder } from './purchase-order.ts'
import { purchaseReceipt } from './purchase-receipt.ts'
import { shipment } from './shipment.ts'
import { stockEntry } from './stock-entry.ts'
import { stockReconciliation } from './stock-reconciliation.ts'
import { stockReservation } from './stock-reservation.ts'

/** Controllers of documents that only move goods, announce them or send them. */
export const stockControllers: Controllers = {
  'Purchase Order': purchaseOrder,
  'Purchase Receipt': purchaseReceipt,
  Shipment: shipment,
  'Stock Entry': stockEntry,
  'Stock Reconciliation': stockReconciliation,
  'Stock Reservation Entry': stockReservation,
}
