import { gid } from './ids.ts'
import type { Shop, ShopEvent } from './shop.ts'
import type { OrderState } from './state.ts'
import { orderBody } from './webhook-body.ts'
import { fulfillmentBody, refundBody, transactionBody } from './webhook-parts.ts'

// One slot: the topics of one change follow each other, and texts of all orders would fill the memory.
let newest: { readonly order: OrderState; readonly revision: number; readonly text: string } | null = null

/** The JSON that a topic carries. The order's text is made once per revision, however many topics ask for it. */
export function eventBody(shop: Shop, event: ShopEvent, includeFields: readonly string[]): string {
  const given = typeof event.body === 'function' ? event.body() : event.body
  if (event.order === null) return JSON.stringify(chosen(given ?? {}, includeFields))
  const isOrder =
    event.topic.startsWith('orders/') && event.topic !== 'orders/delete' && event.topic !== 'orders/edited'
  if (isOrder && includeFields.length === 0) return orderText(shop, event.order)
  return JSON.stringify(chosen(given ?? bodyOf(shop, event, event.order), includeFields))
}

const chosen = (
  body: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): Readonly<Record<string, unknown>> =>
  fields.length === 0 ? body : Object.fromEntries(Object.entries(body).filter(([key]) => fields.includes(key)))

function orderText(shop: Shop, order: OrderState): string {
  if (newest !== null && newest.order === order && newest.revision === order.revision) return newest.text
  const text = JSON.stringify(orderBody(shop, order))
  newest = { order, revision: order.revision, text }
  return text
}

function bodyOf(shop: Shop, event: ShopEvent, order: OrderState): Readonly<Record<string, unknown>> {
  const [resource] = event.topic.split('/')
  if (event.topic === 'orders/delete') return { id: order.id }
  const refund = order.refunds.find((entry) => entry.id === event.subjectId)
  if (resource === 'refunds' && refund !== undefined) return refundBody(shop, order, refund)
  const transaction = order.transactions.find((entry) => entry.id === event.subjectId)
  if (resource === 'order_transactions' && transaction !== undefined) return transactionBody(shop, order, transaction)
  const fulfillment = order.fulfillments.find((entry) => entry.id === event.subjectId)
  if (resource === 'fulfillments' && fulfillment !== undefined) return fulfillmentBody(shop, order, fulfillment)
  if (resource === 'returns')
    return {
      id: event.subjectId,
      admin_graphql_api_id: gid('Return', event.subjectId ?? 0),
      order: { id: order.id, admin_graphql_api_id: gid('Order', order.id) },
    }
  return orderBody(shop, order)
}
