import type { Order } from '#model/order'

const disorder = <T>(list: readonly T[]): T[] => [...list].reverse().concat(list)

/** The same order as a store might list it another time: parts the other way round, and twice. */
export const jumbled = (order: Order): Order => ({
  ...order,
  lines: disorder(order.lines),
  shippingLines: disorder(order.shippingLines),
  fees: disorder(order.fees),
  payments: disorder(order.payments),
  refunds: disorder(order.refunds),
  fulfillments: disorder(order.fulfillments),
})
