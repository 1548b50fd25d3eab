import type { LevelState } from './catalog-state.ts'
import { isActive } from './fulfillment-orders.ts'
import { defaultLocation, type Shop } from './shop.ts'
import type { LineState, NumericId, OrderState } from './state.ts'
import { levelAt, moveStock, type StockMove } from './stock.ts'

/** What an order holds of stock and has done to it, by line: units per location. */
interface LineStock {
  readonly line: LineState
  /** To be sent from there. */
  readonly committed: Map<NumericId, number>
  readonly sent: Map<NumericId, number>
  /** Put back there by refunds and returns. */
  readonly restocked: Map<NumericId, number>
  /** Taken off the order before they were sent. */
  unsent: number
}

type OrderUnits = ReadonlyMap<NumericId, LineStock>

/** Keeps the stock in step with the orders. */
export interface OrderStock {
  /** Books what changed about the order since it was noted last. */
  note(order: OrderState): void
  /** Gives back what a deleted order still held. */
  forget(order: OrderState): void
}

/**
 * Stock moves by the difference between what an order shows now and what was booked for it before, whatever happened
 * in between: an edit, a shipment, a refund or all of them.
 */
export function createOrderStock(shop: Shop): OrderStock {
  const booked = new Map<NumericId, { readonly revision: number; readonly units: OrderUnits }>()
  const book = (order: OrderState, units: OrderUnits): void => {
    const before = booked.get(order.id)?.units
    booked.set(order.id, { revision: order.revision, units })
    const moves = [...units.values()].flatMap((now) => lineMoves(shop, order, before?.get(now.line.id), now))
    if (moves.length > 0) moveStock(shop, moves)
  }
  return {
    note(order) {
      const before = booked.get(order.id)
      if (before?.revision !== order.revision) book(order, unitsOf(shop, order, before?.units))
    },
    forget(order) {
      const held = booked.get(order.id)?.units ?? new Map<NumericId, LineStock>()
      book(order, new Map([...held].map(([id, entry]) => [id, { ...entry, committed: new Map<NumericId, number>() }])))
      booked.delete(order.id)
    },
  }
}

function lineMoves(shop: Shop, order: OrderState, before: LineStock | undefined, now: LineStock): StockMove[] {
  const difference = (kind: 'committed' | 'sent' | 'restocked', at: NumericId): number =>
    (now[kind].get(at) ?? 0) - (before?.[kind].get(at) ?? 0)
  const places = new Set(
    [now, ...(before === undefined ? [] : [before])].flatMap((entry) => [
      ...entry.committed.keys(),
      ...entry.sent.keys(),
      ...entry.restocked.keys(),
    ]),
  )
  // Units taken off the order unsent leave the place where they were committed; a restock says where they are now.
  let unsent = now.unsent - (before?.unsent ?? 0)
  const moves: StockMove[] = []
  const move = (place: NumericId, available: number, committed: number): void => {
    const level = available === 0 && committed === 0 ? null : levelOf(shop, now.line, place)
    if (level !== null) moves.push({ level, deltas: { available, committed } })
  }
  for (const place of places) {
    const committed = difference('committed', place)
    const released = -committed - difference('sent', place)
    const gone = Math.min(unsent, Math.max(0, released))
    unsent -= gone
    move(place, released - gone + difference('restocked', place), committed)
  }
  // Sold and taken off within one moment, so never seen as committed.
  move(now.line.locationId ?? order.retailLocationId ?? defaultLocation(shop), -unsent, 0)
  return moves
}

/** The level that a line's units come from; none when its item is not tracked or is gone. */
function levelOf(shop: Shop, line: LineState, locationId: NumericId): LevelState | null {
  const variant = line.variantId === null ? undefined : shop.catalog.variants.get(line.variantId)
  return variant === undefined || !variant.item.tracked ? null : levelAt(shop, variant.item, locationId)
}

function unitsOf(shop: Shop, order: OrderState, before: OrderUnits | undefined): OrderUnits {
  const units = new Map<NumericId, LineStock>()
  for (const line of order.lines) {
    if (line.variantId === null || line.tip) continue
    // Sales of an item that is not tracked leave no trace, also not for the day that it is.
    if (shop.catalog.variants.get(line.variantId)?.item.tracked !== true && before?.has(line.id) !== true) continue
    units.set(line.id, { line, committed: new Map(), sent: new Map(), restocked: new Map(), unsent: 0 })
  }
  for (const entry of order.fulfillmentOrders) {
    if (!isActive(entry)) continue
    for (const part of entry.lines) raise(units.get(part.lineId)?.committed, entry.locationId, part.remainingQuantity)
  }
  for (const fulfillment of order.fulfillments) {
    if (fulfillment.status !== 'SUCCESS') continue
    for (const part of fulfillment.lines) raise(units.get(part.lineId)?.sent, fulfillment.locationId, part.quantity)
  }
  for (const part of order.refunds.flatMap((refund) => refund.lines)) {
    const entry = units.get(part.lineId)
    if (entry === undefined) continue
    entry.unsent += part.quantity - part.sentQuantity
    if (part.restockType !== 'NO_RESTOCK')
      raise(entry.restocked, part.locationId ?? defaultLocation(shop), part.quantity)
  }
  return units
}

function raise(units: Map<NumericId, number> | undefined, place: NumericId, quantity: number): void {
  if (quantity !== 0) units?.set(place, (units.get(place) ?? 0) + quantity)
}
