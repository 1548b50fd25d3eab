import type { Doc, DocController, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'
import { setPostingTime } from '#sandboxes/erpnext/selling/posting-time'
import { move, undoMoves } from './bin-moves.ts'
import { makeBatch, makeSerials } from './identities.ts'
import { completePurchase, refreshPurchaseOrder } from './purchase-order.ts'

/** Goods that came, with or without a purchase order; an item remembers what it cost last. */
export const purchaseReceipt: DocController = {
  validate(doc, site, life) {
    setPostingTime(doc, site, life)
    if (life.isNew) doc['status'] = 'Draft'
    completePurchase(doc, site)
  },
  onSubmit(doc, site) {
    for (const row of rows(doc, 'items')) receiveRow(doc, row, site)
    refreshOrders(doc, site)
    site.setValue('Purchase Receipt', doc.name, { status: 'To Bill' })
    doc['status'] = 'To Bill'
  },
  beforeCancel(doc) {
    doc['status'] = 'Cancelled'
  },
  onCancel(doc, site) {
    undoMoves(doc, site)
    refreshOrders(doc, site)
  },
}

function receiveRow(doc: Readonly<Doc>, row: Doc, site: Site): void {
  const pieces = number(row, 'stock_qty')
  const rate = flt((number(row, 'rate') * number(doc, 'conversion_rate')) / (number(row, 'conversion_factor') || 1), 9)
  site.setValue('Item', text(row, 'item_code'), { last_purchase_rate: rate }, { updateModified: false })
  if (!truthy(site.read('Item', row['item_code']) ?? {}, 'is_stock_item')) return
  const itemCode = text(row, 'item_code')
  move(doc, site, { itemCode, warehouse: text(row, 'warehouse'), pieces, rate, detail: row.name })
  makeSerials({ ...row, t_warehouse: row['warehouse'] }, site, pieces)
  makeBatch(row, site, pieces)
}

function refreshOrders(doc: Readonly<Doc>, site: Site): void {
  for (const name of new Set(rows(doc, 'items').map((row) => text(row, 'purchase_order'))))
    refreshPurchaseOrder(site, name)
}
