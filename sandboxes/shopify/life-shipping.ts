import { type HoldInput, holdUnits, moveUnits, type Parted, releaseHolds } from './fulfillment-order-moves.ts'
import type { FulfillmentOrderState, FulfillmentOrderUnits, HoldState } from './fulfillment-order-state.ts'
import { isActive } from './fulfillment-orders.ts'
import { findLine, type LineRef } from './order-lines.ts'
import type { Shop } from './shop.ts'
import type { NotificationState, NumericId, OrderState } from './state.ts'

type OrderKey = string | { readonly id: string }

/** Which units: of a fulfilment order (default the first that is open), all of them or some per order line. */
interface Which {
  readonly fulfillmentOrderId?: NumericId
  readonly lines?: readonly { readonly line: LineRef; readonly quantity: number }[]
}

/** One e-mail to a customer about a shipment. */
export interface CustomerNotification extends NotificationState {
  readonly fulfillmentId: NumericId
}

/** What the shop's staff does with goods before they leave. */
export interface ShippingLife {
  fulfillmentOrders(order: OrderKey): readonly FulfillmentOrderState[]
  /** Holds goods back; the rest of a partly held fulfilment order becomes a new one. */
  hold(order: OrderKey, input?: HoldInput & Which): HoldState
  /** Ends all holds of an order. */
  releaseHold(order: OrderKey): void
  /** Gives goods to another location; a part of a fulfilment order becomes a new one. */
  moveFulfillment(order: OrderKey, input: Which & { readonly locationId: NumericId }): Parted
  /** E-mails to the customer about the order's shipments, oldest first. */
  notifications(order: OrderKey): readonly CustomerNotification[]
}

export function createShippingLife(shop: Shop, find: (key: OrderKey) => OrderState): ShippingLife {
  return {
    fulfillmentOrders: (key) => find(key).fulfillmentOrders,
    hold(key, input = {}) {
      const order = find(key)
      const entry = pick(order, input)
      return holdUnits(shop, order, entry, input, unitsOf(order, entry, input)).hold
    },
    releaseHold(key) {
      const order = find(key)
      for (const entry of order.fulfillmentOrders) if (entry.holds.length > 0) releaseHolds(shop, order, entry)
    },
    moveFulfillment(key, input) {
      const order = find(key)
      const entry = pick(order, input)
      return moveUnits(shop, order, entry, input.locationId, unitsOf(order, entry, input))
    },
    notifications: (key) =>
      find(key).fulfillments.flatMap((entry) =>
        entry.notifications.map((notification) => ({ fulfillmentId: entry.id, ...notification })),
      ),
  }
}

function pick(order: OrderState, { fulfillmentOrderId }: Which): FulfillmentOrderState {
  const entry = order.fulfillmentOrders.find((other) =>
    fulfillmentOrderId === undefined ? isActive(other) : other.id === fulfillmentOrderId,
  )
  if (entry === undefined) throw new Error(`Order ${order.name} has no such fulfillment order`)
  return entry
}

function unitsOf(order: OrderState, entry: FulfillmentOrderState, { lines }: Which): FulfillmentOrderUnits[] | null {
  if (lines === undefined) return null
  return lines.map(({ line, quantity }) => {
    const { id } = findLine(order, line)
    const part = entry.lines.find((other) => other.lineId === id)
    if (part === undefined || part.remainingQuantity < quantity) {
      throw new Error(`Fulfillment order ${entry.id} has not ${quantity} units of line ${line}`)
    }
    return { from: entry, part, quantity }
  })
}
