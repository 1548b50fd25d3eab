import { z } from 'zod'
import type { WriteContext } from '#contract/target'
import { toNumber } from '#lib/decimal'
import type { MappedStockDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { companyId, type Values } from './client.ts'
import { unknown, type Warehouse, warehouseOf, warehouses } from './facts.ts'
import { itemIds } from './items.ts'
import { fieldNames } from './known-fields.ts'
import { type OdooContext, remembered } from './memory.ts'
import { partners } from './partners.ts'
import { begunTransfer, type Moved, validate } from './pickings.ts'
import { act, create, find, text } from './records.ts'
import { REFERENCE, ROW } from './vendor.ts'

const moveShape = z.object({ id: z.number(), [ROW]: text, state: z.string() })
const placeShape = z.object({ id: z.number() })

/** Moves goods that belong to no order, or came back of no delivery, by a transfer of their own. */
export async function createGoods(
  context: OdooContext,
  document: MappedStockDocument,
  write: WriteContext,
): Promise<BookedDocument> {
  const begun = await begunTransfer(context, document.reference)
  const picking = begun?.id ?? (await create(context, 'stock.picking', await transferValues(context, document, write)))
  // A run that broke off may have left it before it was confirmed.
  if (begun === null || begun.state === 'draft') await act(context, 'stock.picking', 'action_confirm', [picking])
  const moves = await find(context, 'stock.move', moveShape, { domain: [['picking_id', '=', picking]], order: 'id' })
  const moved = document.rows.flatMap((row): Moved[] => {
    const own = moves.find((move) => move[ROW] === row.id && !['done', 'cancel'].includes(move.state))
    return own === undefined ? [] : [{ move: own.id, row: row.id, quantity: row.quantity }]
  })
  return validate(context, picking, { moved, left: [] }, { reference: document.reference, kind: document.kind })
}

async function transferValues(
  context: OdooContext,
  document: MappedStockDocument,
  write: WriteContext,
): Promise<Values> {
  const leaves = document.kind === 'delivery'
  const titles = new Map(document.rows.map(({ item, title }) => [item, title]))
  const items = await itemIds(context, [...titles.keys()], (code) => titles.get(code) ?? code)
  const main = await warehouseFor(context, mainCode(document))
  const outside = await customerPlace(context)
  const ends = ({ lot_stock_id }: Warehouse): Values =>
    leaves
      ? { location_id: lot_stock_id, location_dest_id: outside }
      : { location_id: outside, location_dest_id: lot_stock_id }
  // Until 18 a move has a text of its own.
  const hasText = (await fieldNames(context, 'stock.move')).has('name')
  const moves: unknown[] = []
  for (const row of document.rows) {
    const place = ends(await warehouseFor(context, row.warehouse))
    const named = hasText ? { name: row.title } : {}
    const product = { product_id: items.get(row.item), product_uom_qty: toNumber(row.quantity) }
    moves.push([0, 0, { ...product, ...named, ...place, [ROW]: row.id }])
  }
  return {
    picking_type_id: leaves ? main.out_type_id : main.in_type_id,
    ...ends(main),
    partner_id: partners(document.party, write).delivery,
    origin: document.orderName,
    scheduled_date: `${document.date} 12:00:00`,
    [REFERENCE]: document.reference,
    move_ids: moves,
  }
}

/** The warehouse of most rows. */
function mainCode({ rows }: MappedStockDocument): string | null {
  const groups = [...Map.groupBy(rows, ({ warehouse }) => warehouse)]
  return groups.toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null
}

async function warehouseFor(context: OdooContext, code: string | null): Promise<Warehouse> {
  const wanted = code ?? context.settings.warehouse
  if (wanted !== null) return warehouseOf(context, wanted)
  const [first] = await warehouses(context)
  if (first === undefined) throw unknown('warehouse', 'of its own')
  return first
}

/** Where goods are that customers have. */
const customerPlace = (context: OdooContext): Promise<number | null> =>
  remembered(context, 'customer-place', async () => {
    const domain = [
      ['usage', '=', 'customer'],
      ['company_id', 'in', [false, await companyId(context)]],
    ]
    const [place] = await find(context, 'stock.location', placeShape, { domain, limit: 1, order: 'id' })
    return place?.id ?? null
  })
