import { z } from 'zod'
import type { NamedDocument } from '#contract/target'
import { type Decimal, isPositive, minimum, subtract, toNumber } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { MappedStockDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { parse, serverVersion, type Values } from './client.ts'
import type { OdooContext } from './memory.ts'
import { isPieceOf } from './pieces.ts'
import { type Moved, validate } from './pickings.ts'
import { act, create, find, link, number, write } from './records.ts'
import { REFERENCE } from './vendor.ts'

const deliveredShape = z.object({ id: z.number(), quantity: number })
const proposedShape = z.object({ id: z.number(), move_id: link })
const returnedShape = z.object({ id: z.number(), origin_returned_move_id: link, picking_id: link, state: z.string() })

/** Takes goods back by Odoo's own return of the transfer that they left with. */
export async function createReturn(
  context: OdooContext,
  document: MappedStockDocument,
  delivery: NamedDocument,
): Promise<BookedDocument> {
  const back = await comingBack(context, document, delivery)
  const begun = await begunReturn(context, document.reference)
  const picking = begun ?? (await returnOf(context, Number(delivery.externalId), back))
  const moves = await find(context, 'stock.move', returnedShape, { domain: [['picking_id', '=', picking]] })
  const moved = moves.flatMap((move): Moved[] => {
    const own = back.find((one) => one.move === move.origin_returned_move_id)
    return own === undefined ? [] : [{ ...own, move: move.id }]
  })
  const fields: Values = { origin: document.orderName }
  const more = { reference: document.reference, kind: 'delivery-return', fields } as const
  return validate(context, picking, { moved, left: [] }, more)
}

const pickingShape = z.object({ id: z.number() })

async function begunReturn(context: OdooContext, reference: string): Promise<number | null> {
  const domain = [
    [REFERENCE, '=', reference],
    ['state', 'not in', ['done', 'cancel']],
  ]
  const [found] = await find(context, 'stock.picking', pickingShape, { domain, limit: 1 })
  return found?.id ?? null
}

/** Which moves of the delivery come back, and how many pieces of each; what came back before is left out. */
async function comingBack(
  context: OdooContext,
  document: MappedStockDocument,
  delivery: NamedDocument,
): Promise<readonly Moved[]> {
  const ids = Object.values(delivery.rowIds).map(Number)
  const delivered = await find(context, 'stock.move', deliveredShape, { domain: [['id', 'in', ids]], order: 'id' })
  return document.rows.flatMap((row) => {
    let left: Decimal = row.quantity
    const keys = Object.entries(delivery.rowIds).filter(([key]) => isPieceOf(key, row.id))
    const moved = keys.flatMap(([key, id]): Moved[] => {
      const move = delivered.find((one) => one.id === Number(id))
      if (move === undefined || !isPositive(left)) return []
      const quantity = minimum(left, move.quantity)
      left = subtract(left, quantity)
      return isPositive(quantity) ? [{ move: move.id, row: key, quantity }] : []
    })
    if (isPositive(left)) throw overReturned(document.orderName, row.title)
    return moved
  })
}

/** Odoo's wizard makes the transfer; older versions propose everything, later ones nothing. */
async function returnOf(context: OdooContext, picking: number, back: readonly Moved[]): Promise<number> {
  const about = { active_model: 'stock.picking', active_id: picking, active_ids: [picking] }
  const wizard = await create(context, 'stock.return.picking', { picking_id: picking })
  const proposed = await find(context, 'stock.return.picking.line', proposedShape, {
    domain: [['wizard_id', '=', wizard]],
  })
  const lines = proposed.map((line) => {
    const own = back.find((one) => one.move === line.move_id)
    return [1, line.id, { quantity: own === undefined ? 0 : toNumber(own.quantity) }]
  })
  await write(context, 'stock.return.picking', [wizard], { product_return_moves: lines })
  const method = serverVersion(context.settings) >= 18 ? 'action_create_returns' : 'create_returns'
  const action = await act(context, 'stock.return.picking', method, [wizard], { context: about })
  const shape = z.object({ res_id: z.number() })
  return parse(shape, action, { model: 'stock.return.picking', effect: 'write' }).res_id
}

const overReturned = (orderName: string, title: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'OVER_RETURNED',
    message: `More of ${title} came back for ${orderName} than was delivered in Odoo.`,
    remedy: 'Compare the order’s transfers in Odoo with the return, and move the rest by hand.',
    subject: `order:${orderName}`,
  })
