import { connection, type ConnectionArgs, type View } from './connections.ts'
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
    requiresShipping: true,
    order: orderView,
    location: () => locationView(shop, entry.locationId),
    totalQuantity: entry.lines.reduce((count, line) => count + line.quantity, 0),
    trackingInfo: ({ first }: { first?: number | null }) => entry.tracking.slice(0, first ?? undefined),
    fulfillmentLineItems: (args: ConnectionArgs) =>
      connection(entry.lines, args, (part) => fulfillmentPartView(shop, order, part)),
  }
}

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
