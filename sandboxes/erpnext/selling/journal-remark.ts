import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { companyCurrency } from './company.ts'
import { formatDay, formatMoney } from './format.ts'

/** The text of a journal: note, reference, what its rows settle. */
export function setJournalRemark(doc: Doc, site: Site): void {
  const parts: string[] = []
  if (text(doc, 'user_remark') !== '') parts.push(`Note: ${text(doc, 'user_remark')}`)
  if (text(doc, 'cheque_no') !== '') {
    if (text(doc, 'cheque_date') === '') refuse('Please enter Reference date')
    parts.push(`Reference #${text(doc, 'cheque_no')} dated ${formatDay(site, doc['cheque_date'])}`)
  }
  const own = companyCurrency(site, doc)
  for (const row of rows(doc, 'accounts')) {
    if (row['reference_type'] !== 'Sales Invoice' && row['reference_type'] !== 'Sales Order') continue
    const amount = number(row, 'credit') || number(row, 'debit')
    if (number(row, 'credit') > 0)
      parts.push(
        `${formatMoney(site, amount, own)} against ${text(row, 'reference_type')} ${text(row, 'reference_name')}`,
      )
  }
  if (parts.length > 0) doc['remark'] = parts.join('\n')
}
