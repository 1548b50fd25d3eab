import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { accountCurrency, companyCurrency } from './company.ts'
import { openAmount, totalInPartyCurrency } from './outstanding.ts'

const ALLOWED: ReadonlySet<string> = new Set([
  'Sales Order',
  'Sales Invoice',
  'Journal Entry',
  'Dunning',
  'Payment Entry',
])

/** Total, open amount, rate and due date of what a payment's rows name; unknown documents are left to the link check. */
export function setReferenceDetails(doc: Doc, site: Site): void {
  for (const row of rows(doc, 'references')) {
    const target = site.read(text(row, 'reference_doctype'), row['reference_name'])
    if (target === null) continue
    const details = referenceDetails(site, target, partyCurrency(doc, site))
    Object.assign(row, details, details.due_date === null ? { due_date: row['due_date'] ?? null } : {})
    row['account'] = partyAccount(doc)
  }
}

interface ReferenceDetails {
  readonly total_amount: number
  readonly outstanding_amount: number
  readonly exchange_rate: number
  readonly due_date: unknown
}

/** Currency of the party's account in a payment. */
const partyCurrency = (doc: Readonly<Doc>, site: Site): string =>
  accountCurrency(site, partyAccount(doc), companyCurrency(site, doc))

/** What a document has open, as a payment sees it that counts in `currency`. */
export function referenceDetails(site: Site, target: Readonly<Doc>, currency: string): ReferenceDetails {
  const exchange = number(target, 'conversion_rate') || 1
  if (target.doctype === 'Sales Invoice') {
    return {
      total_amount: totalInPartyCurrency(target, site),
      outstanding_amount: number(target, 'outstanding_amount'),
      exchange_rate: target['party_account_currency'] === target['currency'] ? exchange : 1,
      due_date: target['due_date'] ?? null,
    }
  }
  if (target.doctype === 'Sales Order') {
    // On an account in the company's currency an order counts in that, at a rate of 1.
    const own = currency === companyCurrency(site, target)
    const total = own
      ? number(target, 'base_rounded_total') || number(target, 'base_grand_total')
      : number(target, 'rounded_total') || number(target, 'grand_total')
    return {
      total_amount: total,
      outstanding_amount: flt(total - number(target, 'advance_paid'), 2),
      exchange_rate: own ? 1 : exchange,
      due_date: null,
    }
  }
  const total = number(target, target.doctype === 'Payment Entry' ? 'paid_amount' : 'total_amount')
  return {
    total_amount: total,
    outstanding_amount: openAmount(site, target.doctype, target.name),
    exchange_rate: exchange,
    due_date: null,
  }
}

export function partyAccount(doc: Readonly<Doc>): string {
  return text(doc, doc['payment_type'] === 'Receive' ? 'paid_from' : 'paid_to')
}

/** Referenced documents must be submitted, of the same party and on the same account. */
export function checkReferences(doc: Doc, site: Site): void {
  if (doc['payment_type'] === 'Internal Transfer') return
  for (const row of rows(doc, 'references')) {
    if (number(row, 'allocated_amount') === 0) continue
    const doctype = text(row, 'reference_doctype')
    const name = text(row, 'reference_name')
    if (!ALLOWED.has(doctype)) {
      refuse(
        "Reference Doctype must be one of 'Sales Order', 'Sales Invoice', 'Journal Entry', 'Dunning' or 'Payment Entry'",
      )
    }
    const target = site.read(doctype, name)
    if (target === null) continue
    if (target['customer'] !== undefined && target['customer'] !== doc['party']) {
      refuse(`${doctype} ${name} is not associated with ${text(doc, 'party_type')} ${text(doc, 'party')}`)
    }
    const account = text(target, 'debit_to')
    if (account !== '' && account !== partyAccount(doc)) {
      refuse(`${doctype} ${name} is associated with ${account}, but Party Account is ${partyAccount(doc)}`)
    }
    if (target.docstatus !== 1) refuse(`${doctype} ${name} must be submitted`)
  }
}

/** Money cannot be received for what the customer is owed. */
export function checkDirection(doc: Doc): void {
  let total = 0
  for (const row of rows(doc, 'references')) total += number(row, 'allocated_amount')
  if (total < 0 && doc['party_type'] === 'Customer' && doc['payment_type'] === 'Receive') {
    refuse('Cannot receive from customer against negative outstanding', { title: 'Incorrect Payment Type' })
  }
}

/** Allocations must fit what is open at this moment. */
export function checkAllocations(doc: Doc, site: Site): void {
  if (doc['payment_type'] === 'Internal Transfer') return
  rows(doc, 'references').forEach((row, index) => {
    const target = site.read(text(row, 'reference_doctype'), row['reference_name'])
    const allocated = number(row, 'allocated_amount')
    if (target === null || allocated === 0) return
    const open = openNow(target, site, partyCurrency(doc, site))
    if (open === null) refuse(`${target.doctype} ${target.name} has already been fully paid.`)
    checkOpen(row, index, allocated, open)
  })
}

function checkOpen(row: Row, index: number, allocated: number, open: number): void {
  const known = flt(row['outstanding_amount'], 2)
  if (Math.abs(open) < Math.abs(number(row, 'total_amount')) && known !== open && text(row, 'payment_term') === '') {
    refuse(
      `${text(row, 'reference_doctype')} ${text(row, 'reference_name')} has already been partly paid. Please use the 'Get Outstanding Invoice' or the 'Get Outstanding Orders' button to get the latest outstanding amounts.`,
    )
  }
  if ((allocated > 0 && allocated > open) || (allocated < 0 && allocated < open)) {
    refuse(`Row #${index + 1}: Allocated Amount cannot be greater than outstanding amount.`)
  }
}

/** `null` = the document is no longer offered for payment. */
function openNow(target: Readonly<Doc>, site: Site, currency: string): number | null {
  const { outstanding_amount: open, total_amount: total } = referenceDetails(site, target, currency)
  if (target.doctype !== 'Sales Order') return open === 0 ? null : open
  const closed = target['status'] === 'Closed' || Math.abs(100 - number(target, 'per_billed')) <= 0.01
  return closed || number(target, 'advance_paid') >= total ? null : open
}
