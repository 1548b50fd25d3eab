import {
  add,
  compare,
  decimal,
  type Decimal,
  isPositive,
  isZero,
  maximum,
  minimum,
  negate,
  subtract,
  ZERO,
} from '#lib/decimal'
import { recordAgreement, refundMovements } from './agreements.ts'
import { figures } from './figures.ts'
import { type Bag, bagAdd, bagIsZero, bagNegate, bagSubtract, bagSum, restAmount, ZERO_BAG } from './money.ts'
import { findLine, type LineRef } from './order-lines.ts'
import { addTransaction, bagFor, ShopRefusal } from './payments.ts'
import { type Shop, touch } from './shop.ts'
import type {
  AdjustmentReason,
  AdjustmentState,
  NumericId,
  OrderState,
  RefundExtraState,
  RefundLineState,
  RefundShippingState,
  RefundState,
  RestockType,
  TransactionState,
} from './state.ts'
import {
  isNothing,
  NOTHING_BACK,
  putBack,
  type TakenBack,
  takeBackExtras,
  takeBackLine,
  takeBackShipping,
  valueOf,
} from './take-back.ts'

interface RefundLineInput {
  readonly line: LineRef
  readonly quantity: number
  readonly restockType?: RestockType
  readonly locationId?: NumericId
}

export interface RefundInput {
  readonly lines?: readonly RefundLineInput[]
  /** `true` for all that is left of shipping, or an amount as the shop shows it, without tax on top. */
  readonly shipping?: true | string
  /** Takes back all duties that are left. */
  readonly duties?: boolean
  /** Paid back beyond what lines and shipping justify (goodwill), in shop currency. */
  readonly goodwill?: string
  /** Held back from what lines and shipping justify (restocking or return shipping fee), in shop currency. */
  readonly withhold?: string
  /** Paid back in all; default what is justified and was paid. A difference becomes an adjustment. */
  readonly amount?: string
  readonly reason?: AdjustmentReason
  /** How it is paid back; default the original payments, gift cards last. */
  readonly transactions?: readonly {
    readonly gateway?: string
    readonly parentId?: NumericId
    readonly amount: string
  }[]
  /** `pending` leaves the money on its way until `settle`. */
  readonly status?: 'success' | 'pending' | 'failure'
  readonly note?: string
  readonly returnId?: NumericId
  readonly at?: string | Date
}

/** Refunds lines, shipping, goodwill or any mix of them, and tells subscribers. */
export function refundOrder(shop: Shop, order: OrderState, input: RefundInput): RefundState {
  const back = takeBack(shop, order, input)
  const money = input.amount !== undefined || input.goodwill !== undefined || (input.transactions ?? []).length > 0
  if (isNothing(back) && (!money || bagIsZero(figures(order).net))) throw new ShopRefusal('There is nothing to refund.')
  const refund = bookRefund(shop, order, back, input)
  announceRefund(shop, order, refund)
  return refund
}

export function announceRefund(
  shop: Shop,
  order: OrderState,
  refund: RefundState,
  extra: readonly string[] = [],
): void {
  touch(shop, order, [
    ...extra,
    ['refunds/create', refund.id],
    ...refund.transactionIds.map((id): [string, NumericId] => ['order_transactions/create', id]),
    'orders/updated',
  ])
}

function takeBack(shop: Shop, order: OrderState, input: RefundInput): TakenBack {
  const wanted = (input.lines ?? []).map((entry) => ({ ...entry, line: findLine(order, entry.line) }))
  for (const { line, quantity } of wanted) {
    if (quantity > line.currentQuantity) throw new ShopRefusal('Quantity cannot refund more items than were purchased')
  }
  const lines: RefundLineState[] = []
  for (const { line, quantity, restockType, locationId } of wanted) {
    const how = restockType ?? (line.fulfilledQuantity > 0 ? 'RETURN' : 'CANCEL')
    const context = { making: lines, ...(input.returnId === undefined ? {} : { isReturned: true }) }
    lines.push(takeBackLine(shop, order, line, quantity, how, locationId ?? null, context))
  }
  const duties = input.duties === true ? dutiesLeft(order) : []
  return { ...NOTHING_BACK, lines, shipping: shippingBack(shop, order, input.shipping), duties }
}

