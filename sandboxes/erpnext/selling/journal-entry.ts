import type { Doc, DocController, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { refreshAdvancePaid } from './advance-paid.ts'
import { inWords } from './amounts.ts'
import { checkAccountingPeriod } from './closed-books.ts'
import { accountCurrency, companyCurrency, companyValue } from './company.ts'
import { exchangeRate } from './exchange-rates.ts'
import { checkJournalReferences } from './journal-references.ts'
import { type LedgerLine, postLedger, reverseLedger } from './ledger.ts'
import { setJournalRemark } from './journal-remark.ts'
import { pythonFloat } from './totals/python-json.ts'

/** A Journal Entry: bookings between any accounts, balanced. */
export const journalEntry: DocController = {
  validate(doc, site) {
    doc['is_opening'] = text(doc, 'is_opening') || 'No'
    completeRows(doc, site)
    checkParties(doc)
    checkCurrencies(doc, site)
    setAmounts(doc)
    checkSides(doc)
    checkBalance(doc)
    checkJournalReferences(doc, site)
    checkCheque(doc)
    setJournalRemark(doc, site)
    setPrintFields(doc, site)
    if (rows(doc, 'accounts').length === 0) refuse('Accounts table cannot be blank.')
    if (text(doc, 'title') === '') doc['title'] = text(doc, 'pay_to_recd_from') || rows(doc, 'accounts')[0]?.['account']
    checkAccountingPeriod(doc, site)
  },
  onSubmit(doc, site) {
    postLedger(site, doc, ledgerLines(doc))
    refreshOrders(doc, site)
  },
  onCancel(doc, site) {
    reverseLedger(site, doc)
    refreshOrders(doc, site)
  },
}

function completeRows(doc: Doc, site: Site): void {
  const own = companyCurrency(site, doc)
  for (const row of rows(doc, 'accounts')) {
    const account = site.read('Account', row['account'])
    if (account === null) continue
    row['account_type'] = text(account, 'account_type')
    row['account_currency'] = accountCurrency(site, account.name, own)
    row['is_advance'] = text(row, 'is_advance') || 'No'
    if (text(row, 'cost_center') === '') row['cost_center'] = companyValue(site, doc, 'cost_center')
    if (row['account_currency'] === own) row['exchange_rate'] = 1
    else if (number(row, 'exchange_rate') === 0)
      row['exchange_rate'] = exchangeRate(site, text(row, 'account_currency'), own, text(doc, 'posting_date'))
  }
}

function checkParties(doc: Doc): void {
  for (const row of rows(doc, 'accounts')) {
    const needs = row['account_type'] === 'Receivable' || row['account_type'] === 'Payable'
    if (!needs || (text(row, 'party_type') !== '' && text(row, 'party') !== '') || truthy(doc, 'party_not_required'))
      continue
    refuse(
      `Row ${text(row, 'idx')}: Party Type and Party is required for Receivable / Payable account ${text(row, 'account')}`,
    )
  }
}

function checkCurrencies(doc: Doc, site: Site): void {
  const own = companyCurrency(site, doc)
  const foreign = rows(doc, 'accounts').some(
    (row) => text(row, 'account_currency') !== '' && row['account_currency'] !== own,
  )
  if (foreign && !truthy(doc, 'multi_currency'))
    refuse('Please check Multi Currency option to allow accounts with other currency')
}

function setAmounts(doc: Doc): void {
  let debit = 0
  let credit = 0
  for (const row of rows(doc, 'accounts')) {
    const rate = number(row, 'exchange_rate') || 1
    for (const side of ['debit', 'credit'] as const) {
      row[`${side}_in_account_currency`] = flt(row[`${side}_in_account_currency`], 2)
      row[side] = flt(number(row, `${side}_in_account_currency`) * rate, 2)
    }
    debit += number(row, 'debit')
    credit += number(row, 'credit')
  }
  doc['total_debit'] = flt(debit, 2)
  doc['total_credit'] = flt(credit, 2)
  doc['difference'] = number(doc, 'total_debit') - number(doc, 'total_credit')
}

function checkSides(doc: Doc): void {
  for (const row of rows(doc, 'accounts')) {
    if (number(row, 'debit') > 0 && number(row, 'credit') > 0)
      refuse('You cannot credit and debit same account at the same time')
    if (number(row, 'debit') === 0 && number(row, 'credit') === 0)
      refuse(`Row ${text(row, 'idx')}: Both Debit and Credit values cannot be zero`)
  }
}

function checkBalance(doc: Doc): void {
  const difference = number(doc, 'difference')
  if (difference !== 0)
    refuse(`Total Debit must be equal to Total Credit. The difference is ${pythonFloat(difference)}`)
}

function checkCheque(doc: Doc): void {
  const hasNumber = text(doc, 'cheque_no') !== ''
  const hasDate = text(doc, 'cheque_date') !== ''
  if (doc['voucher_type'] === 'Bank Entry' && (!hasNumber || !hasDate)) {
    refuse(`Reference No & Reference Date is required for ${text(doc, 'voucher_type')}`)
  }
  if (hasDate && !hasNumber) refuse('Reference No is mandatory if you entered Reference Date')
}

/** Who was paid and how much, as the printed voucher shows it. */
function setPrintFields(doc: Doc, site: Site): void {
  let party = ''
  let partyAmount = 0
  let bankAmount = 0
  let partyCurrency = ''
  let bankCurrency = ''
  for (const row of rows(doc, 'accounts')) {
    const amount = number(row, 'debit_in_account_currency') || number(row, 'credit_in_account_currency')
    if (text(row, 'party') !== '') {
      party ||= text(row, 'party')
      partyAmount += amount
      partyCurrency = text(row, 'account_currency')
    } else if (row['account_type'] === 'Bank' || row['account_type'] === 'Cash') {
      bankAmount += amount
      bankCurrency = text(row, 'account_currency')
    }
  }
  const shown = party === '' ? 0 : bankAmount || partyAmount
  const currency = party === '' ? '' : bankAmount > 0 ? bankCurrency : partyCurrency
  if (party !== '') doc['pay_to_recd_from'] = party
  doc['total_amount'] = flt(shown, 2)
  if (currency !== '') doc['total_amount_currency'] = currency
  doc['total_amount_in_words'] = inWords(site, shown, currency || companyCurrency(site, doc))
}

function ledgerLines(doc: Doc): LedgerLine[] {
  const items = rows(doc, 'accounts')
  const name = (row: Row): string => text(row, 'party') || text(row, 'account')
  const side = (field: 'debit' | 'credit'): string =>
    [...new Set(items.filter((row) => number(row, field) > 0).map(name))].join(', ')
  const against = { debit: side('credit'), credit: side('debit') }
  return items.map((row) => {
    const party = text(row, 'party')
    const reference = text(row, 'reference_name')
    return {
      account: text(row, 'account'),
      debit: number(row, 'debit'),
      credit: number(row, 'credit'),
      debitInAccount: number(row, 'debit_in_account_currency'),
      creditInAccount: number(row, 'credit_in_account_currency'),
      against: number(row, 'debit') > 0 ? against.debit : against.credit,
      costCenter: text(row, 'cost_center'),
      remarks: text(doc, 'remark') || 'No Remarks',
      ...(party === '' ? {} : { partyType: text(row, 'party_type'), party }),
      ...(reference === '' || row['reference_type'] === 'Sales Order'
        ? {}
        : { againstVoucherType: text(row, 'reference_type'), againstVoucher: reference }),
    }
  })
}

function refreshOrders(doc: Doc, site: Site): void {
  for (const row of rows(doc, 'accounts'))
    if (row['reference_type'] === 'Sales Order') refreshAdvancePaid(site, text(row, 'reference_name'))
}
