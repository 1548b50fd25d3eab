import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError, refuse } from '#sandboxes/erpnext/frappe-error'
import { strong } from './format.ts'
import { pythonFloat } from './totals/python-json.ts'

/** Serial numbers that leave with a line: those named on it, else the oldest in the warehouse. */
export function deliverSerials(row: Row, item: Readonly<Doc>, site: Site): void {
  if (!truthy(item, 'has_serial_no')) return
  const pieces = number(row, 'stock_qty')
  const named = text(row, 'serial_no')
    .split('\n')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  const here = inWarehouse(site, item.name, text(row, 'warehouse'))
  if (named.length === 0 && here.length < pieces) refuse(`Serial No / Batch No are mandatory for Item ${item.name}`)
  const leaving = named.length === 0 ? here.slice(0, pieces).map((one) => one.name) : named
  checkNamed(row, item, site, named, pieces)
  for (const name of leaving) site.setValue('Serial No', name, { warehouse: null, status: 'Delivered' })
  if (named.length > 0) bundle(row, site)
}

/** Named serial numbers are kept in a document of their own; its name is all that is answered of it. */
function bundle(row: Row, site: Site): void {
  const name = Buffer.from(site.randomName()).toString('hex')
  site.insertRaw(site.create('Serial and Batch Bundle', { name }))
  row['serial_and_batch_bundle'] = name
  if (site.exists(row.doctype, row.name))
    site.setValue(row.doctype, row.name, { serial_and_batch_bundle: name }, { updateModified: false })
}

function inWarehouse(site: Site, itemCode: string, warehouse: string): Readonly<Doc>[] {
  return site.findBy('Serial No', 'item_code', itemCode).filter((serial) => serial['warehouse'] === warehouse)
}

function checkNamed(row: Row, item: Readonly<Doc>, site: Site, named: readonly string[], pieces: number): void {
  if (named.length === 0) return
  const unknown = named.find((name) => !site.exists('Serial No', name))
  if (unknown !== undefined) {
    throw new FrappeError('LinkValidationError', `Could not find Row #1: Serial No: ${unknown}`, { app: 'erpnext' })
  }
  const warehouse = text(row, 'warehouse')
  const gone = named.filter((name) => site.value('Serial No', name, 'warehouse') !== warehouse)
  if (gone.length > 0) {
    refuse(
      `You cannot outward following Serial No as either they are Delivered, Inactive or located in a different warehouse.<hr>${gone.join('<br>')}`,
    )
  }
  if (named.length >= pieces) return
  refuse(
    `For the item ${strong(item.name)}, the Available qty ${strong(pythonFloat(named.length))} is less than the Required Qty ${strong(pythonFloat(pieces))} in the warehouse ${strong(warehouse)}. Please add sufficient qty in the warehouse.`,
    { title: 'Insufficient Stock' },
  )
}

/** Serial numbers named on a line come back into its warehouse. */
export function takeSerialsBack(row: Readonly<Row>, site: Site): void {
  for (const name of text(row, 'serial_no').split('\n')) {
    if (site.exists('Serial No', name.trim()))
      site.setValue('Serial No', name.trim(), { warehouse: row['warehouse'], status: 'Active' })
  }
}
