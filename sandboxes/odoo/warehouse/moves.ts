import type { Env, Values } from '#sandboxes/odoo/orm/env'
import type { Row } from '#sandboxes/odoo/orm/database'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'
import { valueOf } from '#sandboxes/odoo/orm/read'
import { now } from '#sandboxes/odoo/orm/env'
import { isWithin } from './quantities.ts'

export function isStorable(env: Env, product: number): boolean {
  const row = record(env, 'product.product', product)
  return env.site.version <= 17
    ? valueOf(env, 'product.product', row, 'detailed_type') === 'product'
    : valueOf(env, 'product.product', row, 'is_storable') === true
}

/** The quant of an article at a place, made when there is none. */
export function quantAt(env: Env, product: number, location: number): Row {
  const found = env.site.db
    .find('stock.quant', 'product_id', product)
    .find((id) => record(env, 'stock.quant', id)['location_id'] === location)
  if (found !== undefined) return record(env, 'stock.quant', found)
  const id = createRecord({ ...env, context: { stock_internal: true } }, 'stock.quant', {
    product_id: product,
    location_id: location,
    quantity: 0,
    reserved_quantity: 0,
    in_date: now(env),
  })
  return record(env, 'stock.quant', id)
}

export function addStock(env: Env, product: number, location: number, quantity: number): void {
  const quant = quantAt(env, product, location)
  update(env, 'stock.quant', quant.id, { quantity: Number(quant['quantity'] ?? 0) + quantity })
}

function addReserved(env: Env, product: number, location: number, quantity: number): void {
  const quant = quantAt(env, product, location)
  update(env, 'stock.quant', quant.id, {
    reserved_quantity: Math.max(0, Number(quant['reserved_quantity'] ?? 0) + quantity),
  })
}

const usage = (env: Env, location: unknown): unknown => record(env, 'stock.location', Number(location))['usage']

/** Reserves what is there; what comes from outside needs no reservation. */
export function reserve(env: Env, id: number): void {
  const move = record(env, 'stock.move', id)
  if (['done', 'cancel'].includes(String(move['state']))) return
  const product = Number(move['product_id'])
  const wanted = Number(move['product_uom_qty']) - Number(move['quantity'] ?? 0)
  if (usage(env, move['location_id']) !== 'internal' || !isStorable(env, product))
    return setMoveQuantity(env, id, Number(move['product_uom_qty']))
  let left = wanted
  for (const quantId of env.site.db.find('stock.quant', 'product_id', product)) {
    const quant = record(env, 'stock.quant', quantId)
    if (!isWithin(env, Number(quant['location_id']), Number(move['location_id']))) continue
    const free = Number(quant['quantity'] ?? 0) - Number(quant['reserved_quantity'] ?? 0)
    const taken = Math.max(0, Math.min(free, left))
    if (taken > 0)
      update(env, 'stock.quant', quantId, { reserved_quantity: Number(quant['reserved_quantity'] ?? 0) + taken })
    left -= taken
  }
  update(env, 'stock.move', id, { quantity: Number(move['product_uom_qty']) - left })
  setMoveState(env, id)
}

function setMoveState(env: Env, id: number): void {
  const move = record(env, 'stock.move', id)
  const quantity = Number(move['quantity'] ?? 0)
  const wanted = Number(move['product_uom_qty'])
  update(env, 'stock.move', id, {
    state: quantity >= wanted ? 'assigned' : quantity > 0 ? 'partially_available' : 'confirmed',
  })
  refreshPicking(env, Number(move['picking_id']))
}

/** Writes what is to be moved, and the reservation with it. */
export function setMoveQuantity(env: Env, id: number, quantity: number): void {
  const move = record(env, 'stock.move', id)
  const before = Number(move['quantity'] ?? 0)
  if (usage(env, move['location_id']) === 'internal' && isStorable(env, Number(move['product_id'])))
    addReserved(env, Number(move['product_id']), Number(move['location_id']), quantity - before)
  update(env, 'stock.move', id, { quantity })
  setMoveState(env, id)
}

export function unreserve(env: Env, id: number): void {
  if (!['done', 'cancel'].includes(String(record(env, 'stock.move', id)['state']))) setMoveQuantity(env, id, 0)
}

export function finishMove(env: Env, id: number): void {
  const move = record(env, 'stock.move', id)
  const product = Number(move['product_id'])
  const quantity = Number(move['quantity'] ?? 0)
  if (isStorable(env, product)) {
    if (usage(env, move['location_id']) === 'internal')
      addReserved(env, product, Number(move['location_id']), -quantity)
    addStock(env, product, Number(move['location_id']), -quantity)
    addStock(env, product, destinationOf(env, id), quantity)
  }
  update(env, 'stock.move', id, { state: 'done', picked: true, date: now(env) })
  if (usage(env, move['location_id']) === 'internal') freeOthers(env, product, Number(move['location_id']))
}

/** Goods that went although others had reserved them: the newest of those lose their reservation. */
function freeOthers(env: Env, product: number, location: number): void {
  const others = env.site.db.find('stock.move', 'product_id', product).toReversed()
  for (const id of others) {
    const quant = quantAt(env, product, location)
    const lacking = Number(quant['reserved_quantity'] ?? 0) - Math.max(0, Number(quant['quantity'] ?? 0))
    if (lacking <= 0) return
    const other = record(env, 'stock.move', id)
    const isOpen = other['state'] === 'assigned' || other['state'] === 'partially_available'
    if (!isOpen || Number(other['location_id']) !== location) continue
    const held = Number(other['quantity'] ?? 0)
    setMoveQuantity(env, id, held - Math.min(held, lacking))
  }
}

function destinationOf(env: Env, move: number): number {
  const [line] = env.site.db.find('stock.move.line', 'move_id', move)
  const laidOut = line === undefined ? undefined : record(env, 'stock.move.line', line)['location_dest_id']
  return Number(laidOut ?? record(env, 'stock.move', move)['location_dest_id'])
}

export const movesOf = (env: Env, picking: number): Row[] =>
  env.site.db.find('stock.move', 'picking_id', picking).map((id) => record(env, 'stock.move', id))

export function refreshPicking(env: Env, picking: number): void {
  if (env.site.db.get('stock.picking', picking) === undefined) return
  const states = movesOf(env, picking)
    .map((move) => String(move['state']))
    .filter((state) => state !== 'cancel')
  const before = String(record(env, 'stock.picking', picking)['state'])
  let state = 'cancel'
  if (states.length === 0) state = movesOf(env, picking).length === 0 ? before : 'cancel'
  else if (states.every((one) => one === 'done')) state = 'done'
  else if (states.some((one) => one === 'assigned' || one === 'partially_available')) state = 'assigned'
  else state = 'confirmed'
  if (state !== before) update(env, 'stock.picking', picking, { state })
}

export function makeMove(env: Env, values: Values): number {
  const product = Number(values['product_id'])
  const row = record(env, 'product.product', product)
  const unit = valueOf(env, 'product.product', row, 'uom_id')
  return createRecord(env, 'stock.move', {
    state: 'confirmed',
    quantity: 0,
    picked: false,
    product_uom: unit,
    date: now(env),
    ...values,
  })
}
