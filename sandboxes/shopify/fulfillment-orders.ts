import type {
  DeliveryMethodType,
  FulfillmentOrderLineState,
  FulfillmentOrderState,
  FulfillmentOrderUnits,
} from './fulfillment-order-state.ts'
import type { Ids } from './ids.ts'
import { unitsToSend } from './sent-units.ts'
import type { FulfillmentState, LineState, NumericId, OrderState } from './state.ts'

/** What is needed of a shop to number and place fulfilment orders. */
interface Warehouse {
  readonly ids: Ids
  readonly locations: readonly { readonly id: NumericId }[]
}

const MS_PER_HOUR = 3_600_000

/** Still has work to do, held or not. */
export const isActive = ({ status }: FulfillmentOrderState): boolean => status !== 'CLOSED' && status !== 'CANCELLED'

/** May be sent from now. */
export const isFulfillable = ({ status }: FulfillmentOrderState): boolean =>
  status === 'OPEN' || status === 'IN_PROGRESS' || status === 'INCOMPLETE'

export const remainingUnits = (entry: FulfillmentOrderState): number =>
  entry.lines.reduce((sum, part) => sum + part.remainingQuantity, 0)

/** Brings the fulfilment orders in step with what the lines still have to send. */
export function syncFulfillmentOrders(shop: Warehouse, order: OrderState, at: Date): void {
  if (order.cancelledAt !== null) {
    // Recorded: a cancelled order closes them and leaves their quantities as they were.
    for (const entry of order.fulfillmentOrders.filter(isActive)) settle(entry, at, 'CLOSED')
    return
  }
  for (const line of order.lines) {
    if (line.tip) continue
    const surplus = plannedUnits(order, line.id) - unitsToSend(line)
    if (surplus > 0) takeOff(order, line.id, surplus, at)
    if (surplus < 0) plan(shop, order, line, -surplus, at)
  }
}

const plannedUnits = (order: OrderState, lineId: NumericId): number =>
  order.fulfillmentOrders
    .filter(isActive)
    .flatMap((entry) => entry.lines)
    .reduce((sum, part) => sum + (part.lineId === lineId ? part.remainingQuantity : 0), 0)

/** Units taken off the order leave the newest fulfilment order first. */
function takeOff(order: OrderState, lineId: NumericId, units: number, at: Date): void {
  let left = units
  for (const entry of [...order.fulfillmentOrders].reverse().filter(isActive)) {
    for (const part of entry.lines.filter((other) => other.lineId === lineId)) {
      const taken = Math.min(left, part.remainingQuantity)
      if (taken === 0) continue
      left -= taken
      removeUnits(entry, part, taken)
      settle(entry, at)
    }
  }
}

const methodOf = (order: OrderState, line: LineState): DeliveryMethodType => {
  if (!line.requiresShipping) return 'NONE'
  return order.sourceName === 'pos' ? 'RETAIL' : 'SHIPPING'
}

function plan(shop: Warehouse, order: OrderState, line: LineState, units: number, at: Date): void {
  const locationId = line.locationId ?? order.retailLocationId ?? shop.locations[0]?.id ?? 0
  addUnits(shop, planFor(shop, order, { locationId, method: methodOf(order, line) }, at), line.id, units)
}

type Place = Pick<FulfillmentOrderState, 'locationId' | 'method'>

/** The open fulfilment order of a location, made when there is none. */
function planFor(shop: Warehouse, order: OrderState, place: Place, at: Date): FulfillmentOrderState {
  const open = order.fulfillmentOrders.find(
    (entry) => entry.status === 'OPEN' && entry.locationId === place.locationId && entry.method === place.method,
  )
  if (open !== undefined) open.updatedAt = at
  return open ?? addFulfillmentOrder(shop, order, place, at)
}

