import type { Env } from '#sandboxes/odoo/orm/env'
import { record } from '#sandboxes/odoo/orm/records'
import { rounded } from '#sandboxes/odoo/orm/values'

interface Quantities {
  readonly qty_available: number
  readonly free_qty: number
  readonly incoming_qty: number
  readonly outgoing_qty: number
  readonly virtual_available: number
}

/** Stock of a variant in the places that the context names, all internal ones by default. */
export function quantities(env: Env, product: number): Quantities {
  const within = placesOf(env)
  let onHand = 0
  let reserved = 0
  for (const id of env.site.db.find('stock.quant', 'product_id', product)) {
    const quant = record(env, 'stock.quant', id)
    if (!within(Number(quant['location_id']))) continue
    onHand += Number(quant['quantity'] ?? 0)
    reserved += Number(quant['reserved_quantity'] ?? 0)
  }
  let incoming = 0
  let outgoing = 0
  for (const id of env.site.db.find('stock.move', 'product_id', product)) {
    const move = record(env, 'stock.move', id)
    if (!OPEN.has(String(move['state']))) continue
    const from = within(Number(move['location_id']))
    const to = within(Number(move['location_dest_id']))
    if (from && !to) outgoing += Number(move['product_uom_qty'])
    if (to && !from) incoming += Number(move['product_uom_qty'])
  }
  return {
    qty_available: rounded(onHand, 2),
    free_qty: rounded(onHand - reserved, 2),
    incoming_qty: rounded(incoming, 2),
    outgoing_qty: rounded(outgoing, 2),
    virtual_available: rounded(onHand + incoming - outgoing, 2),
  }
}

const OPEN = new Set(['waiting', 'confirmed', 'assigned', 'partially_available'])

/** The key of the warehouse changed with 18; the other one is ignored without a word. */
function placesOf(env: Env): (location: number) => boolean {
  const warehouse = env.context[env.site.version <= 17 ? 'warehouse' : 'warehouse_id']
  const location = env.context['location']
  const roots =
    typeof warehouse === 'number'
      ? [Number(record(env, 'stock.warehouse', warehouse)['view_location_id'])]
      : typeof location === 'number'
        ? [location]
        : null
  return (id) => {
    if (roots !== null) return roots.some((root) => isWithin(env, id, root))
    return record(env, 'stock.location', id)['usage'] === 'internal'
  }
}

export function isWithin(env: Env, location: number, root: number): boolean {
  let at: unknown = location
  while (typeof at === 'number') {
    if (at === root) return true
    at = env.site.db.get('stock.location', at)?.['location_id']
  }
  return false
}
