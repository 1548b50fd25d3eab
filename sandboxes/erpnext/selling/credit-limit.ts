import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { rowOfCompany } from './company.ts'
import { hasRole } from './party.ts'
import { pythonFloat } from './totals/python-json.ts'

/** Refuses a document that takes its customer above the credit limit; the document itself counts already. */
export function checkCreditLimit(doc: Doc, site: Site): void {
  const customer = site.read('Customer', doc['customer'])
  const row = rowOfCompany(customer, 'credit_limits', doc['company'])
  const limit = number(row ?? {}, 'credit_limit')
  if (customer === null || limit <= 0) return
  const ignoresOrders = truthy(row ?? {}, 'bypass_credit_limit_check')
  if (ignoresOrders && doc.doctype === 'Sales Order') return
  const open = openAmount(site, text(doc, 'customer'), text(doc, 'company'), ignoresOrders)
  if (open <= limit) return
  const controllers = creditControllers(site)
  const contacts =
    controllers.length === 0
      ? 'Please contact your administrator to extend the credit limits for '
      : 'Please contact any of the following users to extend the credit limits for '
  const shown = controllers.map(({ name, user }) => `${name} (${user})`)
  const list = controllers.length === 0 ? '' : `<br><br><ul><li>${shown.join('<li>')}</li></ul>`
  const primaryAction = {
    label: 'Send Email',
    server_action: 'erpnext.selling.doctype.customer.customer.send_emails',
    hide_on_success: true,
    args: {
      customer: customer.name,
      customer_outstanding: open,
      credit_limit: limit,
      credit_controller_users_list: controllers.map(({ user }) => user),
    },
  }
  refuse(
    `Credit limit has been crossed for customer ${customer.name} (${pythonFloat(open)}/${pythonFloat(limit)})<br><br>${contacts}${customer.name}: ${list}`,
    { title: 'Credit Limit Crossed', ...(controllers.length === 0 ? {} : { primaryAction }) },
  )
}

/** What a customer owes a company: open invoices and, unless left out, what orders will bill. */
export function openAmount(site: Site, customer: string, company: string, withoutOrders: boolean): number {
  return flt(openInvoices(site, customer, company) + (withoutOrders ? 0 : openOrders(site, customer, company)), 2)
}

function openInvoices(site: Site, customer: string, company: string): number {
  let open = 0
  for (const entry of site.findBy('GL Entry', 'party', customer)) {
    if (entry['party_type'] !== 'Customer' || entry['company'] !== company || truthy(entry, 'is_cancelled')) continue
    open += number(entry, 'debit') - number(entry, 'credit')
  }
  return open
}

function openOrders(site: Site, customer: string, company: string): number {
  let open = 0
  for (const order of site.findBy('Sales Order', 'customer', customer)) {
    if (order.docstatus !== 1 || order['company'] !== company || order['status'] === 'Closed') continue
    open += (number(order, 'base_grand_total') * (100 - number(order, 'per_billed'))) / 100
  }
  return open
}

/** People who may raise credit limits, as the message lists them. */
function creditControllers(site: Site): { readonly name: string; readonly user: string }[] {
  const role = text(site.single('Accounts Settings'), 'credit_controller') || 'Sales Master Manager'
  const people: { name: string; user: string }[] = []
  for (const user of site.all('User')) {
    if (
      user['enabled'] === 0 ||
      user.name === 'Administrator' ||
      user.name === 'Guest' ||
      !hasRole(site, user.name, role)
    )
      continue
    const name =
      text(user, 'full_name') || rows(user, 'roles').length === 0 ? text(user, 'full_name') : text(user, 'first_name')
    people.push({ name, user: user.name })
  }
  return people
}
