import type { Site } from '#sandboxes/erpnext/controller'
import { number, text } from '#sandboxes/erpnext/fields'
import { changeBin } from './stock.ts'

/** What was put aside for an order line is used up by what was delivered of it, the oldest reservation first. */
export function consumeReservations(site: Site, orderRow: string): void {
  const entries = site.findBy('Stock Reservation Entry', 'voucher_detail_no', orderRow)
  const row = entries.length === 0 ? null : site.read('Sales Order Item', orderRow)
  if (row === null) return
  let delivered = number(row, 'delivered_qty') * (number(row, 'conversion_factor') || 1)
  for (const entry of Array.from(entries)) {
    if (entry.docstatus !== 1) continue
    const reserved = number(entry, 'reserved_qty')
    const used = Math.max(0, Math.min(delivered, reserved))
    delivered -= used
    const change = number(entry, 'delivered_qty') - used
    if (change === 0) continue
    const status = used >= reserved ? 'Delivered' : used > 0 ? 'Partially Delivered' : 'Reserved'
    site.setValue('Stock Reservation Entry', entry.name, { delivered_qty: used, status })
    changeBin(site, text(entry, 'item_code'), text(entry, 'warehouse'), { reservedStock: change })
  }
}
