import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { toDay } from './format.ts'
import { newRow } from './rows.ts'
import { asciiJson, pythonFloat } from './totals/python-json.ts'

/** The line's item tax template, taken from the item or its group when none was sent, and its rates by account. */
export function setItemTaxes(doc: Doc, row: Row, item: Readonly<Doc>, site: Site): void {
  const offered = templatesOf(doc, item, site)
  const sent = text(row, 'item_tax_template')
  if (sent === '' && offered.length > 0) row['item_tax_template'] = offered[0]
  else if (offered.length > 0 && !offered.includes(sent)) {
    row['item_tax_template'] = offered[0]
    site.message({ message: `Row ${text(row, 'idx')}: Item Tax template updated as per validity and rate applied` })
  }
  const template = site.read('Item Tax Template', row['item_tax_template'])
  row['item_tax_rate'] = template === null ? '{}' : ratesJson(template, doc, site)
}

/** Templates of the item, else of its groups upwards, that are valid on the day for the document's tax category. */
function templatesOf(doc: Doc, item: Readonly<Doc>, site: Site): string[] {
  let source: Readonly<Doc> | null = item
  let group: unknown = item['item_group']
  while (source !== null) {
    const found = validTemplates(doc, source, site)
    if (found.length > 0) return found
    source = site.read('Item Group', group)
    group = source?.['parent_item_group']
  }
  return []
}

function validTemplates(doc: Doc, source: Readonly<Doc>, site: Site): string[] {
  const day = toDay(doc['posting_date'] ?? doc['transaction_date'])
  return rows(source, 'taxes')
    .filter((tax) => toDay(tax['valid_from']) <= day)
    .filter((tax) => text(tax, 'tax_category') === text(doc, 'tax_category'))
    .map((tax) => text(tax, 'item_tax_template'))
    .filter((name) => site.value('Item Tax Template', name, 'company') === doc['company'])
}

function ratesJson(template: Readonly<Doc>, doc: Doc, site: Site): string {
  const pairs = rows(template, 'taxes')
    .filter((tax) => site.value('Account', tax['tax_type'], 'company') === doc['company'])
    .map((tax) => `${asciiJson(text(tax, 'tax_type'))}: ${pythonFloat(number(tax, 'tax_rate'))}`)
  return `{${pairs.join(', ')}}`
}

/** An order sent without tax rows gets one for every account that its lines' templates name. */
export function addTaxesFromTemplates(doc: Doc, site: Site): void {
  if (rows(doc, 'taxes').length > 0 || site.single('Accounts Settings')['add_taxes_from_item_tax_template'] !== 1)
    return
  const accounts = new Set<string>()
  for (const row of rows(doc, 'items')) {
    const json = text(row, 'item_tax_rate')
    if (json !== '' && json !== '{}')
      for (const account of Object.keys(JSON.parse(json) as object)) accounts.add(account)
  }
  doc['taxes'] = Array.from(accounts, (account) =>
    newRow(site, 'Sales Taxes and Charges', {
      charge_type: 'On Net Total',
      account_head: account,
      rate: 0,
      description: account,
      set_by_item_tax_template: 1,
    }),
  )
}
