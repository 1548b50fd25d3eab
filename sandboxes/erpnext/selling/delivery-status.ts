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
    const billed = billedOf(site, row)
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

/** What invoices of the delivery bill of a line, and what invoices of its order do that name no delivery: the first line delivered takes it first. */
function billedOf(site: Site, row: Readonly<Doc>): number {
  const direct = submittedSum(site, 'Sales Invoice Item', row, 'amount', 1)
  const order = text(row, 'so_detail')
  if (order === '') return direct
  let pool = 0
  for (const one of site.findBy('Sales Invoice Item', 'so_detail', order)) {
    if (one.docstatus === 1 && text(one, 'dn_detail') === '' && number(one, 'amount') > 0) pool += number(one, 'amount')
  }
  for (const other of site.findBy('Delivery Note Item', 'so_detail', order)) {
    if (other.docstatus !== 1 || number(other, 'qty') <= 0) continue
    const own = submittedSum(site, 'Sales Invoice Item', other, 'amount', 1)
    const share = Math.max(Math.min(pool, number(other, 'amount') - own), 0)
    if (other.name === row.name) return flt(direct + share, 2)
    pool -= share
  }
  return direct
}

/** Deliveries of the order lines that a document bills. */
export function deliveriesOf(site: Site, items: readonly Readonly<Doc>[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const item of items) {
    if (text(item, 'delivery_note') !== '') names.add(text(item, 'delivery_note'))
    for (const row of site.findBy('Delivery Note Item', 'so_detail', item['so_detail'])) names.add(text(row, 'parent'))
  }
  return names
}

function submittedSum(site: Site, doctype: string, row: Readonly<Doc>, field: string, sign: 1 | -1): number {
  let sum = 0
  for (const one of site.findBy(doctype, 'dn_detail', row.name)) {
    if (one.docstatus === 1 && text(one, 'parent') !== text(row, 'parent')) sum += sign * number(one, field)
  }
  return flt(sum, 3)
}