const dutiesLeft = (order: OrderState): RefundExtraState[] =>
  takeBackExtras(
    order.lines.flatMap((line) => line.duties),
    order.refunds.flatMap((refund) => refund.duties),
  )

function shippingBack(shop: Shop, order: OrderState, wanted: true | string | undefined): RefundShippingState[] {
  if (wanted === undefined) return []
  let left: Decimal | null = wanted === true ? null : decimal(wanted)
  const parts: RefundShippingState[] = []
  for (const line of order.shipping.filter((entry) => !entry.isRemoved)) {
    const part = takeBackShipping(shop, order, line, left)
    if (part === null) continue
    parts.push(part)
    if (left !== null) left = subtract(left, part.subtotal.shop)
  }
  return parts
}

/** Refunds on their way: as good as paid back when it comes to what may still be refunded. */
const onItsWay = (order: OrderState): Bag =>
  bagSum(
    order.transactions
      .filter((entry) => entry.kind === 'REFUND' && entry.status === 'PENDING')
      .map((entry) => entry.amount),
  )

/** Keeps the refund, moves the money and writes the ledger. The lines have been taken back already. */
export function bookRefund(shop: Shop, order: OrderState, back: TakenBack, input: RefundInput): RefundState {
  const value = valueOf(order, back)
  const before = bagSubtract(figures(order).net, onItsWay(order))
  const at = input.at === undefined ? shop.clock.now() : new Date(input.at)
  const refund = {
    id: shop.ids.next('Refund'),
    createdAt: at,
    note: input.note ?? null,
    ...back,
    adjustments: [] as AdjustmentState[],
    transactionIds: [] as NumericId[],
    returnId: input.returnId ?? null,
  }
  order.refunds.push(refund)
  order.revision += 1
  const { paid, discrepancy, withheld } = settlement(order, value, before, input)
  if (compare(paid, before.shop) > 0) {
    order.refunds.pop()
    order.revision += 1
    putBack(order, back)
    throw new ShopRefusal(`Refund amount $${fixed(paid)} is greater than net payment received $${fixed(before.shop)}`)
  }
  const whole = bagFor(order, paid, paid === value.shop ? value : before)
  const adjust = (amount: Bag, reason: AdjustmentReason): void => {
    if (bagIsZero(amount)) return
    refund.adjustments.push({ id: shop.ids.next('OrderAdjustment'), reason, amount, tax: ZERO_BAG })
    order.revision += 1
  }
  adjust(bagFor(order, withheld, value), 'RESTOCK')
  adjust(bagFor(order, discrepancy, whole), input.reason ?? 'REFUND_DISCREPANCY')
  refund.transactionIds = payBack(shop, order, whole, input).map((entry) => entry.id)
  order.revision += 1
  balance(order, adjust)
  const reason = input.returnId === undefined ? 'REFUND' : 'RETURN'
  recordAgreement(shop, order, reason, refundMovements(order, refund), {
    refundId: refund.id,
    at,
    returnId: refund.returnId,
  })
  return refund
}

/** Goodwill given before is part of what a full refund would have to pay back again; this cancels it out. */
function balance(order: OrderState, adjust: (amount: Bag, reason: AdjustmentReason) => void): void {
  const { currentTotal, net, outstanding } = figures(order)
  const coming = onItsWay(order)
  if (!isZero(currentTotal.shop) || !isZero(bagSubtract(net, coming).shop)) return
  adjust(bagNegate(bagAdd(outstanding, coming)), 'FULL_RETURN_BALANCING_ADJUSTMENT')
}

const fixed = (value: Decimal): string => restAmount(value, 'USD')

interface Settlement {
  readonly paid: Decimal
  /** By how much that misses what the lines justify: negative in the customer's favour. */
  readonly discrepancy: Decimal
  readonly withheld: Decimal
}

