import { compare, type Decimal, decimal, divide, isPositive, isZero, minimum, multiply, ZERO } from '#lib/decimal'
import { figures } from './figures.ts'
import { type Bag, bagOf, bagSubtract, bagSum, halfUp, ZERO_BAG } from './money.ts'
import type { PlaceOrder, PlacePayment } from './place-input.ts'
import { type Shop, touch } from './shop.ts'
import type { NumericId, OrderState, TransactionKind, TransactionState, TransactionStatus } from './state.ts'

/** A request the shop turns down, worded as its user errors are. */
export class ShopRefusal extends Error {}

const DEFAULT_GATEWAY = 'shopify_payments'
export const MANUAL_GATEWAYS = new Set(['manual', 'cash', 'Cash on Delivery (COD)', 'Bank Deposit', 'invoice'])

interface NewTransaction extends PlacePayment {
  readonly transactionKind: TransactionKind
  readonly bag: Bag
  readonly parentId?: NumericId
  readonly errorCode?: string
}

/**
 * An amount in shop money on both sides: what is open there when it is the whole of what is open here, otherwise in
 * proportion to the order's total, so that a full payment leaves nothing open on either side.
 */
export function bagFor(order: OrderState, amount: Decimal, whole: Bag): Bag {
  if (isZero(amount)) return ZERO_BAG
  if (amount === whole.shop && isPositive(whole.shop) === isPositive(whole.presentment)) return whole
  const base = [whole, figures(order).total].find((bag) => isPositive(bag.shop) && isPositive(bag.presentment))
  return bagOf(order.currencies, (side, places) => {
    if (side === 'shop') return amount
    if (base === undefined) return halfUp(multiply(amount, order.exchangeRate), places)
    return halfUp(divide(multiply(amount, base.presentment), base.shop), places)
  })
}

export function addTransaction(shop: Shop, order: OrderState, input: NewTransaction): TransactionState {
  const gateway = input.gateway ?? DEFAULT_GATEWAY
  const at = input.at === undefined ? shop.clock.now() : new Date(input.at)
  const id = shop.ids.next('OrderTransaction')
  const rounding = input.rounding === undefined ? null : decimal(input.rounding)
  const transaction: TransactionState = {
    id,
    kind: input.transactionKind,
    status: statusOf(input.status),
    gateway,
    amount: input.bag,
    rounding: rounding === null ? null : bagOf(order.currencies, () => rounding),
    parentId: input.parentId ?? null,
    test: input.test ?? order.test,
    paymentId: input.paymentId ?? `${order.name}.${order.transactions.length + 1}`,
    cardCompany: input.cardCompany ?? (gateway === DEFAULT_GATEWAY && input.methodName === undefined ? 'Visa' : null),
    methodName: input.methodName ?? null,
    fee: input.fee === undefined ? null : decimal(input.fee),
    settlement: null,
    errorCode: input.errorCode ?? null,
    createdAt: at,
    processedAt: at,
  }
  order.transactions.push(transaction)
  order.revision += 1
  return transaction
}

const statusOf = (status: PlacePayment['status']): TransactionStatus =>
  status === undefined || status === 'success' ? 'SUCCESS' : status === 'pending' ? 'PENDING' : 'FAILURE'

/** The payments an order is placed with: gift card first, then those given or what `financial` asks for. */
export function addOrderPayments(shop: Shop, order: OrderState, input: PlaceOrder): void {
  const at = order.createdAt
  if (input.giftCardPayment !== undefined) {
    const amount = minimum(decimal(input.giftCardPayment), figures(order).total.shop)
    pay(shop, order, { gateway: 'gift_card', amount, at })
  }
  for (const payment of input.payments ?? defaultPayments(order, input)) {
    const due = dueOf(order, payment)
    if (due !== null) pay(shop, order, { at, ...payment, ...due })
  }
  completeTerms(order, at)
}

/** What is taken of a payment at the checkout: nothing of an order that is paid already, and no more store credit than it comes to. */
function dueOf(order: OrderState, { gateway, amount }: PlacePayment): Pick<PlacePayment, 'amount'> | null {
  const open = figures(order).outstanding.shop
  if (amount === undefined) return isPositive(open) ? {} : null
  if (gateway !== 'store_credit') return { amount }
  return isPositive(open) ? { amount: minimum(decimal(amount), open) } : null
}

function defaultPayments(order: OrderState, input: PlaceOrder): PlacePayment[] {
  const open = figures(order).outstanding
  const gateway = input.gateway ?? (order.sourceName === 'pos' ? 'cash' : DEFAULT_GATEWAY)
  if (!isPositive(open.shop)) return []
  switch (input.financial ?? 'paid') {
    case 'paid':
      return [{ gateway }]
    case 'authorized':
      return [{ gateway, kind: 'authorization' }]
    case 'partially_paid':
      return [{ gateway, amount: halfUp(divide(open.shop, decimal(2)), 0) }]
    case 'pending':
      return input.gateway === undefined ? [] : [{ gateway, status: 'pending' }]
  }
}

