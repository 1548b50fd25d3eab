import type { Doc, DocController, Row, Site } from '#sandboxes/erpnext/controller'
import { isBlank, number, rows, text } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { binOf, changeBin } from '#sandboxes/erpnext/selling/stock'
import { setPostingTime } from '#sandboxes/erpnext/selling/posting-time'
import { knownRate, undoMoves, writeLedger } from './bin-moves.ts'

const MODULE = 'erpnext.stock.doctype.stock_reconciliation.stock_reconciliation'

/** Sets quantities and costs to what was counted. */
export const stockReconciliation: DocController = {
  validate(doc, site, life) {
    setPostingTime(doc, site, life)
    checkItems(doc, site)
    if (isBlank(doc['expense_account']))
      doc['expense_account'] = site.value('Company', doc['company'], 'stock_adjustment_account')
    if (isBlank(doc['cost_center'])) doc['cost_center'] = site.value('Company', doc['company'], 'cost_center')
    for (const row of rows(doc, 'items')) completeRow(row, site)
    const changed = rows(doc, 'items').filter(
      (row) => number(row, 'quantity_difference') !== 0 || number(row, 'amount_difference') !== 0,
    )
    if (changed.length === 0) {
      refuse('None of the items have any change in quantity or value.', {
        excType: 'EmptyStockReconciliationItemsError',
        module: MODULE,
      })
    }
    doc['items'] = changed
    doc['difference_amount'] = flt(
      changed.reduce((sum, row) => sum + number(row, 'amount_difference'), 0),
      2,
    )
  },
  onSubmit(doc, site) {
    for (const row of rows(doc, 'items')) count(doc, row, site)
  },
  onCancel(doc, site) {
    undoMoves(doc, site)
    // The ledger's lines of a count show no change: what was counted is taken back from the rows.
    for (const row of rows(doc, 'items')) {
      const change = number(row, 'quantity_difference')
      if (change !== 0) changeBin(site, text(row, 'item_code'), text(row, 'warehouse'), { actual: -change })
    }
  },
}

function checkItems(doc: Readonly<Doc>, site: Site): void {
  const unknown = rows(doc, 'items')
    .filter((row) => !site.exists('Item', row['item_code']))
    .map((row) => text(row, 'item_code'))
  if (unknown.length > 0) refuse(`Items ${unknown.join(', ')} do not exist in the Item master.`)
}

function completeRow(row: Row, site: Site): void {
  const item = site.get('Item', row['item_code'])
  const bin = binOf(site, item.name, text(row, 'warehouse')) ?? {}
  Object.assign(row, { item_name: item['item_name'], item_group: item['item_group'], stock_uom: item['stock_uom'] })
  if (number(row, 'valuation_rate') === 0) row['valuation_rate'] = knownRate(site, item.name, text(row, 'warehouse'))
  if (number(row, 'valuation_rate') === 0 && number(row, 'qty') > 0) {
    refuse(`Valuation Rate required for Item ${item.name} at row ${text(row, 'idx')}`)
  }
  row['current_qty'] = number(bin, 'actual_qty')
  row['current_valuation_rate'] = number(bin, 'valuation_rate')
  row['current_amount'] = flt(number(row, 'current_qty') * number(row, 'current_valuation_rate'), 2)
  row['amount'] = flt(number(row, 'qty') * number(row, 'valuation_rate'), 2)
  row['quantity_difference'] = number(row, 'qty') - number(row, 'current_qty')
  row['amount_difference'] = flt(number(row, 'amount') - number(row, 'current_amount'), 2)
}

function count(doc: Readonly<Doc>, row: Readonly<Row>, site: Site): void {
  const itemCode = text(row, 'item_code')
  const warehouse = text(row, 'warehouse')
  const average = number(row, 'valuation_rate')
  const after = number(row, 'qty')
  changeBin(site, itemCode, warehouse, { actual: number(row, 'quantity_difference') })
  const bin = binOf(site, itemCode, warehouse)
  if (bin !== undefined)
    site.setValue('Bin', bin.name, { valuation_rate: average, stock_value: flt(after * average, 2) })
  // A count is no movement: the ledger shows the new level with a change of 0.
  writeLedger(doc, site, { itemCode, warehouse, pieces: 0, after, rate: 0, average, detail: row.name })
}
