import {
  add,
  compare,
  decimal,
  type Decimal,
  divide,
  isPositive,
  maximum,
  minimum,
  multiply,
  negate,
  subtract,
  ZERO,
} from '#lib/decimal'
import { recordAgreement, refundMovements } from './agreements.ts'
import { figures, lineNet, shippingNet, shippingTakenOff, takenOff } from './figures.ts'
import {
  type Bag,
  bagAdd,
  bagIsZero,
  bagMap,
  bagNegate,
  bagSubtract,
  bagSum,
  halfUp,
  restAmount,
  ZERO_BAG,
} from './money.ts'
import { findLine, type LineRef } from './order-lines.ts'
import { addTransaction, bagFor, ShopRefusal } from './payments.ts'
import { defaultLocation, type Shop, touch } from './shop.ts'
import type {
  AdjustmentState,
  AdjustmentReason,
  DutyState,
  FeeState,
  LineState,
  NumericId,
  OrderState,
  RefundExtraState,
  RefundLineState,
  RefundShippingState,
  RefundState,
  RestockType,
  ShippingLineState,
  TransactionState,
} from './state.ts'

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
  /** Paid back beyond what lines and shipping justify (goodwill), in shop currency. */
  readonly goodwill?: string
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

/** What a refund takes off the order, before any money moves. */
export interface TakenBack {
  readonly lines: readonly RefundLineState[]
  readonly shipping: readonly RefundShippingState[]
  readonly duties: readonly RefundExtraState[]
  readonly fees: readonly RefundExtraState[]
}

export const isNothing = (back: TakenBack): boolean =>
  back.lines.length + back.shipping.length + back.duties.length + back.fees.length === 0

export const NOTHING_BACK: TakenBack = { lines: [], shipping: [], duties: [], fees: [] }

/** `quantity` of the units that are left: their share of what is left of the amount, so that the last unit takes the rest. */
function shareOf(order: OrderState, left: Bag, quantity: number, of: number): Bag {
  if (quantity === of) return left
  return bagMap(left, order.currencies, (value, places) =>
    halfUp(divide(multiply(value, decimal(quantity)), decimal(of)), places),
  )
}

/** Takes units off a line: the line's state changes, and the part of the refund that states it is returned. */
export function takeBackLine(
  shop: Shop,
  order: OrderState,
  line: LineState,
  quantity: number,
  restockType: RestockType,
  locationId: NumericId | null,
): RefundLineState {
  if (quantity > line.currentQuantity) throw new ShopRefusal('Quantity cannot refund more items than were purchased')
  const off = takenOff(order, line)
  const part: RefundLineState = {
    id: shop.ids.next('RefundLineItem'),
    lineId: line.id,
    quantity,
    restockType,
    locationId: restockType === 'NO_RESTOCK' ? null : (locationId ?? defaultLocation(shop)),
    subtotal: shareOf(order, bagSubtract(lineNet(line), off.subtotal), quantity, line.currentQuantity),
    taxes: line.taxLines.map((tax, index) =>
      shareOf(order, bagSubtract(tax.amount, off.taxes[index] ?? ZERO_BAG), quantity, line.currentQuantity),
    ),
  }
  line.currentQuantity -= quantity
  return part
}

/** Takes an amount off a shipping line, with the same share of its taxes; all that is left without an amount. */
export function takeBackShipping(
  shop: Shop,
  order: OrderState,
  line: ShippingLineState,
  amount: Decimal | null,
): RefundShippingState | null {
  const off = shippingTakenOff(order, line)
  const left = bagSubtract(shippingNet(line), off.subtotal)
  const wanted = amount === null ? left.shop : minimum(amount, left.shop)
  if (!isPositive(wanted)) return null
  const whole = wanted === left.shop
  const share = (value: Bag): Bag =>
    whole
      ? value
      : bagMap(value, order.currencies, (side, places) => halfUp(divide(multiply(side, wanted), left.shop), places))
  return {
    id: shop.ids.next('RefundShippingLine'),
    shippingLineId: line.id,
    subtotal: whole ? left : bagFor(order, wanted, left),
    taxes: line.taxLines.map((tax, index) => share(bagSubtract(tax.amount, off.taxes[index] ?? ZERO_BAG))),
  }
}

/** Duties and fees are taken back whole, once. */
export function takeBackExtras(
  extras: readonly (DutyState | FeeState)[],
  taken: readonly RefundExtraState[],
): RefundExtraState[] {
  return extras
    .filter((extra) => !taken.some((part) => part.subjectId === extra.id))
    .map((extra) => ({ subjectId: extra.id, amount: extra.price, taxes: extra.taxLines.map((tax) => tax.amount) }))
}

