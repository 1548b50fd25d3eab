import type { Context } from '#contract/context'
import type { Snapshot } from '#contract/source'
import { isZero } from '#lib/decimal'
import { asTillbridgeError } from '#lib/errors'
import type { DualAmount } from '#model/money'
import type { Order } from '#model/order'
import { graphql } from './client.ts'
import { companyOf, feeOf, paymentsOf, termsOf } from './map-graphql.ts'
import { dualOf, dualSet } from './map-money.ts'
import { type MissingFacts, orderFromWebhook } from './map-webhook.ts'
import { namesNoShippingLine } from './map-webhook-parts.ts'
import { LARGEST_PAGE, orderGid } from './order-pages.ts'
import { readWebhookOrder } from './parse.ts'
import { ORDER_FACTS, ORDER_FACTS_MORE, ORDER_FACTS_SHIPPED } from './queries.ts'
import type { ShopifySettings } from './settings.ts'
import { isStillTrue } from './still-true.ts'
import { webhookTips } from './tips.ts'
import type { WebhookOrder } from './vendor-webhook.ts'

/**
 * The order from the newest webhook body, completed by one small query or by none, or `null` when it must be read anew: the
 * body leaves out more than that, or the order has changed since.
 */
export async function orderFromSnapshot(
  context: Context<ShopifySettings>,
  key: string,
  snapshot: Snapshot,
): Promise<Order | null> {
  const body = usable(key, snapshot)
  if (body === null) return null
  const tipLines = webhookTips(body)
  if (tipLines === null || needsRead(body)) return null
  const outstanding = snapshot.sole === true && untouched(snapshot.topic, body) ? statedOutstanding(body) : null
  if (outstanding !== null) return orderFromWebhook(body, withoutPayments(context, body, outstanding, tipLines))
  const facts = await missingFacts(context, body, snapshot.sole === true)
  return facts === null ? null : orderFromWebhook(body, { ...facts, tipLines })
}

/** The snapshot as an order of this key with a stamp; another form of body is of no use here. */
function usable(key: string, snapshot: Snapshot): WebhookOrder | null {
  if (!snapshot.topic.startsWith('orders/')) return null
  try {
    const body = readWebhookOrder(snapshot.body)
    return body.id === key && body.updated_at !== null ? body : null
  } catch (error) {
    if (asTillbridgeError(error).code === 'SHOPIFY_PAYLOAD_UNREADABLE') return null
    throw error
  }
}

/** What neither the body nor the small query tells as GraphQL does. */
function needsRead(body: WebhookOrder): boolean {
  return (
    body.line_items.some((line) => line.sales_line_item_group_id !== null && line.line_item_group == null) ||
    body.line_items.some((line) => line.discount_allocations == null) ||
    body.refunds.some(namesNoShippingLine) ||
    (body.refunds.length > 0 && hasSeveralRates(body))
  )
}

/** Refunds state tax in one sum; what is left of each rate of a part is only told by GraphQL. */
const hasSeveralRates = ({ line_items: lines, shipping_lines: shipping }: WebhookOrder): boolean =>
  [...lines, ...shipping].some((part) => part.tax_lines.length > 1)

/**
 * A new order to which nothing has happened: no money has moved or was tried, no edit, nothing that a body leaves out. Only
 * `orders/create` proves that there was no edit, since bodies do not tell, and only while no other body of the same second
 * is known: an app often pays or edits an order in the second in which it makes it.
 */
function untouched(topic: string, body: WebhookOrder): boolean {
  return (
    topic === 'orders/create' &&
    (body.financial_status ?? 'pending') === 'pending' &&
    body.payment_gateway_names?.length === 0 &&
    body.refunds.length === 0 &&
    body.fulfillments.length === 0 &&
    body.cancelled_at === null &&
    body.company == null &&
    !hasFees(body) &&
    !hasUnstatedTerms(body)
  )
}

const hasFees = ({ original_total_additional_fees_set: fees }: WebhookOrder): boolean =>
  fees != null && !isZero(fees.shop_money.amount)

const hasUnstatedTerms = ({ payment_terms: terms }: WebhookOrder): boolean =>
  terms != null && terms.payment_schedules.length === 0

/** Bodies state what is owed in the shop's currency only; while nothing was paid it is the total, stated on both sides. */
function statedOutstanding(body: WebhookOrder): DualAmount | null {
  const total = dualSet(body.current_total_price_set, body.current_total_price)
  return body.total_outstanding === total.shop ? total : null
}

const withoutPayments = (
  context: Context<ShopifySettings>,
  body: WebhookOrder,
  outstanding: DualAmount,
  tipLines: ReadonlySet<string>,
): MissingFacts => ({
  timeZone: context.settings.timeZone,
  edited: false,
  financialStatus: body.financial_status,
  fulfillmentStatus: body.fulfillment_status,
  outstanding,
  payments: [],
  company: null,
  fees: [],
  tipLines,
})

/** One small query for what the body leaves out, or `null` when the order is no longer the one of the body. */
async function missingFacts(
  context: Context<ShopifySettings>,
  body: WebhookOrder,
  sole: boolean,
): Promise<Omit<MissingFacts, 'tipLines'> | null> {
  const { order } = await graphql(context, factsQuery(body), { id: orderGid(body.id) })
  // A returned order is read whole: bodies do not name the returns.
  if (order === null || order.returnStatus !== 'NO_RETURN') return null
  // An edit can leave every sum as it was; then equal sums prove nothing about the lines.
  if (order.edited && !sole) return null
  if (order.transactions.length >= LARGEST_PAGE || !isStillTrue(body, order)) return null
  return {
    timeZone: context.settings.timeZone,
    edited: order.edited,
    financialStatus: order.displayFinancialStatus ?? null,
    fulfillmentStatus: order.displayFulfillmentStatus ?? null,
    outstanding: order.totalOutstandingSet === null ? null : dualOf(order.totalOutstandingSet),
    payments: paymentsOf(order.transactions),
    company: companyOf(order.purchasingEntity),
    fees: order.additionalFees.map(feeOf),
    ...(hasUnstatedTerms(body) ? { paymentTerms: termsOf(order.paymentTerms, context.settings.timeZone) } : {}),
  }
}

function factsQuery(body: WebhookOrder): typeof ORDER_FACTS {
  if (body.company != null || hasFees(body) || hasUnstatedTerms(body)) return ORDER_FACTS_MORE
  return body.fulfillments.length > 0 ? ORDER_FACTS_SHIPPED : ORDER_FACTS
}