/** A new, empty fulfilment order. */
export function addFulfillmentOrder(shop: Warehouse, order: OrderState, place: Place, at: Date): FulfillmentOrderState {
  const entry: FulfillmentOrderState = {
    id: shop.ids.next('FulfillmentOrder'),
    status: 'OPEN',
    progressReported: false,
    locationId: place.locationId,
    deliveryMethodId: shop.ids.next('DeliveryMethod'),
    method: place.method,
    lines: [],
    holds: [],
    fulfillmentIds: [],
    // Recorded as the full hour of the order.
    fulfillAt: new Date(Math.floor(order.createdAt.getTime() / MS_PER_HOUR) * MS_PER_HOUR),
    createdAt: at,
    updatedAt: at,
  }
  order.fulfillmentOrders.push(entry)
  return entry
}

export function addUnits(
  shop: Warehouse,
  entry: FulfillmentOrderState,
  lineId: NumericId,
  quantity: number,
): FulfillmentOrderLineState {
  const known = entry.lines.find((part) => part.lineId === lineId)
  if (known !== undefined) {
    known.totalQuantity += quantity
    known.remainingQuantity += quantity
    return known
  }
  const part = {
    id: shop.ids.next('FulfillmentOrderLineItem'),
    lineId,
    totalQuantity: quantity,
    remainingQuantity: quantity,
  }
  entry.lines.push(part)
  return part
}

/** Units leave a fulfilment order without being sent; a line without units goes. */
export function removeUnits(entry: FulfillmentOrderState, part: FulfillmentOrderLineState, quantity: number): void {
  part.remainingQuantity -= quantity
  part.totalQuantity -= quantity
  entry.lines = entry.lines.filter((other) => other.totalQuantity > 0)
}

/** The status that follows from the units, unless one is given. */
export function settle(entry: FulfillmentOrderState, at: Date, status = statusOf(entry)): void {
  entry.status = status
  entry.updatedAt = at
}

function statusOf(entry: FulfillmentOrderState): FulfillmentOrderState['status'] {
  if (remainingUnits(entry) === 0) return 'CLOSED'
  if (entry.holds.length > 0) return 'ON_HOLD'
  if (entry.status === 'SCHEDULED') return 'SCHEDULED'
  const begun = entry.progressReported || entry.lines.some((part) => part.remainingQuantity < part.totalQuantity)
  return begun ? 'IN_PROGRESS' : 'OPEN'
}

/** Notes that units were sent with a shipment. */
export function sendUnits(units: readonly FulfillmentOrderUnits[], fulfillmentId: NumericId, at: Date): void {
  for (const { from, part, quantity } of units) {
    part.remainingQuantity -= quantity
    if (!from.fulfillmentIds.includes(fulfillmentId)) from.fulfillmentIds.push(fulfillmentId)
  }
  for (const { from } of units) settle(from, at)
}

/** A cancelled shipment's units have to be sent again: a closed fulfilment order stays closed and a new one takes them. */
export function unsendUnits(shop: Warehouse, order: OrderState, fulfillment: FulfillmentState, at: Date): void {
  const closed = order.fulfillmentOrders.filter((entry) => !isActive(entry))
  for (const { fulfillmentOrderId, lineId, quantity } of fulfillment.taken) {
    const from = order.fulfillmentOrders.find((entry) => entry.id === fulfillmentOrderId)
    if (from === undefined) continue
    const part = from.lines.find((entry) => entry.lineId === lineId)
    if (part !== undefined && !closed.includes(from)) {
      part.remainingQuantity += quantity
      settle(from, at)
    } else addUnits(shop, planFor(shop, order, from, at), lineId, quantity)
  }
}

/** Moves unsent units to a new fulfilment order; the old one closes when nothing is left of it. */
export function detachUnits(
  shop: Warehouse,
  order: OrderState,
  units: readonly FulfillmentOrderUnits[],
  place: Place,
  at: Date,
): FulfillmentOrderState {
  const entry = addFulfillmentOrder(shop, order, place, at)
  for (const { from, part, quantity } of units) {
    addUnits(shop, entry, part.lineId, quantity)
    removeUnits(from, part, quantity)
    settle(from, at)
  }
  return entry
}
