import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError, refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { fiscalYearOf } from './closed-books.ts'
import { companyValue } from './company.ts'
import { formatDay, strong, toDay } from './format.ts'
import { type LedgerLine } from './ledger.ts'
import { deliverSerials, takeSerialsBack } from './serial-numbers.ts'
import { binOf, changeBin } from './stock.ts'
import { pythonFloat } from './totals/python-json.ts'

interface Move {
  readonly row: Row
  readonly item: Readonly<Doc>
  readonly warehouse: string
  /** Pieces in stock unit that leave; negative for goods that come back. */
  readonly pieces: number
}

/** Takes a document's goods out of stock, or puts returned ones back; writes the stock ledger. */
export function moveGoods(doc: Doc, site: Site): void {
  const moves = movesOf(doc, site)
  if (moves.length > 0) checkStockOpen(doc, site)
  for (const move of moves) {
    if (move.pieces > 0) deliverSerials(move.row, move.item, site)
    else takeSerialsBack(move.row, site)
    checkEnough(doc, move, site)
    writeMove(doc, move, site, -move.pieces)
  }
}

/** Undoes `moveGoods` when the document is cancelled. */
export function returnGoods(doc: Doc, site: Site): void {
  for (const entry of site.findBy('Stock Ledger Entry', 'voucher_no', doc.name))
    site.setValue('Stock Ledger Entry', entry.name, { is_cancelled: 1 })
  for (const move of movesOf(doc, site)) changeBin(site, move.item.name, move.warehouse, { actual: move.pieces })
}

/** Cost of the goods: out of the warehouse's account, to the line's expense account. */
export function stockLines(doc: Doc, site: Site): LedgerLine[] {
  if (!truthy(site.read('Company', doc['company']) ?? {}, 'enable_perpetual_inventory')) return []
  return movesOf(doc, site).flatMap(({ row, item, warehouse, pieces }) => {
    const value = flt(pieces * number(binOf(site, item.name, warehouse) ?? {}, 'valuation_rate'), 2)
    const inventory =
      text(site.read('Warehouse', warehouse) ?? {}, 'account') || companyValue(site, doc, 'default_inventory_account')
    const expense = text(row, 'expense_account') || companyValue(site, doc, 'default_expense_account')
    const costCenter = text(row, 'cost_center') || companyValue(site, doc, 'cost_center')
    if (value === 0 || inventory === '') return []
    return [
      { account: inventory, credit: value, against: expense, costCenter },
      { account: expense, debit: value, against: inventory, costCenter },
    ]
  })
}

function movesOf(doc: Doc, site: Site): Move[] {
  const moves: Move[] = []
  const add = (row: Row, pieces: number): void => {
    const item = site.read('Item', row['item_code'])
    if (item === null || !truthy(item, 'is_stock_item') || pieces === 0) return
    if (text(row, 'warehouse') === '') refuse(`Warehouse required for stock Item ${item.name}`)
    moves.push({ row, item, warehouse: text(row, 'warehouse'), pieces })
  }
  for (const row of rows(doc, 'items')) add(row, number(row, 'stock_qty'))
  for (const part of rows(doc, 'packed_items')) add(part, number(part, 'qty'))
  return moves
}

function checkStockOpen(doc: Doc, site: Site): void {
  const frozen = toDay(site.single('Stock Settings')['stock_frozen_upto'])
  if (frozen === '' || toDay(doc['posting_date']) > frozen) return
  throw new FrappeError('StockFreezeError', `Stock transactions before ${formatDay(site, frozen)} are frozen`, {
    module: 'erpnext.stock.doctype.stock_ledger_entry.stock_ledger_entry',
    app: 'erpnext',
  })
}

function checkEnough(doc: Doc, { item, warehouse, pieces }: Move, site: Site): void {
  if (
    pieces < 0 ||
    truthy(item, 'allow_negative_stock') ||
    truthy(site.single('Stock Settings'), 'allow_negative_stock')
  )
    return
  const missing = flt(pieces - number(binOf(site, item.name, warehouse) ?? {}, 'actual_qty'), 3)
  if (missing <= 0) return
  const link = (doctype: string, name: string, title: string): string =>
    `<a href="/app/Form/${doctype}/${name}" style="font-weight: bold;">${doctype} ${title}</a>`
  throw new FrappeError(
    'NegativeStockError',
    `${strong(pythonFloat(missing))} units of ${link('Item', item.name, text(item, 'item_name'))} needed in ${link('Warehouse', warehouse, warehouse)} on ${text(doc, 'posting_date')} ${storedTime(text(doc, 'posting_time'))} for ${link(doc.doctype, doc.name, text(doc, 'title'))} to complete this transaction.`,
    { module: 'erpnext.stock.stock_ledger', app: 'erpnext', title: 'Insufficient Stock' },
  )
}

/** The database gives times back without the zero in front of the hour, minute and second. */
function storedTime(time: string): string {
  return time.replaceAll(/(^|:)0(\d)/g, '$1$2')
}

function writeMove(doc: Doc, { row, item, warehouse, pieces }: Move, site: Site, change: number): void {
  const before = binOf(site, item.name, warehouse) ?? {}
  const rate = number(before, 'valuation_rate')
  changeBin(site, item.name, warehouse, { actual: change })
  const after = number(before, 'actual_qty') + change
  site.insertRaw({
    doctype: 'Stock Ledger Entry',
    name: '',
    docstatus: 1,
    item_code: item.name,
    warehouse,
    posting_date: doc['posting_date'],
    posting_time: doc['posting_time'],
    voucher_type: doc.doctype,
    voucher_no: doc.name,
    voucher_detail_no: row.name,
    actual_qty: change,
    qty_after_transaction: after,
    incoming_rate: pieces < 0 ? rate : 0,
    valuation_rate: rate,
    stock_value: flt(after * rate, 2),
    stock_value_difference: flt(change * rate, 2),
    stock_uom: item['stock_uom'],
    company: doc['company'],
    fiscal_year: fiscalYearOf(site, doc['company'], doc['posting_date']),
    is_cancelled: 0,
  })
  if (row.doctype === 'Packed Item') return
  row['incoming_rate'] = rate
  if (site.exists(row.doctype, row.name))
    site.setValue(row.doctype, row.name, { incoming_rate: rate }, { updateModified: false })
}
