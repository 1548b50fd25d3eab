import { gid } from './ids.ts'
import type { FulfillmentOrderState, FulfillmentOrderUnits, HoldReason, HoldState } from './fulfillment-order-state.ts'
import { addUnits, detachUnits, isActive, removeUnits, remainingUnits, settle } from './fulfillment-orders.ts'
import type { View } from './connections.ts'
import { ShopRefusal } from './payments.ts'
import { type Shop, touch } from './shop.ts'
import type { NumericId, OrderState } from './state.ts'

/** How one fulfilment order became two. */
export interface Parted {
  /** Holds the units that the change was about. */
  readonly chosen: FulfillmentOrderState
  /** Holds the others; `null` when there are none. */
  readonly rest: FulfillmentOrderState | null
}

const all = (entry: FulfillmentOrderState): FulfillmentOrderUnits[] =>
  entry.lines.map((part) => ({ from: entry, part, quantity: part.remainingQuantity }))

const isWhole = (entry: FulfillmentOrderState, units: readonly FulfillmentOrderUnits[]): boolean =>
  units.reduce((sum, { quantity }) => sum + quantity, 0) === remainingUnits(entry) &&
  entry.lines.every((part) => part.remainingQuantity === part.totalQuantity)

/** Gives unsent units of a fulfilment order to another location; all of them when none are named. */
export function moveUnits(
  shop: Shop,
  order: OrderState,
  entry: FulfillmentOrderState,
  locationId: NumericId,
  wanted: readonly FulfillmentOrderUnits[] | null = null,
): Parted {
  if (!isActive(entry)) throw new ShopRefusal('Cannot change location.')
  const units = (wanted ?? all(entry)).filter(({ quantity }) => quantity > 0)
  const at = shop.clock.now()
  const source = entry.locationId
  let moved = entry
  if (isWhole(entry, units)) {
    entry.locationId = locationId
    settle(entry, at)
  } else moved = detachTo(shop, order, entry, units, locationId, at)
  const rest = moved === entry || !isActive(entry) ? null : entry
  announce(shop, 'moved', {
    original_fulfillment_order: brief(entry),
    moved_fulfillment_order: brief(moved),
    destination_location_id: gid('Location', locationId),
    source_location: { id: gid('Location', source) },
    fulfillment_order_line_items_requested: units.map(({ part, quantity }) => ({
      id: gid('FulfillmentOrderLineItem', part.id),
      quantity,
    })),
  })
  touch(shop, order, ['orders/updated'])
  return { chosen: moved, rest }
}

/** A part goes to a new fulfilment order, which also takes over what is open at that location already. */
function detachTo(
  shop: Shop,
  order: OrderState,
  entry: FulfillmentOrderState,
  units: readonly FulfillmentOrderUnits[],
  locationId: NumericId,
  at: Date,
): FulfillmentOrderState {
  const there = order.fulfillmentOrders.find(
    (other) =>
      other !== entry && other.status === 'OPEN' && other.locationId === locationId && other.method === entry.method,
  )
  const moved = detachUnits(shop, order, units, { locationId, method: entry.method }, at)
  for (const { part, quantity } of there === undefined ? [] : all(there)) {
    addUnits(shop, moved, part.lineId, quantity)
    if (there !== undefined) removeUnits(there, part, quantity)
  }
  if (there !== undefined) settle(there, at)
  return moved
}

/** Puts chosen units into a fulfilment order of their own; it keeps the location. */
export function splitUnits(
  shop: Shop,
  order: OrderState,
  entry: FulfillmentOrderState,
  units: readonly FulfillmentOrderUnits[],
): Parted {
  const chosen = detachUnits(shop, order, units, entry, shop.clock.now())
  announce(shop, 'split', {
    fulfillment_order: brief(entry),
    remaining_fulfillment_order: brief(chosen),
    replacement_fulfillment_order: null,
  })
  touch(shop, order, ['orders/updated'])
  return { chosen, rest: entry }
}

export interface HoldInput {
  readonly reason?: HoldReason
  readonly notes?: string | null
  readonly handle?: string
  readonly byApp?: boolean
}

