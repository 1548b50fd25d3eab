import type { Doc, DocController, Row, Site } from '#sandboxes/erpnext/controller'
import { isBlank, number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError, refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { formLink, formatDay, toDay } from '#sandboxes/erpnext/selling/format'
import { binOf } from '#sandboxes/erpnext/selling/stock'
import { setPostingTime } from '#sandboxes/erpnext/selling/posting-time'
import { knownRate, move, undoMoves } from './bin-moves.ts'
import { makeBatch, makeSerials } from './identities.ts'

const NEEDS_TARGET: ReadonlySet<string> = new Set(['Material Receipt', 'Material Transfer'])
const NEEDS_SOURCE: ReadonlySet<string> = new Set(['Material Issue', 'Material Transfer'])

/**
 * Goods in, out and between warehouses. Costs that were not sent are looked up before a draft is saved, which does not happen
 * when the document is submitted in the request that makes it: then they stay 0.
 */
export const stockEntry: DocController = {
  validate(doc, site, life) {
    setPostingTime(doc, site, life)
    doc['purpose'] = site.value('Stock Entry Type', doc['stock_entry_type'], 'purpose') ?? doc['purpose']
    for (const row of rows(doc, 'items')) completeRow(doc, row, site)
    checkFrozen(doc, site)
    for (const row of rows(doc, 'items')) checkWarehouses(doc, row)
    addUp(doc, site)
  },
  beforeSave(doc, site) {
    for (const row of rows(doc, 'items')) {
      row['actual_qty'] = number(binOf(site, text(row, 'item_code'), text(row, 's_warehouse')) ?? {}, 'actual_qty')
      if (number(row, 'basic_rate') === 0 && isBlank(row['s_warehouse']))
        row['basic_rate'] = knownRate(site, text(row, 'item_code'), text(row, 't_warehouse'))
    }
    addUp(doc, site)
  },
  onSubmit(doc, site, life) {
    for (const row of rows(doc, 'items')) {
      if (!life.isNew) checkCost(doc, row)
      const pieces = number(row, 'transfer_qty')
      const common = { itemCode: text(row, 'item_code'), detail: row.name, rate: number(row, 'valuation_rate') }
      if (!isBlank(row['s_warehouse']))
        move(doc, site, { ...common, warehouse: text(row, 's_warehouse'), pieces: -pieces })
      if (!isBlank(row['t_warehouse'])) move(doc, site, { ...common, warehouse: text(row, 't_warehouse'), pieces })
      if (isBlank(row['s_warehouse'])) {
        makeSerials(row, site, pieces)
        makeBatch(row, site, pieces)
      }
    }
  },
  onCancel: undoMoves,
}

function completeRow(doc: Readonly<Doc>, row: Row, site: Site): void {
  const item = site.get('Item', row['item_code'])
  if (!truthy(item, 'is_stock_item')) refuse(`${item.name} is not a stock Item`)
  const unit = text(row, 'uom') || text(item, 'stock_uom')
  const factor = number(row, 'conversion_factor') || 1
  const fill = (field: string, value: unknown): void => {
    if (isBlank(row[field])) row[field] = value
  }
  fill('item_name', item['item_name'])
  fill('description', item['description'])
  fill('barcode', rows(item, 'barcodes')[0]?.['barcode'] ?? null)
  fill('item_group', item['item_group'])
  fill('uom', unit)
  row['stock_uom'] = item['stock_uom']
  row['conversion_factor'] = factor
  row['transfer_qty'] = flt(number(row, 'qty') * factor, 3)
  fill('s_warehouse', doc['from_warehouse'] ?? null)
  fill('t_warehouse', doc['to_warehouse'] ?? null)
  fill('expense_account', site.value('Company', doc['company'], 'stock_adjustment_account'))
  fill('cost_center', site.value('Company', doc['company'], 'cost_center'))
}

function checkWarehouses(doc: Readonly<Doc>, row: Row): void {
  const purpose = text(doc, 'purpose')
  if (NEEDS_SOURCE.has(purpose) && isBlank(row['s_warehouse']))
    refuse(`Source warehouse is mandatory for row ${text(row, 'idx')}`)
  if (NEEDS_TARGET.has(purpose) && isBlank(row['t_warehouse']))
    refuse(`Target warehouse is mandatory for row ${text(row, 'idx')}`)
  if (purpose === 'Material Receipt') row['s_warehouse'] = null
  if (purpose === 'Material Issue') row['t_warehouse'] = null
}

function checkFrozen(doc: Readonly<Doc>, site: Site): void {
  const until = toDay(site.single('Stock Settings')['stock_frozen_upto'])
  if (doc.docstatus !== 1 || until === '' || toDay(doc['posting_date']) > until) return
  throw new FrappeError('StockFreezeError', `Stock transactions before ${formatDay(site, until)} are frozen`, {
    module: 'erpnext.stock.doctype.stock_ledger_entry.stock_ledger_entry',
  })
}

function addUp(doc: Doc, site: Site): void {
  let incoming = 0
  let outgoing = 0
  for (const row of rows(doc, 'items')) {
    const source = binOf(site, text(row, 'item_code'), text(row, 's_warehouse'))
    if (source !== undefined) {
      row['basic_rate'] = number(source, 'valuation_rate')
    }
    row['basic_amount'] = flt(number(row, 'transfer_qty') * number(row, 'basic_rate'), 2)
    row['amount'] = flt(number(row, 'basic_amount') + number(row, 'additional_cost'), 2)
    row['valuation_rate'] = number(row, 'basic_rate')
    if (!isBlank(row['s_warehouse'])) outgoing += number(row, 'amount')
    if (!isBlank(row['t_warehouse'])) incoming += number(row, 'amount')
  }
  doc['total_incoming_value'] = flt(incoming, 2)
  doc['total_outgoing_value'] = flt(outgoing, 2)
  doc['value_difference'] = flt(incoming - outgoing, 2)
  doc['total_amount'] = flt(
    rows(doc, 'items').reduce((sum, row) => sum + number(row, 'amount'), 0),
    2,
  )
}

/** A receipt that is submitted as a draft's second step is booked, and needs a cost for that. */
function checkCost(doc: Readonly<Doc>, row: Readonly<Row>): void {
  if (number(row, 'valuation_rate') !== 0 || truthy(row, 'allow_zero_valuation_rate') || !isBlank(row['s_warehouse']))
    return
  const item = formLink('Item', text(row, 'item_code'))
  refuse(
    `Valuation Rate for the Item ${item}, is required to do accounting entries for ${doc.doctype} ${doc.name}.<br><br>Here are the options to proceed:<li>If the item is transacting as a Zero Valuation Rate item in this entry, please enable 'Allow Zero Valuation Rate' in the ${doc.doctype} Item table.</li><li>If not, you can Cancel / Submit this entry <strong>after</strong> performing either one below:</li><ul><li>Create an incoming stock transaction for the Item.</li><li>Mention Valuation Rate in the Item master.</li></ul></li>`,
    { title: 'Valuation Rate Missing' },
  )
}
