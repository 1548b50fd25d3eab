import { financialStatus } from './figures.ts'
import { fulfillmentStatus } from './fulfillment-view.ts'
import type { FulfillmentOrderUnits } from './fulfillment-order-state.ts'
import { detachUnits, isFulfillable, sendUnits, syncFulfillmentOrders, unsendUnits } from './fulfillment-orders.ts'
import { findLine, type LineRef } from './order-lines.ts'
import { ShopRefusal } from './payments.ts'
import { unclaimedOf, unitsAnnounced, unitsFulfillable, unitsOut } from './sent-units.ts'
import { defaultLocation, type Shop, touch } from './shop.ts'
import type { FulfillmentState, LineState, NumericId, OrderState, TrackingState } from './state.ts'

export interface FulfillInput {
  /** Default: everything that is left. */
  readonly lines?: readonly { readonly line: LineRef; readonly quantity: number }[]
  /** Default where the goods are planned to be sent from; goods that lie elsewhere are moved there. */
  readonly locationId?: NumericId
  readonly tracking?: { readonly company?: string; readonly number?: string; readonly url?: string }
  /** Sends the customer an e-mail. Default false. */
  readonly notify?: boolean
  /** Archives the order when it is paid and all is sent, as most shops are set. Default false. */
  readonly archive?: boolean
  readonly at?: string | Date
}

/** Sends goods and tells subscribers. */
export function fulfillOrder(shop: Shop, order: OrderState, input: FulfillInput = {}): FulfillmentState {
  const fulfillment = fulfillLines(shop, order, input)
  announceFulfillment(shop, order, fulfillment, input.archive)
  return fulfillment
}

/** Tells subscribers that goods were sent. */
export function announceFulfillment(
  shop: Shop,
  order: OrderState,
  fulfillment: FulfillmentState,
  archive = false,
): void {
  const done = fulfillmentStatus(order) === 'FULFILLED'
  if (done && archive && financialStatus(order) === 'PAID') order.closedAt = fulfillment.createdAt
  touch(shop, order, [
    ['fulfillments/create', fulfillment.id],
    done ? 'orders/fulfilled' : 'orders/partially_fulfilled',
    'orders/updated',
  ])
}

/** Books a fulfilment without telling anyone. */
export function fulfillLines(shop: Shop, order: OrderState, input: FulfillInput): FulfillmentState {
  const at = input.at === undefined ? shop.clock.now() : new Date(input.at)
  syncFulfillmentOrders(shop, order, at)
  const wanted =
    input.lines?.map(({ line, quantity }) => ({ line: findLine(order, line), quantity })) ??
    order.lines.filter((line) => !line.tip).map((line) => ({ line, quantity: unitsFulfillable(order, line) }))
  const lines = wanted.filter(({ quantity }) => quantity > 0)
  if (lines.length === 0) throw new ShopRefusal('The order has nothing left to fulfill.')
  for (const { line, quantity } of lines) {
    if (quantity > unitsFulfillable(order, line)) {
      throw new ShopRefusal('Invalid fulfillment order line item quantity requested.')
    }
  }
  const found = lines.flatMap(({ line, quantity }) => pickUnits(order, line, quantity, input.locationId ?? null))
  const locationId = input.locationId ?? found[0]?.from.locationId ?? defaultLocation(shop)
  const { tracking } = input
  return bookFulfillment(shop, order, bringTogether(shop, order, found, locationId, at), {
    locationId,
    at,
    notify: input.notify ?? false,
    tracking:
      tracking === undefined
        ? []
        : [{ company: tracking.company ?? null, number: tracking.number ?? null, url: tracking.url ?? null }],
  })
}

/** Units of a line that may be sent, those at the wanted location first. */
function pickUnits(
  order: OrderState,
  line: LineState,
  quantity: number,
  locationId: NumericId | null,
): FulfillmentOrderUnits[] {
  const open = order.fulfillmentOrders.filter(isFulfillable)
  const near = [
    ...open.filter((entry) => entry.locationId === locationId),
    ...open.filter((entry) => entry.locationId !== locationId),
  ]
  let left = quantity
  return near.flatMap((from) =>
    from.lines.flatMap((part) => {
      const taken = part.lineId === line.id ? Math.min(left, part.remainingQuantity) : 0
      left -= taken
      return taken === 0 ? [] : [{ from, part, quantity: taken }]
    }),
  )
}

