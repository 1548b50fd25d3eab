import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'
import { toDay } from './format.ts'

/** Recomputes an invoice's open amount from the payment ledger, and its status with it. */
export function refreshOutstanding(site: Site, name: string): void {
  const invoice = site.read('Sales Invoice', name)
  if (invoice === null || invoice.docstatus !== 1) return
  const outstanding = openAmount(site, 'Sales Invoice', name)
  const status = invoiceStatus({ ...invoice, outstanding_amount: outstanding }, site)
  site.setValue('Sales Invoice', name, { outstanding_amount: outstanding, status })
  const original = text(invoice, 'return_against')
  if (truthy(invoice, 'is_return') && original !== '') refreshStatus(site, original)
}

/** Sum of what is open against a voucher, in the account's currency. */
export function openAmount(site: Site, doctype: string, name: string): number {
  let open = 0
  for (const entry of site.findBy('Payment Ledger Entry', 'against_voucher_no', name)) {
    if (entry['against_voucher_type'] === doctype && !truthy(entry, 'delinked'))
      open += number(entry, 'amount_in_account_currency')
  }
  return flt(open, 2)
}

function refreshStatus(site: Site, name: string): void {
  const invoice = site.read('Sales Invoice', name)
  if (invoice === null || invoice.docstatus !== 1) return
  const status = invoiceStatus(invoice, site)
  if (status !== invoice['status']) site.setValue('Sales Invoice', name, { status })
}

/** The status that an invoice's amounts and dates imply. */
export function invoiceStatus(invoice: Readonly<Doc>, site: Site): string {
  if (invoice.docstatus === 0) return 'Draft'
  if (invoice.docstatus === 2) return 'Cancelled'
  const open = flt(invoice['outstanding_amount'], 2)
  const total = totalInPartyCurrency(invoice, site)
  if (isOverdue(invoice, open, total, site)) return 'Overdue'
  if (open > 0 && open < total) return 'Partly Paid'
  if (open > 0 && toDay(invoice['due_date']) >= site.today()) return 'Unpaid'
  if (!truthy(invoice, 'is_return') && hasCreditNote(invoice, site)) return 'Credit Note Issued'
  if (truthy(invoice, 'is_return')) return 'Return'
  return open <= 0 ? 'Paid' : 'Submitted'
}

export function totalInPartyCurrency(invoice: Readonly<Doc>, site: Site): number {
  const own = site.value('Company', invoice['company'], 'default_currency')
  const field =
    truthy(invoice, 'disable_rounded_total') || number(invoice, 'rounded_total') === 0 ? 'grand_total' : 'rounded_total'
  return number(invoice, invoice['party_account_currency'] === own ? `base_${field}` : field)
}

function isOverdue(invoice: Readonly<Doc>, open: number, total: number, site: Site): boolean {
  if (open <= 0) return false
  const today = site.today()
  const schedule = rows(invoice, 'payment_schedule')
  if (truthy(invoice, 'is_pos') || schedule.length === 0) return toDay(invoice['due_date']) < today
  const sameCurrency = invoice['party_account_currency'] === invoice['currency']
  let due = 0
  for (const row of schedule)
    if (toDay(row['due_date']) < today) due += number(row, sameCurrency ? 'payment_amount' : 'base_payment_amount')
  return flt(total - open, 2) < flt(due, 2)
}

function hasCreditNote(invoice: Readonly<Doc>, site: Site): boolean {
  return site
    .findBy('Sales Invoice', 'return_against', invoice.name)
    .some((note) => note.docstatus === 1 && truthy(note, 'is_return'))
}