/** Holds a fulfilment order, or chosen units of it: the others then go to a new one. */
export function holdUnits(
  shop: Shop,
  order: OrderState,
  entry: FulfillmentOrderState,
  input: HoldInput,
  wanted: readonly FulfillmentOrderUnits[] | null = null,
): Parted & { readonly hold: HoldState } {
  if (!isActive(entry)) throw new ShopRefusal('The fulfillment order is not in a holdable state.')
  const at = shop.clock.now()
  const before = entry.status
  const others = wanted === null ? [] : unchosen(entry, wanted)
  const rest = others.length === 0 ? null : detachUnits(shop, order, others, entry, at)
  const hold = {
    id: shop.ids.next('FulfillmentHold'),
    reason: input.reason ?? 'OTHER',
    notes: input.notes ?? null,
    handle: input.handle ?? '',
    byApp: input.byApp ?? false,
  }
  entry.holds = [...entry.holds, hold]
  settle(entry, at, 'ON_HOLD')
  announce(shop, 'added', { fulfillment_order: brief(entry), fulfillment_hold: holdBody(hold) }, 'fulfillment_holds')
  if (before !== 'ON_HOLD') {
    announce(shop, 'placed_on_hold', {
      fulfillment_order: { ...brief(entry), fulfillment_holds: entry.holds.map(holdBody) },
      remaining_fulfillment_order: rest === null ? null : brief(rest),
      held_fulfillment_order_line_items: entry.lines.map((part) => ({
        id: gid('FulfillmentOrderLineItem', part.id),
        quantity: part.remainingQuantity,
      })),
      created_fulfillment_hold: holdBody(hold),
    })
  }
  touch(shop, order, ['orders/updated'])
  return { chosen: entry, rest, hold }
}

const unchosen = (entry: FulfillmentOrderState, chosen: readonly FulfillmentOrderUnits[]): FulfillmentOrderUnits[] =>
  all(entry)
    .map((units) => {
      const taken = chosen.filter(({ part }) => part === units.part).reduce((sum, { quantity }) => sum + quantity, 0)
      return { ...units, quantity: units.quantity - taken }
    })
    .filter(({ quantity }) => quantity > 0)

/** Ends the named holds, or all of them. */
export function releaseHolds(
  shop: Shop,
  order: OrderState,
  entry: FulfillmentOrderState,
  ids: readonly NumericId[] | null = null,
): void {
  const released = entry.holds.filter((hold) => ids === null || ids.includes(hold.id))
  entry.holds = entry.holds.filter((hold) => !released.includes(hold))
  settle(entry, shop.clock.now())
  for (const hold of released) {
    announce(
      shop,
      'released',
      { fulfillment_order: brief(entry), fulfillment_hold: holdBody(hold) },
      'fulfillment_holds',
    )
  }
  if (released.length > 0 && entry.holds.length === 0) {
    announce(shop, 'hold_released', { fulfillment_order: brief(entry) })
  }
  touch(shop, order, ['orders/updated'])
}

/** Marks work as begun by hand, or takes that back. */
export function reportProgress(shop: Shop, order: OrderState, entry: FulfillmentOrderState, begun: boolean): void {
  entry.progressReported = begun
  settle(entry, shop.clock.now())
  announce(shop, begun ? 'progress_reported' : 'manually_reported_progress_stopped', {
    fulfillment_order: brief(entry),
  })
  touch(shop, order, ['orders/updated'])
}

const brief = (entry: FulfillmentOrderState): View => ({
  id: gid('FulfillmentOrder', entry.id),
  status: entry.status.toLowerCase(),
})

const holdBody = (hold: HoldState): View => ({
  id: gid('FulfillmentHold', hold.id),
  handle: hold.handle,
  reason: hold.reason.toLowerCase(),
  reason_notes: hold.notes,
  held_by_requesting_app: hold.byApp,
})

const announce = (shop: Shop, verb: string, body: View, resource = 'fulfillment_orders'): void =>
  shop.emit({ topic: `${resource}/${verb}`, order: null, subjectId: null, body })
