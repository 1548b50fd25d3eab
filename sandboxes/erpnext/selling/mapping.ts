import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { answerDoc } from '#sandboxes/erpnext/answer-doc'
import { castNumbers } from '#sandboxes/erpnext/stored-form'
import { addUp, setTotals } from './amounts.ts'
import { setOutstanding } from './invoice-amounts.ts'
import type { SellingKind } from './kinds.ts'
import { receivableAccount } from './party.ts'
import { setOrderNumbers } from './previous-document.ts'
import { setMissingValues } from './selling-document.ts'

const NEVER_COPIED: ReadonlySet<string> = new Set([
  'naming_series',
  'amended_from',
  'status',
  'title',
  'other_charges_calculation',
])

/** The submitted document that a new one is made from; 404 when it does not exist. */
export function submittedSource(site: Site, doctype: string, name: unknown): Doc {
  const source = site.get(doctype, name)
  site.checkPermission(doctype, 'read', source)
  if (source.docstatus !== 1) refuse('Cannot map because following condition fails: docstatus=1')
  return source
}

/** A new unsaved document with the fields of `source` that both DocTypes have and that may be copied. */
export function mapFields(
  site: Site,
  source: Readonly<Doc>,
  doctype: string,
  values: Readonly<Record<string, unknown>> = {},
): Doc {
  return fresh(site, doctype, { ...sharedFields(site, source, doctype), ...values })
}

/** A new row in the same way. */
export function mapRow(
  site: Site,
  source: Readonly<Row>,
  doctype: string,
  values: Readonly<Record<string, unknown>> = {},
): Row {
  const row = fresh(site, doctype, { ...sharedFields(site, source, doctype), ...values })
  row['owner'] = site.user
  row['__islocal'] = 1
  row['__unsaved'] = 1
  return row
}

function fresh(site: Site, doctype: string, values: Readonly<Record<string, unknown>>): Doc {
  const doc = site.create(doctype, values)
  castNumbers(doc, site.meta(doctype), true)
  return doc
}

function sharedFields(site: Site, source: Readonly<Doc>, doctype: string): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  const from = site.meta(source.doctype)
  for (const field of site.meta(doctype).fields) {
    const own = from.byName.get(field.fieldname)
    if (own === undefined || field.no_copy === true || own.no_copy === true || NEVER_COPIED.has(field.fieldname))
      continue
    if (field.fieldtype === 'Table' || field.fieldtype === 'Table MultiSelect') continue
    const value = source[field.fieldname]
    if (value !== null && value !== undefined && value !== '') values[field.fieldname] = value
  }
  return values
}

/** The tax rows of a source as rows of a new document. */
export function mapTaxes(site: Site, source: Readonly<Doc>): Row[] {
  return rows(source, 'taxes').map((tax) => mapRow(site, tax, 'Sales Taxes and Charges'))
}

/** Completes (a return takes everything from its original), adds up and answers an unsaved document as the server's mappers do. */
export function finishMapped(site: Site, doc: Doc, kind: SellingKind, completes = true): Record<string, unknown> {
  doc.docstatus = 0
  doc['status'] = 'Draft'
  doc['amount_eligible_for_commission'] = 0
  for (const table of ['items', 'taxes'])
    rows(doc, table).forEach((row, index) => placeRow(row, index, table, doc.doctype))
  for (const row of rows(doc, 'items')) row['stock_qty'] = number(row, 'qty') * (number(row, 'conversion_factor') || 1)
  if (completes) {
    setMissingValues(doc, site, kind)
    setOrderNumbers(doc, site, kind.doctype === 'Delivery Note' ? 'against_sales_order' : 'sales_order')
  }
  if (kind.doctype === 'Sales Invoice') finishInvoice(site, doc)
  else finishTotals(site, doc)
  return answerMapped(site, doc)
}

function placeRow(row: Row, index: number, table: string, doctype: string): void {
  row['idx'] = index + 1
  row['parentfield'] = table
  row['parenttype'] = doctype
}

function finishInvoice(site: Site, doc: Doc): void {
  const customer = site.read('Customer', doc['customer'])
  if (customer !== null && text(doc, 'debit_to') === '')
    doc['debit_to'] = receivableAccount(site, customer, doc['company'])
  doc['party_account_currency'] =
    text(site.read('Account', doc['debit_to']) ?? {}, 'account_currency') || text(doc, 'currency')
  if (text(doc, 'due_date') === '' && doc['is_return'] !== 1) doc['due_date'] = doc['posting_date']
  finishTotals(site, doc)
  if (rows(doc, 'items').length > 0) setOutstanding(doc, site)
}

function finishTotals(site: Site, doc: Doc): void {
  if (rows(doc, 'items').length === 0) return
  // Amounts in words are only written when a document is validated; a mapped one keeps those of its source where it has them.
  if (text(doc, 'in_words') === '') setTotals(doc, site)
  else addUp(doc, site)
}

/** An unsaved document in the form of an answer. */
function answerMapped(site: Site, doc: Doc): Record<string, unknown> {
  delete doc['title']
  doc['owner'] = site.user
  doc['idx'] = 0
  doc['__islocal'] = 1
  doc['__onload'] = { load_after_mapping: true }
  doc['__unsaved'] = 1
  return answerDoc(doc, (doctype) => site.meta(doctype))
}
