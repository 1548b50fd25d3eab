import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { rows, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'

/** Units, attributes and companies may occur once each. */
export function checkItemTables(doc: Readonly<Doc>): void {
  const twice = (table: string, field: string): string | undefined => {
    const seen = new Set<string>()
    return rows(doc, table)
      .map((row) => text(row, field))
      .find((value) => seen.size === seen.add(value).size)
  }
  const unit = twice('uoms', 'uom')
  if (unit !== undefined) refuse(`Unit of Measure ${unit} has been entered more than once in Conversion Factor Table`)
  if (twice('item_defaults', 'company') !== undefined) refuse('Cannot set multiple Item Defaults for a company.')
  const byAttribute = text(doc, 'variant_based_on') !== 'Manufacturer'
  if (!byAttribute || (!truthy(doc, 'has_variants') && text(doc, 'variant_of') === '')) return
  if (rows(doc, 'attributes').length === 0) refuse('Attribute table is mandatory')
  const attribute = twice('attributes', 'attribute')
  if (attribute !== undefined) refuse(`Attribute ${attribute} selected multiple times in Attributes Table`)
}

const FIXED = [
  ['has_serial_no', 'Has Serial No'],
  ['is_stock_item', 'Maintain Stock'],
  ['has_batch_no', 'Has Batch No'],
] as const

/** What an item is cannot change once goods of it have moved. */
export function checkItemChange(doc: Readonly<Doc>, before: Readonly<Doc>, site: Site): void {
  const moved = (): boolean => site.findBy('Stock Ledger Entry', 'item_code', doc.name).length > 0
  const changed = FIXED.filter(([field]) => truthy(doc, field) !== truthy(before, field))
  if (changed.length > 0 && moved()) {
    const labels = changed.map(([, label]) => `<strong>${label}</strong>`).join(', ')
    refuse(
      `As there are existing submitted transactions against item ${doc.name}, you can not change the value of ${labels}.`,
      { title: 'Linked with submitted documents' },
    )
  }
  if (doc['stock_uom'] !== before['stock_uom'] && moved()) {
    refuse(
      `Default Unit of Measure for Item ${doc.name} cannot be changed directly because you have already made some transaction(s) with another UOM. You will need to create a new Item to use a different Default UOM.`,
    )
  }
}
