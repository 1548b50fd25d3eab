import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'

const SETTING: Readonly<Record<string, string>> = {
  'Sales Invoice': 'unlink_payment_on_cancellation_of_invoice',
  'Sales Order': 'unlink_advance_payment_on_cancelation_of_order',
}

/** Takes payments and journals off a document that is cancelled: their amounts become unallocated. */
export function unlinkPayments(doc: Doc, site: Site): void {
  if (!truthy(site.single('Accounts Settings'), SETTING[doc.doctype] ?? '')) return
  const payments = new Set<string>()
  for (const reference of site.findBy('Payment Entry Reference', 'reference_name', doc.name)) {
    if (reference.docstatus === 1 && reference['reference_doctype'] === doc.doctype)
      payments.add(text(reference, 'parent'))
  }
  for (const name of payments) unlinkPayment(site, name, doc)
  const journals = new Set<string>()
  for (const row of site.findBy('Journal Entry Account', 'reference_name', doc.name)) {
    if (row.docstatus !== 1 || row['reference_type'] !== doc.doctype) continue
    site.setValue('Journal Entry Account', row.name, { reference_type: null, reference_name: null })
    journals.add(text(row, 'parent'))
  }
  relinkLedger(site, doc)
  if (payments.size > 0) site.message({ message: `Payment Entries ${[...payments].join('\n')} are un-linked` })
  if (journals.size > 0) site.message({ message: `Journal Entries ${[...journals].join('\n')} are un-linked` })
}

function unlinkPayment(site: Site, name: string, doc: Doc): void {
  const payment = site.get('Payment Entry', name)
  const kept: Row[] = []
  let freed = 0
  for (const reference of rows(payment, 'references')) {
    if (reference['reference_doctype'] === doc.doctype && reference['reference_name'] === doc.name)
      freed += number(reference, 'allocated_amount')
    else kept.push(reference)
  }
  const rate =
    number(payment, payment['payment_type'] === 'Receive' ? 'source_exchange_rate' : 'target_exchange_rate') || 1
  payment['references'] = kept
  payment['total_allocated_amount'] = flt(Math.abs(number(payment, 'total_allocated_amount')) - Math.abs(freed), 2)
  payment['base_total_allocated_amount'] = flt(number(payment, 'total_allocated_amount') * rate, 2)
  payment['unallocated_amount'] = flt(number(payment, 'unallocated_amount') + Math.abs(freed), 2)
  payment['modified'] = site.now()
  site.insertRaw(payment)
}

/** What was paid against the document stands against the payment itself again. */
function relinkLedger(site: Site, doc: Doc): void {
  for (const entry of site.findBy('Payment Ledger Entry', 'against_voucher_no', doc.name)) {
    if (entry['against_voucher_type'] !== doc.doctype || entry['voucher_no'] === doc.name || truthy(entry, 'delinked'))
      continue
    site.setValue('Payment Ledger Entry', entry.name, {
      against_voucher_type: entry['voucher_type'],
      against_voucher_no: entry['voucher_no'],
    })
  }
}
