import { z } from 'zod'
import type { Operation } from './client.ts'
import {
  connection,
  discountApplication,
  fulfillment,
  line,
  order,
  orderFacts,
  orderReturn,
  refundLine,
  shippingLine,
} from './vendor-graphql.ts'
import { gid, instant } from './vendor-values.ts'
import { withFragments } from './fragments.ts'

// The first page of every nested list is small, since Shopify reserves the cost of full pages; most orders fit. What does not
// fit is read by the page queries. Lists without pages (transactions, refunds, fulfillments) are asked for without `first`,
// which only cuts them short.

const reading = <T>(name: string, cost: number, text: string, data: z.ZodType<T>): Operation<T> => ({
  name,
  text: withFragments(text),
  cost,
  effect: 'read',
  data,
})

const PAGE = 'pageInfo { hasNextPage endCursor }'

/** Orders by the time of their last change. Closed, archived and cancelled ones are among them. */
export const ORDERS_CHANGED = reading(
  'OrdersChanged',
  13,
  `query OrdersChanged($query: String!, $after: String) {
  orders(first: 250, after: $after, query: $query, sortKey: UPDATED_AT) { ${PAGE} nodes { id name createdAt updatedAt } }
}`,
  z.object({
    orders: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
      nodes: z.array(z.object({ id: gid, name: z.string(), createdAt: instant, updatedAt: instant })),
    }),
  }),
)

export const ORDERS_NAMED = reading(
  'OrdersNamed',
  6,
  `query OrdersNamed($query: String!) { orders(first: 10, query: $query, sortKey: CREATED_AT, reverse: true) { nodes { id name } } }`,
  z.object({ orders: z.object({ nodes: z.array(z.object({ id: gid, name: z.string() })) }) }),
)

export const ORDERS_COUNT = reading(
  'OrdersCount',
  10,
  `query OrdersCount($query: String!) { ordersCount(query: $query, limit: null) { count precision } }`,
  z.object({ ordersCount: z.object({ count: z.number(), precision: z.string() }).nullable() }),
)

export const ORDER = reading(
  'Order',
  122,
  `query Order($id: ID!) {
  order(id: $id) {
    id name test createdAt processedAt updatedAt closedAt cancelledAt cancelReason edited
    currencyCode presentmentCurrencyCode taxesIncluded dutiesIncluded estimatedTaxes
    email phone note tags poNumber sourceName
    displayFinancialStatus displayFulfillmentStatus returnStatus
    customAttributes { key value }
    customer { id firstName lastName taxExempt defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
    purchasingEntity { ...Purchaser }
    paymentTerms { paymentTermsName paymentSchedules(first: 5) { nodes { dueAt } } }
    billingAddress { ...Address }
    shippingAddress { ...Address }
    retailLocation { id }
    totalPriceSet { ...Bag }
    currentTotalPriceSet { ...Bag }
    totalTaxSet { ...Bag }
    currentTotalTaxSet { ...Bag }
    currentTaxLines { ...Tax }
    totalDiscountsSet { ...Bag }
    totalTipReceivedSet { ...Bag }
    totalOutstandingSet { ...Bag }
    additionalFees { ...Fee }
    lineItems(first: 10) { ${PAGE} nodes { ...Line } }
    shippingLines(first: 3, includeRemovals: true) { ${PAGE} nodes { ...Shipping } }
    discountApplications(first: 5) { ${PAGE} nodes { ...Discount } }
    transactions { ...Transaction }
    refunds {
      ...RefundHead
      refundLineItems(first: 5) { ${PAGE} nodes { ...RefundLine } }
      refundShippingLines(first: 2) { ${PAGE} nodes { ...RefundShipping } }
      orderAdjustments(first: 3) { ${PAGE} nodes { ...Adjustment } }
      transactions(first: 3) { ${PAGE} nodes { id } }
    }
    returns(first: 5) { ${PAGE} nodes { id name status } }
    fulfillments { ...FulfillmentHead fulfillmentLineItems(first: 10) { ${PAGE} nodes { quantity lineItem { id } } } }
  }
}`,
  z.object({ order: order.nullable() }),
)

// Money, addresses and words cost nothing, so they are asked for to see whether the body is still true.
const FACTS = `updatedAt closedAt cancelledAt edited note tags email phone poNumber displayFinancialStatus displayFulfillmentStatus returnStatus
    customAttributes { key value }
    shippingAddress { ...Address }
    totalPriceSet { ...Bag }
    currentTotalPriceSet { ...Bag }
    totalOutstandingSet { ...Bag }
    transactions { ...Transaction }
    refunds { id }`

/** What a webhook body of an order leaves out, and what shows that the body is still true. */
export const ORDER_FACTS = reading(
  'OrderFacts',
  4,
  `query OrderFacts($id: ID!) {
  order(id: $id) {
    ${FACTS}
  }
}`,
  z.object({ order: orderFacts.nullable() }),
)

/** The same for an order of which something was sent. */
export const ORDER_FACTS_SHIPPED = reading(
  'OrderFactsShipped',
  5,
  `query OrderFactsShipped($id: ID!) {
  order(id: $id) {
    ${FACTS}
    fulfillments { id status }
  }
}`,
  z.object({ order: orderFacts.nullable() }),
)

