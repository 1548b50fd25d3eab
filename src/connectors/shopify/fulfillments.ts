import type { Context } from '#contract/context'
import type { FulfillmentState, FulfillmentTarget, NewFulfillment, UnitsToSend } from '#contract/shipments'
import { decimal, toNumber } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { Fulfillment } from '#model/fulfillment'
import type { FulfillmentOrder, Parcel } from '#model/shipment'
import { graphql } from './client.ts'
import {
  CANCEL_FULFILLMENT,
  FULFILL,
  FULFILLMENT_ORDER_LINES,
  FULFILLMENT_STATE,
  type GraphqlFulfillmentOrder,
  type GraphqlFulfillmentOrderLine,
  MORE_FULFILLMENT_ORDERS,
  MOVE,
  TRACK,
  type UserErrors,
} from './fulfillments-queries.ts'
import { fulfillmentOf } from './map-fulfillment.ts'
import { orderGid } from './order-pages.ts'
import { FULFILLMENT_LINES } from './queries.ts'
import type { ShopifySettings } from './settings.ts'
import { type GraphqlFulfillment, page } from './vendor-graphql.ts'
import { financialStatus } from './words.ts'

type ShopifyContext = Context<ShopifySettings>

/** What the store is told of parcels. Source: README.md, "Fulfilments". */
export const fulfillments: FulfillmentTarget<ShopifySettings> = { state, ship, track, cancel, move }

const gidOf = (
  type: 'Fulfillment' | 'FulfillmentOrder' | 'FulfillmentOrderLineItem' | 'Location',
  id: string,
): string => `gid://shopify/${type}/${id}`

async function state(context: ShopifyContext, orderExternalId: string): Promise<FulfillmentState | null> {
  const { order } = await graphql(context, FULFILLMENT_STATE, { id: orderGid(orderExternalId) })
  if (order === null) return null
  const orders = await allOrders(context, order)
  const sent: Fulfillment[] = []
  for (const shipment of order.fulfillments) sent.push(fulfillmentOf(await whole(context, shipment)))
  const financial = financialStatus(order.displayFinancialStatus)
  return {
    orderExternalId: order.id,
    orderName: order.name,
    paid: financial === 'paid' || financial === 'partially-refunded' || financial === 'refunded',
    fulfillmentOrders: orders,
    fulfillments: sent,
  }
}

async function allOrders(
  context: ShopifyContext,
  order: { readonly id: string; readonly fulfillmentOrders?: Parameters<typeof page<GraphqlFulfillmentOrder>>[0] },
): Promise<FulfillmentOrder[]> {
  let current = page(order.fulfillmentOrders)
  const found = [...current.nodes]
  while (current.next !== null) {
    const answer = await graphql(context, MORE_FULFILLMENT_ORDERS, { id: orderGid(order.id), after: current.next })
    current = page(answer.order?.fulfillmentOrders)
    found.push(...current.nodes)
  }
  const orders: FulfillmentOrder[] = []
  for (const one of found) orders.push(fulfillmentOrderOf(one, await allLines(context, one)))
  return orders
}

async function allLines(
  context: ShopifyContext,
  { id, lineItems }: GraphqlFulfillmentOrder,
): Promise<readonly GraphqlFulfillmentOrderLine[]> {
  let current = page(lineItems)
  const lines = [...current.nodes]
  while (current.next !== null) {
    const variables = { id: gidOf('FulfillmentOrder', id), after: current.next }
    current = page((await graphql(context, FULFILLMENT_ORDER_LINES, variables)).fulfillmentOrder?.lineItems)
    lines.push(...current.nodes)
  }
  return lines
}

async function whole(context: ShopifyContext, shipment: GraphqlFulfillment): Promise<GraphqlFulfillment> {
  let current = page(shipment.fulfillmentLineItems)
  if (current.next === null) return shipment
  const nodes = [...current.nodes]
  while (current.next !== null) {
    const variables = { id: gidOf('Fulfillment', shipment.id), after: current.next }
    current = page((await graphql(context, FULFILLMENT_LINES, variables)).fulfillment?.fulfillmentLineItems)
    nodes.push(...current.nodes)
  }
  return { ...shipment, fulfillmentLineItems: { nodes } }
}

const STATES: Readonly<Record<string, FulfillmentOrder['state']>> = {
  OPEN: 'open',
  IN_PROGRESS: 'open',
  ON_HOLD: 'held',
  SCHEDULED: 'scheduled',
}

