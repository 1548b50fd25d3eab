import { z } from 'zod'
import type { NamedDocument } from '#contract/target'
import { type Decimal, isPositive, minimum, subtract } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { MappedStockDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import type { Values } from './client.ts'
import { warehouseOf } from './facts.ts'
import type { OdooContext } from './memory.ts'
import { isPieceOf } from './pieces.ts'
import { begunTransfer, type Moved, validate } from './pickings.ts'
import { find, link, write } from './records.ts'
import { deliveredMoves, returnOf } from './return-wizard.ts'

const returnedShape = z.object({
  id: z.number(),
  origin_returned_move_id: link,
  picking_id: link,
  location_dest_id: link,
  state: z.string(),
})

/** Takes goods back by Odoo's own return of the transfer that they left with. */
export async function createReturn(
  context: OdooContext,
  document: MappedStockDocument,
  delivery: NamedDocument,
): Promise<BookedDocument> {
  const back = await comingBack(context, document, delivery)
  const begun = await begunTransfer(context, document.reference)
  const picking = begun?.id ?? (await returnOf(context, Number(delivery.externalId), back))
  const moves = await find(context, 'stock.move', returnedShape, { domain: [['picking_id', '=', picking]] })
  const moved = moves.flatMap((move): Directed[] => {
    const own = back.find((one) => one.move === move.origin_returned_move_id)
    return own === undefined ? [] : [{ ...own, move: move.id, goesTo: move.location_dest_id }]
  })
  await redirect(context, picking, moved)
  const fields: Values = { origin: document.orderName }
  const more = { reference: document.reference, kind: 'delivery-return', fields } as const
  return validate(context, picking, { moved, left: [] }, more)
}

const lineShape = z.object({ id: z.number() })

/** Odoo sends goods back to where they left; those that came back elsewhere are told so, with what was already laid out for them. */
async function redirect(context: OdooContext, picking: number, moves: readonly Directed[]): Promise<void> {
  const wrong = moves.filter(({ place, goesTo }) => place !== null && place !== goesTo)
  const places = new Set(moves.map(({ place }) => place))
  for (const [place, own] of Map.groupBy(wrong, (move) => move.place)) {
    if (places.size === 1) await write(context, 'stock.picking', [picking], { location_dest_id: place })
    const ids = own.map(({ move }) => move)
    await write(context, 'stock.move', ids, { location_dest_id: place })
    const lines = await find(context, 'stock.move.line', lineShape, { domain: [['move_id', 'in', ids]] })
    if (lines.length === 0) continue
    await write(
      context,
      'stock.move.line',
      lines.map(({ id }) => id),
      { location_dest_id: place },
    )
  }
}

/** A move of goods that come back, where it goes and where it should. */
interface Directed extends Moved {
  readonly goesTo: number | null
  readonly place: number | null
}

/** Which moves of the delivery come back, and how many pieces of each; what came back before is left out. */
async function comingBack(
  context: OdooContext,
  document: MappedStockDocument,
  delivery: NamedDocument,
): Promise<readonly (Moved & Pick<Directed, 'place'>)[]> {
  const ids = Object.values(delivery.rowIds).map(Number)
  const delivered = await deliveredMoves(context, ids)
  const places = await placesOf(context, document)
  return document.rows.flatMap((row) => {
    const place = row.warehouse === null ? null : (places.get(row.warehouse) ?? null)
    let left: Decimal = row.quantity
    const keys = Object.entries(delivery.rowIds).filter(([key]) => isPieceOf(key, row.id))
    const moved = keys.flatMap(([key, id]) => {
      const move = delivered.find((one) => one.id === Number(id))
      if (move === undefined || !isPositive(left)) return []
      const quantity = minimum(left, move.quantity)
      left = subtract(left, quantity)
      return isPositive(quantity) ? [{ move: move.id, row: key, quantity, place }] : []
    })
    if (isPositive(left)) throw overReturned(document.orderName, row.title)
    return moved
  })
}

/** Where the goods of each warehouse lie. */
async function placesOf(context: OdooContext, { rows }: MappedStockDocument): Promise<Map<string, number | null>> {
  const codes = [...new Set(rows.flatMap(({ warehouse }) => warehouse ?? []))]
  return new Map(
    await Promise.all(codes.map(async (code) => [code, (await warehouseOf(context, code)).lot_stock_id] as const)),
  )
}

const overReturned = (orderName: string, title: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'OVER_RETURNED',
    message: `More of ${title} came back for ${orderName} than was delivered in Odoo.`,
    remedy: 'Compare the order’s transfers in Odoo with the return, and move the rest by hand.',
    subject: `order:${orderName}`,
  })
