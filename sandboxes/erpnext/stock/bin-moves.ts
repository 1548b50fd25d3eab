import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError, refuse } from '#sandboxes/erpnext/frappe-error'
import { flt } from '#sandboxes/erpnext/numbers'
import { binOf, changeBin } from '#sandboxes/erpnext/selling/stock'
import { floatText } from '#sandboxes/erpnext/python'

export interface Movement {
  readonly itemCode: string
  readonly warehouse: string
  /** Pieces in stock unit; negative when they leave. */
  readonly pieces: number
  /** Cost of one piece that comes in. */
  readonly rate: number
  /** Name of the row that moves them. */
  readonly detail: string
}

/** Moves goods: the Bin's quantity and average cost, and one line in the stock ledger. */
export function move(doc: Readonly<Doc>, site: Site, { itemCode, warehouse, pieces, rate, detail }: Movement): void {
  checkPlace(site, itemCode, warehouse)
  const before = binOf(site, itemCode, warehouse) ?? {}
  const had = number(before, 'actual_qty')
  const cost = number(before, 'valuation_rate')
  if (had + pieces < 0) checkNegative(doc, site, itemCode, warehouse, -(had + pieces))
  const after = had + pieces
  const average =
    pieces > 0 && after > 0 ? flt((Math.max(had, 0) * cost + pieces * rate) / (Math.max(had, 0) + pieces), 9) : cost
  changeBin(site, itemCode, warehouse, { actual: pieces })
  const bin = binOf(site, itemCode, warehouse)
  if (bin !== undefined)
    site.setValue('Bin', bin.name, { valuation_rate: average, stock_value: flt(after * average, 2) })
  writeLedger(doc, site, { itemCode, warehouse, pieces, after, rate: pieces > 0 ? rate : 0, average, detail })
}

function checkPlace(site: Site, itemCode: string, warehouse: string): void {
  if (truthy(site.read('Item', itemCode) ?? {}, 'has_variants')) {
    refuse(`Stock cannot exist for Item ${itemCode} since has variants`, {
      excType: 'ItemTemplateCannotHaveStock',
      module: 'erpnext.stock.doctype.item.item',
    })
  }
  if (truthy(site.read('Warehouse', warehouse) ?? {}, 'is_group'))
    refuse('Group node warehouse is not allowed to select for transactions')
}

interface LedgerLine {
  readonly itemCode: string
  readonly warehouse: string
  readonly pieces: number
  readonly after: number
  readonly rate: number
  readonly average: number
  readonly detail: string
}

export function writeLedger(doc: Readonly<Doc>, site: Site, line: LedgerLine): void {
  site.insertRaw(
    site.create('Stock Ledger Entry', {
      docstatus: 1,
      item_code: line.itemCode,
      warehouse: line.warehouse,
      posting_date: doc['posting_date'],
      posting_time: shortTime(text(doc, 'posting_time')),
      voucher_type: doc.doctype,
      voucher_no: doc.name,
      voucher_detail_no: line.detail,
      actual_qty: line.pieces,
      qty_after_transaction: line.after,
      incoming_rate: line.rate,
      valuation_rate: line.average,
      stock_value: flt(line.after * line.average, 2),
      stock_uom: site.value('Item', line.itemCode, 'stock_uom'),
      company: doc['company'],
      is_cancelled: 0,
    }),
  )
}

/** The database gives times back without the zero in front of the hour. */
function shortTime(time: string): string {
  return time.replace(/^0(\d)/, '$1')
}

function checkNegative(doc: Readonly<Doc>, site: Site, itemCode: string, warehouse: string, missing: number): void {
  if (truthy(site.single('Stock Settings'), 'allow_negative_stock')) return
  const link = (doctype: string, name: string, title: string): string =>
    `<a href="/app/Form/${doctype}/${name}" style="font-weight: bold;">${doctype} ${title}</a>`
  const item = link('Item', itemCode, text(site.read('Item', itemCode) ?? {}, 'item_name'))
  const voucher = link(doc.doctype, doc.name, text(doc, 'stock_entry_type') || doc.name)
  const when = `${text(doc, 'posting_date')} ${shortTime(text(doc, 'posting_time'))}`
  throw new FrappeError(
    'NegativeStockError',
    `<strong>${floatText(missing)}</strong> units of ${item} needed in ${link('Warehouse', warehouse, warehouse)} on ${when} for ${voucher} to complete this transaction.`,
    { module: 'erpnext.stock.stock_ledger', title: 'Insufficient Stock' },
  )
}

/** The last cost known of an item in a warehouse, else anywhere, else its own. */
export function knownRate(site: Site, itemCode: string, warehouse: string): number {
  const here = number(binOf(site, itemCode, warehouse) ?? {}, 'valuation_rate')
  if (here !== 0) return here
  const elsewhere = site.findBy('Bin', 'item_code', itemCode).find((bin) => number(bin, 'valuation_rate') !== 0)
  return elsewhere === undefined
    ? number(site.read('Item', itemCode) ?? {}, 'valuation_rate')
    : number(elsewhere, 'valuation_rate')
}

/** Takes a cancelled document's moves back. */
export function undoMoves(doc: Readonly<Doc>, site: Site): void {
  for (const entry of site.findBy('Stock Ledger Entry', 'voucher_no', doc.name)) {
    if (truthy(entry, 'is_cancelled')) continue
    changeBin(site, text(entry, 'item_code'), text(entry, 'warehouse'), { actual: -number(entry, 'actual_qty') })
    site.setValue('Stock Ledger Entry', entry.name, { is_cancelled: 1 })
  }
}
