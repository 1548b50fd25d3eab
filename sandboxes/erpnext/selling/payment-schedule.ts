import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { addDays, endOfMonth, toDay } from './format.ts'
import { dayOf, type SellingKind } from './kinds.ts'
import { newRow } from './rows.ts'
import { MONEY_DIGITS } from './totals/lines.ts'

/** Due date and payment schedule of an order or invoice; credit notes and POS invoices have none. */
export function setPaymentSchedule(doc: Doc, site: Site, kind: SellingKind): void {
  if (truthy(doc, 'is_return')) {
    doc['payment_terms_template'] = ''
    doc['payment_schedule'] = []
    if (kind.doctype === 'Sales Invoice') doc['due_date'] ??= dayOf(doc, kind)
    return
  }
  if (truthy(doc, 'is_pos')) {
    doc['payment_terms_template'] = ''
    doc['payment_schedule'] = []
    if (text(doc, 'due_date') === '') doc['due_date'] = dayOf(doc, kind)
    return
  }
  if (kind.doctype === 'Sales Invoice' && text(doc, 'due_date') === '' && text(doc, 'customer') !== '')
    doc['due_date'] = dayOf(doc, kind)
  buildSchedule(doc, site, kind)
  if (kind.doctype === 'Sales Invoice') checkDueDate(doc)
}

function checkDueDate(doc: Doc): void {
  if (text(doc, 'due_date') === '') refuse('Due Date is mandatory')
  if (toDay(doc['due_date']) < toDay(doc['posting_date']))
    refuse('Due Date cannot be before Posting / Supplier Invoice Date')
}

function buildSchedule(doc: Doc, site: Site, kind: SellingKind): void {
  const totals = amountsToPay(doc)
  const template = site.read('Payment Terms Template', doc['payment_terms_template'])
  let schedule = rows(doc, 'payment_schedule')
  if (schedule.length === 0) {
    schedule =
      template === null || truthy(doc, 'ignore_default_payment_terms_template')
        ? []
        : fromTemplate(doc, template, site, kind)
    if (schedule.length === 0)
      schedule = [
        newRow(site, 'Payment Schedule', { due_date: text(doc, 'due_date') || dayOf(doc, kind), invoice_portion: 100 }),
      ]
    doc['payment_schedule'] = schedule
  }
  for (const row of schedule) setPortion(row, totals)
  const last = schedule.map((row) => toDay(row['due_date'])).reduce((a, b) => (a > b ? a : b), '')
  if (kind.doctype === 'Sales Invoice' && last !== '' && template !== null) doc['due_date'] = last
}

interface AmountToPay {
  readonly amount: number
  readonly base: number
}

function amountsToPay(doc: Doc): AmountToPay {
  const amount = number(doc, 'rounded_total') || number(doc, 'grand_total')
  const base = number(doc, 'base_rounded_total') || number(doc, 'base_grand_total')
  const rate = number(doc, 'conversion_rate') || 1
  const less = number(doc, 'total_advance') + number(doc, 'write_off_amount')
  return { amount: flt(amount - less, MONEY_DIGITS), base: flt(base - less * rate, MONEY_DIGITS) }
}

function setPortion(row: Row, totals: AmountToPay): void {
  const portion = number(row, 'invoice_portion')
  if (portion === 0) return
  row['payment_amount'] = flt((totals.amount * portion) / 100, MONEY_DIGITS)
  row['base_payment_amount'] = flt((totals.base * portion) / 100, MONEY_DIGITS)
  row['outstanding'] = row['payment_amount']
  row['base_outstanding'] = row['base_payment_amount']
}

function fromTemplate(doc: Doc, template: Readonly<Doc>, site: Site, kind: SellingKind): Row[] {
  const day = dayOf(doc, kind)
  return rows(template, 'terms').map((term) => {
    const {
      payment_term,
      description,
      invoice_portion,
      mode_of_payment,
      due_date_based_on,
      credit_days,
      credit_months,
    } = term
    const values = {
      payment_term,
      description,
      invoice_portion,
      mode_of_payment,
      due_date_based_on,
      credit_days,
      credit_months,
    }
    return newRow(site, 'Payment Schedule', { ...values, due_date: dueDate(term, day) })
  })
}

function dueDate(term: Readonly<Row>, day: string): string {
  const days = number(term, 'credit_days')
  switch (term['due_date_based_on']) {
    case 'Day(s) after the end of the invoice month':
      return addDays(endOfMonth(day, 0), days)
    case 'Month(s) after the end of the invoice month':
      return endOfMonth(day, number(term, 'credit_months'))
    default:
      return addDays(day, days)
  }
}
