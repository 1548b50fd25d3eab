import { text } from '#sandboxes/erpnext/fields'
import type { Doc } from '#sandboxes/erpnext/controller'

/** What differs between the three selling documents where they share code. */
export interface SellingKind {
  readonly doctype: 'Sales Order' | 'Sales Invoice' | 'Delivery Note'
  readonly itemDoctype: string
  readonly dateField: 'transaction_date' | 'posting_date'
  readonly hasSchedule: boolean
}

export const SALES_ORDER: SellingKind = {
  doctype: 'Sales Order',
  itemDoctype: 'Sales Order Item',
  dateField: 'transaction_date',
  hasSchedule: true,
}

export const SALES_INVOICE: SellingKind = {
  doctype: 'Sales Invoice',
  itemDoctype: 'Sales Invoice Item',
  dateField: 'posting_date',
  hasSchedule: true,
}

export const DELIVERY_NOTE: SellingKind = {
  doctype: 'Delivery Note',
  itemDoctype: 'Delivery Note Item',
  dateField: 'posting_date',
  hasSchedule: false,
}

/** The day a document counts on. */
export function dayOf(doc: Readonly<Doc>, kind: SellingKind): string {
  return text(doc, kind.dateField)
}
