import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'

/** The status that a delivery's progress implies. */
export function deliveryStatus(note: Readonly<Doc>): string {
  if (note.docstatus === 0) return 'Draft'
  if (note.docstatus === 2) return 'Cancelled'
  if (note['status'] === 'Closed') return 'Closed'
  if (truthy(note, 'is_return') && number(note, 'per_billed') === 0) return 'Return'
  if (!truthy(note, 'is_return') && number(note, 'per_returned') >= 100) return 'Return Issued'
  return number(note, 'per_billed') >= 100 ? 'Completed' : 'To Bill'
}

/** Re-counts what of a delivery was billed and what came back. */
export function refreshDelivery(site: Site, name: string): void {
  const note = site.read('Delivery Note', name)
  if (note === null || note.docstatus !== 1) return
  const sums = { amount: 0, billed: 0, quantity: 0, returned: 0 }
  for (const row of rows(note, 'items')) {
    const billed = submittedSum(site, 'Sales Invoice Item', row, 'amount', 1)
    const returned = submittedSum(site, 'Delivery Note Item', row, 'qty', -1)
    site.setValue(
      'Delivery Note Item',
      row.name,
      { billed_amt: billed, returned_qty: returned },
      { updateModified: false },
    )
    sums.amount += Math.abs(number(row, 'amount'))
    sums.billed += Math.min(Math.abs(billed), Math.abs(number(row, 'amount')))
    sums.quantity += Math.abs(number(row, 'qty'))
    sums.returned += returned
  }
  const progress = {
    per_billed: sums.amount === 0 ? 0 : flt((sums.billed / sums.amount) * 100, 6),
    per_returned: sums.quantity === 0 ? 0 : flt((sums.returned / sums.quantity) * 100, 6),
  }
  site.setValue('Delivery Note', name, { ...progress, status: deliveryStatus({ ...note, ...progress }) })
}

function submittedSum(site: Site, doctype: string, row: Readonly<Doc>, field: string, sign: 1 | -1): number {
  let sum = 0
  for (const one of site.findBy(doctype, 'dn_detail', row.name)) {
    if (one.docstatus === 1 && text(one, 'parent') !== text(row, 'parent')) sum += sign * number(one, field)
  }
  return flt(sum, 3)
}
