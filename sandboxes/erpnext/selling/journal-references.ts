import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { pythonFloat } from './totals/python-json.ts'

/** Rows that settle an invoice or prepay an order: right side, right party, not more than is open. */
export function checkJournalReferences(doc: Doc, site: Site): void {
  const settled = new Map<string, number>()
  for (const row of rows(doc, 'accounts')) {
    if (text(row, 'reference_type') === '') row['reference_name'] = null
    if (text(row, 'reference_name') === '') row['reference_type'] = null
  }
  for (const row of rows(doc, 'accounts')) {
    const type = text(row, 'reference_type')
    const name = text(row, 'reference_name')
    if (name === '' || (type !== 'Sales Invoice' && type !== 'Sales Order')) continue
    const target = site.read(type, name)
    if (target === null) continue
    checkRow(row, target)
    const amount = number(row, 'credit_in_account_currency') - number(row, 'debit_in_account_currency')
    settled.set(`${type}\u0000${name}`, (settled.get(`${type}\u0000${name}`) ?? 0) + amount)
  }
  for (const [key, amount] of settled) {
    const [type = '', name = ''] = key.split('\u0000')
    checkTotal(site, type, name, flt(amount, 2))
  }
}

function checkRow(row: Row, target: Readonly<Doc>): void {
  const at = `Row ${text(row, 'idx')}: `
  if (number(row, 'debit') > 0 && target['is_return'] !== 1)
    refuse(`${at}Debit entry can not be linked with a ${target.doctype}`)
  if (target.doctype === 'Sales Order') {
    if (target['customer'] !== row['party'])
      refuse(
        `${at}${text(row, 'party_type')} ${text(row, 'party')} does not match with ${target.doctype} ${target.name}`,
      )
    return
  }
  if (target['debit_to'] === row['account'] && target['customer'] === row['party']) return
  refuse(`${at}Party / Account does not match with Customer / Debit To in ${target.doctype} ${target.name}`)
}

function checkTotal(site: Site, type: string, name: string, amount: number): void {
  const target = site.read(type, name)
  if (target === null) return
  if (target.docstatus !== 1) refuse(`${type} ${name} is not submitted`)
  if (type === 'Sales Order') {
    if (number(target, 'per_billed') >= 100) refuse(`${type} ${name} is fully billed`)
    if (target['status'] === 'Closed') refuse(`${type} ${name} is closed`)
    return
  }
  const open = number(target, 'outstanding_amount')
  if (amount > 0 && open < amount)
    refuse(`Payment against ${type} ${name} cannot be greater than Outstanding Amount ${pythonFloat(open)}`)
}
