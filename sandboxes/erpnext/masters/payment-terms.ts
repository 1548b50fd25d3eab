import type { DocController } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'

/** When parts of an invoice are due; the parts make a whole. */
export const paymentTermsTemplate: DocController = {
  validate(doc) {
    const portion = rows(doc, 'terms').reduce((sum, row) => sum + number(row, 'invoice_portion'), 0)
    if (flt(portion, 2) !== 100) refuse('Combined invoice portion must equal 100%')
    const seen = new Set<string>()
    for (const row of rows(doc, 'terms')) {
      const days = number(row, 'credit_days')
      if (days < 0) refuse('Credit Days cannot be a negative number')
      const key = [text(row, 'payment_term'), days, number(row, 'credit_months'), text(row, 'due_date_based_on')].join(
        '|',
      )
      if (seen.has(key)) refuse(`The Payment Term at row ${text(row, 'idx')} is possibly a duplicate.`)
      seen.add(key)
    }
  },
}
