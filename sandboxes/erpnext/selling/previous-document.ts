import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { rows, text } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'

interface Previous {
  readonly doctype: string
  readonly itemDoctype: string
  readonly linkField: string
  readonly rowField: string
}

const PREVIOUS: Readonly<Record<string, readonly Previous[]>> = {
  'Sales Invoice': [
    { doctype: 'Sales Order', itemDoctype: 'Sales Order Item', linkField: 'sales_order', rowField: 'so_detail' },
    { doctype: 'Delivery Note', itemDoctype: 'Delivery Note Item', linkField: 'delivery_note', rowField: 'dn_detail' },
  ],
  'Delivery Note': [
    {
      doctype: 'Sales Order',
      itemDoctype: 'Sales Order Item',
      linkField: 'against_sales_order',
      rowField: 'so_detail',
    },
    {
      doctype: 'Sales Invoice',
      itemDoctype: 'Sales Invoice Item',
      linkField: 'against_sales_invoice',
      rowField: 'si_detail',
    },
  ],
}

const SAME_IN_DOCUMENT = [
  ['customer', 'Customer'],
  ['company', 'Company'],
  ['currency', 'Currency'],
] as const

const SAME_IN_ROW = [
  ['item_code', 'Item Code'],
  ['uom', 'UOM'],
  ['conversion_factor', 'UOM Conversion Factor'],
] as const

/** A document and its lines must agree with what they follow: customer, company, currency, item, unit. */
export function checkPrevious(doc: Doc, site: Site): void {
  for (const previous of PREVIOUS[doc.doctype] ?? []) {
    for (const row of rows(doc, 'items')) {
      checkDocument(doc, row, previous, site)
      checkRow(row, previous, site)
    }
  }
}

function checkDocument(doc: Doc, row: Row, { doctype, linkField }: Previous, site: Site): void {
  const source = site.read(doctype, row[linkField])
  if (source === null) return
  for (const [field, label] of SAME_IN_DOCUMENT) {
    if (source[field] !== doc[field]) refuse(`Incorrect value:${label} must be equal to '${text(source, field)}'`)
  }
}

function checkRow(row: Row, { itemDoctype, rowField }: Previous, site: Site): void {
  const name = text(row, rowField)
  if (name === '') return
  const source = site.read(itemDoctype, name)
  if (source === null) refuse(`Invalid reference ${itemDoctype} ${name}`)
  for (const [field, label] of SAME_IN_ROW) {
    if (source[field] !== row[field])
      refuse(`Incorrect value in row ${text(row, 'idx')}:${label} must be equal to '${text(source, field)}'`)
  }
}

/** Orders that are on hold or closed take no deliveries and no invoices, and give none back. */
export function checkOrdersOpen(doc: Doc, site: Site, linkField: string): void {
  for (const row of rows(doc, 'items')) {
    const status = text(site.read('Sales Order', row[linkField]) ?? {}, 'status')
    if (status === 'Closed' || status === 'On Hold') refuse(`Sales Order ${text(row, linkField)} is ${status}`)
  }
}

/** Drafts and cancelled orders cannot be followed. */
export function checkSubmitted(
  doc: Doc,
  site: Site,
  links: readonly (readonly [field: string, doctype: string])[],
): void {
  for (const row of rows(doc, 'items')) {
    for (const [field, doctype] of links) {
      const source = site.read(doctype, row[field])
      if (source !== null && source.docstatus !== 1) refuse(`${doctype} ${source.name} is not submitted`)
    }
  }
}

/** Customer's order numbers of the orders behind the lines, joined. */
export function setOrderNumbers(doc: Doc, site: Site, linkField: string): void {
  if (text(doc, 'po_no') !== '') return
  const numbers = new Set<string>()
  for (const row of rows(doc, 'items')) {
    const number = text(site.read('Sales Order', row[linkField]) ?? {}, 'po_no')
    if (number !== '') numbers.add(number)
  }
  doc['po_no'] = [...numbers].join(', ')
}
