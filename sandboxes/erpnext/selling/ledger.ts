import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError, refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { checkBooksOpen, fiscalYearOf } from './closed-books.ts'
import { accountCurrency, companyCurrency, companyValue } from './company.ts'
import { checkPartyActive } from './party.ts'
import { refreshOutstanding } from './outstanding.ts'

/** One side of a booking; amounts in company currency, `…InAccount` in the account's. Negative amounts change sides. */
export interface LedgerLine {
  readonly account: string
  readonly debit?: number
  readonly credit?: number
  readonly debitInAccount?: number
  readonly creditInAccount?: number
  readonly partyType?: string
  readonly party?: string
  readonly against?: string
  readonly againstVoucherType?: string
  readonly againstVoucher?: string
  readonly costCenter?: string
  readonly dueDate?: unknown
  readonly remarks?: string
}

interface Booked extends LedgerLine {
  readonly debit: number
  readonly credit: number
  readonly debitInAccount: number
  readonly creditInAccount: number
}

const MAX_ROUND_OFF = 0.5

/** Books a voucher: GL Entries, Payment Ledger Entries and the open amounts that follow from them. */
export function postLedger(site: Site, doc: Doc, lines: readonly LedgerLine[]): void {
  const booked = merge(lines.map((line) => normalise(site, doc, line)))
  if (booked.length === 0) return
  for (const line of booked) checkLine(site, doc, line)
  checkBooksOpen(site, doc['company'], doc['posting_date'])
  addRoundOff(site, doc, booked)
  const touched = new Set<string>()
  for (const line of booked) {
    site.insertRaw(glEntry(site, doc, line))
    const type = text(site.read('Account', line.account) ?? {}, 'account_type')
    if (line.party === undefined || (type !== 'Receivable' && type !== 'Payable')) continue
    site.insertRaw(paymentEntry(site, doc, line, type))
    if (line.againstVoucherType === 'Sales Invoice' && line.againstVoucher !== undefined)
      touched.add(line.againstVoucher)
  }
  for (const invoice of touched) refreshOutstanding(site, invoice)
}

/** Takes a voucher's bookings back: reversing rows are written, and payments no longer count. */
export function reverseLedger(site: Site, doc: Doc): void {
  const entries = site
    .findBy('GL Entry', 'voucher_no', doc.name)
    .filter((entry) => entry['voucher_type'] === doc.doctype && !truthy(entry, 'is_cancelled'))
  if (entries.length === 0) return
  checkBooksOpen(site, doc['company'], doc['posting_date'])
  for (const entry of entries) {
    site.setValue('GL Entry', entry.name, { is_cancelled: 1 })
    site.insertRaw({
      ...entry,
      name: '',
      debit: entry['credit'],
      credit: entry['debit'],
      debit_in_account_currency: entry['credit_in_account_currency'],
      credit_in_account_currency: entry['debit_in_account_currency'],
      remarks: `On cancellation of ${doc.name}`,
      is_cancelled: 1,
      creation: site.now(),
      modified: site.now(),
    })
  }
  const touched = new Set<string>()
  for (const entry of site.findBy('Payment Ledger Entry', 'voucher_no', doc.name)) {
    if (entry['voucher_type'] !== doc.doctype || truthy(entry, 'delinked')) continue
    site.setValue('Payment Ledger Entry', entry.name, { delinked: 1 })
    if (entry['against_voucher_type'] === 'Sales Invoice' && entry['against_voucher_no'] !== doc.name)
      touched.add(text(entry, 'against_voucher_no'))
  }
  for (const invoice of touched) refreshOutstanding(site, invoice)
}

function normalise(site: Site, doc: Doc, line: LedgerLine): Booked {
  const foreign = accountCurrency(site, line.account, '') !== companyCurrency(site, doc)
  const net = flt((line.debit ?? 0) - (line.credit ?? 0), 2)
  const netInAccount = foreign
    ? flt((line.debitInAccount ?? line.debit ?? 0) - (line.creditInAccount ?? line.credit ?? 0), 2)
    : net
  return {
    ...line,
    debit: Math.max(net, 0),
    credit: Math.max(-net, 0),
    debitInAccount: Math.max(netInAccount, 0),
    creditInAccount: Math.max(-netInAccount, 0),
  }
}

