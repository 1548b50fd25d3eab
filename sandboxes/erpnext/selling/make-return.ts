import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'
import { DELIVERY_NOTE, SALES_INVOICE, type SellingKind } from './kinds.ts'
import { finishMapped, mapFields, mapRow, mapTaxes, submittedSource } from './mapping.ts'
import { newRow } from './rows.ts'

/** An unsaved credit note of an invoice: everything that is left, and the whole coupon and Actual rows. */
export function makeInvoiceReturn(site: Site, name: unknown): Record<string, unknown> {
  const invoice = submittedSource(site, 'Sales Invoice', name)
  const note = makeReturn(site, invoice, SALES_INVOICE, 'sales_invoice_item')
  note['update_outstanding_for_self'] = 1
  if (site.exists('Print Heading', 'Credit Note')) note['select_print_heading'] = 'Credit Note'
  note['due_date'] = null
  note['payment_schedule'] = rows(invoice, 'payment_schedule').map((row, index) => mirroredTerm(site, row, index))
  return finishMapped(site, note, SALES_INVOICE, false)
}

/** An unsaved return of goods. */
export function makeDeliveryReturn(site: Site, name: unknown): Record<string, unknown> {
  const delivery = submittedSource(site, 'Delivery Note', name)
  return finishMapped(site, makeReturn(site, delivery, DELIVERY_NOTE, 'dn_detail'), DELIVERY_NOTE, false)
}

function makeReturn(site: Site, source: Doc, kind: SellingKind, linkField: string): Doc {
  const doc = mapFields(site, source, kind.doctype, {
    is_return: 1,
    return_against: source.name,
    set_warehouse: kind.doctype === 'Sales Invoice' ? '' : null,
    discount_amount: -number(source, 'discount_amount'),
    set_posting_time: 0,
  })
  doc['items'] = rows(source, 'items').map((row) => returnedRow(site, row, kind, linkField))
  doc['taxes'] = mapTaxes(site, source)
  for (const tax of rows(doc, 'taxes'))
    if (tax['charge_type'] === 'Actual') tax['tax_amount'] = -number(tax, 'tax_amount')
  return doc
}

function returnedRow(site: Site, row: Row, kind: SellingKind, linkField: string): Row {
  let returned = 0
  for (const one of site.findBy(kind.itemDoctype, linkField, row.name)) {
    if (one.docstatus === 1 && text(one, 'parent') !== text(row, 'parent')) returned += number(one, 'qty')
  }
  return mapRow(site, row, kind.itemDoctype, {
    qty: flt(-(number(row, 'qty') + returned), 3),
    [linkField]: row.name,
    sales_order: row['sales_order'],
    so_detail: row['so_detail'],
    against_sales_order: row['against_sales_order'],
    expense_account: row['expense_account'],
    cost_center: row['cost_center'],
    stock_uom_rate: 0,
  })
}

function mirroredTerm(site: Site, term: Readonly<Row>, index: number): Row {
  const row = newRow(site, 'Payment Schedule', {
    due_date: term['due_date'],
    invoice_portion: term['invoice_portion'],
    due_date_based_on: '',
    discount_type: 'Percentage',
    discount_validity_based_on: '',
    payment_amount: -number(term, 'payment_amount'),
    outstanding: number(term, 'payment_amount'),
    base_payment_amount: number(term, 'base_payment_amount'),
    base_outstanding: number(term, 'base_payment_amount'),
  })
  return Object.assign(row, {
    idx: index + 1,
    parentfield: 'payment_schedule',
    parenttype: 'Sales Invoice',
    owner: site.user,
    __islocal: 1,
    __unsaved: 1,
  })
}
