import type { Context } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { graphql, type Operation } from './client.ts'
import {
  FULFILLMENT_LINES,
  ORDER,
  ORDER_COUNTS,
  ORDER_DISCOUNTS,
  ORDER_FULFILLMENTS,
  ORDER_LINES,
  ORDER_REFUNDS,
  ORDER_RETURNS,
  ORDER_SHIPPING,
  ORDER_TIPS,
  REFUND_LINES,
} from './queries.ts'
import type { ShopifySettings } from './settings.ts'
import { type GraphqlFulfillment, type GraphqlOrder, type GraphqlRefund, type Page, page } from './vendor-graphql.ts'

type ShopifyContext = Context<ShopifySettings>

/** A nested list as zod reads it. */
type Nested<T> = Parameters<typeof page<T>>[0]

/**
 * The whole order with all nested pages, or `null` when it is gone.
 *
 * @throws {TillbridgeError} `conflict` when the order changed while its pages were read; `rejected`, code
 *   `SHOPIFY_ORDER_TOO_LARGE`, when Shopify shows a part only.
 */
export async function readOrder(context: ShopifyContext, key: string): Promise<GraphqlOrder | null> {
  const { order } = await graphql(context, ORDER, { id: orderGid(key) })
  if (order === null) return null
  await assertUncut(context, order)
  return {
    ...order,
    lineItems: await rest(context, order, order.lineItems, ORDER_LINES, (found) => found.lineItems),
    shippingLines: await rest(context, order, order.shippingLines, ORDER_SHIPPING, (found) => found.shippingLines),
    discountApplications: await rest(
      context,
      order,
      order.discountApplications,
      ORDER_DISCOUNTS,
      (found) => found.discountApplications,
    ),
    returns: await rest(context, order, order.returns, ORDER_RETURNS, (found) => found.returns),
    refunds: await wholeRefunds(context, order),
    fulfillments: await wholeFulfillments(context, order),
  }
}

/** The lines of an order that are tips, from its sales ledger. */
export async function readTipLines(
  context: ShopifyContext,
  order: { id: string; updatedAt: string },
): Promise<Set<string>> {
  const first = await graphql(context, ORDER_TIPS, { id: orderGid(order.id), after: null })
  const agreements = await rest(context, order, first.order?.agreements, ORDER_TIPS, (found) => found.agreements)
  const sales = agreements.nodes.map((agreement) => page(agreement.sales))
  if (sales.some((list) => list.next !== null && !list.nodes.some((sale) => sale.lineItem != null)))
    throw cutShort('sales')
  return new Set(sales.flatMap((list) => list.nodes.flatMap((sale) => sale.lineItem?.id ?? [])))
}

export const orderGid = (key: string): string => `gid://shopify/Order/${key}`

interface OrderPage {
  readonly order: { readonly updatedAt: string } | null
}

/** The first page and all that follow. The order must not change in between: a page of another state would be mixed in. */
async function rest<T, Answer extends OrderPage>(
  context: ShopifyContext,
  order: { readonly id: string; readonly updatedAt?: string | null | undefined },
  first: Nested<T>,
  operation: Operation<Answer>,
  pick: (found: NonNullable<Answer['order']>) => Nested<T>,
): Promise<{ nodes: T[] }> {
  let current: Page<T> = page(first)
  const nodes = [...current.nodes]
  while (current.next !== null) {
    const answer = await graphql(context, operation, { id: orderGid(order.id), after: current.next })
    current = page(pick(unchanged(answer, order)))
    nodes.push(...current.nodes)
  }
  return { nodes }
}

function unchanged<Answer extends OrderPage>(
  answer: Answer,
  order: { readonly updatedAt?: string | null | undefined },
): NonNullable<Answer['order']> {
  const found: Answer['order'] = answer.order
  if (found === null || (order.updatedAt != null && found.updatedAt !== order.updatedAt)) {
    throw new TillbridgeError({
      kind: 'conflict',
      code: 'SHOPIFY_ORDER_CHANGED',
      message: 'The order changed while it was read. It is read again.',
    })
  }
  return found
}

const continues = (list: Nested<unknown>): boolean => page(list).next !== null

async function wholeRefunds(context: ShopifyContext, order: GraphqlOrder): Promise<GraphqlRefund[]> {
  const isCut = (refund: GraphqlRefund): boolean =>
    [refund.refundLineItems, refund.refundShippingLines, refund.orderAdjustments, refund.transactions].some(continues)
  if (!order.refunds.some(isCut)) return order.refunds
  const { refunds } = unchanged(await graphql(context, ORDER_REFUNDS, { id: orderGid(order.id) }), order)
  return inTurn(refunds, async (refund) => {
    const others = [refund.refundShippingLines, refund.orderAdjustments, refund.transactions]
    if (others.some(continues)) throw cutShort('parts of a refund', order.name)
    const id = `gid://shopify/Refund/${refund.id}`
    const nodes = await pages(refund.refundLineItems, async (after) => {
      const answer = await graphql(context, REFUND_LINES, { id, after })
      return answer.refund?.refundLineItems
    })
    return { ...refund, refundLineItems: { nodes } }
  })
}

async function wholeFulfillments(context: ShopifyContext, order: GraphqlOrder): Promise<GraphqlFulfillment[]> {
  if (!order.fulfillments.some((shipment) => continues(shipment.fulfillmentLineItems))) return order.fulfillments
  const found = unchanged(await graphql(context, ORDER_FULFILLMENTS, { id: orderGid(order.id) }), order)
  return inTurn(found.fulfillments, async (shipment) => {
    const id = `gid://shopify/Fulfillment/${shipment.id}`
    const nodes = await pages(shipment.fulfillmentLineItems, async (after) => {
      const answer = await graphql(context, FULFILLMENT_LINES, { id, after })
      return answer.fulfillment?.fulfillmentLineItems
    })
    return { ...shipment, fulfillmentLineItems: { nodes } }
  })
}

async function pages<T>(first: Nested<T>, next: (after: string) => Promise<Nested<T>>): Promise<T[]> {
  let current: Page<T> = page(first)
  const nodes = [...current.nodes]
  while (current.next !== null) {
    current = page(await next(current.next))
    nodes.push(...current.nodes)
  }
  return nodes
}

// One after the other: the connection's rate is shared, and nearly all orders need no further page.
async function inTurn<T, R>(items: readonly T[], step: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await step(item))
  return results
}

// Lists without pages are whole when `first` is not given. Should Shopify cut them at its largest page after all, a list of
// that length gives it away: what can be counted is counted, refunds cannot.
export const LARGEST_PAGE = 250

async function assertUncut(context: ShopifyContext, order: GraphqlOrder): Promise<void> {
  if (order.refunds.length >= LARGEST_PAGE) throw cutShort('refunds', order.name)
  if (Math.max(order.transactions.length, order.fulfillments.length) < LARGEST_PAGE) return
  const { order: counted } = await graphql(context, ORDER_COUNTS, { id: orderGid(order.id) })
  if ((counted?.transactionsCount?.count ?? 0) > order.transactions.length) throw cutShort('payments', order.name)
  if ((counted?.fulfillmentsCount?.count ?? 0) > order.fulfillments.length) throw cutShort('shipments', order.name)
}

const cutShort = (what: string, name?: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_ORDER_TOO_LARGE',
    message: `${name === undefined ? 'The order' : `Order ${name}`} has more ${what} than Shopify hands out; a part of an order is never booked.`,
    remedy: 'Book this order by hand and skip it here.',
  })
