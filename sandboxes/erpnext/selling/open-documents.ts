import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, text, truthy } from '#sandboxes/erpnext/fields'
import { strong } from './format.ts'
import { totalInPartyCurrency } from './outstanding.ts'

type Args = Readonly<Record<string, unknown>>

/** Invoices and orders of a party that a payment may be allocated to. */
export function openDocuments(site: Site, args: Args): readonly Readonly<Record<string, unknown>>[] {
  const found = [
    ...(truthy(args, 'get_outstanding_invoices') ? openInvoices(site, args) : []),
    ...(truthy(args, 'get_orders_to_be_billed') ? openOrders(site, args) : []),
  ]
  if (found.length > 0) return found
  const what = truthy(args, 'get_orders_to_be_billed')
    ? truthy(args, 'get_outstanding_invoices')
      ? 'invoices or orders'
      : 'orders'
    : 'invoices'
  const type = text(args, 'party_type').toLowerCase()
  site.message({
    message: `No outstanding ${what} found for the ${type} ${strong(text(args, 'party'))} which qualify the filters you have specified.`,
  })
  return []
}

function openInvoices(site: Site, args: Args): Readonly<Record<string, unknown>>[] {
  return site
    .findBy('Sales Invoice', 'customer', args['party'])
    .filter(
      (invoice) =>
        invoice.docstatus === 1 &&
        invoice['debit_to'] === args['party_account'] &&
        number(invoice, 'outstanding_amount') !== 0,
    )
    .map((invoice) => ({
      voucher_no: invoice.name,
      voucher_type: invoice.doctype,
      posting_date: invoice['posting_date'],
      invoice_amount: totalInPartyCurrency(invoice, site),
      payment_amount: totalInPartyCurrency(invoice, site) - number(invoice, 'outstanding_amount'),
      outstanding_amount: number(invoice, 'outstanding_amount'),
      due_date: invoice['due_date'],
      currency: invoice['party_account_currency'],
      account: invoice['debit_to'],
      exchange_rate: number(invoice, 'conversion_rate'),
      bill_no: null,
    }))
}

function openOrders(site: Site, args: Args): Readonly<Record<string, unknown>>[] {
  const isOpen = (order: Readonly<Doc>): boolean =>
    order.docstatus === 1 &&
    order['company'] === args['company'] &&
    order['status'] !== 'Closed' &&
    number(order, 'per_billed') < 100 &&
    number(order, 'grand_total') > number(order, 'advance_paid')
  return site
    .findBy('Sales Order', 'customer', args['party'])
    .filter(isOpen)
    .map((order) => ({
      voucher_no: order.name,
      voucher_type: order.doctype,
      posting_date: order['transaction_date'],
      invoice_amount: number(order, 'grand_total'),
      outstanding_amount: number(order, 'grand_total') - number(order, 'advance_paid'),
      exchange_rate: number(order, 'conversion_rate'),
    }))
}
