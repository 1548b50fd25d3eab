import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'
import { SALES_INVOICE } from './kinds.ts'
import { finishMapped, mapFields, mapRow, mapTaxes, submittedSource } from './mapping.ts'

/** An unsaved invoice of what an order has left to bill; `only` names the rows to take. */
export function makeInvoiceOfOrder(site: Site, name: unknown, only: readonly string[]): Record<string, unknown> {
  const order = submittedSource(site, 'Sales Order', name)
  const invoice = mapFields(site, order, 'Sales Invoice', {
    ...discountLeft(site, order),
    payment_terms_template: null,
  })
  invoice['items'] = rows(order, 'items')
    .filter((row) => only.length === 0 || only.includes(row.name))
    .filter(
      (row) =>
        number(row, 'qty') !== 0 &&
        (number(row, 'base_amount') === 0 || Math.abs(number(row, 'billed_amt')) < Math.abs(number(row, 'amount'))),
    )
    .map((row) => billedRow(site, order, row))
  invoice['taxes'] = mapTaxes(site, order)
  return finishMapped(site, invoice, SALES_INVOICE)
}

function billedRow(site: Site, order: Doc, row: Row): Row {
  const rate = number(row, 'rate')
  const billed = number(row, 'billed_amt')
  const left = number(row, 'amount') - billed
  const qty = rate !== 0 && billed !== 0 ? left / rate : number(row, 'qty') - number(row, 'returned_qty')
  return mapRow(site, row, 'Sales Invoice Item', {
    qty: flt(qty, 3),
    sales_order: order.name,
    so_detail: row.name,
    use_serial_batch_fields: 1,
    stock_uom_rate: 0,
  })
}

/** The discount of an order goes to its first invoice as a whole. */
function discountLeft(site: Site, order: Doc): Record<string, unknown> {
  const discount = number(order, 'discount_amount')
  if (discount === 0 || number(order, 'additional_discount_percentage') !== 0) return {}
  const invoices = new Set(
    site.findBy('Sales Invoice Item', 'sales_order', order.name).map((row) => text(row, 'parent')),
  )
  let given = 0
  for (const name of invoices) {
    const invoice = site.read('Sales Invoice', name)
    if (invoice !== null && invoice.docstatus === 1) given += number(invoice, 'discount_amount')
  }
  return { discount_amount: flt(Math.max(discount - given, 0), 2) }
}

/** An unsaved invoice of what a delivery has left to bill. */
export function makeInvoiceOfDelivery(site: Site, name: unknown): Record<string, unknown> {
  const note = submittedSource(site, 'Delivery Note', name)
  const invoice = mapFields(site, note, 'Sales Invoice')
  invoice['is_return'] = note['is_return']
  invoice['items'] = rows(note, 'items').flatMap((row) => {
    const left = flt(number(row, 'qty') - invoicedQuantity(site, row) - number(row, 'returned_qty'), 3)
    if (left <= 0 && note['is_return'] !== 1) return []
    const values = {
      qty: left,
      sales_order: row['against_sales_order'],
      so_detail: row['so_detail'],
      delivery_note: note.name,
      dn_detail: row.name,
      stock_uom_rate: 0,
      incoming_rate: 0,
    }
    return [mapRow(site, row, 'Sales Invoice Item', values)]
  })
  invoice['taxes'] = mapTaxes(site, note)
  return finishMapped(site, invoice, SALES_INVOICE)
}

function invoicedQuantity(site: Site, row: Row): number {
  let quantity = 0
  for (const one of site.findBy('Sales Invoice Item', 'dn_detail', row.name))
    if (one.docstatus === 1) quantity += number(one, 'qty')
  return quantity
}
