import { type Decimal, decimal, isPositive, isZero, multiply, subtract, sum, ZERO } from '#lib/decimal'
import { dualOf, dualSet } from './map-money.ts'
import type { GraphqlOrder } from './vendor-graphql.ts'
import type { WebhookLine, WebhookOrder } from './vendor-webhook.ts'

/** A line, reduced to what shows whether it may be a tip. */
interface TipCandidate {
  readonly id: string
  /** What every tip is: no product, nothing to send, no gift card. */
  readonly possible: boolean
  /** After discounts, in the shop's currency. */
  readonly amount: Decimal
}

/**
 * The lines that are tips, from the sum of tips that the order states: when all possible lines together make exactly that sum,
 * they are the tips. `null` = it cannot be told from the amounts.
 */
function tipsByAmount(candidates: readonly TipCandidate[], received: Decimal): Set<string> | null {
  if (isZero(received)) return new Set()
  const possible = candidates.filter((line) => line.possible && isPositive(line.amount))
  const total = sum(possible.map((line) => line.amount))
  return total === received ? new Set(possible.map((line) => line.id)) : null
}

/** The tips of an order read by GraphQL, `null` when only the sales ledger can tell. */
export const graphqlTips = (order: GraphqlOrder): Set<string> | null =>
  tipsByAmount(
    (order.lineItems?.nodes ?? []).map((line) => ({
      id: line.id,
      possible:
        line.product == null &&
        line.variant == null &&
        line.vendor === null &&
        !line.isGiftCard &&
        !line.requiresShipping,
      amount: subtract(
        multiply(dualOf(line.originalUnitPriceSet).shop, decimal(line.quantity)),
        sum(line.discountAllocations.map((entry) => dualOf(entry.allocatedAmountSet).shop)),
      ),
    })),
    order.totalTipReceivedSet?.shopMoney.amount ?? ZERO,
  )

/** The tips of a webhook body: the lines that it marks, else by amount; `null` when only the sales ledger can tell. */
export function webhookTips(order: WebhookOrder): Set<string> | null {
  const received = order.total_tip_received ?? ZERO
  if (isZero(received)) return new Set()
  const marked = order.line_items.filter(isMarked)
  if (marked.length > 0) return new Set(marked.map((line) => line.id))
  return tipsByAmount(
    order.line_items.map((line) => ({
      id: line.id,
      possible:
        (line.product_exists === false || line.product_id === null) &&
        line.vendor === null &&
        !line.gift_card &&
        !line.requires_shipping,
      amount: subtract(
        multiply(dualSet(line.price_set, line.price).shop, decimal(line.quantity)),
        sum((line.discount_allocations ?? []).map((entry) => dualSet(entry.amount_set, entry.amount).shop)),
      ),
    })),
    received,
  )
}

const isMarked = (line: WebhookLine): boolean =>
  (line.tip !== undefined && line.tip !== null && line.tip !== false) ||
  line.tip_payment_gateway !== null ||
  line.tip_payment_method !== null