/** Rows that differ only in their amounts become one. */
function merge(lines: readonly Booked[]): Booked[] {
  const merged = new Map<string, Booked>()
  for (const line of lines) {
    const side = line.debit > 0 ? 'D' : 'C'
    const key = [line.account, side, line.party, line.againstVoucher, line.costCenter].join('\u0000')
    const known = merged.get(key)
    const sum = (field: 'debit' | 'credit' | 'debitInAccount' | 'creditInAccount'): number =>
      flt((known?.[field] ?? 0) + line[field], 2)
    merged.set(key, {
      ...(known ?? line),
      debit: sum('debit'),
      credit: sum('credit'),
      debitInAccount: sum('debitInAccount'),
      creditInAccount: sum('creditInAccount'),
    })
  }
  return [...merged.values()].filter(
    (line) => line.debit !== 0 || line.credit !== 0 || line.debitInAccount !== 0 || line.creditInAccount !== 0,
  )
}

function checkLine(site: Site, doc: Doc, line: Booked): void {
  if (line.account === '') refuse('Account is required')
  const account = site.read('Account', line.account)
  const prefix = `${doc.doctype} ${doc.name}: Account ${line.account}`
  if (account === null) return
  if (truthy(account, 'is_group'))
    refuse(`${prefix} is a Group Account and group accounts cannot be used in transactions`)
  if (account['company'] !== doc['company']) refuse(`${prefix} does not belong to Company ${text(doc, 'company')}`)
  if (truthy(account, 'disabled')) refuse(`Cannot create accounting entries against disabled accounts: ${line.account}`)
  if (line.partyType === 'Customer' && line.party !== undefined) checkPartyActive(site, line.partyType, line.party)
  if (account['report_type'] === 'Profit and Loss' && (line.costCenter ?? '') === '') {
    throw new FrappeError(
      'ValidationError',
      `${doc.doctype} ${doc.name}: Cost Center is required for 'Profit and Loss' account ${line.account}.`,
      { app: 'erpnext' },
    )
  }
}

/** Cents that the roundings of a document leave go to the company's account for them. */
function addRoundOff(site: Site, doc: Doc, booked: Booked[]): void {
  let difference = 0
  for (const line of booked) difference += line.debit - line.credit
  difference = flt(difference, 2)
  if (difference === 0) return
  if (Math.abs(difference) > MAX_ROUND_OFF) {
    refuse(`Debit and Credit not equal for ${doc.doctype} #${doc.name}. Difference is ${difference}.`)
  }
  const account = companyValue(site, doc, 'round_off_account')
  booked.push({
    account,
    costCenter: companyValue(site, doc, 'round_off_cost_center') || companyValue(site, doc, 'cost_center'),
    debit: Math.max(-difference, 0),
    credit: Math.max(difference, 0),
    debitInAccount: Math.max(-difference, 0),
    creditInAccount: Math.max(difference, 0),
  })
}

function glEntry(site: Site, doc: Doc, line: Booked): Doc {
  return {
    doctype: 'GL Entry',
    name: '',
    docstatus: 1,
    posting_date: doc['posting_date'],
    transaction_date: null,
    fiscal_year: fiscalYearOf(site, doc['company'], doc['posting_date']),
    account: line.account,
    account_currency: accountCurrency(site, line.account, companyCurrency(site, doc)),
    party_type: line.partyType ?? null,
    party: line.party ?? null,
    cost_center: line.costCenter ?? null,
    debit: line.debit,
    credit: line.credit,
    debit_in_account_currency: line.debitInAccount,
    credit_in_account_currency: line.creditInAccount,
    against: line.against ?? null,
    against_voucher_type: line.againstVoucherType ?? null,
    against_voucher: line.againstVoucher ?? null,
    voucher_type: doc.doctype,
    voucher_no: doc.name,
    remarks: line.remarks ?? (text(doc, 'remarks') || 'No Remarks'),
    is_opening: text(doc, 'is_opening') || 'No',
    is_advance: 'No',
    company: doc['company'],
    due_date: line.dueDate ?? null,
    is_cancelled: 0,
  }
}

function paymentEntry(site: Site, doc: Doc, line: Booked, accountType: string): Doc {
  const sign = accountType === 'Receivable' ? 1 : -1
  return {
    doctype: 'Payment Ledger Entry',
    name: '',
    docstatus: 1,
    posting_date: doc['posting_date'],
    company: doc['company'],
    account_type: accountType,
    account: line.account,
    account_currency: accountCurrency(site, line.account, companyCurrency(site, doc)),
    party_type: line.partyType,
    party: line.party,
    cost_center: line.costCenter ?? null,
    due_date: line.dueDate ?? null,
    voucher_type: doc.doctype,
    voucher_no: doc.name,
    against_voucher_type: line.againstVoucherType ?? doc.doctype,
    against_voucher_no: line.againstVoucher ?? doc.name,
    amount: flt(sign * (line.debit - line.credit), 2),
    amount_in_account_currency: flt(sign * (line.debitInAccount - line.creditInAccount), 2),
    delinked: 0,
    remarks: text(doc, 'remarks') || null,
  }
}
