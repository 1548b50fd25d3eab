import type { Controllers } from '#sandboxes/erpnext/controller'
import { stockEntry } from './stock-entry.ts'
import { stockReconciliation } from './stock-reconciliation.ts'

/** Controllers of documents that only move goods. */
export const stockControllers: Controllers = { 'Stock Entry': stockEntry, 'Stock Reconciliation': stockReconciliation }