/** Books one payment; the change of a cash payment becomes a transaction of its own, as at the till. */
function pay(shop: Shop, order: OrderState, payment: PlacePayment): TransactionState {
  const open = figures(order).outstanding
  const amount = payment.amount === undefined ? open.shop : decimal(payment.amount)
  const bag = bagFor(order, amount, open)
  const transactionKind = payment.kind === 'authorization' ? 'AUTHORIZATION' : 'SALE'
  const transaction = addTransaction(shop, order, { ...payment, transactionKind, bag })
  if (payment.change !== undefined) {
    const change = bagFor(order, decimal(payment.change), open)
    addTransaction(shop, order, {
      gateway: transaction.gateway,
      transactionKind: 'CHANGE',
      bag: change,
      parentId: transaction.id,
      ...at(payment),
    })
  }
  return transaction
}

const at = ({ at: when }: PlacePayment) => (when === undefined ? {} : { at: when })

export interface PayInput extends PlacePayment {}

/** A later payment of what is still open (or of an amount). */
export function payOrder(shop: Shop, order: OrderState, input: PayInput): TransactionState {
  const pending = order.transactions.find((entry) => entry.status === 'PENDING' && entry.kind === 'SALE')
  if (pending !== undefined && input.amount === undefined && input.status === undefined) {
    settlePending(shop, order, 'success')
    return pending
  }
  if (input.amount === undefined && !isPositive(figures(order).outstanding.shop)) {
    throw new ShopRefusal('Order cannot be marked as paid.')
  }
  const transaction = pay(shop, order, input)
  announcePayment(shop, order, transaction)
  return transaction
}

/** Ends every pending payment and refund of an order. */
export function settlePending(shop: Shop, order: OrderState, outcome: 'success' | 'failure'): void {
  for (const pending of order.transactions.filter((entry) => entry.status === 'PENDING')) {
    pending.status = outcome === 'success' ? 'SUCCESS' : 'FAILURE'
    pending.processedAt = shop.clock.now()
    order.revision += 1
    if (pending.kind === 'REFUND') touch(shop, order, ['orders/updated'])
    else announcePayment(shop, order, pending)
  }
}

/** Takes money that was authorised; without an amount all that is left. */
export function captureOrder(
  shop: Shop,
  order: OrderState,
  input: { readonly amount?: string; readonly at?: string | Date } = {},
): TransactionState {
  const authorization = order.transactions.find((entry) => entry.kind === 'AUTHORIZATION' && entry.status === 'SUCCESS')
  const open = figures(order).capturable
  if (authorization === undefined || !isPositive(open.shop))
    throw new ShopRefusal('Order does not have a capturable transaction.')
  const amount = input.amount === undefined ? open.shop : decimal(input.amount)
  if (compare(amount, open.shop) > 0) throw new ShopRefusal('Amount exceeds the authorized amount.')
  const transaction = addTransaction(shop, order, {
    gateway: authorization.gateway,
    transactionKind: 'CAPTURE',
    bag: bagFor(order, amount, open),
    parentId: authorization.id,
    ...(authorization.cardCompany === null ? {} : { cardCompany: authorization.cardCompany }),
    ...(input.at === undefined ? {} : { at: input.at }),
  })
  announcePayment(shop, order, transaction)
  return transaction
}

/** Releases what is authorised and not captured. */
export function voidAuthorizations(shop: Shop, order: OrderState): void {
  for (const authorization of order.transactions.filter(
    (entry) => entry.kind === 'AUTHORIZATION' && entry.status === 'SUCCESS',
  )) {
    const children = order.transactions.filter(
      (entry) => entry.parentId === authorization.id && entry.status === 'SUCCESS',
    )
    if (children.some((entry) => entry.kind === 'VOID')) continue
    const bag = bagSubtract(authorization.amount, bagSum(children.map((entry) => entry.amount)))
    if (bag.shop === ZERO) continue
    addTransaction(shop, order, {
      gateway: authorization.gateway,
      transactionKind: 'VOID',
      bag,
      parentId: authorization.id,
    })
  }
}

function announcePayment(shop: Shop, order: OrderState, transaction: TransactionState): void {
  const settled = !isPositive(figures(order).outstanding.shop)
  completeTerms(order, transaction.processedAt)
  const isPayment = transaction.status === 'SUCCESS' && transaction.kind !== 'AUTHORIZATION'
  touch(shop, order, [
    ['order_transactions/create', transaction.id],
    ...(isPayment ? [settled ? 'orders/paid' : 'orders/partially_paid'] : []),
    'orders/updated',
  ])
}

function completeTerms(order: OrderState, when: Date): void {
  if (
    order.paymentTerms !== null &&
    order.paymentTerms.completedAt === null &&
    !isPositive(figures(order).outstanding.shop)
  ) {
    order.paymentTerms.completedAt = when
  }
}
