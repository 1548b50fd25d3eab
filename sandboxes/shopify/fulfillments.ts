import { financialStatus } from './figures.ts'
import { fulfillmentStatus } from './fulfillment-view.ts'
import { findLine, type LineRef } from './order-lines.ts'
import { ShopRefusal } from './payments.ts'
import { unclaimedOf, unitsAnnounced, unitsOut, unitsToSend } from './sent-units.ts'
import { defaultLocation, type Shop, touch } from './shop.ts'
import type { FulfillmentState, NumericId, OrderState } from './state.ts'

export interface FulfillInput {
  /** Default: everything that is left. */
  readonly lines?: readonly { readonly line: LineRef; readonly quantity: number }[]
  readonly locationId?: NumericId
  readonly tracking?: { readonly company?: string; readonly number?: string; readonly url?: string }
  /** Archives the order when it is paid and all is sent, as most shops are set. Default false. */
  readonly archive?: boolean
  readonly at?: string | Date
}

/** Sends goods and tells subscribers. */
export function fulfillOrder(shop: Shop, order: OrderState, input: FulfillInput = {}): FulfillmentState {
  const fulfillment = fulfillLines(shop, order, input)
  const done = fulfillmentStatus(order) === 'FULFILLED'
  if (done && input.archive === true && financialStatus(order) === 'PAID') order.closedAt = fulfillment.createdAt
  touch(shop, order, [
    ['fulfillments/create', fulfillment.id],
    done ? 'orders/fulfilled' : 'orders/partially_fulfilled',
    'orders/updated',
  ])
  return fulfillment
}

/** Books a fulfilment without telling anyone. */
export function fulfillLines(shop: Shop, order: OrderState, input: FulfillInput): FulfillmentState {
  const wanted =
    input.lines?.map(({ line, quantity }) => ({ line: findLine(order, line), quantity })) ??
    order.lines.filter((line) => !line.tip).map((line) => ({ line, quantity: unitsToSend(line) }))
  const lines = wanted.filter(({ quantity }) => quantity > 0)
  if (lines.length === 0) throw new ShopRefusal('The order has nothing left to fulfill.')
  for (const { line, quantity } of lines) {
    if (quantity > unitsToSend(line)) {
      throw new ShopRefusal('Invalid fulfillment order line item quantity requested.')
    }
  }
  for (const { line, quantity } of lines) line.fulfilledQuantity += quantity
  const at = input.at === undefined ? shop.clock.now() : new Date(input.at)
  const { tracking } = input
  const fulfillment: FulfillmentState = {
    id: shop.ids.next('Fulfillment'),
    name: `${order.name}-F${order.fulfillments.length + 1}`,
    status: 'SUCCESS',
    locationId: input.locationId ?? defaultLocation(shop),
    lines: lines.map(({ line, quantity }) => ({ id: shop.ids.next('FulfillmentLineItem'), lineId: line.id, quantity })),
    tracking:
      tracking === undefined
        ? []
        : [{ company: tracking.company ?? null, number: tracking.number ?? null, url: tracking.url ?? null }],
    createdAt: at,
    updatedAt: at,
  }
  order.fulfillments.push(fulfillment)
  order.revision += 1
  return fulfillment
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
  for (const part of fulfillment.lines) {
    findLine(order, `gid://shopify/LineItem/${part.lineId}`).fulfilledQuantity -= part.quantity
  }
  fulfillment.status = 'CANCELLED'
  fulfillment.updatedAt = shop.clock.now()
  touch(shop, order, [['fulfillments/update', fulfillment.id], 'orders/updated'])
}
