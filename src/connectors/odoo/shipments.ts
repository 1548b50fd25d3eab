import { z } from 'zod'
import type { ShipmentSource } from '#contract/shipments'
import type { Change } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import type { Parcel, Shipment, ShipmentLine } from '#model/shipment'
import { companyId, serverVersion } from './client.ts'
import { warehouses } from './facts.ts'
import { codesOf } from './item-codes.ts'
import type { OdooContext } from './memory.ts'
import { changedPages } from './pages.ts'
import { find, link, number, text } from './records.ts'
import type { OdooSettings } from './settings.ts'
import { stamp, stampAfter, utcOf } from './stamps.ts'
import { REFERENCE } from './vendor.ts'

/** Deliveries: transfers to customers; of warehouses with several steps only the last one counts. */
export const shipments: ShipmentSource<OdooSettings> = { changes, get, parse, findByName }

const changedShape = z.object({ id: z.number(), name: z.string(), write_date: z.string(), create_date: z.string() })

async function* changes(
  context: OdooContext,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const domain = [
    ['picking_type_code', '=', 'outgoing'],
    ['state', 'in', ['done', 'cancel']],
    ['company_id', '=', await companyId(context)],
    ['write_date', '>=', stamp(since)],
    ['write_date', '<', stampAfter(until)],
  ]
  for await (const rows of changedPages(context, 'stock.picking', changedShape, domain))
    yield rows.map((row) => ({
      key: String(row.id),
      name: row.name,
      updatedAt: utcOf(row.write_date),
      createdAt: utcOf(row.create_date),
    }))
}

const pickingShape = z.object({
  id: z.number(),
  name: z.string(),
  state: z.string(),
  date_done: text,
  write_date: z.string(),
  picking_type_id: link,
  picking_type_code: text,
  sale_id: link,
  carrier_id: z.unknown(),
  carrier_tracking_ref: text,
  carrier_tracking_url: text,
  [REFERENCE]: text,
})
type Picking = z.infer<typeof pickingShape>

async function get(context: OdooContext, key: string): Promise<Shipment | null> {
  if (!/^\d+$/.test(key)) return null
  const [picking] = await find(context, 'stock.picking', pickingShape, { domain: [['id', '=', Number(key)]] })
  if (picking === undefined || picking.picking_type_code !== 'outgoing') return null
  const warehouse = (await warehouses(context)).find(({ out_type_id }) => out_type_id === picking.picking_type_id)
  return {
    externalId: key,
    name: picking.name,
    shippedAt: utcOf(picking.date_done ?? picking.write_date),
    updatedAt: utcOf(picking.write_date),
    state: picking.state === 'done' ? 'issued' : picking.state === 'cancel' ? 'cancelled' : 'draft',
    reference: picking[REFERENCE],
    lines: await linesOf(context, picking, warehouse?.code ?? null),
    parcels: parcelsOf(picking),
  }
}

const base = z.object({ id: z.number(), product_id: link, sale_line_id: link, state: z.string() })
const moveShape = base.extend({ quantity: number })
const oldMoveShape = base.extend({ quantity_done: number })

async function linesOf(context: OdooContext, picking: Picking, place: string | null): Promise<ShipmentLine[]> {
  const query = { domain: [['picking_id', '=', picking.id]], order: 'id' }
  const isOld = serverVersion(context.settings) < 17
  const moves = isOld
    ? (await find(context, 'stock.move', oldMoveShape, query)).map(({ quantity_done: quantity, ...move }) => ({
        ...move,
        quantity,
      }))
    : await find(context, 'stock.move', moveShape, query)
  const codes = await codesOf(
    context,
    moves.flatMap((move) => move.product_id ?? []),
  )
  return moves
    .filter((move) => move.state === picking.state && move.quantity !== '0')
    .map((move) => ({
      externalId: String(move.id),
      item: codes.get(move.product_id ?? 0) ?? `product ${move.product_id}`,
      quantity: move.quantity,
      place,
      orderedBy:
        picking.sale_id === null || move.sale_line_id === null
          ? null
          : // Orders and invoices of Odoo are counted apart.
            { externalId: String(picking.sale_id), rowExternalId: String(move.sale_line_id), kind: 'sales-order' },
    }))
}

/** Several numbers may stand in the field, with commas between; the link is that of a single one. */
function parcelsOf({ carrier_id, carrier_tracking_ref: ref, carrier_tracking_url: url }: Picking): Parcel[] {
  const carrier = Array.isArray(carrier_id) && typeof carrier_id[1] === 'string' ? carrier_id[1] : null
  const numbers = (ref ?? '')
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
  return numbers.map((value) => ({ carrier, number: value, url: numbers.length === 1 ? url : null }))
}

const idShape = z.object({ id: z.number() })

async function findByName(context: OdooContext, name: string): Promise<string | null> {
  const domain = [
    ['name', '=', name.trim()],
    ['company_id', '=', await companyId(context)],
  ]
  const [found] = await find(context, 'stock.picking', idShape, { domain, limit: 1 })
  return found === undefined ? null : String(found.id)
}

/** Odoo shows a transfer in several answers, none of which tells it whole. */
function parse(): Shipment {
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ODOO_PAYLOAD_UNREADABLE',
    message: 'A transfer of Odoo cannot be read from a file.',
    remedy: 'Let it be found in Odoo by its name instead.',
  })
}