function fulfillmentOrderOf(
  { id, status, assignedLocation, supportedActions, fulfillmentHolds }: GraphqlFulfillmentOrder,
  lines: readonly GraphqlFulfillmentOrderLine[],
): FulfillmentOrder {
  const may = (action: string): boolean => supportedActions.some((one) => one.action === action)
  const known = STATES[status] ?? 'closed'
  const reasons = fulfillmentHolds.flatMap(({ displayReason, reasonNotes }) => {
    const reason = [displayReason, reasonNotes].filter((part) => part !== null).join(', ')
    return reason === '' ? [] : [reason]
  })
  return {
    externalId: id,
    locationExternalId: assignedLocation?.location?.id ?? null,
    // What a fulfilment service works on is sent by that service alone.
    state: known === 'open' && !may('CREATE_FULFILLMENT') ? 'held' : known,
    movable: may('MOVE'),
    holdReason: reasons.length > 0 ? reasons.join('; ') : null,
    lines: lines.map((line) => ({
      externalId: line.id,
      lineExternalId: line.lineItem.id,
      remaining: decimal(line.remainingQuantity),
      requiresShipping: line.requiresShipping,
    })),
  }
}

async function ship(context: ShopifyContext, { parts, parcels, notify }: NewFulfillment): Promise<Fulfillment> {
  const input = {
    lineItemsByFulfillmentOrder: parts.map(({ fulfillmentOrder, lines }) => ({
      fulfillmentOrderId: gidOf('FulfillmentOrder', fulfillmentOrder),
      fulfillmentOrderLineItems: lines.map(lineInput),
    })),
    ...(parcels.length === 0 ? {} : { trackingInfo: trackingInput(parcels) }),
    notifyCustomer: notify,
  }
  const { fulfillmentCreate: answer } = await graphql(context, FULFILL, { fulfillment: input })
  const errors = answer?.userErrors ?? []
  if (answer?.fulfillment != null) return fulfillmentOf(await whole(context, answer.fulfillment))
  // Shopify refuses what is no longer as it was read; a plan from a fresh read knows what is in the way.
  throw new TillbridgeError({
    kind: 'conflict',
    code: 'FULFILLMENT_MOVED',
    message: `Shopify does not take the shipment as it was planned: ${messagesOf(errors)}`,
    remedy: 'Nothing: the order is read and planned again. If it stays so, look at the order in Shopify.',
    detail: { errors },
  })
}

const lineInput = ({ line, quantity }: UnitsToSend) => ({
  id: gidOf('FulfillmentOrderLineItem', line),
  quantity: toNumber(quantity),
})

/** Shopify takes one carrier for all parcels of a shipment, and addresses for all numbers or for none. */
function trackingInput(parcels: readonly Parcel[]): Record<string, unknown> {
  const company = parcels.find((parcel) => parcel.carrier !== null)?.carrier
  const numbers = parcels.flatMap(({ number }) => number ?? [])
  const urls = parcels.flatMap(({ url }) => url ?? [])
  return {
    ...(company == null ? {} : { company }),
    ...(numbers.length === 0 ? {} : { numbers }),
    ...(urls.length !== parcels.length ? {} : { urls }),
  }
}

async function track(
  context: ShopifyContext,
  fulfillmentExternalId: string,
  parcels: readonly Parcel[],
  notify: boolean,
): Promise<void> {
  const variables = { id: gidOf('Fulfillment', fulfillmentExternalId), tracking: trackingInput(parcels), notify }
  const { fulfillmentTrackingInfoUpdate: answer } = await graphql(context, TRACK, variables)
  assertTaken(answer?.userErrors ?? [], 'the numbers of the parcels')
}

async function cancel(context: ShopifyContext, fulfillmentExternalId: string): Promise<void> {
  const variables = { id: gidOf('Fulfillment', fulfillmentExternalId) }
  const { fulfillmentCancel: answer } = await graphql(context, CANCEL_FULFILLMENT, variables)
  assertTaken(answer?.userErrors ?? [], 'the cancellation of the shipment')
}

async function move(
  context: ShopifyContext,
  fulfillmentOrderExternalId: string,
  locationExternalId: string,
  lines: readonly UnitsToSend[],
): Promise<void> {
  const { fulfillmentOrderMove: answer } = await graphql(context, MOVE, {
    id: gidOf('FulfillmentOrder', fulfillmentOrderExternalId),
    location: gidOf('Location', locationExternalId),
    lines: lines.map(lineInput),
  })
  assertTaken(answer?.userErrors ?? [], 'the move to another location')
}

function assertTaken(errors: UserErrors, what: string): void {
  if (errors.length === 0) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_REFUSED_SHIPMENT',
    message: `Shopify refuses ${what}: ${messagesOf(errors)}`,
    remedy: 'Look at the shipments of the order in Shopify, then retry.',
    detail: { errors },
  })
}

const messagesOf = (errors: UserErrors): string =>
  errors.length === 0 ? 'no reason is given.' : errors.map(({ message }) => message).join(' ')
