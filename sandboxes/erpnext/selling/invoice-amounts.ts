import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { accountOfMode, companyCurrency, companyValue } from './company.ts'
import { formLink } from './format.ts'

/** Paid, change, write-off and open amount of an invoice, from its totals. */
export function setOutstanding(doc: Doc, site: Site): void {
  const rate = number(doc, 'conversion_rate') || 1
  setPaid(doc, rate)
  doc['base_write_off_amount'] = flt(number(doc, 'write_off_amount') * rate, 2)
  const inDocument = (text(doc, 'party_account_currency') || companyCurrency(site, doc)) === doc['currency']
  const total = number(doc, 'rounded_total') || number(doc, 'grand_total')
  const baseTotal = number(doc, 'base_rounded_total') || number(doc, 'base_grand_total')
  setChange(doc, site, total, rate)
  const amount = (field: string): number => number(doc, inDocument ? field : `base_${field}`)
  const toPay = flt((inDocument ? total : baseTotal) - number(doc, 'total_advance') - amount('write_off_amount'), 2)
  const reducesOriginal =
    truthy(doc, 'is_return') && text(doc, 'return_against') !== '' && !truthy(doc, 'update_outstanding_for_self')
  doc['outstanding_amount'] =
    reducesOriginal && !truthy(doc, 'is_pos') ? 0 : flt(toPay - amount('paid_amount') + amount('change_amount'), 2)
}

/** Payments only count on a POS invoice; on others they are dropped. */
function setPaid(doc: Doc, rate: number): void {
  if (!truthy(doc, 'is_pos')) {
    doc['payments'] = []
    doc['paid_amount'] = 0
    doc['base_paid_amount'] = 0
    return
  }
  let paid = 0
  let basePaid = 0
  for (const payment of rows(doc, 'payments')) {
    payment['amount'] = flt(payment['amount'], 2)
    payment['base_amount'] = flt(number(payment, 'amount') * rate, 2)
    paid += number(payment, 'amount')
    basePaid += number(payment, 'base_amount')
  }
  doc['paid_amount'] = flt(paid, 2)
  doc['base_paid_amount'] = flt(basePaid, 2)
}

/** Cash above the total is given back. */
function setChange(doc: Doc, site: Site, total: number, rate: number): void {
  const paid = number(doc, 'paid_amount')
  const cash = rows(doc, 'payments').some(
    (payment) => site.value('Mode of Payment', payment['mode_of_payment'], 'type') === 'Cash',
  )
  const change = !truthy(doc, 'is_return') && cash && paid > total ? flt(paid - total, 2) : 0
  doc['change_amount'] = change
  doc['base_change_amount'] = flt(change * rate, 2)
}

/** What a POS invoice needs. */
export function checkPos(doc: Doc, site: Site): void {
  if (!truthy(doc, 'is_pos')) return
  const payments = rows(doc, 'payments')
  if (payments.length === 0) refuse('At least one mode of payment is required for POS invoice.')
  if (text(doc, 'account_for_change_amount') === '')
    doc['account_for_change_amount'] = companyValue(site, doc, 'default_cash_account')
  payments.forEach((payment, index) => checkSign(doc, payment, index))
}

function checkSign(doc: Doc, payment: Row, index: number): void {
  const isReturn = truthy(doc, 'is_return')
  const amount = number(payment, 'amount')
  if (!isReturn && amount < 0) refuse(`Row #${index + 1} (Payment Table): Amount must be positive`)
  if (isReturn && amount > 0) refuse(`Row #${index + 1} (Payment Table): Amount must be negative`)
}

/** The account of each payment's mode; only a saved draft gets it, a one-call submit does not. */
export function setPaymentAccounts(doc: Doc, site: Site): void {
  for (const payment of rows(doc, 'payments')) {
    if (text(payment, 'account') !== '') continue
    const mode = text(payment, 'mode_of_payment')
    const account = accountOfMode(site, mode, doc['company'])
    if (account === '') {
      refuse(`Please set default Cash or Bank account in Mode of Payment ${formLink('Mode of Payment', mode)}`, {
        title: 'Missing Account',
      })
    }
    payment['account'] = account
  }
}
