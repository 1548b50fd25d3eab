import { z } from 'zod'
import { type Decimal, toNumber } from '#lib/decimal'
import { parse, serverVersion, type Values } from './client.ts'
import type { OdooContext } from './memory.ts'
import type { Moved } from './pickings.ts'
import { act, create, find, link, number, write } from './records.ts'

export interface DeliveredMove {
  readonly id: number
  readonly product_id: number | null
  readonly quantity: Decimal
}

const movedShape = z.object({ id: z.number(), product_id: link, quantity: number })
const oldMovedShape = z.object({ id: z.number(), product_id: link, quantity_done: number })

/** What moves of a transfer that is done have moved. */
export async function deliveredMoves(context: OdooContext, ids: readonly number[]): Promise<readonly DeliveredMove[]> {
  const query = { domain: [['id', 'in', ids]], order: 'id' }
  if (serverVersion(context.settings) >= 17) return find(context, 'stock.move', movedShape, query)
  const moves = await find(context, 'stock.move', oldMovedShape, query)
  return moves.map(({ quantity_done: quantity, ...move }) => ({ ...move, quantity }))
}

const RETURN = 'stock.return.picking'
const proposedShape = z.object({ id: z.number(), move_id: link })
const placeShape = z.object({ id: z.number(), location_id: link })

/** Odoo's wizard makes the transfer that takes goods of another one back. */
export async function returnOf(context: OdooContext, picking: number, back: readonly Moved[]): Promise<number> {
  const wizard =
    serverVersion(context.settings) >= 17
      ? await proposed(context, picking, back)
      : await filledIn(context, picking, back)
  const about = { active_model: 'stock.picking', active_id: picking, active_ids: [picking] }
  const method = serverVersion(context.settings) >= 18 ? 'action_create_returns' : 'create_returns'
  const action = await act(context, RETURN, method, [wizard], { context: about })
  const shape = z.object({ res_id: z.number() })
  return parse(shape, action, { model: RETURN, effect: 'write' }).res_id
}

/** The wizard with the lines that Odoo proposes: 17 with all pieces, later ones with none. */
async function proposed(context: OdooContext, picking: number, back: readonly Moved[]): Promise<number> {
  const wizard = await create(context, RETURN, { picking_id: picking })
  const lines = await find(context, `${RETURN}.line`, proposedShape, { domain: [['wizard_id', '=', wizard]] })
  const values = lines.map((line) => {
    const own = back.find((one) => one.move === line.move_id)
    return [1, line.id, { quantity: own === undefined ? 0 : toNumber(own.quantity) }]
  })
  await write(context, RETURN, [wizard], { product_return_moves: values })
  return wizard
}

/** Before 17 only its window proposes lines and the place that goods go back to, which is where they left. */
async function filledIn(context: OdooContext, picking: number, back: readonly Moved[]): Promise<number> {
  const [from] = await find(context, 'stock.picking', placeShape, { domain: [['id', '=', picking]] })
  const moves = await deliveredMoves(
    context,
    back.map(({ move }) => move),
  )
  const lines = back.map(({ move, quantity }): readonly [0, 0, Values] => {
    const product = moves.find(({ id }) => id === move)?.product_id ?? false
    return [0, 0, { move_id: move, product_id: product, quantity: toNumber(quantity) }]
  })
  return create(context, RETURN, {
    picking_id: picking,
    location_id: from?.location_id ?? false,
    product_return_moves: lines,
  })
}
