import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'
import { companyCurrency, companyValue } from './company.ts'
import { formLink } from './format.ts'
import { type LedgerLine, postLedger, reverseLedger } from './ledger.ts'
import { partyAccount } from './payment-references.ts'
import { inWords } from './amounts.ts'

/** Books a payment: the party's account, the bank's, the deductions, and gains or losses of exchange. */
export function bookPayment(doc: Doc, site: Site): void {
  postLedger(site, doc, [...partyLines(doc), ...bankLines(doc), ...deductionLines(doc)])
  for (const reference of rows(doc, 'references')) bookExchangeGain(doc, reference, site)
}

function partyLines(doc: Doc): LedgerLine[] {
  if (text(doc, 'party') === '' || doc['payment_type'] === 'Internal Transfer') return []
  const receives = doc['payment_type'] === 'Receive'
  const rate = number(doc, receives ? 'source_exchange_rate' : 'target_exchange_rate') || 1
  const line = (amount: number, voucherType: string, voucher: string): LedgerLine => {
    const base = flt(amount * rate, 2)
    return {
      account: partyAccount(doc),
      partyType: text(doc, 'party_type'),
      party: text(doc, 'party'),
      against: text(doc, receives ? 'paid_to' : 'paid_from'),
      costCenter: text(doc, 'cost_center'),
      againstVoucherType: voucherType,
      againstVoucher: voucher,
      ...(receives ? { credit: base, creditInAccount: amount } : { debit: base, debitInAccount: amount }),
    }
  }
  const lines = rows(doc, 'references').map((row) => {
    const allocated = number(row, 'allocated_amount')
    // A refund names its credit note with a negative amount; the money that leaves is positive.
    const amount = receives ? allocated : Math.abs(allocated)
    const settles = row['reference_doctype'] === 'Sales Invoice' || row['reference_doctype'] === 'Journal Entry'
    return line(
      amount,
      settles ? text(row, 'reference_doctype') : doc.doctype,
      settles ? text(row, 'reference_name') : doc.name,
    )
  })
  const rest = number(doc, 'unallocated_amount')
  return rest === 0 ? lines : [...lines, line(rest, doc.doctype, doc.name)]
}

function bankLines(doc: Doc): LedgerLine[] {
  const party = text(doc, 'party')
  const costCenter = text(doc, 'cost_center')
  const out: LedgerLine = {
    account: text(doc, 'paid_from'),
    against: party || text(doc, 'paid_to'),
    credit: number(doc, 'base_paid_amount'),
    creditInAccount: number(doc, 'paid_amount'),
    costCenter,
  }
  const into: LedgerLine = {
    account: text(doc, 'paid_to'),
    against: party || text(doc, 'paid_from'),
    debit: number(doc, 'base_received_amount'),
    debitInAccount: number(doc, 'received_amount'),
    costCenter,
  }
  if (doc['payment_type'] === 'Receive') return [into]
  return doc['payment_type'] === 'Pay' ? [out] : [out, into]
}

function deductionLines(doc: Doc): LedgerLine[] {
  return rows(doc, 'deductions').map((row) => ({
    account: text(row, 'account'),
    against: text(doc, 'party') || text(doc, 'paid_from'),
    debit: number(row, 'amount'),
    costCenter: text(row, 'cost_center'),
  }))
}

/** An invoice paid at another rate than it was booked leaves a difference in company currency: a journal of the server's own takes it. */
function bookExchangeGain(doc: Doc, reference: Row, site: Site): void {
  const gain = number(reference, 'exchange_gain_loss')
  const account = companyValue(site, doc, 'exchange_gain_loss_account')
  if (gain === 0 || account === '' || reference['reference_doctype'] !== 'Sales Invoice') return
  const debit = Math.max(gain, 0)
  const credit = Math.max(-gain, 0)
  const party = { party_type: doc['party_type'], party: doc['party'] }
  const invoice = { reference_type: 'Sales Invoice', reference_name: reference['reference_name'] }
  const journal = newGainJournal(doc, site, account, Math.abs(gain), [
    journalRow(site, { account: partyAccount(doc), ...party, debit, credit, ...invoice }),
    journalRow(site, { account, debit: credit, credit: debit, reference_type: doc.doctype, reference_name: doc.name }),
  ])
  const costCenter = companyValue(site, doc, 'cost_center')
  postLedger(site, journal, [
    {
      account: partyAccount(doc),
      partyType: text(doc, 'party_type'),
      party: text(doc, 'party'),
      debit,
      credit,
      debitInAccount: 0,
      creditInAccount: 0,
      againstVoucherType: 'Sales Invoice',
      againstVoucher: text(reference, 'reference_name'),
      costCenter,
    },
    { account, debit: credit, credit: debit, against: text(doc, 'party'), costCenter },
  ])
  site.message({
    message: `Exchange Gain/Loss amount has been booked through ${formLink('Journal Entry', journal.name)}`,
  })
}

/** Stored as submitted, without the checks that a person's journal meets: its party row moves no foreign money. */
function newGainJournal(doc: Doc, site: Site, title: string, amount: number, accounts: readonly Row[]): Doc {
  const journal = site.create('Journal Entry', {
    voucher_type: 'Exchange Gain Or Loss',
    company: doc['company'],
    posting_date: doc['posting_date'],
    multi_currency: 1,
    is_system_generated: 1,
    total_debit: amount,
    total_credit: amount,
    title,
    total_amount_in_words: inWords(site, 0, companyCurrency(site, doc)),
    accounts,
  })
  journal.docstatus = 1
  journal.name = site.nameFromSeries(text(journal, 'naming_series') || 'ACC-JV-.YYYY.-', journal)
  return site.insertRaw(journal)
}

function journalRow(site: Site, values: Readonly<Record<string, unknown>>): Row {
  return { ...site.create('Journal Entry Account', values), docstatus: 1 }
}

/** Takes a payment's bookings back, with the journals that the server made for it. */
export function reversePayment(doc: Doc, site: Site): void {
  reverseLedger(site, doc)
  for (const row of site.findBy('Journal Entry Account', 'reference_name', doc.name)) {
    const journal = site.read('Journal Entry', row['parent'])
    if (
      row['reference_type'] !== doc.doctype ||
      journal === null ||
      journal.docstatus !== 1 ||
      journal['is_system_generated'] !== 1
    )
      continue
    const cancelled = site.get('Journal Entry', journal.name)
    cancelled.docstatus = 2
    for (const one of rows(cancelled, 'accounts')) one.docstatus = 2
    site.insertRaw(cancelled)
    reverseLedger(site, cancelled)
  }
}