/** What the parts are worth to the customer, taxes included. */
export function valueOf(order: OrderState, back: TakenBack): Bag {
  const { lines, shipping, duties, fees } = back
  const net = bagSum([
    ...[...lines, ...shipping].map((part) => part.subtotal),
    ...(order.dutiesIncluded ? [] : duties.map((part) => part.amount)),
    ...fees.map((part) => part.amount),
  ])
  if (order.taxesIncluded) return net
  return bagAdd(net, bagSum([...lines, ...shipping, ...duties, ...fees].flatMap((part) => part.taxes)))
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
  const lines = wanted.map(({ line, quantity, restockType, locationId }) =>
    takeBackLine(
      shop,
      order,
      line,
      quantity,
      restockType ?? (line.fulfilledQuantity > 0 ? 'RETURN' : 'CANCEL'),
      locationId ?? null,
    ),
  )
  return { ...NOTHING_BACK, lines, shipping: shippingBack(shop, order, input.shipping) }
}

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

/** Keeps the refund, moves the money and writes the ledger. The lines have been taken back already. */
export function bookRefund(shop: Shop, order: OrderState, back: TakenBack, input: RefundInput): RefundState {
  const value = valueOf(order, back)
  const before = figures(order).net
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
  const { paid, discrepancy } = settlement(order, value, before, input)
  if (compare(paid, before.shop) > 0) {
    undo(order, back)
    throw new ShopRefusal(`Refund amount $${fixed(paid)} is greater than net payment received $${fixed(before.shop)}`)
  }
  const whole = bagFor(order, paid, paid === value.shop ? value : before)
  const adjust = (amount: Bag, reason: AdjustmentReason): void => {
    if (bagIsZero(amount)) return
    refund.adjustments.push({ id: shop.ids.next('OrderAdjustment'), reason, amount, tax: ZERO_BAG })
    order.revision += 1
  }
  adjust(bagFor(order, discrepancy, whole), input.reason ?? 'REFUND_DISCREPANCY')
  refund.transactionIds = payBack(shop, order, whole, input).map((entry) => entry.id)
  order.revision += 1
  // Goodwill given before is part of what a full refund would have to pay back again; this cancels it out.
  if (bagIsZero(figures(order).currentTotal) && bagIsZero(figures(order).net)) {
    adjust(bagNegate(figures(order).outstanding), 'FULL_RETURN_BALANCING_ADJUSTMENT')
  }
  const reason = input.returnId === undefined ? 'REFUND' : 'RETURN'
  recordAgreement(shop, order, reason, refundMovements(order, refund), {
    refundId: refund.id,
    at,
    returnId: refund.returnId,
  })
  return refund
}

function undo(order: OrderState, back: TakenBack): void {
  order.refunds.pop()
  order.revision += 1
  for (const part of back.lines) {
    findLine(order, `gid://shopify/LineItem/${part.lineId}`).currentQuantity += part.quantity
  }
}

const fixed = (value: Decimal): string => restAmount(value, 'USD')

/** How much is paid back, and by how much that misses what the lines justify: negative in the customer's favour. */
function settlement(
  order: OrderState,
  value: Bag,
  net: Bag,
  input: RefundInput,
): { paid: Decimal; discrepancy: Decimal } {
  // Only what has been overpaid once the lines are gone; nothing for goods that were never paid.
  const overpaid = maximum(ZERO, negate(figures(order).outstanding.shop))
  const justified = minimum(value.shop, overpaid)
  if (input.transactions?.length === 0) return { paid: ZERO, discrepancy: ZERO }
  const stated = input.amount ?? input.transactions?.map((entry) => decimal(entry.amount)).reduce((a, b) => add(a, b))
  if (stated !== undefined) {
    const paid = decimal(stated)
    // What was owed before, e.g. after an edit, may be paid back along with it: that is no discrepancy.
    const expected = maximum(justified, minimum(paid, overpaid))
    return { paid, discrepancy: subtract(expected, paid) }
  }
  const paid = minimum(add(justified, decimal(input.goodwill ?? '0')), net.shop)
  return { paid, discrepancy: minimum(ZERO, subtract(justified, paid)) }
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
        bag: bagFor(order, decimal(entry.amount), whole),
      })
    })
  }
  let left = whole
  return sources.flatMap(({ payment, open }) => {
    if (!isPositive(left.shop) || !isPositive(open.shop)) return []
    const bag = compare(left.shop, open.shop) <= 0 ? left : open
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
