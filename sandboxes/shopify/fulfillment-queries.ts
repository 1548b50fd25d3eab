import type { ConnectionArgs, View } from './connections.ts'
import type { FulfillmentOrderState } from './fulfillment-order-state.ts'
import { isActive } from './fulfillment-orders.ts'
import { fulfillmentOrderNode } from './fulfillment-view.ts'
import type { CallContext } from './graphql.ts'
import { numericId } from './ids.ts'
import { orderView } from './order-view.ts'
import { isVisible } from './orders-query.ts'
import { searchOver } from './search.ts'
import type { Shop } from './shop.ts'
import { sortedConnection } from './sorted-connection.ts'
import type { NumericId, OrderState } from './state.ts'

interface ListArgs extends ConnectionArgs {
  readonly query?: string | null
  readonly sortKey?: string | null
  readonly includeClosed?: boolean | null
}

interface Found {
  readonly id: NumericId
  readonly entry: FulfillmentOrderState
  readonly order: OrderState
}

/** The fulfilment order with an id, and whose it is. */
export function findFulfillmentOrder(shop: Shop, id: string): Omit<Found, 'id'> | undefined {
  const number = numericId(id, 'FulfillmentOrder')
  for (const order of shop.orders.values()) {
    const entry = order.fulfillmentOrders.find((other) => other.id === number)
    if (entry !== undefined) return { entry, order }
  }
  return undefined
}

export function fulfillmentOrderById(shop: Shop, id: string): View | null {
  const found = findFulfillmentOrder(shop, id)
  return found === undefined ? null : view(shop, found)
}

const view = (shop: Shop, { entry, order }: Omit<Found, 'id'>): View =>
  fulfillmentOrderNode(shop, order, entry, () => orderView(shop, order))

export function fulfillmentQueries(shop: Shop): View {
  return {
    fulfillmentOrder: ({ id }: { id: string }) => fulfillmentOrderById(shop, id),
    fulfillmentOrders: (args: ListArgs, { scopes }: CallContext) => {
      const matches = searchOver<Found>(args.query, shop.config.ianaTimezone, SEARCH)
      const all: Found[] = []
      for (const order of shop.orders.values()) {
        if (!isVisible(shop, order, scopes)) continue
        for (const entry of order.fulfillmentOrders) {
          const found = { id: entry.id, entry, order }
          if ((args.includeClosed === true || isActive(entry)) && matches(found)) all.push(found)
        }
      }
      const key = (found: Found): number => (args.sortKey === 'UPDATED_AT' ? found.entry.updatedAt.getTime() : found.id)
      return sortedConnection(all, args, key, (found) => view(shop, found))
    },
  }
}

const SEARCH = {
  texts: { status: ({ entry }: Found) => [entry.status] },
  dates: { updated_at: ({ entry }: Found) => entry.updatedAt },
  numbers: { id: ({ id }: Found) => id, assigned_location_id: ({ entry }: Found) => entry.locationId },
}
