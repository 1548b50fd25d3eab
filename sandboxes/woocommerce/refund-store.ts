import type { Decimal } from '#lib/decimal'
import { type Meta, nextId, now, type Order, type Refund, type Shop } from './state.ts'

export interface NewRefund {
  readonly order: Order
  readonly amount: Decimal
  readonly reason: string
  readonly paidBack: boolean
  readonly meta?: Meta[]
  readonly parts?: Pick<Refund, 'lines' | 'shippingLines' | 'fees' | 'taxLines'>
}

/** Keeps a refund; it has an id of its own among the posts of the shop. */
export function storeRefund(shop: Shop, { order, parts, ...rest }: NewRefund): Refund {
  const refund: Refund = {
    id: nextId(shop, 'post'),
    orderId: order.id,
    created: now(shop),
    meta: [],
    lines: [],
    shippingLines: [],
    fees: [],
    taxLines: [],
    ...parts,
    ...rest,
  }
  shop.refunds.set(refund.id, refund)
  return refund
}
