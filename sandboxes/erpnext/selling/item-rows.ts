import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { companyValue, rowOfCompany } from './company.ts'
import { formatDay, toDay } from './format.ts'
import { setListPrice } from './item-prices.ts'
import { setItemTaxes } from './item-taxes.ts'
import type { SellingKind } from './kinds.ts'
import { applyPricingRule } from './pricing-rules.ts'
import { fillMissing, hasField } from './rows.ts'
import { binOf } from './stock.ts'

/** Completes every line from its item: names, units, accounts, warehouse, price, tax template, stock. */
export function completeRows(doc: Doc, site: Site, kind: SellingKind, isNew = false): void {
  for (const row of rows(doc, 'items')) {
    if (text(row, 'item_code') === '') completeFreeRow(doc, row, site, isNew)
    else completeRow(doc, row, site, kind)
  }
}

/** A line without an item only gets its cost centre and quantities. */
function completeFreeRow(doc: Doc, row: Row, site: Site, isNew: boolean): void {
  if (isNew) {
    const unit = site.single('Stock Settings')['stock_uom']
    fillMissing(row, { uom: unit, stock_uom: unit })
  }
  fillMissing(row, { cost_center: companyValue(site, doc, 'cost_center') })
  row['stock_qty'] = number(row, 'qty') * number(row, 'conversion_factor')
  row['item_tax_rate'] = text(row, 'item_tax_rate') || '{}'
}

/** Completes one line; without a rate it makes no Item Price. */
export function completeRow(doc: Doc, row: Row, site: Site, kind: SellingKind): void {
  const item = site.read('Item', row['item_code']) ?? site.get('Item', row['item_code'])
  row['item_code'] = item.name
  checkUsable(item, doc, site, kind)
  fillFromItem(doc, row, item, site, kind)
  row['stock_qty'] = number(row, 'qty') * number(row, 'conversion_factor')
  setBarcode(row, item, site, kind)
  setListPrice(doc, row, item, site, kind)
  if (truthy(doc, 'ignore_pricing_rule')) fillMargin(row)
  else applyPricingRule(doc, row, site, kind)
  setItemTaxes(doc, row, item, site)
  setStockFigures(row, item, site, kind)
}

function fillMargin(row: Row): void {
  row['margin_type'] ??= ''
}

function checkUsable(item: Readonly<Doc>, doc: Doc, site: Site, kind: SellingKind): void {
  const end = toDay(item['end_of_life'])
  if (end !== '' && end <= toDay(doc[kind.dateField]))
    refuse(`Item ${item.name} has reached its end of life on ${formatDay(site, end)}`)
  if (truthy(item, 'disabled')) refuse(`Item ${item.name} is disabled`)
  if (truthy(item, 'has_variants')) {
    refuse(`Item ${item.name} is a template, please select one of its variants`, { title: 'Template Item Selected' })
  }
  if (item['is_sales_item'] === 0) refuse(`Item ${item.name} must be a Sales Item`)
}

function fillFromItem(doc: Doc, row: Row, item: Readonly<Doc>, site: Site, kind: SellingKind): void {
  const defaults = rowOfCompany(item, 'item_defaults', doc['company']) ?? {}
  const group = rowOfCompany(site.read('Item Group', item['item_group']), 'item_group_defaults', doc['company']) ?? {}
  const own = (field: string): string => text(defaults, field) || text(group, field)
  const unit = text(row, 'uom') || text(item, 'sales_uom') || text(item, 'stock_uom')
  fillMissing(row, {
    item_name: item['item_name'],
    description: item['description'],
    stock_uom: item['stock_uom'],
    uom: unit,
    weight_uom: text(item, 'weight_uom') || null,
    brand: text(item, 'brand') || null,
    warehouse: warehouseFor(doc, own('default_warehouse'), site),
    cost_center: own('selling_cost_center') || companyValue(site, doc, 'cost_center'),
  })
  row['item_group'] = item['item_group']
  row['image'] = text(item, 'image')
  row['grant_commission'] = item['grant_commission'] ?? 0
  if (number(row, 'conversion_factor') === 0) row['conversion_factor'] = conversionFactor(item, unit)
  row['weight_per_unit'] = number(row, 'weight_per_unit') || number(item, 'weight_per_unit')
  row['total_weight'] = number(row, 'weight_per_unit') * number(row, 'qty') * number(row, 'conversion_factor')
  if (kind.doctype !== 'Sales Order') {
    fillMissing(row, {
      expense_account: own('expense_account') || companyValue(site, doc, 'default_expense_account'),
      income_account: hasField(site, kind.itemDoctype, 'income_account')
        ? own('income_account') || companyValue(site, doc, 'default_income_account')
        : null,
    })
  } else {
    row['is_stock_item'] = item['is_stock_item'] ?? 0
    if (!truthy(site.single('Stock Settings'), 'enable_stock_reservation')) row['reserve_stock'] = 0
  }
}

function warehouseFor(doc: Doc, itemDefault: string, site: Site): string {
  const set = text(doc, 'set_warehouse')
  if (set !== '') return set
  if (itemDefault !== '') return itemDefault
  const general = text(site.single('Stock Settings'), 'default_warehouse')
  return site.value('Warehouse', general, 'company') === doc['company'] ? general : ''
}

function conversionFactor(item: Readonly<Doc>, unit: string): number {
  if (unit === item['stock_uom']) return 1
  return number(rows(item, 'uoms').find((row) => row['uom'] === unit) ?? {}, 'conversion_factor') || 1
}

function setBarcode(row: Row, item: Readonly<Doc>, site: Site, kind: SellingKind): void {
  if (!hasField(site, kind.itemDoctype, 'barcode')) return
  const barcode = rows(item, 'barcodes').find((one) => text(one, 'uom') === '' || one['uom'] === row['uom'])
  if (barcode !== undefined) fillMissing(row, { barcode: barcode['barcode'] })
}

/** What the warehouse holds at this moment; shown on the line, decides nothing. */
function setStockFigures(row: Row, item: Readonly<Doc>, site: Site, kind: SellingKind): void {
  const bin = binOf(site, item.name, text(row, 'warehouse')) ?? {}
  row['actual_qty'] = number(bin, 'actual_qty')
  if (kind.doctype !== 'Sales Order') return
  row['projected_qty'] = number(bin, 'projected_qty')
  row['valuation_rate'] = number(bin, 'valuation_rate')
}
