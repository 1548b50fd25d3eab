import type { Doc, DocController, Site } from '#sandboxes/erpnext/controller'
import { isBlank, number, text } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { binOf, changeBin } from '#sandboxes/erpnext/selling/stock'

/** Pieces that are put aside for a line of an order: the Bin's `reserved_stock`. */
export const stockReservation: DocController = {
  validate(doc, site) {
    for (const field of ['item_code', 'warehouse', 'voucher_type', 'voucher_no', 'voucher_detail_no'] as const)
      if (isBlank(doc[field])) refuse(`${site.meta(doc.doctype).byName.get(field)?.label ?? field} is required`)
    if (number(doc, 'reserved_qty') <= 0) refuse('Reserved Qty should be greater than Delivered Qty.')
    if (isBlank(doc['stock_uom'])) doc['stock_uom'] = site.value('Item', doc['item_code'], 'stock_uom')
    if (doc.docstatus === 0) doc['status'] = 'Draft'
  },
  onSubmit(doc, site) {
    checkFree(doc, site)
    reserve(doc, site, number(doc, 'reserved_qty'))
    setStatus(doc, site, 'Reserved')
  },
  onCancel(doc, site) {
    reserve(doc, site, number(doc, 'delivered_qty') - number(doc, 'reserved_qty'))
    setStatus(doc, site, 'Cancelled')
  },
}

function checkFree(doc: Readonly<Doc>, site: Site): void {
  const bin = binOf(site, text(doc, 'item_code'), text(doc, 'warehouse')) ?? {}
  const free = number(bin, 'actual_qty') - number(bin, 'reserved_stock')
  if (number(doc, 'reserved_qty') <= free) return
  refuse(
    `Stock not available to reserve for the Item ${text(doc, 'item_code')} against the Warehouse ${text(doc, 'warehouse')}.`,
  )
}

function reserve(doc: Readonly<Doc>, site: Site, pieces: number): void {
  changeBin(site, text(doc, 'item_code'), text(doc, 'warehouse'), { reservedStock: pieces })
}

function setStatus(doc: Doc, site: Site, status: string): void {
  site.setValue('Stock Reservation Entry', doc.name, { status })
  doc['status'] = status
}
