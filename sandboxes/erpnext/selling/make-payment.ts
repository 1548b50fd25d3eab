import { answerDoc } from '#sandboxes/erpnext/answer-doc'
import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, text } from '#sandboxes/erpnext/fields'
import { castNumbers } from '#sandboxes/erpnext/stored-form'
import { flt } from '#sandboxes/erpnext/numbers'
import { accountCurrency, accountOfMode, companyCurrency, companyValue } from './company.ts'
import { exchangeRate } from './exchange-rates.ts'
import { setAccountDetails } from './payment-amounts.ts'
import { referenceDetails } from './payment-references.ts'
import { receivableAccount } from './party.ts'
import { newRow } from './rows.ts'

/** An unsaved payment of what an order or invoice has open. */
export function makePayment(site: Site, args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const target = site.get(text(args, 'dt'), args['dn'])
  const customer = site.get('Customer', target['customer'])
  const party = text(target, 'debit_to') || receivableAccount(site, customer, target['company'])
  const {
    total_amount: total,
    outstanding_amount: open,
    due_date: dueDate,
    exchange_rate: rate,
  } = referenceDetails(site, target, accountCurrency(site, party, companyCurrency(site, target)))
  const receives = target.doctype === 'Sales Order' || open > 0
  const bank = bankAccount(site, target, args)
  const payment = site.create('Payment Entry', {
    payment_type: receives ? 'Receive' : 'Pay',
    payment_order_status: 'Initiated',
    company: target['company'],
    posting_date: site.today(),
    reference_date: text(args, 'reference_date') || site.today(),
    mode_of_payment: target['mode_of_payment'],
    party_type: 'Customer',
    party: customer.name,
    party_name: customer['customer_name'],
    paid_from: receives ? party : bank,
    paid_to: receives ? bank : party,
    status: 'Draft',
  })
  castNumbers(payment, site.meta('Payment Entry'), true)
  setAccountDetails(payment, site)
  setAmounts(site, payment, number(args, 'party_amount') || Math.abs(open), number(args, 'bank_amount'), rate)
  const allocated = number(args, 'party_amount') * Math.sign(open) || open
  payment['references'] = [
    Object.assign(
      newRow(site, 'Payment Entry Reference', {
        reference_doctype: target.doctype,
        reference_name: target.name,
        due_date: dueDate,
        total_amount: total,
        outstanding_amount: open,
        allocated_amount: flt(allocated, 2),
        // A paid document gets a row all the same, without its details.
        exchange_rate: open === 0 ? 0 : rate,
        account: open === 0 ? null : party,
      }),
      {
        idx: 1,
        parentfield: 'references',
        parenttype: 'Payment Entry',
        ...(open === 0 ? {} : { modified: site.now(), modified_by: site.user }),
        __islocal: 1,
      },
    ),
  ]
  Object.assign(payment, { owner: site.user, idx: 0, __islocal: 1, __unsaved: 1 })
  return answerDoc(payment, (doctype) => site.meta(doctype))
}

function bankAccount(site: Site, target: Doc, args: Readonly<Record<string, unknown>>): string {
  return (
    text(args, 'bank_account') ||
    accountOfMode(site, target['mode_of_payment'], target['company']) ||
    companyValue(site, target, 'default_bank_account') ||
    companyValue(site, target, 'default_cash_account')
  )
}

function setAmounts(site: Site, payment: Doc, partyAmount: number, bankAmount: number, invoiceRate: number): void {
  const own = companyCurrency(site, payment)
  const receives = payment['payment_type'] === 'Receive'
  const from = text(payment, 'paid_from_account_currency')
  const to = text(payment, 'paid_to_account_currency')
  const rateOf = (currency: string): number =>
    currency === own ? 1 : invoiceRate === 1 ? exchangeRate(site, currency, own, site.today()) : invoiceRate
  payment['source_exchange_rate'] = rateOf(from)
  payment['target_exchange_rate'] = rateOf(to)
  const ratio =
    number(payment, receives ? 'source_exchange_rate' : 'target_exchange_rate') /
    (number(payment, receives ? 'target_exchange_rate' : 'source_exchange_rate') || 1)
  const other = from === to ? partyAmount : bankAmount || flt(partyAmount * ratio, 2)
  payment['paid_amount'] = receives ? partyAmount : other
  payment['received_amount'] = receives ? other : partyAmount
  payment['base_paid_amount'] = flt(number(payment, 'paid_amount') * number(payment, 'source_exchange_rate'), 2)
  payment['base_received_amount'] = flt(number(payment, 'received_amount') * number(payment, 'target_exchange_rate'), 2)
  payment['total_allocated_amount'] = partyAmount
  payment['base_total_allocated_amount'] = receives ? payment['base_paid_amount'] : payment['base_received_amount']
}
