import { checkEmail, checkPhone } from '#sandboxes/erpnext/checks'
import type { Doc, DocController, Site } from '#sandboxes/erpnext/controller'
import { isBlank, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError } from '#sandboxes/erpnext/frappe-error'
import { freeName } from '#sandboxes/erpnext/naming'

export const address: DocController = {
  autoname(doc, site) {
    if (isBlank(doc['address_title'])) doc['address_title'] = rows(doc, 'links')[0]?.['link_name'] ?? null
    if (isBlank(doc['address_title'])) throw new FrappeError('ValidationError', 'Address Title is mandatory.')
    return freeName(
      (name) => site.exists('Address', name),
      `${text(doc, 'address_title').trim()}-${text(doc, 'address_type').trim()}`,
      '-',
    )
  },
  validate: (doc, site) => titleLinks(doc, site),
}

/** Each link shows the title of what it points at. */
function titleLinks(doc: Doc, site: Site): void {
  for (const link of rows(doc, 'links')) {
    const doctype = text(link, 'link_doctype')
    const target = doctype === '' ? null : site.read(doctype, link['link_name'])
    if (target === null) continue
    const field = site.meta(doctype).titleField
    link['link_title'] = field === null ? target.name : (target[field] ?? target.name)
  }
}

/** The lines of an address as documents show it: city and country in capitals. */
export function addressDisplay(doc: Readonly<Doc>): string {
  const city = [text(doc, 'pincode'), text(doc, 'city').toUpperCase()].filter((part) => part !== '').join(' ')
  const lines = [text(doc, 'address_line1'), text(doc, 'address_line2'), city, text(doc, 'country').toUpperCase()]
  return lines.filter((line) => line !== '').join('<br>\n')
}

export const contact: DocController = {
  autoname(doc, site) {
    const first = rows(doc, 'links')[0]
    const own = fullName(doc)
    const base = first === undefined ? own : `${own}-${text(first, 'link_name').trim()}`
    return freeName((name) => site.exists('Contact', name), base, '-')
  },
  validate(doc, site) {
    doc['full_name'] = fullName(doc)
    setPrimaryEmail(doc)
    setPrimaryPhones(doc)
    titleLinks(doc, site)
    if (isBlank(doc['image'])) doc['image'] = ''
  },
}

function fullName(doc: Readonly<Doc>): string {
  const parts = [text(doc, 'first_name'), text(doc, 'middle_name'), text(doc, 'last_name')].filter(
    (part) => part !== '',
  )
  return parts.length > 0 ? parts.join(' ') : text(doc, 'company_name')
}

function setPrimaryEmail(doc: Doc): void {
  const emails = rows(doc, 'email_ids')
  for (const row of emails) checkEmail(text(row, 'email_id'))
  doc['email_id'] = onlyPrimary(emails, 'is_primary', 'email_id', 'Email ID')
}

function setPrimaryPhones(doc: Doc): void {
  const phones = rows(doc, 'phone_nos')
  for (const row of phones) checkPhone(text(row, 'phone'))
  doc['phone'] = onlyPrimary(phones, 'is_primary_phone', 'phone', 'Phone')
  doc['mobile_no'] = onlyPrimary(phones, 'is_primary_mobile_no', 'phone', 'Mobile No')
}

function onlyPrimary(list: readonly Doc[], flag: string, field: string, label: string): string {
  const primary = list.filter((row) => truthy(row, flag))
  if (primary.length > 1)
    throw new FrappeError('ValidationError', `Only one <strong>${label}</strong> can be set as primary.`)
  return primary[0] === undefined ? '' : text(primary[0], field).trim()
}
