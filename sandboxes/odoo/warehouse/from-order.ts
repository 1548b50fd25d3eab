import type { Row } from '#sandboxes/odoo/orm/database'
import { type Env, now } from '#sandboxes/odoo/orm/env'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'
import { valueOf } from '#sandboxes/odoo/orm/read'
import { makeMove, movesOf, refreshPicking, reserve, unreserve } from './moves.ts'

interface Wanted {
  readonly line: number
  /** Less than nothing takes back what is open. */
  readonly quantity: number
}

/** Plans what an order's lines ask for: one delivery from its warehouse, reserved at once. */
export function planDelivery(env: Env, order: number, wanted: readonly Wanted[]): void {
  const goods = wanted.filter(({ line, quantity }) => quantity !== 0 && isGoods(env, line))
  for (const { line, quantity } of goods) {
    if (quantity < 0) lessen(env, line, -quantity)
    else plan(env, order, line, quantity)
  }
}

function isGoods(env: Env, line: number): boolean {
  const product = env.site.db.get('product.product', Number(record(env, 'sale.order.line', line)['product_id']))
  if (product === undefined) return false
  return valueOf(env, 'product.product', product, 'type') !== 'service'
}

function plan(env: Env, order: number, line: number, quantity: number): void {
  const open = env.site.db
    .find('stock.move', 'sale_line_id', line)
    .map((id) => record(env, 'stock.move', id))
    .find((move) => !['done', 'cancel'].includes(String(move['state'])))
  if (open !== undefined) {
    update(env, 'stock.move', open.id, { product_uom_qty: Number(open['product_uom_qty']) + quantity })
    return reserve(env, open.id)
  }
  const picking = openPicking(env, order)
  const row = record(env, 'sale.order.line', line)
  const id = makeMove(env, {
    name: row['name'],
    product_id: row['product_id'],
    product_uom_qty: quantity,
    picking_id: picking.id,
    sale_line_id: line,
    ...(env.site.version === 19 ? { to_refund: true } : {}),
    location_id: picking['location_id'],
    location_dest_id: picking['location_dest_id'],
    origin: picking['origin'],
    reference: picking['name'],
    partner_id: picking['partner_id'],
    company_id: picking['company_id'],
    picking_type_id: picking['picking_type_id'],
  })
  reserve(env, id)
  refreshPicking(env, picking.id)
}

function lessen(env: Env, line: number, quantity: number): void {
  let left = quantity
  for (const id of env.site.db.find('stock.move', 'sale_line_id', line)) {
    const move = record(env, 'stock.move', id)
    if (['done', 'cancel'].includes(String(move['state']))) continue
    const off = Math.min(left, Number(move['product_uom_qty']))
    left -= off
    unreserve(env, id)
    update(env, 'stock.move', id, { product_uom_qty: Number(move['product_uom_qty']) - off })
    if (Number(move['product_uom_qty']) - off === 0) update(env, 'stock.move', id, { state: 'cancel' })
    else reserve(env, id)
    refreshPicking(env, Number(move['picking_id']))
  }
}

function openPicking(env: Env, order: number): Row {
  const known = env.site.db
    .find('stock.picking', 'sale_id', order)
    .map((id) => record(env, 'stock.picking', id))
    .find((one) => !['done', 'cancel'].includes(String(one['state'])) && one['backorder_id'] !== true)
  if (known !== undefined) return known
  const row = record(env, 'sale.order', order)
  const warehouse = record(env, 'stock.warehouse', Number(row['warehouse_id']))
  const planned = typeof row['commitment_date'] === 'string' ? row['commitment_date'] : now(env)
  const reference = row['client_order_ref']
  const origin =
    env.site.version === 18 && typeof reference === 'string' ? `${String(row['name'])} - ${reference}` : row['name']
  const customers = [...env.site.db.rows('stock.location')].find((one) => one['usage'] === 'customer')?.id
  const id = createRecord(env, 'stock.picking', {
    partner_id: row['partner_shipping_id'],
    origin,
    sale_id: order,
    picking_type_id: warehouse['out_type_id'],
    scheduled_date: planned,
    date_deadline: planned,
    location_id: warehouse['lot_stock_id'],
    location_dest_id: customers,
    company_id: row['company_id'],
    carrier_id: row['carrier_id'] ?? false,
    state: 'confirmed',
  })
  return record(env, 'stock.picking', id)
}

export function cancelDeliveries(env: Env, order: number): void {
  for (const id of env.site.db.find('stock.picking', 'sale_id', order)) {
    if (record(env, 'stock.picking', id)['state'] === 'done') continue
    cancelPicking(env, id)
  }
}

export function cancelPicking(env: Env, id: number): void {
  for (const move of movesOf(env, id)) {
    unreserve(env, move.id)
    update(env, 'stock.move', move.id, { state: 'cancel' })
  }
  update(env, 'stock.picking', id, { state: 'cancel' })
}
