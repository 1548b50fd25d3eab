import { isPositive } from '#lib/decimal'
import { figures } from './figures.ts'
import { ShopRefusal, voidAuthorizations } from './payments.ts'
import { announceRefund, bookRefund } from './refunds.ts'
import { type Shop, touch } from './shop.ts'
import type { OrderState } from './state.ts'
import { isNothing, takeBackExtras, takeBackLine, takeBackShipping } from './take-back.ts'

export interface CancelInput {
  /** Default true. Without it the order is cancelled and the money stays. */
  readonly refund?: boolean
  /** Default true. */
  readonly restock?: boolean
  readonly reason?: NonNullable<OrderState['cancelReason']>
  readonly note?: string
  readonly at?: string | Date
}

/** Cancels an order: everything is taken back, authorisations are voided, payments are refunded when asked. */
export function cancelOrder(shop: Shop, order: OrderState, input: CancelInput = {}): void {
  if (order.cancelledAt !== null) throw new ShopRefusal('Cannot cancel an order that has already been canceled')
  const at = input.at === undefined ? shop.clock.now() : new Date(input.at)
  voidAuthorizations(shop, order)
  for (const entry of order.transactions) if (entry.status === 'PENDING') entry.status = 'FAILURE'
  const restock = input.restock === false ? 'NO_RESTOCK' : 'CANCEL'
  const left = order.lines.filter((line) => line.currentQuantity > 0)
  const taken = order.refunds.flatMap((refund) => [...refund.duties, ...refund.fees])
  const back = {
    lines: left.map((line) => takeBackLine(shop, order, line, line.currentQuantity, restock, null)),
    shipping: order.shipping
      .filter((line) => !line.isRemoved)
      .flatMap((line) => takeBackShipping(shop, order, line, null) ?? []),
    duties: takeBackExtras(
      order.lines.flatMap((line) => line.duties),
      taken,
    ),
    fees: takeBackExtras(order.fees, taken),
  }
  order.cancelledAt = at
  order.closedAt = at
  order.cancelReason = input.reason ?? 'OTHER'
  const { net } = figures(order)
  const money = input.refund !== false && isPositive(net.shop) ? { amount: net.shop } : { transactions: [] }
  if (isNothing(back) && !('amount' in money)) return touch(shop, order, ['orders/cancelled', 'orders/updated'])
  const refund = bookRefund(shop, order, back, { ...money, note: input.note ?? 'Order canceled', at })
  announceRefund(shop, order, refund, ['orders/cancelled'])
}

/** Archives an order, or takes it out of the archive. */
export function setClosed(shop: Shop, order: OrderState, closed: boolean): void {
  order.closedAt = closed ? shop.clock.now() : null
  touch(shop, order, ['orders/updated'])
}

/** Deletes an order: only `orders/delete` tells. */
export function deleteOrder(shop: Shop, order: OrderState): void {
  shop.orders.delete(order.id)
  shop.orderIdByName.delete(order.name)
  touch(shop, order, ['orders/delete'])
}
