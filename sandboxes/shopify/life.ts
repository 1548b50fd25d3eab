import { add, type Decimal, ZERO } from '#lib/decimal'
import { type CancelInput, cancelOrder, deleteOrder, setClosed } from './cancel.ts'
import { type EditInput, editOrder } from './edits.ts'
import { figures, financialStatus } from './figures.ts'
import { cancelFulfillment, type FulfillInput, fulfillOrder } from './fulfillments.ts'
import { gid, numericId } from './ids.ts'
import { createShippingLife, type ShippingLife } from './life-shipping.ts'
import { captureOrder, payOrder, type PayInput, settlePending, voidAuthorizations } from './payments.ts'
import { placeOrder } from './place.ts'
import type { AttributeInput, PlaceOrder } from './place-input.ts'
import { type RefundInput, refundOrder } from './refunds.ts'
import {
  approveReturn,
  cancelReturn,
  declineReturn,
  processReturn,
  type ProcessReturnInput,
  type ReturnInput,
  returnGoods,
  type ReturnLineInput,
} from './returns.ts'
import { type Shop, touch } from './shop.ts'
import { refuseSoldOut } from './stock-check.ts'
import type { FulfillmentState, NumericId, OrderState, RefundState, ReturnState, TransactionState } from './state.ts'

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
type OrderKey = string | { readonly id: string }

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
export interface Life extends ShippingLife {
  place(input: PlaceOrder): PlacedOrder
  pay(order: OrderKey, input?: PayInput): TransactionState
  capture(order: OrderKey, input?: { readonly amount?: string }): TransactionState
  /** Releases what is authorised. */
  void(order: OrderKey): void
  /** Ends a pending payment or refund. */
  settle(order: OrderKey, outcome?: 'success' | 'failure'): void
  edit(order: OrderKey, input: EditInput): void
  fulfill(order: OrderKey, input?: FulfillInput): FulfillmentState
  refund(order: OrderKey, input: RefundInput): RefundState
  return(order: OrderKey, input: ReturnInput): ReturnState
  /** Decides about a return that was opened or asked for before; `process` takes the goods in. */
  decideReturn(order: OrderKey, decision: ReturnDecision): ReturnState
  cancelFulfillment(order: OrderKey, fulfillmentId: NumericId): void
  cancel(order: OrderKey, input?: CancelInput): void
  /** Archives the order. */
  close(order: OrderKey): void
  reopen(order: OrderKey): void
  /** Changes what does not touch money: note, tags, attributes, purchase order number. */
  update(order: OrderKey, input: OrderUpdate): void
  /** Deletes the order; afterwards the API does not know it. */
  remove(order: OrderKey): void
  order(order: OrderKey): OrderState
  orders(): readonly OrderState[]
  /** Ids of the shop's locations, the default one first. */
  locations(): readonly NumericId[]
  totals(order: OrderKey): OrderTotals
}

/** What becomes of a return; default the newest of the order. */
export interface ReturnDecision extends ProcessReturnInput {
  readonly what: 'process' | 'approve' | 'decline' | 'cancel'
  readonly returnId?: NumericId
  /** What becomes of the goods, per order line; the quantity is the return's. */
  readonly lines?: readonly Omit<ReturnLineInput, 'quantity'>[]
}

interface OrderUpdate {
  readonly note?: string | null
  readonly tags?: readonly string[]
  readonly attributes?: readonly AttributeInput[]
  readonly poNumber?: string | null
}

export function createLife(shop: Shop): Life {
  const find = (key: OrderKey): OrderState => findOrder(shop, key)
  return {
    ...createShippingLife(shop, find),
    place(input) {
      if (input.enforceStock === true) refuseSoldOut(shop, input.lines)
      const order = placeOrder(shop, input)
      announcePlaced(shop, order)
      return { id: gid('Order', order.id), legacyId: String(order.id), name: order.name, state: order }
    },
    pay: (key, input = {}) => payOrder(shop, find(key), input),
    capture: (key, input = {}) => captureOrder(shop, find(key), input),
    void(key) {
      const order = find(key)
      voidAuthorizations(shop, order)
      touch(shop, order, ['orders/updated'])
    },
    settle: (key, outcome = 'success') => settlePending(shop, find(key), outcome),
    edit: (key, input) => editOrder(shop, find(key), input),
    fulfill: (key, input = {}) => fulfillOrder(shop, find(key), input),
    refund: (key, input) => refundOrder(shop, find(key), input),
    return: (key, input) => returnGoods(shop, find(key), input),
    decideReturn: (key, decision) => decideReturn(shop, find(key), decision),
    cancelFulfillment(key, id) {
      const order = find(key)
      const fulfillment = order.fulfillments.find((entry) => entry.id === id)
      if (fulfillment === undefined) throw new Error(`Order ${order.name} has no fulfillment ${id}`)
      cancelFulfillment(shop, order, fulfillment)
    },
    cancel: (key, input = {}) => cancelOrder(shop, find(key), input),
    close: (key) => setClosed(shop, find(key), true),
    reopen: (key) => setClosed(shop, find(key), false),
    update(key, input) {
      const order = find(key)
      Object.assign(order, input)
      touch(shop, order, ['orders/updated'])
    },
    remove: (key) => deleteOrder(shop, find(key)),
    order: find,
    orders: () => [...shop.orders.values()],
    locations: () => shop.locations.map((entry) => entry.id),
    totals: (key) => totals(find(key)),
  }
}

function decideReturn(shop: Shop, order: OrderState, decision: ReturnDecision): ReturnState {
  const { what, returnId, lines, ...input } = decision
  const opened = returnId === undefined ? order.returns.at(-1) : order.returns.find((entry) => entry.id === returnId)
  if (opened === undefined) throw new Error(`Order ${order.name} has no such return`)
  if (what === 'process') processReturn(shop, order, opened, input, lines)
  if (what === 'approve') approveReturn(shop, order, opened)
  if (what === 'decline') declineReturn(shop, order, opened)
  if (what === 'cancel') cancelReturn(shop, order, opened)
  return opened
}

function findOrder(shop: Shop, key: OrderKey): OrderState {
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