/** Goods that lie elsewhere are moved to the location that sends them. */
function bringTogether(
  shop: Shop,
  order: OrderState,
  units: readonly FulfillmentOrderUnits[],
  locationId: NumericId,
  at: Date,
): FulfillmentOrderUnits[] {
  return [
    ...units.filter(({ from }) => from.locationId === locationId),
    ...units
      .filter(({ from }) => from.locationId !== locationId)
      .map((entry) => {
        const from = detachUnits(shop, order, [entry], { locationId, method: entry.from.method }, at)
        return { from, part: from.lines[0] ?? entry.part, quantity: entry.quantity }
      }),
  ]
}

interface Shipment {
  readonly locationId: NumericId
  readonly at: Date
  readonly tracking: readonly TrackingState[]
  /** Sends the customer an e-mail. */
  readonly notify: boolean
}

/** Sends units of fulfilment orders as one parcel; the units of one line are one line of it. */
export function bookFulfillment(
  shop: Shop,
  order: OrderState,
  units: readonly FulfillmentOrderUnits[],
  { locationId, at, tracking, notify }: Shipment,
): FulfillmentState {
  const perLine = new Map<NumericId, number>()
  for (const { part, quantity } of units) perLine.set(part.lineId, (perLine.get(part.lineId) ?? 0) + quantity)
  for (const [lineId, quantity] of perLine) lineOf(order, lineId).fulfilledQuantity += quantity
  const fulfillment: FulfillmentState = {
    id: shop.ids.next('Fulfillment'),
    name: `${order.name}-F${order.fulfillments.length + 1}`,
    status: 'SUCCESS',
    locationId,
    lines: [...perLine].map(([lineId, quantity]) => ({ id: shop.ids.next('FulfillmentLineItem'), lineId, quantity })),
    taken: units.map(({ from, part, quantity }) => ({ fulfillmentOrderId: from.id, lineId: part.lineId, quantity })),
    tracking,
    notifications: [],
    createdAt: at,
    updatedAt: at,
  }
  sendUnits(units, fulfillment.id, at)
  order.fulfillments.push(fulfillment)
  order.revision += 1
  if (notify) notifyCustomer(order, fulfillment, 'shipped', at)
  return fulfillment
}

const lineOf = (order: OrderState, id: NumericId): LineState => findLine(order, `gid://shopify/LineItem/${id}`)

/** Writes to the customer, when the order knows how to reach them. */
function notifyCustomer(
  order: OrderState,
  fulfillment: FulfillmentState,
  what: 'shipped' | 'tracking-changed',
  at: Date,
): void {
  const to = order.email ?? order.phone
  if (to === null) return
  const trackingNumbers = fulfillment.tracking.flatMap(({ number }) => number ?? [])
  fulfillment.notifications.push({ what, to, trackingNumbers, at })
}

/** Replaces a shipment's tracking and tells subscribers, and the customer when asked. */
export function changeTracking(
  shop: Shop,
  order: OrderState,
  fulfillment: FulfillmentState,
  tracking: readonly TrackingState[],
  notify: boolean,
): void {
  fulfillment.tracking = tracking
  fulfillment.updatedAt = shop.clock.now()
  if (notify) notifyCustomer(order, fulfillment, 'tracking-changed', fulfillment.updatedAt)
  touch(shop, order, [['fulfillments/update', fulfillment.id], 'orders/updated'])
}

/** A shipment of which nothing has come back, so that it may still be cancelled. */
export function isCancellable(order: OrderState, fulfillment: FulfillmentState): boolean {
  return (
    fulfillment.status === 'SUCCESS' &&
    fulfillment.lines.every((part) => {
      const line = order.lines.find((entry) => entry.id === part.lineId)
      if (line === undefined || unclaimedOf(order, part.id, part.quantity) < part.quantity) return false
      return unitsOut(line) - unitsAnnounced(order, line.id) >= part.quantity
    })
  )
}

/** Takes a shipment back before the carrier has it: its units have to be sent again. */
export function cancelFulfillment(shop: Shop, order: OrderState, fulfillment: FulfillmentState): void {
  if (!isCancellable(order, fulfillment)) throw new ShopRefusal('Fulfillment cannot be cancelled.')
  for (const part of fulfillment.lines) lineOf(order, part.lineId).fulfilledQuantity -= part.quantity
  fulfillment.status = 'CANCELLED'
  fulfillment.updatedAt = shop.clock.now()
  unsendUnits(shop, order, fulfillment, fulfillment.updatedAt)
  touch(shop, order, [['fulfillments/update', fulfillment.id], 'orders/updated'])
}
