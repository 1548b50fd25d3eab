import type { LineState, NumericId, OrderState } from './state.ts'

/** Units that are with the customer: sent and not taken back since. */
export const unitsOut = (line: LineState): number => line.fulfilledQuantity - line.sentBackQuantity

/** Units that are sold and still have to be sent; tips never are. */
export const unitsToSend = (line: LineState): number => Math.max(0, line.currentQuantity - unitsOut(line))

/** Units that may be sent now: those on hold may not. */
export function unitsFulfillable(order: OrderState, line: LineState): number {
  const held = order.fulfillmentOrders
    .filter((entry) => entry.status === 'ON_HOLD' || entry.status === 'SCHEDULED')
    .flatMap((entry) => entry.lines)
    .reduce((sum, part) => sum + (part.lineId === line.id ? part.remainingQuantity : 0), 0)
  return line.tip ? 0 : Math.max(0, unitsToSend(line) - held)
}

/** Units that an open return has announced and that have not arrived. */
export function unitsAnnounced(order: OrderState, lineId: NumericId): number {
  let announced = 0
  for (const entry of order.returns) {
    if (entry.status !== 'OPEN' && entry.status !== 'REQUESTED') continue
    for (const part of entry.lines) if (part.lineId === lineId) announced += part.quantity - part.processedQuantity
  }
  return announced
}

/** Units that may still be returned. */
export const unitsReturnable = (order: OrderState, line: LineState): number =>
  line.tip ? 0 : Math.max(0, Math.min(unitsOut(line), line.currentQuantity) - unitsAnnounced(order, line.id))

/** How many units of one shipment's line no return has claimed. */
export function unclaimedOf(order: OrderState, fulfillmentLineId: NumericId, sent: number): number {
  let left = sent
  for (const entry of order.returns) {
    if (entry.status === 'CANCELED' || entry.status === 'DECLINED') continue
    for (const part of entry.lines) if (part.fulfillmentLineId === fulfillmentLineId) left -= part.quantity
  }
  return left
}
