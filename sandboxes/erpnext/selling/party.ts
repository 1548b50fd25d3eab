import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { rows, text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError, refuse } from '#sandboxes/erpnext/frappe-error'
import { companyCurrency, companyValue, rowOfCompany } from './company.ts'
import type { SellingKind } from './kinds.ts'
import { fillMissing, hasField } from './rows.ts'

/** Fills what a document takes from its customer. Throws DoesNotExistError (404) for an unknown one. */
export function setCustomerDefaults(doc: Doc, site: Site, kind: SellingKind): void {
  if (text(doc, 'customer') === '') return
  const customer = site.read('Customer', doc['customer']) ?? site.get('Customer', doc['customer'])
  doc['customer'] = customer.name
  doc['customer_name'] = customer['customer_name']
  const group = site.read('Customer Group', customer['customer_group'])
  fillMissing(doc, {
    customer_group: blankToNull(customer['customer_group']),
    territory: blankToNull(customer['territory']),
    language: customer['language'] ?? site.single('System Settings')['language'],
    currency: text(customer, 'default_currency') || companyCurrency(site, doc),
    selling_price_list:
      text(customer, 'default_price_list') ||
      text(group ?? {}, 'default_price_list') ||
      text(site.single('Selling Settings'), 'selling_price_list'),
    tax_id: blankToNull(customer['tax_id']),
    payment_terms_template:
      hasField(site, kind.doctype, 'payment_terms_template') && !truthy(doc, 'is_return') && !truthy(doc, 'is_pos')
        ? blankToNull(text(customer, 'payment_terms') || text(group ?? {}, 'payment_terms'))
        : null,
  })
  if (text(doc, 'tax_category') === '') doc['tax_category'] = text(customer, 'tax_category')
  if (kind.doctype === 'Sales Invoice')
    fillMissing(doc, { debit_to: receivableAccount(site, customer, doc['company']) })
  setAddresses(doc, site)
  setContact(doc, site)
}

function blankToNull(value: unknown): unknown {
  return value === '' ? null : value
}

/** The customer's own receivable account in a company, its group's, or the company's. */
export function receivableAccount(site: Site, customer: Readonly<Doc>, company: unknown): string {
  const own = text(rowOfCompany(customer, 'accounts', company) ?? {}, 'account')
  if (own !== '') return own
  const group = rowOfCompany(site.read('Customer Group', customer['customer_group']), 'accounts', company)
  return (
    text(group ?? {}, 'account') ||
    companyValue(site, { doctype: '', name: '', docstatus: 0, company }, 'default_receivable_account')
  )
}

/** Disabled before frozen; a frozen one is open to the role that may change frozen accounts. */
export function checkPartyActive(site: Site, doctype: string, name: string): void {
  const party = site.read(doctype, name)
  if (party === null) return
  if (truthy(party, 'disabled')) throw partyError('PartyDisabled', `${doctype} ${name} is disabled`)
  if (doctype === 'Customer' && truthy(party, 'is_frozen') && !mayChangeFrozen(site)) {
    throw partyError('PartyFrozen', `${doctype} ${name} is frozen`)
  }
}

function partyError(excType: string, message: string): FrappeError {
  return new FrappeError(excType, message, { module: 'erpnext.exceptions', app: 'erpnext' })
}

/** Whether the caller has the role that Accounts Settings lets into frozen accounts. */
export function mayChangeFrozen(site: Site): boolean {
  const role = text(site.single('Accounts Settings'), 'frozen_accounts_modifier')
  return role !== '' && hasRole(site, site.user, role)
}

export function hasRole(site: Site, user: string, role: string): boolean {
  const record = site.read('User', user)
  return record !== null && rows(record, 'roles').some((row) => row['role'] === role)
}

function setAddresses(doc: Doc, site: Site): void {
  const addresses = addressesOf(site, text(doc, 'customer'))
  fillMissing(doc, {
    customer_address: primary(addresses, 'is_primary_address', 'Billing')?.name,
    shipping_address_name: primary(addresses, 'is_shipping_address', 'Shipping')?.name,
  })
  const billing = site.read('Address', doc['customer_address'])
  const shipping = site.read('Address', doc['shipping_address_name'])
  if (billing !== null) fillMissing(doc, { address_display: addressText(billing) })
  if (shipping !== null) fillMissing(doc, { shipping_address: addressText(shipping) })
}

function linkedTo(site: Site, parenttype: string, party: string): Readonly<Doc>[] {
  return site
    .findBy('Dynamic Link', 'link_name', party)
    .filter((link) => link['parenttype'] === parenttype && link['link_doctype'] === 'Customer')
    .flatMap((link) => site.read(parenttype, link['parent']) ?? [])
}

function addressesOf(site: Site, customer: string): Readonly<Doc>[] {
  return linkedTo(site, 'Address', customer).filter((address) => !truthy(address, 'disabled'))
}

function primary(addresses: readonly Readonly<Doc>[], flag: string, type: string): Readonly<Doc> | undefined {
  return (
    addresses.find((address) => truthy(address, flag)) ??
    addresses.find((address) => address['address_type'] === type) ??
    addresses[0]
  )
}

/** An address as the German template prints it. */
function addressText(address: Readonly<Doc>): string {
  const second = text(address, 'address_line2')
  const town = `${text(address, 'pincode')} ${text(address, 'city').toUpperCase()}`
  const line2 = second === '' ? '' : `${second}<br>`
  return `${text(address, 'address_line1')}<br>\n${line2}${town}<br>\n${text(address, 'country').toUpperCase()}`
}

function setContact(doc: Doc, site: Site): void {
  const contacts = linkedTo(site, 'Contact', text(doc, 'customer'))
  const chosen =
    site.read('Contact', doc['contact_person']) ??
    contacts.find((contact) => truthy(contact, 'is_primary_contact')) ??
    contacts[0]
  if (chosen === undefined) return
  fillMissing(doc, {
    contact_person: chosen.name,
    contact_display: [text(chosen, 'salutation'), text(chosen, 'first_name'), text(chosen, 'last_name')]
      .filter((part) => part !== '')
      .join(' '),
    contact_email: blankToNull(chosen['email_id']),
    contact_mobile: blankToNull(chosen['mobile_no']),
    contact_phone: hasField(site, doc.doctype, 'contact_phone') ? blankToNull(chosen['phone']) : null,
  })
}

/** Addresses and contact of a document must belong to its customer. */
export function checkAddressOwner(doc: Doc, site: Site): void {
  const customer = text(doc, 'customer')
  if (customer === '') return
  const owns = (parenttype: string, name: string): boolean =>
    linkedTo(site, parenttype, customer).some((one) => one.name === name)
  for (const [field, title] of [
    ['customer_address', 'Billing Address'],
    ['shipping_address_name', 'Shipping Address'],
  ] as const) {
    const name = text(doc, field)
    if (site.exists('Address', name) && !owns('Address', name)) refuse(`${title} does not belong to the ${customer}`)
  }
  const contact = text(doc, 'contact_person')
  if (site.exists('Contact', contact) && !owns('Contact', contact))
    refuse(`Contact Person does not belong to the ${customer}`)
}
