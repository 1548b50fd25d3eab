import type { Doc, DocController, Site } from '#sandboxes/erpnext/controller'
import { isBlank, number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError, refuse } from '#sandboxes/erpnext/frappe-error'
import { openAmount } from '#sandboxes/erpnext/selling/credit-limit'
import { pythonFloat } from '#sandboxes/erpnext/selling/totals/python-json'
import { addressDisplay } from './address.ts'

export const customer: DocController = {
  autoname(doc, site) {
    if (site.single('Selling Settings')['cust_master_name'] === 'Naming Series')
      return site.nameFromSeries(text(doc, 'naming_series'), doc)
    if (isBlank(doc['customer_name'])) {
      throw new FrappeError('AttributeError', "'NoneType' object has no attribute 'strip'", { module: '', show: false })
    }
    return freeCustomerName(text(doc, 'customer_name').trim(), site)
  },
  validate(doc, site, life) {
    checkGroup(doc, site)
    if (life.before !== null) checkCreditLimits(doc, life.before, site)
  },
  onUpdate(doc, site, life) {
    if (!life.isNew) return
    if (!isBlank(doc['mobile_no']) || !isBlank(doc['email_id'])) makeContact(doc, site)
    if (!isBlank(doc['address_line1'])) makeAddress(doc, site)
  },
  onTrash: (doc, site) => deleteLinked(doc, site),
  afterRename(to, site) {
    if (site.single('Selling Settings')['cust_master_name'] !== 'Naming Series')
      site.setValue('Customer', to, { customer_name: to })
  },
}

/** Namesakes get " - 1", " - 2" …; the caller is told. */
function freeCustomerName(name: string, site: Site): string {
  if (!site.exists('Customer', name)) return name
  let count = 0
  for (const other of site.all('Customer')) {
    const match = other.name.startsWith(`${name} - `) ? /^(\d+)$/.exec(other.name.slice(name.length + 3)) : null
    if (match !== null) count = Math.max(count, Number(match[1]))
  }
  const free = `${name} - ${count + 1}`
  site.message({
    message: `Changed customer name to '${free}' as '${name}' already exists.`,
    title: 'Note',
    indicator: 'yellow',
  })
  return free
}

function checkGroup(doc: Readonly<Doc>, site: Site): void {
  const group = site.read('Customer Group', doc['customer_group'])
  if (group === null || !truthy(group, 'is_group')) return
  refuse('Cannot select a Group type Customer Group. Please select a non-group Customer Group.', {
    title: 'Invalid Customer Group',
  })
}

/** A limit of a customer who is known already cannot be below what is open. */
function checkCreditLimits(doc: Readonly<Doc>, before: Readonly<Doc>, site: Site): void {
  const amounts = (one: Readonly<Doc>): string =>
    rows(one, 'credit_limits')
      .map((row) => `${text(row, 'company')} ${number(row, 'credit_limit')}`)
      .toSorted()
      .join('\n')
  if (amounts(doc) === amounts(before)) return
  const companies = new Set<string>()
  for (const row of rows(doc, 'credit_limits')) {
    const company = text(row, 'company')
    if (companies.has(company)) refuse(`Credit limit is already defined for the Company ${company}`)
    companies.add(company)
    const open = openAmount(site, doc.name, company, truthy(row, 'bypass_credit_limit_check'))
    if (number(row, 'credit_limit') < open) {
      refuse(
        `New credit limit is less than current outstanding amount for the customer. Credit limit has to be atleast ${pythonFloat(open)}`,
      )
    }
  }
}

/** `email_id` or `mobile_no` on creation make the primary contact in the same request. */
function makeContact(doc: Doc, site: Site): void {
  const email = text(doc, 'email_id')
  const mobile = text(doc, 'mobile_no')
  const isPerson = doc['customer_type'] === 'Individual'
  const names =
    isPerson && !isBlank(doc['first_name'])
      ? { first_name: doc['first_name'], last_name: doc['last_name'] }
      : splitName(isPerson, text(doc, 'customer_name'))
  const contact = site.insert({
    doctype: 'Contact',
    name: '',
    docstatus: 0,
    ...names,
    is_primary_contact: 1,
    links: [link(doc)],
    email_ids: email === '' ? [] : [row('Contact Email', { email_id: email, is_primary: 1 })],
    phone_nos: mobile === '' ? [] : [row('Contact Phone', { phone: mobile, is_primary_mobile_no: 1 })],
  })
  assign(doc, site, { customer_primary_contact: contact.name, email_id: email || null, mobile_no: mobile || null })
}

function splitName(isPerson: boolean, name: string): Record<string, unknown> {
  if (!isPerson) return { company_name: name }
  const [first = '', ...rest] = name.split(/\s+/)
  const last = rest.pop()
  return { first_name: first, middle_name: rest.join(' ') || null, last_name: last ?? null }
}

/** `address_line1` … on creation make the primary address. */
function makeAddress(doc: Doc, site: Site): void {
  const fields = ['address_line1', 'address_line2', 'city', 'state', 'pincode', 'country'] as const
  const missing = (['city', 'country'] as const).filter((field) => isBlank(doc[field]))
  if (missing.length > 0) {
    const named = missing.map((field) => `<li>${field === 'city' ? 'City' : 'Country'}</li>`).join('')
    refuse(`Following fields are mandatory to create address:<br><br><ul>${named}</ul>`, {
      title: 'Missing Values Required',
    })
  }
  const address = site.insert({
    doctype: 'Address',
    name: '',
    docstatus: 0,
    address_title: doc['customer_name'],
    ...Object.fromEntries(fields.map((field) => [field, doc[field]])),
    email_id: doc['email_id'],
    links: [link(doc)],
  })
  assign(doc, site, { customer_primary_address: address.name, primary_address: addressDisplay(address) })
}

function assign(doc: Doc, site: Site, values: Readonly<Record<string, unknown>>): void {
  Object.assign(doc, values)
  site.setValue('Customer', doc.name, values)
  doc['modified'] = site.value('Customer', doc.name, 'modified')
}

const row = (doctype: string, values: Readonly<Record<string, unknown>>): Doc => ({
  doctype,
  name: '',
  docstatus: 0,
  ...values,
})
const link = (doc: Readonly<Doc>): Doc => row('Dynamic Link', { link_doctype: 'Customer', link_name: doc.name })

/** Addresses and contacts that only belong to this customer go with it. */
function deleteLinked(doc: Doc, site: Site): void {
  site.setValue(
    'Customer',
    doc.name,
    { customer_primary_address: null, customer_primary_contact: null },
    { updateModified: false },
  )
  const links = site.findBy('Dynamic Link', 'link_name', doc.name).filter((one) => one['link_doctype'] === 'Customer')
  for (const { parent, parenttype } of links) {
    if (typeof parent !== 'string' || (parenttype !== 'Address' && parenttype !== 'Contact')) continue
    if (!site.exists(parenttype, parent)) continue
    const holder = site.get(parenttype, parent)
    const others = ((holder['links'] as Doc[] | undefined) ?? []).filter((one) => one['link_name'] !== doc.name)
    if (others.length > 0) site.save({ ...holder, links: others }, { ignorePermissions: true })
    else site.delete(parenttype, parent, { ignorePermissions: true })
  }
}
