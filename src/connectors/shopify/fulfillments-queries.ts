import { z } from 'zod'
import type { Operation } from './client.ts'
import { withFragments } from './fragments.ts'
import { connection, fulfillment } from './vendor-graphql.ts'
import { gid, listOf, text } from './vendor-values.ts'

const reading = <T>(name: string, cost: number, query: string, data: z.ZodType<T>): Operation<T> => ({
  name,
  text: withFragments(query),
  cost,
  effect: 'read',
  data,
})

const writing = <T>(name: string, cost: number, query: string, data: z.ZodType<T>): Operation<T> => ({
  ...reading(name, cost, query, data),
  effect: 'write',
})

const PAGE = 'pageInfo { hasNextPage endCursor }'
const LINES = `${PAGE} nodes { id remainingQuantity requiresShipping lineItem { id } }`
const ORDERS = `${PAGE} nodes {
      id status
      assignedLocation { location { id } }
      supportedActions { action }
      fulfillmentHolds { displayReason reasonNotes }
      lineItems(first: 10) { ${LINES} }
    }`

const fulfillmentOrderLine = z.object({
  id: gid,
  remainingQuantity: z.number(),
  requiresShipping: z.boolean(),
  lineItem: z.object({ id: gid }),
})
export type GraphqlFulfillmentOrderLine = z.output<typeof fulfillmentOrderLine>

const lines = connection(fulfillmentOrderLine)

const fulfillmentOrder = z.object({
  id: gid,
  status: z.string(),
  assignedLocation: z.object({ location: z.object({ id: gid }).nullish() }).nullish(),
  supportedActions: listOf(z.object({ action: z.string() })),
  fulfillmentHolds: listOf(z.object({ displayReason: text, reasonNotes: text })),
  lineItems: lines,
})
export type GraphqlFulfillmentOrder = z.output<typeof fulfillmentOrder>

const fulfillmentOrders = connection(fulfillmentOrder)

/** What an order still wants to have sent, and what was sent of it. */
export const FULFILLMENT_STATE = reading(
  'FulfillmentState',
  61,
  `query FulfillmentState($id: ID!) {
  order(id: $id) {
    id name displayFinancialStatus
    fulfillmentOrders(first: 5) { ${ORDERS} }
    fulfillments { ...FulfillmentHead fulfillmentLineItems(first: 10) { ${PAGE} nodes { quantity lineItem { id } } } }
  }
}`,
  z.object({
    order: z
      .object({
        id: gid,
        name: z.string(),
        displayFinancialStatus: z.string().nullish(),
        fulfillmentOrders,
        fulfillments: listOf(fulfillment),
      })
      .nullable(),
  }),
)

export const MORE_FULFILLMENT_ORDERS = reading(
  'MoreFulfillmentOrders',
  78,
  `query MoreFulfillmentOrders($id: ID!, $after: String) {
  order(id: $id) { fulfillmentOrders(first: 20, after: $after) { ${ORDERS} } }
}`,
  z.object({ order: z.object({ fulfillmentOrders }).nullable() }),
)

export const FULFILLMENT_ORDER_LINES = reading(
  'FulfillmentOrderLines',
  25,
  `query FulfillmentOrderLines($id: ID!, $after: String) {
  fulfillmentOrder(id: $id) { lineItems(first: 250, after: $after) { ${LINES} } }
}`,
  z.object({ fulfillmentOrder: z.object({ lineItems: lines }).nullable() }),
)

const userErrors = listOf(
  z.object({ field: z.array(z.string()).nullish(), message: z.string(), code: z.string().nullish() }),
)
export type UserErrors = z.output<typeof userErrors>

const made = z.object({ fulfillment: fulfillment.nullish(), userErrors })
const changed = z.object({ fulfillment: z.object({ id: gid, status: z.string() }).nullish(), userErrors })

export const FULFILL = writing(
  'Fulfill',
  17,
  `mutation Fulfill($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { ...FulfillmentHead fulfillmentLineItems(first: 10) { ${PAGE} nodes { quantity lineItem { id } } } }
    userErrors { field message }
  }
}`,
  z.object({ fulfillmentCreate: made.nullish() }),
)

export const TRACK = writing(
  'Track',
  12,
  `mutation Track($id: ID!, $tracking: FulfillmentTrackingInput!, $notify: Boolean) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: $notify) {
    fulfillment { id status }
    userErrors { field message }
  }
}`,
  z.object({ fulfillmentTrackingInfoUpdate: changed.nullish() }),
)

export const CANCEL_FULFILLMENT = writing(
  'CancelFulfillment',
  12,
  `mutation CancelFulfillment($id: ID!) {
  fulfillmentCancel(id: $id) { fulfillment { id status } userErrors { field message } }
}`,
  z.object({ fulfillmentCancel: changed.nullish() }),
)

export const MOVE = writing(
  'Move',
  12,
  `mutation Move($id: ID!, $location: ID!, $lines: [FulfillmentOrderLineItemInput!]) {
  fulfillmentOrderMove(id: $id, newLocationId: $location, fulfillmentOrderLineItems: $lines) {
    movedFulfillmentOrder { id }
    userErrors { field message code }
  }
}`,
  z.object({ fulfillmentOrderMove: z.object({ userErrors }).nullish() }),
)