/** How much is paid back. `net` is what the shop still holds. */
function settlement(order: OrderState, value: Bag, net: Bag, input: RefundInput): Settlement {
  const withheld = decimal(input.withhold ?? '0')
  // Only what has been overpaid once the lines are gone; nothing for goods that were never paid.
  const owed = subtract(negate(figures(order).outstanding.shop), onItsWay(order).shop)
  const overpaid = maximum(ZERO, subtract(owed, withheld))
  const justified = minimum(maximum(ZERO, subtract(value.shop, withheld)), overpaid)
  if (input.transactions?.length === 0) return { paid: ZERO, discrepancy: ZERO, withheld }
  const stated = input.amount ?? input.transactions?.map((entry) => decimal(entry.amount)).reduce((a, b) => add(a, b))
  if (stated !== undefined) {
    const paid = decimal(stated)
    // What was owed before, e.g. after an edit, may be paid back along with it: that is no discrepancy.
    const expected = maximum(justified, minimum(paid, overpaid))
    return { paid, discrepancy: subtract(expected, paid), withheld }
  }
  const paid = minimum(add(justified, decimal(input.goodwill ?? '0')), net.shop)
  return { paid, discrepancy: minimum(ZERO, subtract(justified, paid)), withheld }
}

/** Pays back over the original payments, gift cards last, each at most what is left of it. */
function payBack(shop: Shop, order: OrderState, whole: Bag, input: RefundInput): TransactionState[] {
  if (!isPositive(whole.shop)) return []
  const common = {
    transactionKind: 'REFUND' as const,
    ...(input.status === undefined ? {} : { status: input.status }),
    ...(input.at === undefined ? {} : { at: input.at }),
  }
  const sources = refundable(order)
  if (input.transactions !== undefined) {
    return input.transactions.map((entry) => {
      const parent =
        sources.find(({ payment }) => payment.id === entry.parentId) ??
        sources.find(({ payment }) => payment.gateway === entry.gateway) ??
        sources[0]
      if (parent === undefined) throw new ShopRefusal('Transactions require a parent_id associated with the order')
      return addTransaction(shop, order, {
        ...common,
        gateway: parent.payment.gateway,
        parentId: parent.payment.id,
        bag: within(bagFor(order, decimal(entry.amount), whole), parent.open),
      })
    })
  }
  let left = whole
  return sources.flatMap(({ payment, open }) => {
    if (!isPositive(left.shop) || !isPositive(open.shop)) return []
    const bag = within(left, open)
    left = bagSubtract(left, bag)
    return [
      addTransaction(shop, order, {
        ...common,
        gateway: payment.gateway,
        parentId: payment.id,
        bag,
        ...carried(payment),
      }),
    ]
  })
}

/** As much as is open of a payment; the whole of it on both sides when it is the whole of it here. Rounding leaves nothing below zero. */
const within = (wanted: Bag, open: Bag): Bag => {
  const isWhole = compare(wanted.shop, open.shop) >= 0
  const presentment = isWhole ? open.presentment : minimum(wanted.presentment, open.presentment)
  return { shop: minimum(wanted.shop, open.shop), presentment: maximum(ZERO, presentment) }
}

const carried = (payment: TransactionState) => ({
  ...(payment.cardCompany === null ? {} : { cardCompany: payment.cardCompany }),
  ...(payment.methodName === null ? {} : { methodName: payment.methodName }),
})

function refundable(order: OrderState): { payment: TransactionState; open: Bag }[] {
  const payments = order.transactions.filter(
    (entry) => (entry.kind === 'SALE' || entry.kind === 'CAPTURE') && entry.status === 'SUCCESS',
  )
  const ordered = [
    ...payments.filter((entry) => entry.gateway !== 'gift_card'),
    ...payments.filter((entry) => entry.gateway === 'gift_card'),
  ]
  return ordered.map((payment) => {
    const back = order.transactions.filter(
      (entry) => entry.parentId === payment.id && entry.status !== 'FAILURE' && entry.status !== 'ERROR',
    )
    const taken = bagSum(
      back.filter((entry) => entry.kind === 'REFUND' || entry.kind === 'CHANGE').map((entry) => entry.amount),
    )
    return { payment, open: bagAdd(payment.amount, bagNegate(taken), bagNegate(payment.rounding ?? ZERO_BAG)) }
  })
}
