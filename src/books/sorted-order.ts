import type { Order } from '#model/order'

/**
 * The order with the lists that become rows free of repetitions and in one order, so that the same facts give the same documents
 * however the store lists them. Payments are sorted by instant where they are read.
 */
export function sortedOrder(order: Order): Order {
  return {
    ...order,
    lines: distinct(order.lines).map((line) => ({ ...line, duties: distinct(line.duties) })),
    shippingLines: distinct(order.shippingLines),
    fees: distinct(order.fees),
    refunds: distinct(order.refunds).map((refund) => ({ ...refund, lines: distinct(refund.lines) })),
    fulfillments: distinct(order.fulfillments).toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt)),
  }
}

/** Each id once, sorted by id. */
export function distinct<T extends { readonly externalId: string }>(list: readonly T[]): T[] {
  const byId = new Map(list.map((item) => [item.externalId, item]))
  return [...byId.values()].sort((a, b) => compareIds(a.externalId, b.externalId))
}

/** Numbers by value, everything else as text: `9` before `10`, so that rows stand as people entered them. */
export function compareIds(a: string, b: string): number {
  if (/^\d+$/.test(a) && /^\d+$/.test(b) && a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}
