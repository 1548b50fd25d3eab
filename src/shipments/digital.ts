import { isPositive, subtract } from '#lib/decimal'
import type { OrderToSend, ShipmentStep } from './facts.ts'
import type { FulfillmentRules } from './rules.ts'
import { take, type Tally } from './tally.ts'

type Ship = Extract<ShipmentStep, { kind: 'ship' }>

/**
 * Lines of which nothing is shipped, when the rule says that they are due.
 *
 * @param sent - what the same plan sends already, by the fulfilment orders' lines; it is used up.
 */
export function digitalSteps(order: OrderToSend, { digital }: Pick<FulfillmentRules, 'digital'>, sent: Tally): Ship[] {
  if (digital === 'leave') return []
  const lines = order.fulfillmentOrders.flatMap((from) => from.lines.map((line) => ({ from, line })))
  const left = lines.flatMap(({ from, line }) => {
    if (from.state === 'closed') return []
    const quantity = subtract(line.remaining, take(sent, line.externalId, line.remaining))
    return isPositive(quantity) ? [{ from, line, quantity }] : []
  })
  const hasGoods = lines.some(({ line }) => line.requiresShipping)
  const goodsAreSent = !left.some(({ line }) => line.requiresShipping)
  const due = digital === 'when-paid' || !hasGoods ? order.paid : goodsAreSent
  if (!due) return []
  const mine = left.filter(({ from, line }) => from.state === 'open' && !line.requiresShipping)
  return [...Map.groupBy(mine, ({ from }) => from.locationExternalId).values()].map((found) => ({
    kind: 'ship',
    parts: [...Map.groupBy(found, ({ from }) => from.externalId)].map(([fulfillmentOrder, own]) => ({
      fulfillmentOrder,
      lines: own.map(({ line: { externalId, lineExternalId }, quantity }) => ({
        line: externalId,
        lineExternalId,
        quantity,
      })),
    })),
    parcels: [],
    // The customer has them already; nothing is on its way.
    notify: false,
  }))
}