/** The same for an order of a company, with fees or with payment terms. */
export const ORDER_FACTS_MORE = reading(
  'OrderFactsMore',
  17,
  `query OrderFactsMore($id: ID!) {
  order(id: $id) {
    ${FACTS}
    fulfillments { id status }
    purchasingEntity { ...Purchaser }
    additionalFees { ...Fee }
    paymentTerms { paymentTermsName paymentSchedules(first: 5) { nodes { dueAt } } }
  }
}`,
  z.object({ order: orderFacts.nullable() }),
)

const ORDER_PAGE = <T extends z.ZodRawShape>(shape: T) =>
  z.object({ order: z.object({ updatedAt: instant, ...shape }).nullable() })

const orderPage = <T>(name: string, cost: number, list: string, data: z.ZodType<T>): Operation<T> =>
  reading(name, cost, `query ${name}($id: ID!, $after: String) { order(id: $id) { updatedAt ${list} } }`, data)

export const ORDER_LINES = orderPage(
  'OrderLines',
  84,
  `lineItems(first: 100, after: $after) { ${PAGE} nodes { ...Line } }`,
  ORDER_PAGE({ lineItems: connection(line) }),
)
export const ORDER_SHIPPING = orderPage(
  'OrderShipping',
  39,
  `shippingLines(first: 100, after: $after, includeRemovals: true) { ${PAGE} nodes { ...Shipping } }`,
  ORDER_PAGE({ shippingLines: connection(shippingLine) }),
)
export const ORDER_DISCOUNTS = orderPage(
  'OrderDiscounts',
  21,
  `discountApplications(first: 100, after: $after) { ${PAGE} nodes { ...Discount } }`,
  ORDER_PAGE({ discountApplications: connection(discountApplication) }),
)
export const ORDER_RETURNS = orderPage(
  'OrderReturns',
  12,
  `returns(first: 100, after: $after) { ${PAGE} nodes { id name status } }`,
  ORDER_PAGE({ returns: connection(orderReturn) }),
)

/** The sales ledger, for the one thing that only it tells: which lines are tips. */
export const ORDER_TIPS = orderPage(
  'OrderTips',
  71,
  `agreements(first: 10, after: $after) { ${PAGE} nodes { sales(first: 50) { ${PAGE} nodes { ... on TipSale { lineItem { id } } } } } }`,
  ORDER_PAGE({
    agreements: connection(z.object({ sales: connection(z.object({ lineItem: z.object({ id: gid }).nullish() })) })),
  }),
)

/** The longest lists that Shopify might have cut, counted. */
export const ORDER_COUNTS = reading(
  'OrderCounts',
  21,
  `query OrderCounts($id: ID!) { order(id: $id) { transactionsCount { count } fulfillmentsCount { count } } }`,
  z.object({
    order: z
      .object({
        transactionsCount: z.object({ count: z.number() }).nullable(),
        fulfillmentsCount: z.object({ count: z.number() }).nullable(),
      })
      .nullable(),
  }),
)

/** All refunds with the largest pages, for an order of which one did not fit. */
export const ORDER_REFUNDS = reading(
  'OrderRefunds',
  82,
  `query OrderRefunds($id: ID!) {
  order(id: $id) {
    updatedAt
    refunds {
      ...RefundHead
      refundLineItems(first: 250) { ${PAGE} nodes { ...RefundLine } }
      refundShippingLines(first: 100) { ${PAGE} nodes { ...RefundShipping } }
      orderAdjustments(first: 100) { ${PAGE} nodes { ...Adjustment } }
      transactions(first: 100) { ${PAGE} nodes { id } }
    }
  }
}`,
  ORDER_PAGE({ refunds: order.shape.refunds }),
)

/** The lines of one refund beyond the 250 that come with the order. */
export const REFUND_LINES = reading(
  'RefundLines',
  36,
  `query RefundLines($id: ID!, $after: String) { refund(id: $id) { refundLineItems(first: 250, after: $after) { ${PAGE} nodes { ...RefundLine } } } }`,
  z.object({ refund: z.object({ refundLineItems: connection(refundLine) }).nullable() }),
)

/** All shipments with the largest pages, for an order of which one did not fit. */
export const ORDER_FULFILLMENTS = reading(
  'OrderFulfillments',
  28,
  `query OrderFulfillments($id: ID!) {
  order(id: $id) {
    updatedAt
    fulfillments { ...FulfillmentHead fulfillmentLineItems(first: 250) { ${PAGE} nodes { quantity lineItem { id } } } }
  }
}`,
  ORDER_PAGE({ fulfillments: order.shape.fulfillments }),
)

/** The lines of one shipment beyond the 250 that come with the order. */
export const FULFILLMENT_LINES = reading(
  'FulfillmentLines',
  25,
  `query FulfillmentLines($id: ID!, $after: String) { fulfillment(id: $id) { fulfillmentLineItems(first: 250, after: $after) { ${PAGE} nodes { quantity lineItem { id } } } } }`,
  z.object({ fulfillment: z.object({ fulfillmentLineItems: fulfillment.shape.fulfillmentLineItems }).nullable() }),
)
