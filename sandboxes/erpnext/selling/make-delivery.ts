import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, truthy } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'
import { DELIVERY_NOTE } from './kinds.ts'
import { finishMapped, mapFields, mapRow, mapTaxes, submittedSource } from './mapping.ts'

/** An unsaved delivery of what an order has left; `only` names the rows to take. */
export function makeDeliveryOfOrder(site: Site, name: unknown, only: readonly string[]): Record<string, unknown> {
  const order = submittedSource(site, 'Sales Order', name)
  const note = mapFields(site, order, 'Delivery Note')
  note['items'] = rows(order, 'items')
    .filter((row) => only.length === 0 || only.includes(row.name))
    .filter(
      (row) =>
        Math.abs(number(row, 'delivered_qty')) < Math.abs(number(row, 'qty')) && !truthy(row, 'delivered_by_supplier'),
    )
    .map((row) => deliveredRow(site, order, row))
  note['taxes'] = mapTaxes(site, order)
  return finishMapped(site, note, DELIVERY_NOTE)
}

function deliveredRow(site: Site, order: Doc, row: Row): Row {
  const qty = flt(number(row, 'qty') - number(row, 'delivered_qty'), 3)
  const values = {
    qty,
    against_sales_order: order.name,
    so_detail: row.name,
    use_serial_batch_fields: 1,
    stock_uom_rate: 0,
    billed_amt: 0,
    returned_qty: 0,
  }
  return mapRow(site, row, 'Delivery Note Item', values)
}
