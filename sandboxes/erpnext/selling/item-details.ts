import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, text, truthy } from '#sandboxes/erpnext/fields'
import { companyValue } from './company.ts'
import { setListPrice } from './item-prices.ts'
import { completeRow } from './item-rows.ts'
import { SALES_ORDER } from './kinds.ts'
import { applyPricingRule } from './pricing-rules.ts'
import { newRow } from './rows.ts'
import { binOf } from './stock.ts'

/** What a line of a Sales Order would get: names, units, accounts, price with Pricing Rules, stock. */
export function itemDetails(site: Site, args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const doc: Doc = { ...args, doctype: 'Sales Order', name: '', docstatus: 0, taxes: [] }
  doc['conversion_rate'] = number(args, 'conversion_rate') || 1
  doc['plc_conversion_rate'] = number(args, 'plc_conversion_rate') || 1
  if (text(doc, 'transaction_date') === '') doc['transaction_date'] = site.today()
  const row: Doc = newRow(site, 'Sales Order Item', {
    item_code: args['item_code'],
    qty: number(args, 'qty') || 1,
    uom: args['uom'],
    warehouse: args['warehouse'],
  })
  row['stock_qty'] = row['qty']
  completeRow(doc, row, site, SALES_ORDER)
  const item = site.get('Item', row['item_code'])
  setListPrice(doc, row, item, site, SALES_ORDER)
  if (!truthy(doc, 'ignore_pricing_rule')) applyPricingRule(doc, row, site, SALES_ORDER)
  return { ...identity(doc, row, item, site), ...money(row), ...stock(row, item, site) }
}

function identity(doc: Doc, row: Doc, item: Readonly<Doc>, site: Site): Record<string, unknown> {
  return {
    item_code: item.name,
    item_name: row['item_name'],
    description: row['description'],
    image: text(item, 'image'),
    warehouse: row['warehouse'],
    income_account: companyValue(site, doc, 'default_income_account'),
    expense_account: companyValue(site, doc, 'default_expense_account'),
    discount_account: null,
    provisional_expense_account: null,
    cost_center: row['cost_center'],
    has_serial_no: item['has_serial_no'],
    has_batch_no: item['has_batch_no'],
    batch_no: null,
    uom: row['uom'],
    stock_uom: row['stock_uom'],
    min_order_qty: '',
    transaction_date: doc['transaction_date'],
    item_group: item['item_group'],
    brand: item['brand'] ?? null,
    manufacturer: null,
    manufacturer_part_no: null,
    item_tax_rate: text(row, 'item_tax_rate') || '{}',
    customer_item_code: null,
    bom_no: null,
    against_blanket_order: null,
    child_docname: null,
  }
}

const ZERO = ['base_price_list_rate', 'rate', 'base_rate', 'amount', 'base_amount', 'net_rate', 'net_amount'] as const

function money(row: Doc): Record<string, unknown> {
  const rules = text(row, 'pricing_rules')
  return {
    qty: row['qty'],
    stock_qty: row['stock_qty'],
    conversion_factor: row['conversion_factor'],
    price_list_rate: number(row, 'price_list_rate'),
    ...Object.fromEntries(ZERO.map((field) => [field, 0])),
    discount_percentage: number(row, 'discount_percentage'),
    discount_amount: number(row, 'discount_amount'),
    last_purchase_rate: 0,
    has_margin: false,
    free_item_data: [],
    ...(rules === '' ? {} : { pricing_rules: rules }),
  }
}

function stock(row: Doc, item: Readonly<Doc>, site: Site): Record<string, unknown> {
  const bin = binOf(site, item.name, text(row, 'warehouse')) ?? {}
  const cost = number(bin, 'valuation_rate')
  return {
    update_stock: 0,
    delivered_by_supplier: item['delivered_by_supplier'] ?? 0,
    is_fixed_asset: item['is_fixed_asset'] ?? 0,
    weight_per_unit: number(item, 'weight_per_unit'),
    weight_uom: item['weight_uom'] ?? null,
    grant_commission: item['grant_commission'] ?? 0,
    valuation_rate: cost,
    projected_qty: number(bin, 'projected_qty'),
    actual_qty: number(bin, 'actual_qty'),
    reserved_qty: number(bin, 'reserved_qty'),
    // The rate is still 0 at this point.
    gross_profit: -cost * number(row, 'stock_qty'),
  }
}
