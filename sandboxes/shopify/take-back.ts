import { type Decimal, decimal, divide, isPositive, minimum, multiply } from '#lib/decimal'
import { lineNet, shippingNet, shippingTakenOff, takenOff } from './figures.ts'
import { type Bag, bagAdd, bagMap, bagSubtract, bagSum, halfUp, ZERO_BAG } from './money.ts'
import { isActive } from './fulfillment-orders.ts'
import { findLine } from './order-lines.ts'
import { bagFor, ShopRefusal } from './payments.ts'
import { unitsOut } from './sent-units.ts'
import { defaultLocation, type Shop } from './shop.ts'
import type {
  DutyState,
  FeeState,
  LineState,
  NumericId,
  OrderState,
  RefundExtraState,
  RefundLineState,
  RefundShippingState,
  RestockType,
  ShippingLineState,
} from './state.ts'

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

interface TakingBack {
  readonly isReturned?: boolean
  /** What the same refund has taken already. */
  readonly making?: readonly RefundLineState[]
}

/** Where the units of a line that are still to be sent lie. */
const liesAt = (order: OrderState, line: LineState): NumericId | undefined =>
  order.fulfillmentOrders.findLast(
    (entry) => isActive(entry) && entry.lines.some((part) => part.lineId === line.id && part.remainingQuantity > 0),
  )?.locationId

/** Takes units off a line: the line's state changes, and the part of the refund that states it is returned. */
export function takeBackLine(
  shop: Shop,
  order: OrderState,
  line: LineState,
  quantity: number,
  restockType: RestockType,
  locationId: NumericId | null,
  { isReturned = restockType === 'RETURN', making = [] }: TakingBack = {},
): RefundLineState {
  if (quantity > line.currentQuantity) throw new ShopRefusal('Quantity cannot refund more items than were purchased')
  const off = takenOff(order, line, making)
  // Goods that come back were sent; otherwise what has not been sent yet goes first.
  const out = unitsOut(line)
  const sentQuantity = isReturned ? Math.min(quantity, out) : Math.max(0, quantity - (line.currentQuantity - out))
  const part: RefundLineState = {
    id: shop.ids.next('RefundLineItem'),
    lineId: line.id,
    quantity,
    sentQuantity,
    restockType,
    locationId: restockType === 'NO_RESTOCK' ? null : (locationId ?? liesAt(order, line) ?? defaultLocation(shop)),
    subtotal: shareOf(order, bagSubtract(lineNet(line), off.subtotal), quantity, line.currentQuantity),
    taxes: line.taxLines.map((tax, index) =>
      shareOf(order, bagSubtract(tax.amount, off.taxes[index] ?? ZERO_BAG), quantity, line.currentQuantity),
    ),
  }
  line.currentQuantity -= quantity
  line.sentBackQuantity += sentQuantity
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

/** What `quantity` units of a line are worth to the customer as it stands, taxes included. */
export function lineWorth(order: OrderState, line: LineState, quantity: number): Bag {
  const off = takenOff(order, line)
  const net = shareOf(order, bagSubtract(lineNet(line), off.subtotal), quantity, line.currentQuantity)
  if (order.taxesIncluded) return net
  const taxes = line.taxLines.map((tax, index) =>
    shareOf(order, bagSubtract(tax.amount, off.taxes[index] ?? ZERO_BAG), quantity, line.currentQuantity),
  )
  return bagAdd(net, bagSum(taxes))
}

/** Puts units back on their lines, for a refund that was refused after all. */
export function putBack(order: OrderState, back: TakenBack): void {
  for (const part of back.lines) {
    const line = findLine(order, `gid://shopify/LineItem/${part.lineId}`)
    line.currentQuantity += part.quantity
    line.sentBackQuantity -= part.sentQuantity
  }
}
