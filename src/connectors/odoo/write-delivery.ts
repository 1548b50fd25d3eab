import { z } from 'zod'
import type { NamedDocument, WriteContext } from '#contract/target'
import { type Decimal, isPositive, minimum, subtract } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { MappedStockDocument, MappedStockRow } from '#model/documents'
import type { BookedDocument } from '#model/held'
import type { OdooContext } from './memory.ts'
import { isPieceOf } from './pieces.ts'
import { type Moved, validate } from './pickings.ts'
import { find, link, number } from './records.ts'
import { addMoves } from './write-beside.ts'
import { createGoods } from './write-goods.ts'
import { createReturn } from './write-return.ts'

const moveShape = z.object({ id: z.number(), sale_line_id: link, picking_id: link, product_uom_qty: number })
type Open = z.infer<typeof moveShape>

/** Writes goods that left or came back. */
export function createDelivery(
  context: OdooContext,
  document: MappedStockDocument,
  write: WriteContext,
): Promise<BookedDocument> {
  const based = document.basedOn === null ? undefined : write.documents[document.basedOn]
  if (document.kind === 'delivery') {
    const order = based?.kind === 'sales-order' ? based : undefined
    const isOrdered = document.rows.some((row) => order !== undefined && linesOf(order, row).length > 0)
    return order !== undefined && isOrdered ? deliver(context, document, order) : createGoods(context, document, write)
  }
  if (document.kind === 'delivery-return' && based?.kind === 'delivery') return createReturn(context, document, based)
  if (document.basedOn === null) return createGoods(context, document, write)
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'GOODS_WITHOUT_ORDER',
    message: `Goods of ${document.orderName} came back that belong to no delivery in Odoo.`,
    remedy: 'Move the goods in Odoo by hand and skip this document here.',
    subject: `order:${document.orderName}`,
  })
}

const linesOf = (order: NamedDocument, row: MappedStockRow): number[] =>
  Object.entries(order.rowIds).flatMap(([key, id]) => (isPieceOf(key, row.id) ? [Number(id)] : []))

/** Validates the order's own transfer, with what left; Odoo makes another for the rest. What is not on the order goes along. */
async function deliver(
  context: OdooContext,
  document: MappedStockDocument,
  order: NamedDocument,
): Promise<BookedDocument> {
  const open = await find(context, 'stock.move', moveShape, {
    domain: [
      ['sale_line_id', 'in', Object.values(order.rowIds).map(Number)],
      ['state', 'not in', ['done', 'cancel', 'draft']],
      ['picking_id.picking_type_code', '=', 'outgoing'],
    ],
    order: 'id',
  })
  const picking = mostOf(open)
  const there = open.filter((move) => move.picking_id === picking)
  const ordered = document.rows.filter((row) => linesOf(order, row).length > 0)
  const taken = ordered.flatMap((row) => takeFrom(there, row, order, document.orderName))
  if (picking === null) throw exceeds(document.orderName, document.rows[0]?.title ?? '')
  const beside = document.rows.filter((row) => !ordered.includes(row))
  const moved = [...taken, ...(beside.length === 0 ? [] : await addMoves(context, picking, beside))]
  const gone = new Set(moved.map(({ move }) => move))
  const left = there.map(({ id }) => id).filter((id) => !gone.has(id))
  return validate(context, picking, { moved, left }, { reference: document.reference, kind: 'delivery' })
}

const mostOf = (open: readonly Open[]): number | null =>
  [...Map.groupBy(open, (move) => move.picking_id)].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null

/** The moves of a row's lines, as many pieces as left. */
function takeFrom(open: readonly Open[], row: MappedStockRow, order: NamedDocument, orderName: string): Moved[] {
  const lines = linesOf(order, row)
  let left: Decimal = row.quantity
  const moved: Moved[] = []
  for (const move of open) {
    if (!isPositive(left) || move.sale_line_id === null || !lines.includes(move.sale_line_id)) continue
    const quantity = minimum(left, move.product_uom_qty)
    left = subtract(left, quantity)
    moved.push({ move: move.id, row: keyOf(order, move.sale_line_id), quantity })
  }
  if (isPositive(left)) throw exceeds(orderName, row.title)
  return moved
}

const keyOf = (order: NamedDocument, line: number): string =>
  Object.entries(order.rowIds).find(([, id]) => Number(id) === line)?.[0] ?? ''

const exceeds = (orderName: string, title: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'OVER_DELIVERED',
    message: `More of ${title} left for ${orderName} than its order in Odoo still has to be delivered.`,
    remedy:
      'Compare the order’s transfers in Odoo with what was sent: somebody may have validated or cancelled one there.',
    subject: `order:${orderName}`,
  })
