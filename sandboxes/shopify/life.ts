import { add, type Decimal, ZERO } from '#lib/decimal'
import { figures, financialStatus } from './figures.ts'
import { gid, numericId } from './ids.ts'
import { captureOrder, payOrder, type PayInput } from './payments.ts'
import { placeOrder } from './place.ts'
import type { PlaceOrder } from './place-input.ts'
import { type Shop, touch } from './shop.ts'
import type { OrderState, TransactionState } from './state.ts'

/** What a test gets back from placing an order. */
export interface PlacedOrder {
  /** `gid://shopify/Order/…` */
  readonly id: string
  /** The number in it, as webhook bodies state it. */
  readonly legacyId: string
  /** `#1001` */
  readonly name: string
  readonly state: OrderState
}

/** An order by its id, its number or its name. */
export type OrderKey = string | { readonly id: string }

/** The shop's own figures of one order, in shop currency: the judge of what an ERP should hold. */
export interface OrderTotals {
  readonly currency: string
  /** After edits, removals and returns. */
  readonly total: Decimal
  readonly tax: Decimal
  /** Current tax by rate, e.g. `{ "0.25": "19.98" }`. */
  readonly taxByRate: Readonly<Record<string, Decimal>>
  readonly shipping: Decimal
  readonly subtotal: Decimal
  readonly discounts: Decimal
  readonly originalTotal: Decimal
  readonly received: Decimal
  readonly refunded: Decimal
  readonly net: Decimal
  readonly outstanding: Decimal
  readonly financialStatus: string
  readonly presentment: {
    readonly currency: string
    readonly total: Decimal
    readonly tax: Decimal
    readonly received: Decimal
    readonly refunded: Decimal
  }
}

/** Everything that can happen to an order. */
export interface Life {
  place(input: PlaceOrder): PlacedOrder
  pay(order: OrderKey, input?: PayInput): TransactionState
  capture(order: OrderKey, input?: { readonly amount?: string }): TransactionState
  order(order: OrderKey): OrderState
  orders(): readonly OrderState[]
  totals(order: OrderKey): OrderTotals
}

export function createLife(shop: Shop): Life {
  const find = (key: OrderKey): OrderState => findOrder(shop, key)
  return {
    place(input) {
      const order = placeOrder(shop, input)
      announcePlaced(shop, order)
      return { id: gid('Order', order.id), legacyId: String(order.id), name: order.name, state: order }
    },
    pay: (key, input = {}) => payOrder(shop, find(key), input),
    capture: (key, input = {}) => captureOrder(shop, find(key), input),
    order: find,
    orders: () => [...shop.orders.values()],
    totals: (key) => totals(find(key)),
  }
}

export function findOrder(shop: Shop, key: OrderKey): OrderState {
  const text = typeof key === 'string' ? key : key.id
  const id = numericId(text, 'Order') ?? shop.orderIdByName.get(text)
  const order = id === undefined ? undefined : shop.orders.get(id)
  if (order === undefined) throw new Error(`The shop has no order ${text}`)
  return order
}

/** A new order is told as created, each of its transactions, and as paid when it is. */
export function announcePlaced(shop: Shop, order: OrderState): void {
  touch(
    shop,
    order,
    [
      'orders/create',
      ...order.transactions.map((entry): [string, number] => ['order_transactions/create', entry.id]),
      ...(financialStatus(order) === 'PAID' ? ['orders/paid'] : []),
    ],
    order.updatedAt,
  )
}

export function totals(order: OrderState): OrderTotals {
  const sums = figures(order)
  const taxByRate: Record<string, Decimal> = {}
  for (const { rate, amount } of sums.currentTaxLines) taxByRate[rate] = add(taxByRate[rate] ?? ZERO, amount.shop)
  return {
    currency: order.currencies.shop,
    total: sums.currentTotal.shop,
    tax: sums.currentTax.shop,
    taxByRate,
    shipping: sums.currentShipping.shop,
    subtotal: sums.currentSubtotal.shop,
    discounts: sums.currentDiscounts.shop,
    originalTotal: order.originalTotal.shop,
    received: sums.received.shop,
    refunded: sums.refunded.shop,
    net: sums.net.shop,
    outstanding: sums.outstanding.shop,
    financialStatus: financialStatus(order),
    presentment: {
      currency: order.currencies.presentment,
      total: sums.currentTotal.presentment,
      tax: sums.currentTax.presentment,
      received: sums.received.presentment,
      refunded: sums.refunded.presentment,
    },
  }
}
