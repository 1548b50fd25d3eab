import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'
import { accountCurrency, companyCurrency } from './company.ts'
import { exchangeRate } from './exchange-rates.ts'

/** Rates of both accounts; an account in the company's currency always has 1. */
export function setExchangeRates(doc: Doc, site: Site): void {
  const own = companyCurrency(site, doc)
  const day = text(doc, 'posting_date')
  const from = text(doc, 'paid_from_account_currency')
  const to = text(doc, 'paid_to_account_currency')
  if (text(doc, 'paid_from') !== '') {
    if (from === own) doc['source_exchange_rate'] = 1
    else if (number(doc, 'source_exchange_rate') === 0) doc['source_exchange_rate'] = exchangeRate(site, from, own, day)
  }
  if (text(doc, 'paid_to') === '') return
  if (from !== '' && from === to) doc['target_exchange_rate'] = doc['source_exchange_rate']
  else if (to === own) doc['target_exchange_rate'] = 1
  else if (number(doc, 'target_exchange_rate') === 0) doc['target_exchange_rate'] = exchangeRate(site, to, own, day)
}

/** Currencies and types of both accounts. */
export function setAccountDetails(doc: Doc, site: Site): void {
  const own = companyCurrency(site, doc)
  for (const side of ['paid_from', 'paid_to'] as const) {
    const account = site.read('Account', doc[side])
    if (account === null) continue
    doc[`${side}_account_currency`] = accountCurrency(site, account.name, own)
    doc[`${side}_account_type`] = account['account_type']
  }
}

/** Every amount that follows from what was paid and allocated; the last is what must be zero on submit. */
export function setPaymentAmounts(doc: Doc): void {
  // In one currency what is received is what was paid, whatever was sent.
  if (doc['paid_from_account_currency'] === doc['paid_to_account_currency']) doc['received_amount'] = doc['paid_amount']
  doc['paid_amount'] = flt(doc['paid_amount'], 2)
  doc['received_amount'] = flt(doc['received_amount'], 2)
  doc['base_paid_amount'] = flt(number(doc, 'paid_amount') * number(doc, 'source_exchange_rate'), 2)
  doc['base_received_amount'] = flt(number(doc, 'received_amount') * number(doc, 'target_exchange_rate'), 2)
  setAllocated(doc)
  doc['unallocated_amount'] = flt(unallocated(doc), 2)
  doc['difference_amount'] = flt(difference(doc), 2)
  for (const field of ['paid_amount', 'base_paid_amount', 'received_amount', 'base_received_amount'])
    doc[`${field}_after_tax`] = doc[field]
}

function partyRate(doc: Doc): number {
  return number(doc, doc['payment_type'] === 'Receive' ? 'source_exchange_rate' : 'target_exchange_rate') || 1
}

function setAllocated(doc: Doc): void {
  const rate = partyRate(doc)
  let allocated = 0
  let base = 0
  for (const reference of rows(doc, 'references')) {
    const amount = flt(reference['allocated_amount'], 2)
    reference['allocated_amount'] = amount
    allocated += amount
    base += flt(amount * rate, 2)
    const atInvoice = amount * (number(reference, 'exchange_rate') || rate)
    const gain = flt(amount * rate - atInvoice, 2)
    reference['exchange_gain_loss'] = doc['payment_type'] === 'Receive' ? gain : flt(-gain, 2)
  }
  doc['total_allocated_amount'] = flt(Math.abs(allocated), 2)
  doc['base_total_allocated_amount'] = flt(Math.abs(base), 2)
}

function deductions(doc: Doc): number {
  let sum = 0
  for (const row of rows(doc, 'deductions')) sum += number(row, 'amount')
  return sum
}

function unallocated(doc: Doc): number {
  if (text(doc, 'party') === '' || doc['payment_type'] === 'Internal Transfer') return 0
  const taken = deductions(doc)
  const base = number(doc, 'base_total_allocated_amount')
  const total = number(doc, 'total_allocated_amount')
  const rate = partyRate(doc)
  if (doc['payment_type'] === 'Receive') {
    const received = number(doc, 'base_paid_amount') + taken
    return base < received && total < number(doc, 'paid_amount') + taken / rate ? (received - base) / rate : 0
  }
  const paid = number(doc, 'base_received_amount') - taken
  return base < paid && total < number(doc, 'received_amount') + taken / rate ? (paid - base) / rate : 0
}

function difference(doc: Doc): number {
  const party = number(doc, 'base_total_allocated_amount') + number(doc, 'unallocated_amount') * partyRate(doc)
  const paid = number(doc, 'base_paid_amount')
  const received = number(doc, 'base_received_amount')
  const taken = deductions(doc)
  if (doc['payment_type'] === 'Receive') return party - received - taken
  return (doc['payment_type'] === 'Pay' ? paid - party : paid - received) - taken
}
