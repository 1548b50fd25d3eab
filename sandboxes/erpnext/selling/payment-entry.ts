import type { Doc, DocController, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { refreshAdvancePaid } from './advance-paid.ts'
import { inWords } from './amounts.ts'
import { checkAccountingPeriod } from './closed-books.ts'
import { companyCurrency } from './company.ts'
import { receivableAccount } from './party.ts'
import { setAccountDetails, setExchangeRates, setPaymentAmounts } from './payment-amounts.ts'
import { bookPayment, reversePayment } from './payment-ledger.ts'
import { checkAllocations, checkDirection, checkReferences, setReferenceDetails } from './payment-references.ts'
import { fillMissing } from './rows.ts'

const TYPES: readonly unknown[] = ['Receive', 'Pay', 'Internal Transfer']

const REQUIRED = [
  ['paid_amount', 'Paid Amount'],
  ['received_amount', 'Received Amount'],
  ['source_exchange_rate', 'Source Exchange Rate'],
  ['target_exchange_rate', 'Target Exchange Rate'],
] as const

const STATUS = ['Draft', 'Submitted', 'Cancelled'] as const

/** A Payment Entry: money received, paid out, or moved between own accounts. */
export const paymentEntry: DocController = {
  validate(doc, site, life) {
    if (life.isNew) doc['payment_order_status'] = text(doc, 'payment_order_status') || 'Initiated'
    setParty(doc, site)
    setAccountDetails(doc, site)
    setReferenceDetails(doc, site)
    if (!TYPES.includes(doc['payment_type'])) refuse('Payment Type must be one of Receive, Pay and Internal Transfer')
    checkParty(doc, site)
    setExchangeRates(doc, site)
    if (doc['paid_from_account_currency'] === doc['paid_to_account_currency'] && number(doc, 'received_amount') === 0) {
      doc['received_amount'] = doc['paid_amount']
    }
    for (const [field, label] of REQUIRED) if (number(doc, field) === 0) refuse(`${label} is mandatory`)
    checkReferences(doc, site)
    setPaymentAmounts(doc)
    dropEmptyReferences(doc)
    checkBankReference(doc, site)
    doc['title'] =
      doc['payment_type'] === 'Internal Transfer' ? `${text(doc, 'paid_from')} - ${text(doc, 'paid_to')}` : doc['party']
    setRemarks(doc)
    checkDirection(doc)
    checkAllocations(doc, site)
    doc['status'] = STATUS[doc.docstatus]
    setWords(doc, site)
    checkAccountingPeriod(doc, site)
  },
  onSubmit(doc, site) {
    if (number(doc, 'difference_amount') !== 0) refuse('Difference Amount must be zero')
    bookPayment(doc, site)
    refreshOrders(doc, site)
    // The rows answered show what is open after this payment, unless a journal for a gain or loss was made in between.
    if (rows(doc, 'references').every((row) => number(row, 'exchange_gain_loss') === 0)) setReferenceDetails(doc, site)
  },
  beforeCancel(doc) {
    doc['status'] = 'Cancelled'
  },
  onCancel(doc, site) {
    reversePayment(doc, site)
    refreshOrders(doc, site)
  },
}

function setParty(doc: Doc, site: Site): void {
  if (doc['payment_type'] === 'Internal Transfer') {
    Object.assign(doc, { party_type: null, party: null, party_name: null, references: [] })
    return
  }
  const party = site.read(text(doc, 'party_type'), doc['party'])
  if (party === null) return
  doc['party'] = party.name
  doc['party_name'] = party['customer_name'] ?? party['supplier_name'] ?? party.name
  if (doc['party_type'] !== 'Customer') return
  fillMissing(doc, {
    [doc['payment_type'] === 'Receive' ? 'paid_from' : 'paid_to']: receivableAccount(site, party, doc['company']),
  })
}

function checkParty(doc: Doc, site: Site): void {
  const name = text(doc, 'party')
  if (name === '') return
  if (!site.exists(text(doc, 'party_type'), name)) refuse(`${text(doc, 'party_type')} ${name} does not exist`)
}

function dropEmptyReferences(doc: Doc): void {
  doc['references'] = rows(doc, 'references').filter((row) => number(row, 'allocated_amount') !== 0)
}

/** Bank transactions need a number and a date to be found on the statement. */
function checkBankReference(doc: Doc, site: Site): void {
  const account = site.read('Account', doc[doc['payment_type'] === 'Receive' ? 'paid_to' : 'paid_from'])
  if (account?.['account_type'] !== 'Bank') return
  if (text(doc, 'reference_no') === '' || text(doc, 'reference_date') === '') {
    refuse('Reference No and Reference Date is mandatory for Bank transaction')
  }
}

function setRemarks(doc: Doc): void {
  if (truthy(doc, 'custom_remarks')) return
  const receives = doc['payment_type'] === 'Receive'
  const currency = text(doc, receives ? 'paid_from_account_currency' : 'paid_to_account_currency')
  const amount = number(doc, receives ? 'paid_amount' : 'received_amount')
  const remarks =
    doc['payment_type'] === 'Internal Transfer'
      ? [
          `Amount ${text(doc, 'paid_from_account_currency')} ${number(doc, 'paid_amount')} transferred from ${text(doc, 'paid_from')} to ${text(doc, 'paid_to')}`,
        ]
      : [`Amount ${currency} ${amount} ${receives ? 'received from' : 'to'} ${text(doc, 'party')}`]
  if (text(doc, 'reference_no') !== '')
    remarks.push(`Transaction reference no ${text(doc, 'reference_no')} dated ${text(doc, 'reference_date')}`)
  for (const row of rows(doc, 'references')) {
    remarks.push(
      `Amount ${currency} ${number(row, 'allocated_amount')} against ${text(row, 'reference_doctype')} ${text(row, 'reference_name')}`,
    )
  }
  for (const row of rows(doc, 'deductions')) {
    if (number(row, 'amount') !== 0)
      remarks.push(`Amount ${currency} ${number(row, 'amount')} deducted against ${text(row, 'account')}`)
  }
  doc['remarks'] = remarks.join('\n')
}

function setWords(doc: Doc, site: Site): void {
  const receives = doc['payment_type'] === 'Receive'
  const amount = Math.abs(number(doc, receives ? 'received_amount' : 'paid_amount'))
  const base = Math.abs(number(doc, receives ? 'base_received_amount' : 'base_paid_amount'))
  doc['in_words'] = inWords(
    site,
    amount,
    text(doc, receives ? 'paid_to_account_currency' : 'paid_from_account_currency'),
  )
  doc['base_in_words'] = inWords(site, base, companyCurrency(site, doc))
}

function refreshOrders(doc: Doc, site: Site): void {
  for (const row of rows(doc, 'references'))
    if (row['reference_doctype'] === 'Sales Order') refreshAdvancePaid(site, text(row, 'reference_name'))
}
