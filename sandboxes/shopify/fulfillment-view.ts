import { connection, type ConnectionArgs, type View } from './connections.ts'
import type { FulfillmentOrderState } from './fulfillment-order-state.ts'
import { isActive } from './fulfillment-orders.ts'
import { fulfillmentOrderView } from './fulfillment-order-view.ts'
import { gid } from './ids.ts'
import { lineView } from './line-view.ts'
import { instant } from './money-view.ts'
import { locationView } from './location-view.ts'
import { unitsToSend } from './sent-units.ts'
import type { Shop } from './shop.ts'
import type { FulfillmentState, OrderState } from './state.ts'

/** Shopify's word for how much has been sent; tips never are. */
export function fulfillmentStatus(order: OrderState): 'FULFILLED' | 'PARTIALLY_FULFILLED' | 'UNFULFILLED' {
  const lines = order.lines.filter((line) => !line.tip)
  if (!lines.some((line) => line.fulfilledQuantity > 0)) return 'UNFULFILLED'
  return lines.every((line) => unitsToSend(line) === 0) ? 'FULFILLED' : 'PARTIALLY_FULFILLED'
}

/** The same as the order shows it: nothing sent yet may also mean held or begun. */
export function displayStatus(order: OrderState): string {
  const status = fulfillmentStatus(order)
  const active = order.fulfillmentOrders.filter(isActive)
  if (status !== 'UNFULFILLED' || active.length === 0) return status
  if (active.every((entry) => entry.status === 'ON_HOLD')) return 'ON_HOLD'
  if (active.every((entry) => entry.status === 'SCHEDULED')) return 'SCHEDULED'
  return active.some((entry) => entry.status === 'IN_PROGRESS') ? 'IN_PROGRESS' : status
}

/** A fulfilment order with its way back to the order and to what was sent of it. */
export const fulfillmentOrderNode = (
  shop: Shop,
  order: OrderState,
  entry: FulfillmentOrderState,
  orderView: () => View,
): View =>
  fulfillmentOrderView(shop, order, entry, {
    order: orderView,
    fulfillments: (ids, args) =>
      connection(
        order.fulfillments.filter((sent) => ids.includes(sent.id)),
        args,
        (sent) => fulfillmentView(shop, order, sent, orderView),
      ),
  })

export function fulfillmentView(shop: Shop, order: OrderState, entry: FulfillmentState, orderView: () => View): View {
  return {
    __typename: 'Fulfillment',
    id: gid('Fulfillment', entry.id),
    legacyResourceId: String(entry.id),
    name: entry.name,
    status: entry.status,
    displayStatus: entry.status === 'SUCCESS' ? 'FULFILLED' : 'CANCELED',
    createdAt: instant(entry.createdAt),
    updatedAt: instant(entry.updatedAt),
    deliveredAt: null,
    estimatedDeliveryAt: null,
    inTransitAt: null,
    requiresShipping: entry.lines.some(
      ({ lineId }) => order.lines.find((line) => line.id === lineId)?.requiresShipping !== false,
    ),
    originAddress: null,
    service: () => manualService(shop),
    events: (args: ConnectionArgs) => connection<{ id: number }>([], args, () => ({})),
    order: orderView,
    fulfillmentOrders: (args: ConnectionArgs) =>
      connection(
        order.fulfillmentOrders.filter((other) => other.fulfillmentIds.includes(entry.id)),
        args,
        (other) => fulfillmentOrderNode(shop, order, other, orderView),
      ),
    location: () => locationView(shop, entry.locationId),
    totalQuantity: entry.lines.reduce((count, line) => count + line.quantity, 0),
    trackingInfo: ({ first }: { first?: number | null }) => entry.tracking.slice(0, first ?? undefined),
    fulfillmentLineItems: (args: ConnectionArgs) =>
      connection(entry.lines, args, (part) => fulfillmentPartView(shop, order, part)),
  }
}

const manualService = (shop: Shop): View => ({
  __typename: 'FulfillmentService',
  id: 'gid://shopify/FulfillmentService/manual',
  handle: 'manual',
  serviceName: 'Manual',
  type: 'MANUAL',
  trackingSupport: false,
  inventoryManagement: false,
  callbackUrl: null,
  location: locationView(shop, shop.locations[0]?.id ?? null),
})

/** A line of a shipment. */
export const fulfillmentPartView = (shop: Shop, order: OrderState, part: FulfillmentState['lines'][number]): View => ({
  __typename: 'FulfillmentLineItem',
  id: gid('FulfillmentLineItem', part.id),
  quantity: part.quantity,
  lineItem: () => {
    const line = order.lines.find((other) => other.id === part.lineId)
    return line === undefined ? null : lineView(shop, order, line)
  },
})
