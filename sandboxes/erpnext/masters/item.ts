import type { Doc, DocController, Row, Site } from '#sandboxes/erpnext/controller'
import { isBlank, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { checkItemChange, checkItemTables } from './item-checks.ts'
import { checkMerge, mergeBins } from './item-merge.ts'
import { addOpeningStock, addStandardPrice } from './item-start.ts'
import { updateVariants } from './item-variants.ts'

export const item: DocController = {
  autoname(doc, site) {
    if (site.single('Stock Settings')['item_naming_by'] !== 'Naming Series') return undefined
    return site.nameFromSeries(text(doc, 'naming_series'), doc)
  },
  validate(doc, site, life) {
    if (isBlank(doc['item_name'])) doc['item_name'] = doc['item_code']
    if (isBlank(doc['description'])) doc['description'] = doc['item_name']
    checkItemTables(doc)
    if (life.before !== null) checkItemChange(doc, life.before, site)
    checkBarcodes(doc, site)
    addStockUnit(doc)
    if (life.isNew) addDefaultWarehouse(doc, site)
    checkAttributes(doc, site)
    doc['customer_code'] = rows(doc, 'customer_items')
      .map((row) => text(row, 'ref_code'))
      .join(',')
  },
  afterInsert(doc, site) {
    addStandardPrice(doc, site)
    addOpeningStock(doc, site)
  },
  onUpdate(doc, site, life) {
    if (life.before !== null && truthy(doc, 'has_variants')) updateVariants(doc, site)
  },
  beforeRename(doc, to, merge, site) {
    if (!merge) return
    checkMerge(doc, to, site)
    mergeBins(doc.name, to, site)
  },
  onTrash(doc, site) {
    for (const doctype of ['Bin', 'Item Price']) {
      for (const one of site.findBy(doctype, 'item_code', doc.name)) site.removeRaw(doctype, one.name)
    }
  },
}

function checkBarcodes(doc: Readonly<Doc>, site: Site): void {
  const seen = new Set<string>()
  for (const row of rows(doc, 'barcodes')) {
    const barcode = text(row, 'barcode')
    if (barcode === '') continue
    const other = site.findBy('Item Barcode', 'barcode', barcode).find((one) => one['parent'] !== doc.name)
    if (other !== undefined) refuse(`Barcode ${barcode} already used in Item ${text(other, 'parent')}`)
    if (seen.has(barcode)) refuse(`Barcode ${barcode} already used in Item ${doc.name}`)
    seen.add(barcode)
  }
}

/** The stock unit is always one of the item's units, with factor 1. */
function addStockUnit(doc: Doc): void {
  const units = rows(doc, 'uoms')
  const stock = units.find((row) => row['uom'] === doc['stock_uom'])
  if (stock !== undefined) stock['conversion_factor'] = 1
  else
    doc['uoms'] = [
      ...units,
      { doctype: 'UOM Conversion Detail', name: '', docstatus: 0, uom: doc['stock_uom'], conversion_factor: 1 },
    ]
}

/** A new stock item without defaults of its own gets the default company with the default warehouse. */
function addDefaultWarehouse(doc: Doc, site: Site): void {
  const defaults = rows(doc, 'item_defaults')
  if (defaults.some((row) => !isBlank(row['company']))) return
  const warehouse = site.single('Stock Settings')['default_warehouse']
  const company = isBlank(warehouse) ? null : site.value('Warehouse', warehouse, 'company')
  if (company === null || company !== site.single('Global Defaults')['default_company']) return
  doc['item_defaults'] = [
    ...defaults,
    { doctype: 'Item Default', name: '', docstatus: 0, company, default_warehouse: warehouse },
  ]
}

function checkAttributes(doc: Doc, site: Site): void {
  const template = site.read('Item', doc['variant_of'])
  for (const row of rows(doc, 'attributes')) {
    row['variant_of'] = isBlank(doc['variant_of']) ? row['variant_of'] : doc['variant_of']
    if (template !== null) checkAttributeValue(row, site)
  }
  if (template === null) return
  const wanted = attributeKey(doc)
  const twin = site
    .findBy('Item', 'variant_of', template.name)
    .find((one) => one.name !== doc.name && attributeKey(one) === wanted)
  if (twin !== undefined) {
    refuse(`Item variant ${twin.name} exists with same attributes`, {
      excType: 'ItemVariantExistsError',
      module: 'erpnext.controllers.item_variant',
    })
  }
}

function checkAttributeValue(row: Row, site: Site): void {
  const attribute = site.read('Item Attribute', row['attribute'])
  if (attribute === null || truthy(attribute, 'numeric_values')) return
  const value = text(row, 'attribute_value')
  if (rows(attribute, 'item_attribute_values').some((one) => text(one, 'attribute_value') === value)) return
  refuse(
    `Attribute Value <strong>${value}</strong> is not valid for the selected attribute <strong>${attribute.name}</strong>.`,
  )
}

function attributeKey(doc: Readonly<Doc>): string {
  return rows(doc, 'attributes')
    .map((row) => `${text(row, 'attribute')}=${text(row, 'attribute_value')}`)
    .toSorted()
    .join('\n')
}
