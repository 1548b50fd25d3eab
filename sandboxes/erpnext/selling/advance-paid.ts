import type { Site } from '#sandboxes/erpnext/controller'
import { number } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'

/** Re-counts what submitted payments and journals hold against an order. */
export function refreshAdvancePaid(site: Site, order: string): void {
  if (!site.exists('Sales Order', order)) return
  let paid = 0
  for (const reference of site.findBy('Payment Entry Reference', 'reference_name', order)) {
    if (reference.docstatus !== 1 || reference['reference_doctype'] !== 'Sales Order') continue
    const sign = site.value('Payment Entry', reference['parent'], 'payment_type') === 'Pay' ? -1 : 1
    paid += sign * number(reference, 'allocated_amount')
  }
  for (const row of site.findBy('Journal Entry Account', 'reference_name', order)) {
    if (row.docstatus === 1 && row['reference_type'] === 'Sales Order')
      paid += number(row, 'credit_in_account_currency') - number(row, 'debit_in_account_currency')
  }
  site.setValue('Sales Order', order, { advance_paid: flt(paid, 2) })
}
