import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'
import { refreshOutstanding, totalInPartyCurrency } from './outstanding.ts'
import { newRow } from './rows.ts'
import { refreshAdvancePaid } from './advance-paid.ts'

interface OpenCredit {
  readonly type: 'Payment Entry'
  readonly name: string
  /** Row of the payment that names an order of the invoice; `null` for what is unallocated. */
  readonly reference: string | null
  readonly order: string | null
  readonly amount: number
  readonly remarks: string
  readonly exchangeRate: number
}

/** Points out prepayments on the invoice's orders that are not among its advances. */
export function noteOpenAdvances(doc: Doc, site: Site): void {
  if (truthy(doc, 'is_return')) return
  const orders = ordersOf(doc)
  if (orders.size === 0) return
  const taken = new Set(rows(doc, 'advances').map((row) => text(row, 'reference_name')))
  for (const credit of credits(doc, site)) {
    if (credit.order === null || taken.has(credit.name)) continue
    site.message({
      message: `Payment Entry ${credit.name} is linked against Order ${credit.order}, check if it should be pulled as advance in this invoice.`,
    })
  }
}

/** Fills `advances` with the customer's open credits, as far as the invoice needs them. */
export function setAdvances(doc: Doc, site: Site): void {
  if (truthy(doc, 'is_return') || truthy(doc, 'is_pos')) return
  if (!truthy(doc, 'allocate_advances_automatically')) return
  let left = totalInPartyCurrency(doc, site)
  const advances: Row[] = []
  for (const credit of credits(doc, site)) {
    if (credit.order === null && truthy(doc, 'only_include_allocated_payments')) continue
    if (left <= 0) break
    const allocated = flt(Math.min(left, credit.amount), 2)
    left = flt(left - allocated, 2)
    advances.push(
      newRow(site, 'Sales Invoice Advance', {
        reference_type: credit.type,
        reference_name: credit.name,
        reference_row: credit.reference,
        remarks: credit.remarks,
        advance_amount: credit.amount,
        allocated_amount: allocated,
        ref_exchange_rate: credit.exchangeRate,
        difference_posting_date: doc['posting_date'],
      }),
    )
  }
  doc['advances'] = advances
}

function ordersOf(doc: Doc): ReadonlySet<string> {
  const orders = new Set(rows(doc, 'items').map((row) => text(row, 'sales_order')))
  orders.delete('')
  return orders
}

function credits(doc: Doc, site: Site): OpenCredit[] {
  const orders = ordersOf(doc)
  const onOrders: OpenCredit[] = []
  const unallocated: OpenCredit[] = []
  for (const payment of site.findBy('Payment Entry', 'party', doc['customer'])) {
    if (payment.docstatus !== 1 || payment['payment_type'] !== 'Receive' || payment['company'] !== doc['company'])
      continue
    if (payment['paid_from'] !== doc['debit_to']) continue
    const shared = {
      type: 'Payment Entry',
      name: payment.name,
      remarks: text(payment, 'remarks'),
      exchangeRate: number(payment, 'source_exchange_rate'),
    } as const
    for (const reference of rows(payment, 'references')) {
      const order = text(reference, 'reference_name')
      if (reference['reference_doctype'] !== 'Sales Order' || !orders.has(order)) continue
      onOrders.push({ ...shared, reference: reference.name, order, amount: number(reference, 'allocated_amount') })
    }
    if (number(payment, 'unallocated_amount') > 0) {
      unallocated.push({ ...shared, reference: null, order: null, amount: number(payment, 'unallocated_amount') })
    }
  }
  return [...onOrders, ...unallocated]
}

/** Moves the invoice's advances from order or unallocated to the invoice, in the payments and in the ledger. */
export function takeAdvances(doc: Doc, site: Site): void {
  let taken = false
  for (const advance of rows(doc, 'advances')) {
    const amount = number(advance, 'allocated_amount')
    if (amount <= 0 || advance['reference_type'] !== 'Payment Entry') continue
    allocate(doc, site, advance, amount)
    taken = true
  }
  if (taken) refreshOutstanding(site, doc.name)
}

function allocate(doc: Doc, site: Site, advance: Row, amount: number): void {
  const payment = site.get('Payment Entry', advance['reference_name'])
  const references = rows(payment, 'references')
  const source = references.find((row) => row.name === text(advance, 'reference_row'))
  const kept = references.filter((row) => row !== source || flt(number(row, 'allocated_amount') - amount, 2) > 0)
  let order = ''
  if (source === undefined) {
    payment['unallocated_amount'] = flt(number(payment, 'unallocated_amount') - amount, 2)
    payment['total_allocated_amount'] = flt(number(payment, 'total_allocated_amount') + amount, 2)
    payment['base_total_allocated_amount'] = flt(
      number(payment, 'total_allocated_amount') * (number(payment, 'source_exchange_rate') || 1),
      2,
    )
  } else {
    order = text(source, 'reference_name')
    source['allocated_amount'] = flt(number(source, 'allocated_amount') - amount, 2)
  }
  const row = newRow(site, 'Payment Entry Reference', {
    reference_doctype: 'Sales Invoice',
    reference_name: doc.name,
    due_date: doc['due_date'],
    total_amount: number(doc, 'grand_total'),
    outstanding_amount: number(doc, 'outstanding_amount'),
    allocated_amount: amount,
    exchange_rate: number(doc, 'conversion_rate'),
    account: doc['debit_to'],
  })
  payment['references'] = [...kept, row]
  payment['modified'] = site.now()
  site.insertRaw(payment)
  moveLedger(doc, site, payment, amount)
  if (order !== '') refreshAdvancePaid(site, order)
}

/** Splits what stood against the payment itself: the taken part stands against the invoice. */
function moveLedger(doc: Doc, site: Site, payment: Doc, amount: number): void {
  let left = amount
  for (const entry of site.findBy('Payment Ledger Entry', 'voucher_no', payment.name)) {
    if (left <= 0 || truthy(entry, 'delinked') || entry['against_voucher_no'] !== payment.name) continue
    const open = -number(entry, 'amount_in_account_currency')
    if (open <= 0) continue
    const part = Math.min(open, left)
    const share = (number(entry, 'amount') / number(entry, 'amount_in_account_currency')) * part
    site.setValue('Payment Ledger Entry', entry.name, {
      amount: flt(number(entry, 'amount') + share, 2),
      amount_in_account_currency: flt(part - open, 2),
      delinked: part === open ? 1 : 0,
    })
    site.insertRaw({
      ...entry,
      name: '',
      against_voucher_type: 'Sales Invoice',
      against_voucher_no: doc.name,
      amount: flt(-share, 2),
      amount_in_account_currency: flt(-part, 2),
      delinked: 0,
    })
    left = flt(left - part, 2)
  }
}
