import type { Doc, DocController, Site } from '#sandboxes/erpnext/controller'
import { isBlank, text } from '#sandboxes/erpnext/fields'
import { type ChartNode, type ChartRoot, STANDARD_CHART } from './chart.ts'

/** Company field → account of the standard chart. */
const DEFAULT_ACCOUNTS: Readonly<Record<string, string>> = {
  default_cash_account: 'Cash',
  default_receivable_account: 'Debtors',
  default_payable_account: 'Creditors',
  write_off_account: 'Write Off',
  default_expense_account: 'Cost of Goods Sold',
  default_income_account: 'Sales',
  exchange_gain_loss_account: 'Exchange Gain/Loss',
  round_off_account: 'Round Off',
  accumulated_depreciation_account: 'Accumulated Depreciation',
  depreciation_expense_account: 'Depreciation',
  expenses_included_in_asset_valuation: 'Expenses Included In Asset Valuation',
  disposal_account: 'Gain/Loss on Asset Disposal',
  capital_work_in_progress_account: 'CWIP Account',
  asset_received_but_not_billed: 'Asset Received But Not Billed',
  default_inventory_account: 'Stock In Hand',
  stock_adjustment_account: 'Stock Adjustment',
  stock_received_but_not_billed: 'Stock Received But Not Billed',
  expenses_included_in_valuation: 'Expenses Included In Valuation',
}

const WAREHOUSES = ['Stores', 'Work In Progress', 'Finished Goods', 'Goods In Transit'] as const

/** A new company gets its chart of accounts, cost centre and warehouses, and points at them. */
export const company: DocController = {
  validate(doc) {
    if (isBlank(doc['abbr'])) doc['abbr'] = initials(text(doc, 'company_name'))
    if (isBlank(doc['create_chart_of_accounts_based_on']))
      doc['create_chart_of_accounts_based_on'] = 'Standard Template'
  },
  onUpdate(doc, site, life) {
    if (!life.isNew) return
    const abbr = text(doc, 'abbr')
    const root = highestRight(site, 'Company')
    insertChart(site, doc, abbr)
    insertCostCenters(site, doc, abbr)
    insertWarehouses(site, doc, abbr)
    const values: Record<string, unknown> = { lft: root + 1, rgt: root + 2, old_parent: '' }
    for (const [field, account] of Object.entries(DEFAULT_ACCOUNTS)) values[field] = `${account} - ${abbr}`
    values['cost_center'] = `Main - ${abbr}`
    values['round_off_cost_center'] = `Main - ${abbr}`
    values['depreciation_cost_center'] = `Main - ${abbr}`
    const modified = site.now()
    Object.assign(doc, values, { modified })
    site.setValue('Company', doc.name, { ...values, modified }, { updateModified: false })
  },
}

function initials(name: string): string {
  return name
    .split(/\s+/)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
}

function highestRight(site: Site, doctype: string): number {
  let top = 0
  for (const node of site.all(doctype)) top = Math.max(top, Number(node['rgt'] ?? 0))
  return top
}

function insertChart(site: Site, doc: Readonly<Doc>, abbr: string): void {
  let counter = highestRight(site, 'Account')
  const add = (node: ChartNode, root: ChartRoot, parent: string | null): void => {
    const name = `${node.name} - ${abbr}`
    counter += 1
    const lft = counter
    for (const below of node.below ?? []) add(below, root, name)
    counter += 1
    site.insertRaw(
      site.create('Account', {
        name,
        account_name: node.name,
        company: doc.name,
        parent_account: parent,
        old_parent: parent,
        is_group: node.below === undefined ? 0 : 1,
        root_type: root.rootType,
        report_type: root.rootType === 'Income' || root.rootType === 'Expense' ? 'Profit and Loss' : 'Balance Sheet',
        account_type: node.type ?? '',
        account_currency: doc['default_currency'],
        lft,
        rgt: counter,
      }),
    )
  }
  for (const root of STANDARD_CHART) add(root, root, null)
}

function insertCostCenters(site: Site, doc: Readonly<Doc>, abbr: string): void {
  const lft = highestRight(site, 'Cost Center') + 1
  const root = `${doc.name} - ${abbr}`
  const common = { company: doc.name }
  site.insertRaw(
    site.create('Cost Center', { ...common, name: root, cost_center_name: doc.name, is_group: 1, lft, rgt: lft + 3 }),
  )
  site.insertRaw(
    site.create('Cost Center', {
      ...common,
      name: `Main - ${abbr}`,
      cost_center_name: 'Main',
      parent_cost_center: root,
      old_parent: root,
      lft: lft + 1,
      rgt: lft + 2,
    }),
  )
}

function insertWarehouses(site: Site, doc: Readonly<Doc>, abbr: string): void {
  const lft = highestRight(site, 'Warehouse') + 1
  const root = `All Warehouses - ${abbr}`
  const common = { company: doc.name }
  site.insertRaw(
    site.create('Warehouse', {
      ...common,
      name: root,
      warehouse_name: 'All Warehouses',
      is_group: 1,
      lft,
      rgt: lft + 1 + WAREHOUSES.length * 2,
    }),
  )
  for (const [index, warehouse] of WAREHOUSES.entries()) {
    site.insertRaw(
      site.create('Warehouse', {
        ...common,
        name: `${warehouse} - ${abbr}`,
        warehouse_name: warehouse,
        parent_warehouse: root,
        old_parent: root,
        warehouse_type: warehouse === 'Goods In Transit' ? 'Transit' : null,
        lft: lft + 1 + index * 2,
        rgt: lft + 2 + index * 2,
      }),
    )
  }
}
