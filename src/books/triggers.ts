import { isPositive } from '#lib/decimal'
import type { Order } from '#model/order'
import type { Facts } from './facts.ts'
import type { Policies } from './policies.ts'

type Trigger = Policies['orderOn']

/**
 * The instant at which `trigger` took place, or `null` while it has not.
 * An order that costs nothing is paid, and one that has nothing to ship is fulfilled, when it is placed.
 */
export function triggeredAt(trigger: Trigger, order: Order, facts: Facts): string | null {
  if (trigger === 'created') return order.placedAt
  return trigger === 'paid' ? paidAt(order, facts) : fulfilledAt(order, facts)
}

function paidAt(order: Order, facts: Facts): string | null {
  if (!isPositive(facts.debt.due)) return order.placedAt
  if (facts.debt.coveredAt !== null) return facts.debt.coveredAt
  // Some stores say "paid" without stating the payments.
  return order.financialStatus === 'paid' ? (facts.money.at(-1)?.processedAt ?? order.processedAt) : null
}

function fulfilledAt(order: Order, facts: Facts): string | null {
  const shipped = order.fulfillments
    .filter((fulfillment) => fulfillment.status === 'success')
    .map((fulfillment) => fulfillment.createdAt)
    .sort((a, b) => Date.parse(a) - Date.parse(b))
  const needsShipping = facts.sales.some((sale) => sale.requiresShipping)
  if (needsShipping && order.fulfillmentStatus !== 'fulfilled') return null
  return shipped.at(-1) ?? order.placedAt
}
