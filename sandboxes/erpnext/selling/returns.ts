import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError, refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { formatDay, formLink, strong, toDay } from './format.ts'
import { pythonFloat } from './totals/python-json.ts'

/** The row field that points at the row that is returned. */
const ORIGINAL_ROW: Readonly<Record<string, string>> = {
  'Sales Invoice': 'sales_invoice_item',
  'Delivery Note': 'dn_detail',
}

/** Says whose open amount a credit note changes; one above the invoice's open amount keeps its own. */
export function noteOwnOutstanding(doc: Doc, site: Site): void {
  const original = site.read('Sales Invoice', doc['return_against'])
  if (original === null || !truthy(doc, 'is_return') || truthy(doc, 'is_pos')) return
  const link = formLink('Sales Invoice', original.name)
  const tool = formLink('Payment Reconciliation', 'Payment Reconciliation')
  const later = `You can use ${tool} to reconcile against ${link} later.`
  if (truthy(doc, 'update_outstanding_for_self')) {
    site.message({
      message: `We can see ${strong('Credit Note')} is made against ${link}. If you want ${link}'s outstanding to be updated, uncheck the '${strong('Update Outstanding for Self')}' checkbox.<br><br>${later}`,
    })
    return
  }
  const own = Math.abs(number(doc, 'rounded_total') || number(doc, 'grand_total'))
  const open = number(original, 'outstanding_amount')
  if (own <= open) return
  doc['update_outstanding_for_self'] = 1
  site.message({
    message: `The outstanding amount ${pythonFloat(open)} in ${link} is lesser than ${pythonFloat(own)}. Updating the outstanding to this invoice.<br><br>${later}`,
  })
}

/** A return must fit the document it returns: party, time, rate of exchange, rows. */
export function checkReturn(doc: Doc, site: Site): void {
  if (!truthy(doc, 'is_return')) return
  const original = site.read(doc.doctype, doc['return_against'])
  if (original === null) return
  if (original['customer'] !== doc['customer']) {
    refuse(
      `The Customer ${strong(text(doc, 'customer'))} does not match with the Customer ${strong(text(original, 'customer'))} in the ${doc.doctype} ${original.name}`,
      { title: 'Party Mismatch' },
    )
  }
  if (original['company'] === doc['company'] && original.docstatus === 1) checkAgainst(doc, original, site)
  checkRows(doc, original, site)
}

function checkAgainst(doc: Doc, original: Readonly<Doc>, site: Site): void {
  if (instant(doc) < instant(original)) {
    refuse(
      `Posting timestamp must be after ${formatDay(site, original['posting_date'])} ${clockTime(original).slice(0, 5)}`,
    )
  }
  if (number(doc, 'conversion_rate') !== number(original, 'conversion_rate')) {
    refuse(
      `Exchange Rate must be same as ${doc.doctype} ${original.name} (${pythonFloat(number(original, 'conversion_rate'))})`,
    )
  }
  if (doc.doctype === 'Sales Invoice' && truthy(doc, 'update_stock') && !truthy(original, 'update_stock')) {
    refuse(`'Update Stock' can not be checked because items are not delivered via ${original.name}`)
  }
}

function instant(doc: Readonly<Doc>): string {
  return `${toDay(doc['posting_date'])} ${clockTime(doc)}`
}

/** `02:19:18.097690`, also when the hour was stored without its zero. */
function clockTime(doc: Readonly<Doc>): string {
  const [hour = '0', minute = '0', second = '0'] = (text(doc, 'posting_time') || '00:00:00').split(':')
  const [whole = '0', fraction = ''] = second.split('.')
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}:${whole.padStart(2, '0')}.${fraction.padEnd(6, '0')}`
}

function checkRows(doc: Doc, original: Readonly<Doc>, site: Site): void {
  const linkField = ORIGINAL_ROW[doc.doctype] ?? ''
  const known = new Map(rows(original, 'items').map((row) => [row.name, row]))
  let returned = false
  rows(doc, 'items').forEach((row, index) => {
    const at = `Row # ${index + 1}: `
    const code = text(row, 'item_code')
    if (number(row, 'qty') < 0 || number(row, 'qty') === 0) returned = true
    if (code === '') return
    const source = known.get(text(row, linkField))
    if (source === undefined || source['item_code'] !== code) {
      site.message({ message: `${at}Returned Item ${code} does not exist in ${doc.doctype} ${original.name}` })
      return
    }
    checkRate(doc, row, source, at, original, site)
    checkQuantity(doc, row, source, at, linkField, site)
  })
  if (!returned) refuse('Atleast one item should be entered with negative quantity in return document')
}

function checkRate(
  doc: Doc,
  row: Readonly<Doc>,
  source: Readonly<Doc>,
  at: string,
  original: Readonly<Doc>,
  site: Site,
): void {
  const method =
    text(site.read('Item', row['item_code']) ?? {}, 'valuation_method') ||
    text(site.single('Stock Settings'), 'valuation_method')
  if (method === 'Moving Average' || number(row, 'rate') <= number(source, 'rate')) return
  refuse(`${at}Rate cannot be greater than the rate used in ${doc.doctype} ${original.name}`)
}

function checkQuantity(
  doc: Doc,
  row: Readonly<Doc>,
  source: Readonly<Doc>,
  at: string,
  linkField: string,
  site: Site,
): void {
  let returned = 0
  for (const other of site.findBy(row.doctype, linkField, source.name)) {
    if (other.docstatus === 1 && other['parent'] !== doc.name && number(other, 'qty') < 0)
      returned -= number(other, 'qty')
  }
  const left = flt(number(source, 'qty') - returned, 3)
  if (-number(row, 'qty') <= left) return
  const code = text(row, 'item_code')
  throw new FrappeError('StockOverReturnError', `${at}Cannot return more than ${pythonFloat(left)} for Item ${code}`, {
    module: 'erpnext.controllers.sales_and_purchase_return',
    app: 'erpnext',
  })
}
