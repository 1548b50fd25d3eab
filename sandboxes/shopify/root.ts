import { findCustomer, showCustomer } from './customer-queries.ts'
import { catalogNode } from './catalog-queries.ts'
import { stockedLocationView } from './catalog-view.ts'
import type { View } from './connections.ts'
import { fulfillmentOrderById } from './fulfillment-queries.ts'
import { fulfillmentView } from './fulfillment-view.ts'
import type { CallContext } from './graphql.ts'
import { accessDenied, refuse } from './graphql-errors.ts'
import { gid, numericId } from './ids.ts'
import { checkSize } from './inventory-checks.ts'
import type { ChangeIndex } from './change-index.ts'
import { orderView } from './order-view.ts'
import { isVisible, ordersConnection, type OrdersArgs } from './orders-query.ts'
import { orderReturnView, refundView } from './refund-view.ts'
import { parseSearch } from './order-search.ts'
import { isGranted, nodeScope } from './scopes.ts'
import type { Shop } from './shop.ts'
import { shopView } from './shop-view.ts'
import { subscriptionMutations, subscriptionQueries, type Subscriptions } from './subscriptions.ts'

const APP_ID = 347_082_227_713

/** Everything that a query or mutation can start from. */
export function rootView(shop: Shop, index: ChangeIndex, subscriptions: Subscriptions, mutations: View): View {
  const order = (id: string, call: CallContext): View | null => {
    const number = numericId(id, 'Order')
    if (number === null) throw refuse('RESOURCE_NOT_FOUND', `Invalid id: ${id}`)
    const found = shop.orders.get(number)
    return found === undefined || !isVisible(shop, found, call.scopes) ? null : orderView(shop, found)
  }
  const node = (id: string, call: CallContext): View | null => {
    const type = /^gid:\/\/shopify\/(\w+)\/\d+/.exec(id)?.[1]
    if (type === undefined) throw refuse('RESOURCE_NOT_FOUND', `Invalid global id '${id}'`)
    const scope = nodeScope(type)
    if (scope !== null && !isGranted(call.scopes, scope)) throw accessDenied('node', scope)
    if (type === 'Order') return order(id, call)
    if (type === 'Refund' || type === 'Fulfillment' || type === 'Return') return partOf(shop, id, type)
    if (type === 'FulfillmentOrder') return fulfillmentOrderById(shop, id)
    if (type === 'Location') return stockedLocationView(shop, numericId(id, 'Location'))
    if (type === 'BulkOperation') return (mutations['bulkOperation'] as (args: { id: string }) => View | null)({ id })
    const ofCatalog = catalogNode(shop, type, id)
    if (ofCatalog !== undefined) return ofCatalog
    const customer = type === 'Customer' ? findCustomer(shop, id) : undefined
    return customer === undefined ? null : showCustomer(shop, customer)
  }
  return {
    shop: () => shopView(shop),
    currentAppInstallation: (_args: unknown, call: CallContext) => installationView(call),
    order: ({ id }: { id: string }, call: CallContext) => order(id, call),
    orders: (args: OrdersArgs, call: CallContext) => ordersConnection(shop, index, call.scopes, args),
    ordersCount: ({ query, limit }: { query?: string | null; limit?: number | null }, call: CallContext) =>
      ordersCount(shop, query, limit, call),
    orderByIdentifier: ({ identifier }: { identifier: { id?: string; customId?: unknown } }, call: CallContext) => {
      if (identifier.id !== undefined) return order(identifier.id, call)
      throw refuse('NOT_FOUND', "Metafield definition of type 'id' is required when using custom ids.")
    },
    refund: ({ id }: { id: string }) => partOf(shop, id, 'Refund'),
    fulfillment: ({ id }: { id: string }) => partOf(shop, id, 'Fulfillment'),
    return: ({ id }: { id: string }) => partOf(shop, id, 'Return'),
    job: ({ id }: { id: string }) => ({ __typename: 'Job', id, done: true }),
    node: ({ id }: { id: string }, call: CallContext) => node(id, call),
    nodes: ({ ids }: { ids: readonly string[] }, call: CallContext) => {
      checkSize(ids, ['nodes', 'ids'])
      return ids.map((id) => node(id, call))
    },
    ...subscriptionQueries(subscriptions),
    ...subscriptionMutations(shop, subscriptions),
    ...mutations,
  }
}

/** A refund, return or fulfilment by its own id. */
function partOf(shop: Shop, id: string, type: 'Refund' | 'Return' | 'Fulfillment'): View | null {
  const wanted = numericId(id, type)
  for (const order of shop.orders.values()) {
    const self = (): View => orderView(shop, order)
    const refund = type === 'Refund' ? order.refunds.find((entry) => entry.id === wanted) : undefined
    if (refund !== undefined) return refundView(shop, order, refund, self)
    const returned = type === 'Return' ? order.returns.find((entry) => entry.id === wanted) : undefined
    if (returned !== undefined) return orderReturnView(shop, order, returned, self)
    const fulfillment = type === 'Fulfillment' ? order.fulfillments.find((entry) => entry.id === wanted) : undefined
    if (fulfillment !== undefined) return fulfillmentView(shop, order, fulfillment, self)
  }
  return null
}

function ordersCount(
  shop: Shop,
  query: string | null | undefined,
  limit: number | null | undefined,
  call: CallContext,
): View {
  const { matches } = parseSearch(query, shop.config.ianaTimezone)
  const most = limit ?? 10_000
  let count = 0
  for (const order of shop.orders.values()) if (isVisible(shop, order, call.scopes) && matches(order)) count += 1
  return { count: Math.min(count, most), precision: count > most ? 'AT_LEAST' : 'EXACT' }
}

function installationView({ scopes }: CallContext): View {
  return {
    __typename: 'AppInstallation',
    id: gid('AppInstallation', APP_ID),
    app: {
      __typename: 'App',
      id: gid('App', APP_ID),
      handle: 'sandbox-app',
      title: 'Sandbox app',
      apiKey: 'sandbox-client-id',
    },
    accessScopes: [...scopes].map((handle) => ({ handle, description: handle.replaceAll('_', ' ') })),
  }
}
