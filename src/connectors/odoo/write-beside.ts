import { z } from 'zod'
import { isPositive, toNumber } from '#lib/decimal'
import type { MappedStockRow } from '#model/documents'
import { serverVersion, type Values } from './client.ts'
import { itemIds } from './items.ts'
import type { OdooContext } from './memory.ts'
import type { Moved } from './pickings.ts'
import { act, find, link, text, write } from './records.ts'
import { ROW } from './vendor.ts'

const pickingShape = z.object({ id: z.number(), location_id: link, location_dest_id: link })
const moveShape = z.object({ id: z.number(), [ROW]: text })

/** Adds goods to a transfer that do not stand on its order; what an attempt before added is taken up. */
export async function addMoves(
  context: OdooContext,
  picking: number,
  rows: readonly MappedStockRow[],
): Promise<readonly Moved[]> {
  const goods = rows.filter(({ quantity }) => isPositive(quantity))
  const known = await movesOf(context, picking, goods)
  const missing = goods.filter(({ id }) => !known.some((move) => move[ROW] === id))
  if (missing.length > 0) {
    const [places] = await find(context, 'stock.picking', pickingShape, { domain: [['id', '=', picking]] })
    const items = await itemIds(
      context,
      missing.map(({ item }) => item),
    )
    const values = missing.map((row): Values => ({
      product_id: items.get(row.item),
      product_uom_qty: toNumber(row.quantity),
      location_id: places?.location_id ?? false,
      location_dest_id: places?.location_dest_id ?? false,
      // Since 19 a move has no name.
      ...(serverVersion(context.settings) < 19 ? { name: row.title } : {}),
      [ROW]: row.id,
    }))
    await write(context, 'stock.picking', [picking], { move_ids: values.map((each) => [0, 0, each]) })
    await act(context, 'stock.picking', 'action_confirm', [picking])
  }
  const moves = await movesOf(context, picking, goods)
  return goods.flatMap(({ id, quantity }) => {
    const move = moves.find((one) => one[ROW] === id)
    return move === undefined ? [] : [{ move: move.id, row: id, quantity }]
  })
}

const movesOf = (context: OdooContext, picking: number, rows: readonly MappedStockRow[]) =>
  find(context, 'stock.move', moveShape, {
    domain: [
      ['picking_id', '=', picking],
      [ROW, 'in', rows.map(({ id }) => id)],
      ['state', '!=', 'cancel'],
    ],
    order: 'id',
  })
